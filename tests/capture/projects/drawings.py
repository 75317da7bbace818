"""Files of drawing programs, put together as the programs do, small and as wished."""

import io
import json
import struct
import zipfile
from dataclasses import dataclass

from tests.capture.pictures import noise, saved

__all__ = ["Sheet", "candidates", "kra", "krita_tiles", "ora", "psd", "xcf"]

MERGED = saved(noise(), "PNG")
ABOUT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE document-info PUBLIC '-//KDE//DTD document-info 1.1//EN' 'http://www.calligra.org/DTD/x.dtd'>
<document-info xmlns="http://www.calligra.org/DTD/document-info">
 <about>
  <initial-creator>Unknown</initial-creator>
  <editing-cycles>3</editing-cycles>
  <editing-time>754</editing-time>
  <date>2026-11-22T16:57:29</date>
  <creation-date>2026-11-22T16:57:28</creation-date>
 </about>
 <author><full-name>{author}</full-name></author>
</document-info>
"""


@dataclass(frozen=True)
class Sheet:
    """A layer, or a group with layers in it."""

    name: str
    data: bytes = b"pixels"
    uuid: str = ""
    visible: bool = True
    opacity: int = 255
    inside: tuple["Sheet", ...] = ()


def krita_tiles(tiles, *, size=64):
    """Spell tiles as Krita does: of each its place and its bytes, in the order given."""
    out = (
        f"VERSION 2\nTILEWIDTH {size}\nTILEHEIGHT {size}\nPIXELSIZE 4\nDATA {len(tiles)}\n".encode()
    )
    for (left, top), data in tiles:
        out += f"{left},{top},LZF,{len(data)}\n".encode() + data
    return out


def kra(*sheets, merged=MERGED, author="", annotations=None, main=None, extra=None):
    """Put a file of Krita together.

    Args:
        sheets: The topmost first.
        merged: The picture that it holds of itself; None for none.
        author: Who it says made it.
        annotations: Further members, by the annotation's name.
        main: Its tree, where that is to be something else.
        extra: Further members.
    """
    files: dict[str, bytes] = {}
    tree = "".join(_krita_layer(sheet, files) for sheet in sheets)
    main = main or (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<!DOCTYPE DOC PUBLIC '-//KDE//DTD krita 2.0//EN' 'http://www.calligra.org/DTD/krita.dtd'>\n"
        '<DOC xmlns="http://www.calligra.org/DTD/krita" editor="Krita" kritaVersion="5.1.5">'
        f'<IMAGE name="cat" width="64" height="48"><layers>{tree}</layers></IMAGE></DOC>'
    )
    files |= {
        "maindoc.xml": main.encode(),
        "documentinfo.xml": ABOUT.format(author=author).encode(),
    }
    if merged is not None:
        files["mergedimage.png"] = merged
    files |= {f"cat/annotations/{name}": data for name, data in (annotations or {}).items()}
    return _zip("application/x-krita", files | (extra or {}))


def _krita_layer(sheet, files):
    number = len(files)
    kind = "grouplayer" if sheet.inside else "paintlayer"
    if not sheet.inside:
        files[f"cat/layers/layer{number}"] = sheet.data
        files[f"cat/layers/layer{number}.defaultpixel"] = bytes(4)
    else:
        files[f"cat/layers/of-group-{number}/none"] = b""
    uuid = f' uuid="{{{sheet.uuid}}}"' if sheet.uuid else ""
    inside = "".join(_krita_layer(each, files) for each in sheet.inside)
    inside = f"<layers>{inside}</layers>" if inside else ""
    return (
        f'<layer name="{sheet.name}" filename="layer{number}" nodetype="{kind}"{uuid}'
        f' opacity="{sheet.opacity}" visible="{int(sheet.visible)}" x="0" y="-3">{inside}</layer>'
    )


def candidates(jobs):
    """Spell what Krita AI Diffusion keeps, as its source has it.

    Args:
        jobs: Of each its id, its parameters, its pictures, and the indexes of those in use.
    """
    history, files = [], {}
    for slot, (job, params, images, used) in enumerate(jobs):
        offsets = [sum(map(len, images[:index])) for index in range(len(images))]
        files[f"ai_diffusion/result{slot}.webp"] = b"".join(images)
        history.append(
            {
                "id": job,
                "slot": slot,
                "offsets": offsets,
                "params": params,
                "kind": "diffusion",
                "in_use": {str(index): True for index in used},
            }
        )
    state = json.dumps({"version": 1, "history": history}, indent=2)
    return {"ai_diffusion/ui.json": state.encode(), **files}


def ora(*sheets, merged=MERGED):
    """Put an OpenRaster file together."""
    files: dict[str, bytes] = {}
    tree = "".join(_ora_layer(sheet, files) for sheet in sheets)
    files["stack.xml"] = f'<image w="64" h="48"><stack>{tree}</stack></image>'.encode()
    if merged is not None:
        files["mergedimage.png"] = merged
    return _zip("image/openraster", files)


def _ora_layer(sheet, files):
    shown = "visible" if sheet.visible else "hidden"
    head = f'name="{sheet.name}" opacity="{sheet.opacity / 255}" visibility="{shown}"'
    if sheet.inside:
        return f"<stack {head}>{''.join(_ora_layer(each, files) for each in sheet.inside)}</stack>"
    name = f"data/layer{len(files)}.png"
    files[name] = sheet.data
    return f'<layer {head} src="{name}" x="4" y="-2"/>'


def _zip(mimetype, files):
    """Pack members under one time: what is put together twice is the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xcf(*sheets, version=11):
    """Put a file of GIMP together: one tile for each layer, and no groups."""
    wide = 8 if version >= 11 else 4
    name = b"file" if version == 0 else b"v%03d" % version
    head = b"gimp xcf " + name + b"\0" + struct.pack(">III", 64, 48, 0)
    head += struct.pack(">I", 150) if version >= 4 else b""
    head += struct.pack(">IIB", 17, 1, 1) + bytes(8)  # one property, and their end
    lists = wide * (len(sheets) + 2)
    parts, places, at = [], [], len(head) + lists
    for number, sheet in enumerate(sheets):
        part = _xcf_layer(sheet, number + 1, at, wide)
        parts.append(part)
        places.append(at)
        at += len(part)
    pointers = b"".join(place.to_bytes(wide) for place in places) + bytes(2 * wide)
    return head + pointers + b"".join(parts)


