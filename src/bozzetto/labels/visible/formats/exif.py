"""EXIF: what is changed in a block when a picture gets a label; all other bytes stay in place.

Maker notes count from the block's beginning, and nobody can rewrite them: so nothing is moved.
The thumbnail shows the picture without its label and is overwritten with zeros.

Source: TIFF 6.0 section 2; Exif 3.0 (CIPA DC-008) sections 4.5 and 4.6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Self

__all__ = ["Exif", "Size"]

Size = tuple[int, int]  # width and height of the stored picture, in pixels

_PREFIX = b"Exif\0\0"
_ORIENTATION, _EXIF = 0x0112, 0x8769
_WIDTHS, _HEIGHTS = (0x0100, 0xA002), (0x0101, 0xA003)
_THUMBNAILS = ((0x0201, 0x0202), (0x0111, 0x0117))  # where each is, and how many bytes
_SHORT, _LONG = 3, 4
_MAX_ENTRIES = 1024  # a camera writes sixty
_ENTRY = 12  # bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    tag: int
    kind: int
    count: int
    at: int  # where its value stands, if that is short


@dataclass(slots=True)
class Exif:
    """A block that can be changed in place."""

    data: bytearray
    base: int  # bytes before its TIFF header
    order: Literal["big", "little"]

    @classmethod
    def parse(cls, block: bytes) -> Self | None:
        """Read a block, with or without its name before it; None where it is none."""
        base = len(_PREFIX) if block.startswith(_PREFIX) else 0
        head = block[base : base + 4]
        if head not in (b"II*\0", b"MM\0*"):
            return None
        return cls(bytearray(block), base, "big" if head[:1] == b"M" else "little")

    @property
    def orientation(self) -> int:
        """How the picture is turned, 1 to 8; 1 where the block does not say it."""
        for entry in self._entries(self._first):
            value = self._value(entry)
            if entry.tag == _ORIENTATION and value is not None and 1 <= value <= 8:
                return value
        return 1

    def drop_thumbnail(self) -> bool:
        """Overwrite the thumbnail, and the directory that names it; whether there was one."""
        end = self._first + 2 + self._count(self._first) * _ENTRY
        second = self._number(end, 4)
        if not second:
            return False
        values = {entry.tag: self._value(entry) or 0 for entry in self._entries(second)}
        for where, size in _THUMBNAILS:
            self._blank(values.get(where, 0), values.get(size, 0))
        self._blank(second, 2 + self._count(second) * _ENTRY)
        self._put(end, 4, 0)
        return True

    def set_size(self, size: Size) -> None:
        """Write width and height where the block states them."""
        inner = [self._value(each) for each in self._entries(self._first) if each.tag == _EXIF]
        for directory in (self._first, *(each for each in inner if each)):
            for entry in self._entries(directory):
                number = dict.fromkeys(_WIDTHS, size[0]) | dict.fromkeys(_HEIGHTS, size[1])
                if entry.tag in number and self._value(entry) is not None:
                    self._put(entry.at, 2 if entry.kind == _SHORT else 4, number[entry.tag])

    def fitted(self, size: Size | None) -> tuple[bytes, bool]:
        """Return the block for a copy.

        Args:
            size: The copy's, where it is another.

        Returns:
            The block, and whether it had a thumbnail.
        """
        if size is not None:
            self.set_size(size)
        found = self.drop_thumbnail()
        return bytes(self.data), found

    @property
    def _first(self) -> int:
        return self._number(4, 4)

    def _count(self, directory: int) -> int:
        return min(self._number(directory, 2), _MAX_ENTRIES)

    def _entries(self, directory: int) -> Iterator[_Entry]:
        for number in range(self._count(directory)):
            at = directory + 2 + number * _ENTRY
            if self.base + at + _ENTRY > len(self.data):
                return
            tag, kind, count = self._number(at, 2), self._number(at + 2, 2), self._number(at + 4, 4)
            yield _Entry(tag, kind, count, at + 8)

    def _value(self, entry: _Entry) -> int | None:
        if entry.count != 1 or entry.kind not in (_SHORT, _LONG):
            return None
        return self._number(entry.at, 2 if entry.kind == _SHORT else 4)

    def _number(self, at: int, size: int) -> int:
        """Read a number; beyond the end all bytes are zero."""
        piece = self.data[self.base + at : self.base + at + size]
        return int.from_bytes(piece, self.order) if len(piece) == size else 0

    def _put(self, at: int, size: int, number: int) -> None:
        if number < 1 << 8 * size and self.base + at + size <= len(self.data):
            form = (">" if self.order == "big" else "<") + ("H" if size == 2 else "I")
            struct.pack_into(form, self.data, self.base + at, number)

    def _blank(self, at: int, size: int) -> None:
        start = self.base + at
        end = min(start + size, len(self.data))
        if at and start < end:
            self.data[start:end] = bytes(end - start)
