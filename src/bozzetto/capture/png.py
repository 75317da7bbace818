"""PNG: chunks of length, type, data and checksum; text may stand on either side of the pixels.

Source: PNG (third edition), https://www.w3.org/TR/png-3/, sections 5 and 11; chunk caBX from
C2PA 2.2, annex A.3.3.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.capture.charset import Decoded, decode_bytes, decode_utf8
from bozzetto.capture.exif import read_exif
from bozzetto.capture.findings import MAX_CARRIER, MAX_PARTS, ZLIB, Findings, Frame
from bozzetto.capture.source import Source, Span

__all__ = ["SIGNATURE", "read_png"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MAX_SIZE = 2**31 - 1  # bytes of a chunk's data, PNG section 5.3
_FRAMING = 12  # bytes around a chunk's data: length, type, checksum
_MAX_PREFIX = 1024  # bytes before the text of an iTXt: keyword (79), language, translated keyword
_XMP_KEYWORD = "XML:com.adobe.xmp"

_DECODED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # what the samples depend on
_TEXT = (b"tEXt", b"zTXt", b"iTXt")


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    start: int  # bytes; of the length field
    size: int  # bytes of data

    @property
    def end(self) -> int:
        return self.start + self.size + _FRAMING

    def data(self, source: Source, skipped: int = 0) -> Source:
        return source.part(self.start + 8 + skipped, self.size - skipped)


def read_png(source: Source, findings: Findings) -> Frame:
    """Reads a PNG's header and carriers; its samples are left to the decoder."""
    header, frames, transparent = b"", 1, False
    spans: list[Span] = [(0, len(SIGNATURE))]
    complete = False
    for chunk in _walk(source, findings):
        _check_sum(chunk, source, findings)
        if chunk.kind == b"IHDR" and not header:
            header = chunk.data(source).read(0, 13)
        elif chunk.kind == b"acTL":
            frames = int.from_bytes(chunk.data(source).read(0, 4))
        elif chunk.kind not in _DECODED:
            _read_carrier(chunk, source, findings)
        transparent = transparent or chunk.kind == b"tRNS"
        complete = chunk.kind == b"IEND"
        if chunk.kind in _DECODED:
            _extend(spans, (chunk.start, chunk.end - chunk.start))
    width, height = _read_size(header, findings)
    animated = frames > 1
    if width is None or not complete or animated or not _is_exact(header, transparent):
        return Frame(width, height, animated)
    return Frame(width, height, animated, source.join(spans).stream())


def _walk(source: Source, findings: Findings) -> Iterator[_Chunk]:
    """Yields whole chunks up to IEND, or up to where the file stops making sense."""
    position = len(SIGNATURE)
    for _ in range(MAX_PARTS):
        head = source.read(position, 8)
        if len(head) < 8:
            findings.report("file.truncated")
            return
        size, kind = struct.unpack(">I4s", head)
        if size > _MAX_SIZE or not kind.isalpha():
            findings.report("file.malformed")
            return
        chunk = _Chunk(kind, position, size)
        if chunk.end > source.size:
            findings.report("file.truncated")
            return
        yield chunk
        if kind == b"IEND":
            return
        position = chunk.end
    findings.report("file.too-many-parts")


def _check_sum(chunk: _Chunk, source: Source, findings: Findings) -> None:
    """Checks a chunk's CRC; not that of pixels, which zlib checks, nor of what is not kept."""
    if chunk.kind in (b"IDAT", b"fdAT") or chunk.size > MAX_CARRIER:
        return
    body = source.read(chunk.start + 4, chunk.size + 8)
    if zlib.crc32(body[:-4]) != int.from_bytes(body[-4:]):
        findings.report("png.crc")


def _extend(spans: list[Span], span: Span) -> None:
    """Adds a span, joined to the last one where they touch: a picture has thousands of IDAT."""
    offset, size = spans[-1]
    if offset + size == span[0]:
        spans[-1] = (offset, size + span[1])
    else:
        spans.append(span)


def _read_size(header: bytes, findings: Findings) -> tuple[int | None, int | None]:
    """Reads width and height; zero is no size (PNG section 11.2.1)."""
    width, height = struct.unpack(">II", header[:8]) if len(header) == 13 else (0, 0)
    if 0 < width <= _MAX_SIZE and 0 < height <= _MAX_SIZE:
        return width, height
    findings.report("file.malformed")
    return None, None


def _is_exact(header: bytes, transparent: bool) -> bool:
    """Whether Pillow's samples are all of the file's: not so for 16 bits, save opaque grey.

    Nor does it scale the transparent shade of grey below 8 bits, which would then match nothing.
    """
    depth, colour = header[8], header[9]
    grey = colour == 0
    return depth == 8 or (not transparent and grey) or (depth < 8 and not grey)


def _read_carrier(chunk: _Chunk, source: Source, findings: Findings) -> None:
    if chunk.kind in _TEXT:
        _read_text(chunk, source, findings)
    elif chunk.kind == b"eXIf":
        read_exif(chunk.data(source), findings, "png:eXIf")
    elif chunk.kind == b"caBX":
        findings.take_raw(chunk.data(source), "c2pa")


def _read_text(chunk: _Chunk, source: Source, findings: Findings) -> None:
    """Keeps one text chunk; one whose framing is damaged is kept whole, without its text."""
    place = f"png:{chunk.kind.decode()}"
    prefix = chunk.data(source).read(0, _MAX_PREFIX)
    keyword, found, _ = prefix.partition(b"\0")
    skipped = _text_start(chunk.kind, prefix)
    if not found or skipped is None:
        findings.report("carrier.damaged")
        findings.take_raw(chunk.data(source), place)
        return
    name = decode_bytes(keyword).text
    if name == _XMP_KEYWORD:
        place = "xmp"
    value = chunk.data(source, skipped)
    raw = findings.take(value, place, name)
    if raw is None:
        return
    compressed = chunk.kind == b"zTXt" or (chunk.kind == b"iTXt" and prefix[len(keyword) + 1] == 1)
    decode = decode_utf8 if chunk.kind == b"iTXt" else decode_bytes
    plain = findings.inflate(raw, ZLIB) if compressed else raw
    decoded: Decoded | None = None if plain is None else decode(plain.rstrip(b"\0"))
    findings.keep(place, name, source.offset(chunk.start + 8 + skipped), raw, decoded)


def _text_start(kind: bytes, prefix: bytes) -> int | None:
    """Finds where the value begins in a text chunk's data; None where there is no such place."""
    start = prefix.find(b"\0") + 1
    if kind == b"tEXt":
        return start
    flags = prefix[start : start + (1 if kind == b"zTXt" else 2)]
    start += 1 if kind == b"zTXt" else 2
    if kind == b"zTXt":
        return start if flags == b"\0" else None  # 0 is the only compression method
    if flags[:1] not in (b"\0", b"\1") or (flags[:1] == b"\1" and flags[1:] != b"\0"):
        return None
    for _ in ("language", "translated keyword"):
        end = prefix.find(b"\0", start)
        if end < 0:
            return None
        start = end + 1
    return start
