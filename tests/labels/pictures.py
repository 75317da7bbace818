"""Picture files for the tests of labels: made by Pillow, or found among the samples."""

import io
import json
import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageSequence

_BESIDE = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE))

NEEDS_EXIFTOOL = pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="exiftool is not installed"
)

NEEDS_VIPS = pytest.mark.skipif(
    shutil.which("vipsthumbnail") is None, reason="vipsthumbnail is not installed"
)

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

KINDS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "TIFF": "tif", "AVIF": "avif"}

XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:u="urn:unknown" u:kept="&lt;是&gt;">%s</rdf:Description>'
    '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
)


def sample(name):
    """A sample's path, or the test is skipped."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"no sample {name}: set BOZZETTO_SAMPLES to the folder that holds it")
    return path


def gradient(mode="RGB", size=(13, 7)):
    """A small picture, the same at every call."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def saved(kind, image=None, *, xmp=None, **options):
    """A file as Pillow writes it, with a packet of XMP where one is given."""
    if xmp is not None and kind == "TIFF":
        options["tiffinfo"] = {700: xmp}
    elif xmp is not None and kind != "PNG":
        options["xmp"] = xmp
    if kind == "AVIF":
        options.setdefault("speed", 10)
    out = io.BytesIO()
    (image or gradient()).save(out, kind, **options)
    plain = out.getvalue()
    return behind_header(plain, xmp_chunk(xmp)) if xmp is not None and kind == "PNG" else plain


def turned():
    """EXIF that says that the picture lies on its side."""
    exif = Image.Exif()
    exif[274] = 6
    return exif.tobytes()


def pixels(path):
    """Mode, samples and duration of all frames."""
    with Image.open(path) as image:
        return [
            (frame.mode, frame.size, frame.info.get("duration"), frame.tobytes())
            for frame in ImageSequence.Iterator(image)
        ]


def chunk(kind, data):
    """A PNG's chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def behind_header(png, *chunks):
    """A PNG with chunks behind its header."""
    return png[:33] + b"".join(chunks) + png[33:]


def xmp_chunk(packet):
    """The chunk that holds a packet."""
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)


def segment(marker, data):
    """A JPEG's segment."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def xmp_segment(packet):
    """The segment that holds a packet."""
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


def segments_of(data):
    """A JPEG's segments before the first scan, and all that follows."""
    found, at = [], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        found.append(data[at:end])
        at = end
    return found, data[at:]


def chunks_of(data):
    """A PNG's chunks, and all that follows."""
    found, at = [], 8
    while not found or found[-1][4:8] != b"IEND":
        end = at + 12 + int.from_bytes(data[at : at + 4])
        found.append(data[at:end])
        at = end
    return found, data[at:]


def riff_of(data):
    """A WebP's chunks, with their padding."""
    found, at = [], 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.append(data[at : at + 8 + size + size % 2])
        at += len(found[-1])
    return found


