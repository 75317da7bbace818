"""WebP: a RIFF file of chunks; lossless where its picture is one VP8L chunk.

Sources: RFC 9649 (WebP); C2PA 2.2, annex A.3.6 (chunk C2PA).
"""

import io
from collections.abc import Iterator

from bozzetto.capture.charset import decode_utf8
from bozzetto.capture.exif import read_exif
from bozzetto.capture.findings import MAX_PARTS, Findings, Frame
from bozzetto.capture.source import Source

__all__ = ["read_webp"]

_HEADER = 12  # bytes: RIFF, size, WEBP
_ANIMATED = 0x02  # flag in VP8X

# The decoder holds the coded picture in memory. 16383 pixels a side at four bytes is 1 GiB; a
# lossless picture of 200 megapixels stays below this unless it is noise.
_MAX_ENCODED = 256 << 20  # bytes

_Size = tuple[int, int]


def read_webp(source: Source, findings: Findings) -> Frame:
    """Reads a WebP's size and carriers; samples of a lossless one are left to the decoder."""
    canvas: _Size | None = None
    picture: _Size | None = None
    lossless: Source | None = None
    animated = False
    for kind, body in _walk(source, findings):
        head = body.read(0, 10)
        if kind == b"VP8X" and canvas is None and len(head) == 10:
            animated = bool(head[0] & _ANIMATED)
            canvas = (
                1 + int.from_bytes(head[4:7], "little"),
                1 + int.from_bytes(head[7:], "little"),
            )
        elif kind == b"VP8 " and picture is None:
            picture = _read_lossy_size(head)
        elif kind == b"VP8L" and picture is None:
            picture, lossless = _read_lossless_size(head), body
        else:
            _read_carrier(kind, body, findings)
    size = canvas or picture
    if size is None:
        findings.report("file.malformed")
        return Frame(animated=animated)
    whole = lossless is not None and picture == size and not animated
    encoded = _wrap(lossless, findings) if whole and lossless is not None else None
    return Frame(*size, animated, encoded)


def _walk(source: Source, findings: Findings) -> Iterator[tuple[bytes, Source]]:
    """Yields chunks with their data, within what the RIFF header says and the file holds."""
    end = 8 + int.from_bytes(source.read(4, 4), "little")
    if end > source.size:
        findings.report("file.truncated")
    position, end = _HEADER, min(end, source.size)
    for _ in range(MAX_PARTS):
        if position >= end:
            return
        head = source.read(position, 8)
        size = int.from_bytes(head[4:], "little")
        if len(head) < 8 or position + 8 + size > end:
            findings.report("file.truncated" if end == source.size else "file.malformed")
            return
        yield head[:4], source.part(position + 8, size)
        position += 8 + size + size % 2  # chunks are padded to even sizes
    findings.report("file.too-many-parts")


def _read_lossy_size(head: bytes) -> _Size | None:
    """Reads the size of a key frame, RFC 6386 section 9.1; the upper two bits are its scale."""
    if len(head) < 10 or head[3:6] != b"\x9d\x01\x2a":
        return None
    width, height = head[6:8], head[8:10]
    return int.from_bytes(width, "little") & 0x3FFF, int.from_bytes(height, "little") & 0x3FFF


def _read_lossless_size(head: bytes) -> _Size | None:
    """Reads the size of a lossless picture, RFC 9649 section 3.4: two numbers of 14 bits."""
    if len(head) < 5 or head[0] != 0x2F:
        return None
    bits = int.from_bytes(head[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def _wrap(picture: Source, findings: Findings) -> io.BytesIO | None:
    """Wraps the coded picture into a file of its own, since the decoder would read all of ours."""
    if picture.size > _MAX_ENCODED:
        findings.report("pixels.unread")
        return None
    data = picture.read(0, picture.size)
    data += bytes(len(data) % 2)
    chunk = b"WEBPVP8L" + picture.size.to_bytes(4, "little") + data
    return io.BytesIO(b"RIFF" + len(chunk).to_bytes(4, "little") + chunk)


def _read_carrier(kind: bytes, body: Source, findings: Findings) -> None:
    if kind == b"EXIF":
        read_exif(body, findings, "webp:EXIF")
    elif kind == b"C2PA":
        findings.take_raw(body, "c2pa")
    elif kind == b"XMP ":
        raw = findings.take(body, "xmp", "")
        if raw is not None:
            findings.keep("xmp", "", body.offset(0), raw, decode_utf8(raw.rstrip(b"\0")))
