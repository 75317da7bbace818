"""Boxes: the containers of ISO media files, with where everything stands.

`bozzetto.capture.boxes` reads what there is to read and reports the rest; here a file is read to
be written again, so that whatever does not fit is refused.

Source: ISO/IEC 14496-12:2022, section 4.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.source import Edit, Source

__all__ = ["Box", "Cursor", "make_box", "walk"]

_MAX_BOXES = 1 << 16  # in one container; a table of items has one box for each, of 65,535 at most
_MAX_SIZE = 2**32  # bytes; from here on a box has a size of 64 bits
_LONG = 16  # bytes of a head with such a size


@dataclass(frozen=True, slots=True)
class Box:
    """One box.

    Attributes:
        kind: Its name, four bytes.
        start: Offset of its head.
        body: Offset of what it holds.
        end: Offset after it.
        open: Whether it says no size, because it goes to the end of the file.
    """

    kind: bytes
    start: int
    body: int
    end: int
    open: bool = False

    def holds(self, start: int, end: int) -> bool:
        """Whether bytes stand in it."""
        return self.body <= start and end <= self.end

    def resized(self, growth: int) -> Edit:
        """Return the edit by which its head says its size after it has grown.

        Raises:
            FormatError: its head has no room for that size.
        """
        size = self.end - self.start + growth
        if self.body - self.start >= _LONG:
            return (self.start + 8, self.start + 16, size.to_bytes(8))
        if size >= _MAX_SIZE:
            raise FormatError("the file would be larger than its format allows")
        return (self.start, self.start + 4, size.to_bytes(4))


class Cursor:
    """Reads numbers and strings off a table, in order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Read bytes.

        Raises:
            FormatError: the table ends before.
        """
        taken = self._data[self._at : self._at + size]
        if len(taken) < size:
            raise FormatError("the file ends in the middle of its structure")
        self._at += size
        return taken

    def number(self, size: int) -> int:
        """Read a number of so many bytes; of none, it is 0."""
        return int.from_bytes(self.take(size))

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def rest(self) -> bytes:
        """Read what is left."""
        return self.take(self.left)


def walk(source: Source, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes that stand side by side from `start` up to `end`.

    Raises:
        FormatError: they do not end there.
    """
    for _ in range(_MAX_BOXES):
        if start >= end:
            return
        head = source.read(start, 8)
        size, body = int.from_bytes(head[:4]), start + 8
        if size == 1:
            size, body = int.from_bytes(source.read(body, 8)), start + _LONG
        opened = size == 0
        behind = end if opened else start + size
        if behind < body:
            raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
        if behind > end:
            raise FormatError("the file ends in the middle of its structure")
        yield Box(head[4:], start, body, behind, opened)
        start = behind
    raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")


def make_box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box.

    Raises:
        FormatError: it is too large.
    """
    size = 8 + sum(map(len, parts))
    if size >= _MAX_SIZE:
        raise FormatError("the file would be larger than its format allows")
    return b"".join((size.to_bytes(4), kind, *parts))
