"""AVIF and HEIF: metadata as items, or in boxes of their own.

Sources: ISO/IEC 23008-12 section 6.5.3 (sizes) and annex A (Exif items), XMP specification part
3 section 1.1.4, C2PA 2.2 annex A.5 (uuid box).
"""

from bozzetto.capture.boxes import Meta, read_meta, walk_boxes
from bozzetto.capture.charset import decode_utf8
from bozzetto.capture.exif import read_exif
from bozzetto.capture.findings import Findings, Frame
from bozzetto.capture.source import Source

__all__ = ["BRANDS", "read_bmff", "sniff_brand"]

BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heif"),
    **dict.fromkeys((b"mif1", b"msf1", b"mif2"), "image/heif"),
}

_SEQUENCES = (b"avis", b"msf1", b"hevc", b"hevx")  # major brands of files made of moving pictures
_MAX_BRANDS = 1024  # bytes of an ftyp box that are looked at

_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_C2PA_PURPOSE = b"manifest\0"
_C2PA_HEADER = 4 + len(_C2PA_PURPOSE) + 8  # bytes: version and flags, purpose, offset of a box


def sniff_brand(source: Source) -> str | None:
    """Tells AVIF and HEIF by the brands of the ftyp box; None for any other file."""
    head = source.read(0, 8)
    if head[4:] != b"ftyp":
        return None
    brands = source.read(8, min(int.from_bytes(head[:4]), _MAX_BRANDS) - 8)
    named = [brands[:4], *(brands[at : at + 4] for at in range(8, len(brands) - 3, 4))]
    types = [BRANDS[brand] for brand in named if brand in BRANDS]
    if brands[:4] not in BRANDS and not types:
        return None
    return "image/avif" if "image/avif" in types else "image/heif"


def read_bmff(source: Source, findings: Findings) -> Frame:
    """Reads an AVIF's or HEIF's size and carriers. Whether its coding is lossless is not told."""
    meta = Meta()
    animated = source.read(8, 4) in _SEQUENCES
    for kind, body in walk_boxes(source, findings):
        if kind == b"meta" and not meta.seen:
            read_meta(body, meta, findings)
        elif kind == b"uuid":
            _read_uuid(body, findings)
    for number, sort in meta.items.items():
        _read_item(number, sort, meta, source, findings)
    width, height = _find_size(meta, findings)
    return Frame(width, height, animated)


def _find_size(meta: Meta, findings: Findings) -> tuple[int | None, int | None]:
    """Finds the size of the primary item; of a file that does not say which, the first size."""
    owned = meta.properties.get(meta.primary, list(meta.sizes))
    for index in owned:
        width, height = meta.sizes.get(index, (0, 0))
        if width and height:
            return width, height
    findings.report("file.malformed")
    return None, None


def _read_item(number: int, sort: str, meta: Meta, source: Source, findings: Findings) -> None:
    """Keeps an Exif item or one of XMP."""
    place = meta.places.get(number)
    holder = None
    if place is not None and place.method in (0, 1):
        holder = source if place.method == 0 else meta.data
    if place is None or holder is None:
        findings.report("file.malformed")
        return
    spans = [(at, size or max(0, holder.size - at)) for at, size in place.extents]
    value = holder.join(spans)
    if value.size < sum(size for _, size in spans):
        findings.report("file.truncated")
    if sort == "xmp":
        _keep_xmp(value, findings)
    else:  # begins with how far behind this number the TIFF header stands
        start = 4 + int.from_bytes(value.read(0, 4))
        read_exif(value.part(start, value.size), findings, "bmff:Exif")


def _read_uuid(body: Source, findings: Findings) -> None:
    """Keeps content credentials or XMP that stand in a box named by a UUID."""
    name = body.read(0, 16)
    content = body.part(16, body.size)
    if name == _XMP_UUID:
        _keep_xmp(content, findings)
    elif name == _C2PA_UUID and content.read(4, len(_C2PA_PURPOSE)) == _C2PA_PURPOSE:
        findings.take_raw(content.part(_C2PA_HEADER, content.size), "c2pa")


def _keep_xmp(value: Source, findings: Findings) -> None:
    raw = findings.take(value, "xmp", "")
    if raw is not None:
        findings.keep("xmp", "", value.offset(0), raw, decode_utf8(raw.rstrip(b"\0")))
