"""Sources: a file that is read piece by piece, and the pieces that a copy is made of.

A copy is a list of parts: spans of the source, which are passed on without being looked at, and
bytes that stand in for others. So a picture of any size is copied in a bounded memory, and what is
not named as changed is byte for byte the same.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import BinaryIO

from bozzetto.errors import FormatError

__all__ = ["Edit", "Part", "Source", "Span", "edited", "size_of", "write_parts"]

_PIECE = 1 << 20  # bytes copied at once


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of the source, from `start` up to `end`."""

    start: int
    end: int


Part = Span | bytes
Edit = tuple[int, int, bytes]  # from where up to where, and what stands there in the copy


@dataclass(frozen=True, slots=True)
class Source:
    """A file, open and seekable. Its position is moved."""

    file: BinaryIO
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", self.file.seek(0, os.SEEK_END))

    def read(self, at: int, size: int) -> bytes:
        """Read `size` bytes.

        Raises:
            FormatError: the file ends before.
        """
        if at + size > self.size:
            raise FormatError("the file ends in the middle of its structure")
        self.file.seek(at)
        data = self.file.read(size)
        if len(data) < size:
            raise FormatError("the file ends in the middle of its structure")
        return data

    def head(self, at: int, size: int) -> bytes:
        """Read up to `size` bytes, as many as there are."""
        return self.read(at, max(0, min(size, self.size - at)))


def edited(edits: Iterable[Edit], end: int) -> tuple[Part, ...]:
    """Return the parts of a copy: the source up to `end`, but for edits, which do not overlap.

    What is put in at one place stands there in the order in which it is given.
    """
    parts: list[Part] = []
    done = 0
    for start, behind, data in sorted(edits, key=itemgetter(0, 1)):
        parts += [Span(done, start), data]
        done = behind
    return (*parts, Span(done, end))


def size_of(parts: Iterable[Part]) -> int:
    """Return how many bytes the parts are."""
    return sum(len(each) if isinstance(each, bytes) else each.end - each.start for each in parts)


def write_parts(source: Source, parts: Iterable[Part], out: BinaryIO) -> None:
    """Write the parts one after the other.

    Raises:
        FormatError: the source became shorter meanwhile.
    """
    for part in parts:
        out.writelines((part,) if isinstance(part, bytes) else _pieces(source, part))


def _pieces(source: Source, span: Span) -> Iterator[bytes]:
    for at in range(span.start, span.end, _PIECE):
        yield source.read(at, min(_PIECE, span.end - at))
