"""Boxes: the ISO base media file format, as far as a film of one track needs it.

ISO/IEC 14496-12; what a file of AV1 holds besides: https://aomediacodec.github.io/av1-isobmff/
"""

import struct
from collections.abc import Iterator

from bozzetto.errors import FormatError

__all__ = ["box", "children", "find", "full_box"]

_HEADS = {  # bytes of a box before the boxes in it
    b"moov": 8,
    b"trak": 8,
    b"mdia": 8,
    b"minf": 8,
    b"stbl": 8,
    b"stsd": 16,  # version, flags and a count
    b"av01": 86,  # ISO/IEC 14496-12 section 12.1.3: a visual sample entry
}


def box(kind: bytes, *parts: bytes) -> bytes:
    """Write a box."""
    size = 8 + sum(map(len, parts))
    return b"".join((struct.pack(">I4s", size, kind), *parts))


def full_box(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Write a box that has a version."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def children(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the boxes that stand one behind the other: kind, and the whole box.

    Raises:
        FormatError: one does not end where it should.
    """
    place = 0
    while place < len(data):
        if len(data) - place < 8:
            raise FormatError("a box of the film is cut off")
        size, kind = struct.unpack_from(">I4s", data, place)
        if size < 8 or place + size > len(data):
            raise FormatError("a box of the film is cut off")
        yield kind, data[place : place + size]
        place += size


def find(data: bytes, *path: bytes) -> bytes:
    """Return the first box on a path, whole.

    Args:
        data: Boxes, one behind the other.
        path: Kinds, from the outside inwards.

    Raises:
        FormatError: there is none.
    """
    name, *rest = path
    for kind, found in children(data):
        if kind == name:
            return found if not rest else find(found[_HEADS[kind] :], *rest)
    raise FormatError("the film has no box {name}", name=name.decode("latin-1"))