def _xcf_layer(sheet, tattoo, at, wide):
    name = sheet.name.encode() + b"\0"
    properties = {6: sheet.opacity, 8: int(sheet.visible), 20: tattoo, 7: 28}
    layer = struct.pack(">III", 64, 48, 1) + struct.pack(">I", len(name)) + name
    layer += b"".join(struct.pack(">III", sort, 4, value) for sort, value in properties.items())
    layer += struct.pack(">IIii", 15, 8, 4, -2) + bytes(8)
    hierarchy = at + len(layer) + 2 * wide
    level = hierarchy + 12 + 2 * wide
    tile = level + 8 + 2 * wide
    layer += hierarchy.to_bytes(wide) + bytes(wide)
    layer += struct.pack(">III", 64, 48, 4) + level.to_bytes(wide) + bytes(wide)
    layer += struct.pack(">II", 64, 48) + tile.to_bytes(wide) + bytes(wide)
    return layer + sheet.data


def psd(*sheets, xmp=None, version=1):
    """Put a file of Photoshop together: layers of one row of greys, the topmost first."""
    wide = ">I" if version == 1 else ">Q"
    resources = b"" if xmp is None else b"8BIM" + struct.pack(">HHI", 1060, 0, len(xmp)) + xmp
    resources += bytes(len(resources) % 2)
    records, channels = b"", b""
    for number, sheet in reversed(list(enumerate(_psd_rows(sheets)))):
        record, data = _psd_layer(*sheet, number + 1, wide)
        records, channels = records + record, channels + data
    count = struct.pack(">h", records.count(b"8BIMnorm"))
    info = count + records + channels
    info += bytes(-len(info) % 4)
    layers = struct.pack(wide, len(info)) + info + bytes(4)
    head = struct.pack(">4sH6xHIIHH", b"8BPS", version, 1, 48, 64, 8, 1) + bytes(4)
    head += struct.pack(">I", len(resources)) + resources
    return head + struct.pack(wide, len(layers)) + layers + bytes(2 + 64 * 48)


def _psd_rows(sheets):
    """List layers with what divides groups: the group's own, what is in it, and its end."""
    for sheet in sheets:
        yield (sheet, 1 if sheet.inside else 0)
        if sheet.inside:
            yield from _psd_rows(sheet.inside)
            yield (Sheet("</Layer group>"), 3)


def _psd_layer(sheet, divider, number, wide):
    data = b"" if divider else struct.pack(">H", 0) + sheet.data
    width = 0 if divider else len(sheet.data)
    record = struct.pack(">iiiiH", 0, 4, 0 if divider else 1, 4 + width, 1)
    record += struct.pack(">h", 0) + struct.pack(wide, len(data))
    record += b"8BIMnorm" + struct.pack(">BBBx", sheet.opacity, 0, 0 if sheet.visible else 2)
    name = sheet.name.encode("utf-16-be")
    blocks = b"8BIMluni" + struct.pack(">II", 4 + len(name), len(name) // 2) + name
    blocks += b"8BIMlyid" + struct.pack(">II", 4, number)
    if divider:
        blocks += b"8BIMlsct" + struct.pack(">II", 4, divider)
    plain = sheet.name.encode("ascii", "replace")[:255]
    pascal = bytes([len(plain)]) + plain
    pascal += bytes(-len(pascal) % 4)
    extra = bytes(8) + pascal + blocks
    return record + struct.pack(">I", len(extra)) + extra, data
