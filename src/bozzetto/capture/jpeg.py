"""JPEG: marker segments up to the scan; metadata in APP segments and comments.

Sources: ITU-T T.81 annex B; XMP specification part 3 section 1.1.3; for content credentials
ISO 19566-5 (JUMBF in APP11) and C2PA 2.2, annex A.3.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.capture.charset import decode_bytes, decode_utf8
from bozzetto.capture.exif import read_exif
from bozzetto.capture.findings import MAX_PARTS, Findings, Frame
from bozzetto.capture.source import Source, Span

__all__ = ["SIGNATURE", "read_jpeg"]

SIGNATURE = b"\xff\xd8\xff"

_SOS, _EOI, _COM, _APP0, _APP1, _APP11, _APP15 = 0xDA, 0xD9, 0xFE, 0xE0, 0xE1, 0xEB, 0xEF
_ALONE = (0x01, *range(0xD0, 0xD9))  # markers without a segment: TEM, RST0 to RST7, SOI
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOFn: not DHT, JPG, DAC

_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"

# How pixels are to be shown, not how they were made: JFIF, its thumbnail, colour profile, Adobe's
# colour transform, the index of a multi-picture file.
_PRESENTATION = (b"JFIF\0", b"JFXX\0", b"ICC_PROFILE\0", b"Adobe\0", b"MPF\0")

# ISO 19566-5: "JP", box instance (2 bytes), packet sequence (4), then a JUMBF box header, which
# every further segment of the same box repeats.
_BOX_AT, _BOX_HEADER = 8, 8  # bytes
_C2PA_LABEL = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"  # C2PA 2.2, section 11.1.4.2

_END_BLOCK = 1 << 16  # bytes read at a time when the end of the picture is looked for
_MAX_TRAILER = 64 << 20  # bytes; behind the end phones keep a film, some tools a project


@dataclass(frozen=True, slots=True)
class _Segment:
    marker: int
    body: Source  # without marker and length
    position: int  # bytes in the file; of the body


def read_jpeg(source: Source, findings: Findings) -> Frame:
    """Reads a JPEG's size and carriers, up to the first scan."""
    width: int | None = None
    height: int | None = None
    boxes: dict[bytes, list[Span]] = {}
    for segment in _walk(source, findings):
        if segment.marker in _SIZES and width is None:
            head = segment.body.read(0, 5)  # precision, then lines, then samples a line
            height = int.from_bytes(head[1:3]) or None  # 0: said behind the scan, by DNL
            width = int.from_bytes(head[3:5]) or None
        elif segment.marker == _COM:
            _keep_comment(segment.body, findings)
        elif segment.marker == _APP11 and _is_box(segment.body):
            _add_box(segment, boxes)
        elif _APP0 <= segment.marker <= _APP15:
            _read_app(segment, findings)
    for spans in boxes.values():
        _keep_box(source.join(spans), findings)
    return Frame(width, height)


def _walk(source: Source, findings: Findings) -> Iterator[_Segment]:
    """Yields segments up to the first scan, or up to where the file stops making sense."""
    position = 2
    for _ in range(MAX_PARTS):
        head = source.read(position, 4)
        if len(head) < 2 or (len(head) < 4 and head[1] not in (*_ALONE, _EOI)):
            findings.report("file.truncated")
            return
        marker = head[1]
        if head[0] != 0xFF or marker in (0, _EOI):
            findings.report("file.malformed")
            return
        if marker == 0xFF or marker in _ALONE:  # fill bytes may stand before a marker
            position += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(head[2:])
        if size < 2 or position + 2 + size > source.size:
            findings.report("file.malformed" if size < 2 else "file.truncated")
            return
        if marker == _SOS:
            _check_end(source, position + 2 + size, findings)
            return
        yield _Segment(marker, source.part(position + 4, size - 2), position + 4)
        position += 2 + size
    findings.report("file.too-many-parts")


def _check_end(source: Source, start: int, findings: Findings) -> None:
    """Looks for the end of the picture, from the end of the file: coded data never holds it."""
    end = source.size
    lowest = max(start, end - _MAX_TRAILER)
    while end > lowest:
        begin = max(lowest, end - _END_BLOCK)
        if b"\xff\xd9" in source.read(begin, end - begin + 1):
            return
        end = begin
    findings.report("file.truncated")


def _keep_comment(body: Source, findings: Findings) -> None:
    raw = findings.take(body, "jpeg:COM", "")
    if raw is not None:
        findings.keep("jpeg:COM", "", body.offset(0), raw, decode_bytes(raw.rstrip(b"\0")))


def _read_app(segment: _Segment, findings: Findings) -> None:
    """Keeps what an APP segment holds; one of a kind not known here is kept whole."""
    place = f"jpeg:APP{segment.marker - _APP0}"
    body = segment.body
    head = body.read(0, len(_MORE_XMP))
    if segment.marker == _APP1 and head.startswith(_EXIF):
        read_exif(body, findings, place)
    elif segment.marker == _APP1 and head.startswith(_XMP):
        _keep_xmp(body.part(len(_XMP), body.size), findings)
    elif segment.marker == _APP1 and head.startswith(_MORE_XMP):
        findings.report("xmp.extended")
        findings.take_raw(body, place, "ExtendedXMP")
    elif not head.startswith(_PRESENTATION):
        findings.take_raw(body, place, _read_name(head))


def _read_name(head: bytes) -> str:
    """Reads the NUL-terminated name with which an APP segment begins; empty where it has none."""
    name, found, _ = head.partition(b"\0")
    text = name.decode("latin-1")
    return text if found and text.isascii() and text.isprintable() else ""


def _keep_xmp(packet: Source, findings: Findings) -> None:
    raw = findings.take(packet, "xmp", "")
    if raw is not None:
        findings.keep("xmp", "", packet.offset(0), raw, decode_utf8(raw.rstrip(b"\0")))


def _is_box(body: Source) -> bool:
    head = body.read(0, _BOX_AT + _BOX_HEADER)
    return head[:2] == b"JP" and head[_BOX_AT + 4 :] == b"jumb"


def _add_box(segment: _Segment, boxes: dict[bytes, list[Span]]) -> None:
    """Adds a segment's share of a JUMBF box, without the header that only repeats."""
    spans = boxes.setdefault(segment.body.read(2, 2), [])
    skipped = _BOX_AT + (_BOX_HEADER if spans else 0)
    spans.append((segment.position + skipped, segment.body.size - skipped))


def _keep_box(box: Source, findings: Findings) -> None:
    """Keeps a JUMBF box: one that is not content credentials, under its segment."""
    label = box.read(16, len(_C2PA_LABEL))
    findings.take_raw(box, "c2pa" if label == _C2PA_LABEL else "jpeg:APP11")
