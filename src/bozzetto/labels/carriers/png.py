"""PNG: XMP in an uncompressed ``iTXt`` with the keyword ``XML:com.adobe.xmp``.

It is written where it stood, or directly behind the header, so that whoever reads a file from its
beginning meets it before the pixels. All other chunks are passed on with the checksums they have.

Source: PNG (third edition), https://www.w3.org/TR/png-3/, sections 5 and 11.3.3; XMP part 3,
section 1.1.5; chunk caBX: C2PA 2.2, annex A.3.3; tEXt ``AIGC``: TC260-PG-20259A, annex B.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.labels.carriers import exif
from bozzetto.labels.carriers.metadata import MAX_NOTE, Gathering, Metadata, Note
from bozzetto.labels.carriers.source import Part, Source, edited
from bozzetto.labels.markup import MAX_PACKET

__all__ = ["SIGNATURE", "read", "rewrite"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MAX_SIZE = 2**31 - 1  # bytes of a chunk's data, section 5.3
_FRAMING = 12  # bytes around a chunk's data: length, type, checksum
_PIXELS = (b"IDAT", b"fdAT")  # there are hundreds, and nothing in them is for us
_MAX_CHUNKS = 1 << 20  # of 8 KiB each: 8 GiB of pixels
_XMP = b"XML:com.adobe.xmp"
_PLAIN = _XMP + b"\0\0\0\0\0"  # uncompressed, no language, no translated keyword
_TEXT = (b"tEXt", b"zTXt", b"iTXt")
_NAMES = (b"AIGC", b"UserComment", b"Comment", b"Description")  # of texts met as labels
_MAX_PREFIX = 1024  # bytes before an iTXt's text: keyword (79), language, translated keyword


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    start: int  # offset of its length
    size: int  # bytes of data

    @property
    def data(self) -> int:
        return self.start + 8

    @property
    def end(self) -> int:
        return self.start + self.size + _FRAMING


def read(source: Source) -> Metadata:
    """Read a PNG's metadata.

    Raises:
        FormatError: it is no whole PNG, or its metadata is more than is read.
    """
    found = Gathering()
    for chunk in _walk(source):
        found.signed = found.signed or chunk.kind == b"caBX"
        if chunk.kind == b"eXIf" and chunk.size <= exif.MAX_BLOCK:
            found.make_room(chunk.size)
            found.note(exif.read_notes(source.read(chunk.data, chunk.size)))
        elif _is_xmp(source, chunk):
            found.packets.append(_packet(source, chunk, found))
        elif chunk.kind in _TEXT and chunk.size <= MAX_NOTE:
            found.note(_notes(source, chunk, found))
    return found.metadata("image/png")


def rewrite(source: Source, packet: bytes) -> tuple[Part, ...]:
    """Return the parts of a copy that has `packet` for its XMP, in place of the one it had.

    Raises:
        FormatError: it is no whole PNG.
    """
    old: _Chunk | None = None
    header = 0
    for chunk in _walk(source):
        header = header or chunk.end
        old = chunk if _is_xmp(source, chunk) else old
    data = b"iTXt" + _PLAIN + packet
    written = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    start, end = (header, header) if old is None else (old.start, old.end)
    return edited([(start, end, written)], source.size)


def _walk(source: Source) -> Iterator[_Chunk]:
    """Yield the chunks up to the end, but for pixels; what comes behind is nobody's."""
    position = len(SIGNATURE)
    for number in range(_MAX_CHUNKS):
        size, kind = struct.unpack(">I4s", source.read(position, 8))
        end = position + size + _FRAMING
        if size > _MAX_SIZE or not kind.isalpha() or (not number and kind != b"IHDR"):
            raise FormatError("not a well-formed {kind} file", kind="PNG")
        if end > source.size:
            raise FormatError("the file ends in the middle of its structure")
        if kind not in _PIXELS:
            yield _Chunk(kind, position, size)
        if kind == b"IEND":
            return
        position = end
    raise FormatError("not a well-formed {kind} file", kind="PNG")


def _is_xmp(source: Source, chunk: _Chunk) -> bool:
    if chunk.kind not in _TEXT or chunk.size <= len(_XMP):
        return False
    return source.read(chunk.data, len(_XMP) + 1) == _XMP + b"\0"


def _packet(source: Source, chunk: _Chunk, found: Gathering) -> bytes:
    """Read the packet of a chunk, which XMP forbids to compress and some writers do."""
    found.make_room(chunk.size)
    text = _text(chunk.kind, source.read(chunk.data, chunk.size), MAX_PACKET)
    if text is None:
        raise FormatError("not a well-formed {kind} file", kind="PNG")
    found.make_room(max(0, len(text) - chunk.size))
    return text


def _notes(source: Source, chunk: _Chunk, found: Gathering) -> list[Note]:
    keyword = source.head(chunk.data, min(chunk.size, 80)).partition(b"\0")[0]
    if keyword not in _NAMES:
        return []
    found.make_room(MAX_NOTE)
    text = _text(chunk.kind, source.read(chunk.data, chunk.size), MAX_NOTE)
    place = f"png:{chunk.kind.decode()}:{keyword.decode()}"
    return [] if text is None else [Note(place, text.decode("utf-8", "replace"))]


def _text(kind: bytes, data: bytes, most: int) -> bytes | None:
    """Return the text of a chunk; None where its framing is damaged or it is too much."""
    _keyword, found, rest = data.partition(b"\0")
    if kind == b"tEXt":
        return rest if found else None
    if kind == b"zTXt":
        return _inflate(rest[1:], most)
    pieces = rest[2:].split(b"\0", 2)
    if len(rest) < 2 or len(pieces) < 3 or len(data) - len(pieces[2]) > _MAX_PREFIX:
        return None
    return _inflate(pieces[2], most) if rest[0] else pieces[2]


def _inflate(data: bytes, most: int) -> bytes | None:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, most)
    except zlib.error:
        return None
    return text if inflater.eof else None
