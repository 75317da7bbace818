"""WebP: XMP in a chunk ``XMP ``, announced by a flag of ``VP8X``.

It is written where it stood, or as the last chunk. A simple file, which has no ``VP8X``, gets
one, with the size that its picture has. Frames of animations are passed on as they are.

Source: https://developers.google.com/speed/webp/docs/riff_container; for the headers of pictures
RFC 6386 section 9.1 (VP8) and RFC 9649 section 3.4 (VP8L); C2PA 2.2, annex A.3.5.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.labels.carriers import exif
from bozzetto.labels.carriers.metadata import Gathering, Metadata
from bozzetto.labels.carriers.source import Part, Source, Span, size_of

__all__ = ["FORM", "SIGNATURE", "read", "rewrite"]

SIGNATURE, FORM = b"RIFF", b"WEBP"

_HEAD = 12  # bytes: RIFF, size, WEBP
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10  # flags of VP8X
_MAX_CHUNKS = 1 << 20  # a frame of an animation is one
_MAX_SIZE = 2**32 - 10  # bytes behind RIFF and its size


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    start: int  # offset of its name
    size: int  # bytes of data

    @property
    def data(self) -> int:
        return self.start + 8

    @property
    def end(self) -> int:
        return self.data + self.size + self.size % 2


def read(source: Source) -> Metadata:
    """Read a WebP's metadata.

    Raises:
        FormatError: it is no whole WebP, or its XMP is more than is read.
    """
    found = Gathering()
    for chunk in _walk(source):
        found.signed = found.signed or chunk.kind == b"C2PA"
        if chunk.kind == b"XMP ":
            found.make_room(chunk.size)
            found.packets.append(source.read(chunk.data, chunk.size))
        elif chunk.kind == b"EXIF" and chunk.size <= exif.MAX_BLOCK:
            found.make_room(chunk.size)
            found.note(exif.read_notes(source.read(chunk.data, chunk.size)))
    return found.metadata("image/webp")


def rewrite(source: Source, packet: bytes) -> tuple[Part, ...]:
    """Return the parts of a copy that has `packet` for its XMP, the only one.

    Raises:
        FormatError: it is no whole WebP, or would be larger than one can be.
    """
    chunks = list(_walk(source))
    old = next((chunk for chunk in chunks if chunk.kind == b"XMP "), None)
    end = _end(source)
    at, behind = (end, end) if old is None else (old.start, min(old.end, end))
    written = b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    padding = b"\0" * ((end - _HEAD) % 2) if old is None else b""
    first, begin = _extend(source, chunks[0])
    body: list[Part] = [first, Span(begin, at), padding, written, Span(behind, end)]
    size = len(FORM) + size_of(body)
    if size > _MAX_SIZE:
        raise FormatError("not a well-formed {kind} file", kind="WebP")
    return SIGNATURE + struct.pack("<I", size) + FORM, *body, Span(end, source.size)


def _end(source: Source) -> int:
    """Return the offset after the last chunk; what comes behind is nobody's."""
    return 8 + int.from_bytes(source.read(4, 4), "little")


def _walk(source: Source) -> Iterator[_Chunk]:
    end = _end(source)
    if end > source.size or end < _HEAD + 8:
        raise FormatError("the file ends in the middle of its structure")
    position = _HEAD
    for _ in range(_MAX_CHUNKS):
        kind, size = struct.unpack("<4sI", source.read(position, 8))
        chunk = _Chunk(kind, position, size)
        if chunk.data + size > end:
            raise FormatError("the file ends in the middle of its structure")
        yield chunk
        if chunk.end >= end:  # some writers leave out the last padding byte
            return
        position = chunk.end
    raise FormatError("not a well-formed {kind} file", kind="WebP")


def _extend(source: Source, first: _Chunk) -> tuple[bytes, int]:
    """Return the ``VP8X`` of the copy, and the offset from which on the rest is passed on."""
    if first.kind == b"VP8X":
        if first.size < 10:
            raise FormatError("not a well-formed {kind} file", kind="WebP")
        whole = bytearray(source.read(first.start, first.end - first.start))
        whole[8] |= _HAS_XMP
        return bytes(whole), first.end
    width, height, alpha = _canvas(first.kind, source.head(first.data, 10))
    flags = _HAS_XMP | (_HAS_ALPHA if alpha else 0)
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X" + struct.pack("<II", 10, flags) + sizes, first.start


def _canvas(kind: bytes, head: bytes) -> tuple[int, int, bool]:
    """Return width, height and whether there is transparency, from a picture's own header."""
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[6:10])
        size = (width & 0x3FFF, height & 0x3FFF, False)
    elif kind == b"VP8L" and head[:1] == b"\x2f":
        bits = int.from_bytes(head[1:5], "little")
        size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1))
    else:
        size = (0, 0, False)
    if not size[0] or not size[1]:
        raise FormatError("not a well-formed {kind} file", kind="WebP")
    return size