def exiftool(path, *tags):
    """What ExifTool, an independent reader, says of some tags, one a line."""
    command = ["exiftool", "-s3", "-api", "struct=0", *tags, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def exiftool_json(*arguments):
    """What ExifTool says of some files, in their order."""
    command = ["exiftool", "-json", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def by_vips(paths, folder):
    """Pictures as libvips decodes them, as PNGs without anything else."""
    place = folder / "%s.png[strip]"
    command = ["vipsthumbnail", "--size", "1000x1000>", "--output", str(place), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)
    return [folder.joinpath(f"{path.stem}.png").read_bytes() for path in paths]


def make_heic(path):
    """Write a HEIC where libheif's tool is installed and can; tell whether it did."""
    if shutil.which("heif-enc") is None:
        return False
    source = path.with_suffix(".png")
    source.write_bytes(saved("PNG", gradient(size=(64, 64))))
    command = ["heif-enc", str(source), "-o", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def box(kind, *parts):
    """A box of an ISO media file."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def heif(items, *, version=1, widths=(4, 4, 0, 0), told=None, held=b"", behind=b"", base=0):
    """An AVIF of items that no decoder knows, the first of which is the picture.

    Args:
        items: By number: what infe says after the protection, construction method, and pieces.
        version: Of iloc.
        widths: Of iloc's fields: offset, size, base, index.
        told: By an item's number, of which items it tells.
        held: What idat holds before the items of method 1.
        behind: Boxes behind mdat.
        base: From where the offsets of iloc count.
    """
    names = b"".join(
        box(b"infe", b"\2\0\0\0", struct.pack(">HH", n, 0), said) for n, (said, *_) in items.items()
    )
    refs = b"".join(
        box(b"cdsc", struct.pack(f">HH{len(to)}H", n, len(to), *to))
        for n, to in (told or {}).items()
    )
    pieces = {m: [p for _, k, ps in items.values() if k == m for p in ps] for m in (0, 1)}
    idat = box(b"idat", held, *pieces[1])
    wide = 4 if version == 2 else 2

    def meta(start):
        places = {0: start, 1: len(held)}
        fields = [bytes((version, 0, 0, 0, widths[0] << 4 | widths[1], widths[2] << 4 | widths[3]))]
        fields.append(len(items).to_bytes(wide))
        for number, (_, method, parts) in items.items():
            fields += [number.to_bytes(wide), method.to_bytes(2) if version else b"", bytes(2)]
            fields += [(base if method == 0 else 0).to_bytes(widths[2]), len(parts).to_bytes(2)]
            for part in parts:
                at = places[method] - (base if method == 0 else 0)
                size = len(part) if widths[1] else 0
                fields += [bytes(widths[3]), at.to_bytes(widths[0]), size.to_bytes(widths[1])]
                places[method] += len(part)
        tables = [
            box(b"hdlr", bytes(8), b"pict", bytes(13)),
            box(b"pitm", bytes(4), struct.pack(">H", next(iter(items)))),
            box(b"iloc", *fields),
            box(b"iinf", bytes(4), struct.pack(">H", len(items)), names),
            box(b"iref", bytes(4), refs) if told else b"",
            box(b"zzzz", b"unknown"),
        ]
        return box(b"meta", bytes(4), *tables, idat if pieces[1] or held else b"")

    head = box(b"ftyp", b"avif", bytes(4), b"avifmif1")
    start = len(head) + len(meta(base)) + 8
    return head + meta(start) + box(b"mdat", *pieces[0]) + behind


COLOUR = b"av01Color\0"  # what infe says of a picture
MIME = b"mimeXMP\0application/rdf+xml\0"  # and of a packet
EXIF_ITEM = b"ExifExif\0"


def tiff(order, pages, *, big=False, tail=b""):
    """A TIFF of pages, each a list of tag, type, count and value; its values stand behind tables.

    A value is bytes, or a list of entries of a table that the tag points at.
    """
    mark = {"little": b"II", "big": b"MM"}[order]
    wide, counts, entry = (8, 8, 20) if big else (4, 2, 12)
    head = mark + (43 if big else 42).to_bytes(2, order)
    head += (8).to_bytes(2, order) + bytes(2) if big else b""
    out = bytearray(head + (len(head) + wide).to_bytes(wide, order))

    def put(entries, last):
        at = len(out)
        out.extend(bytes(counts + entry * len(entries) + wide))
        out[at : at + counts] = len(entries).to_bytes(counts, order)
        for n, (tag, kind, count, value) in enumerate(entries):
            place = len(out)
            if isinstance(value, list):
                put(value, last=True)
                field = place.to_bytes(wide, order)
            elif len(value) <= wide:
                field = value.ljust(wide, b"\0")
            else:
                out.extend(value)
                field = place.to_bytes(wide, order)
            sort = 18 if big and isinstance(value, list) else kind  # an offset of 64 bits
            numbers = tag.to_bytes(2, order) + sort.to_bytes(2, order)
            start = at + counts + n * entry
            out[start : start + entry] = numbers + count.to_bytes(wide, order) + field
        end = at + counts + entry * len(entries)
        out[end : end + wide] = (0 if last else len(out)).to_bytes(wide, order)

    for n, entries in enumerate(pages):
        put(entries, last=n == len(pages) - 1)
    return bytes(out) + tail
