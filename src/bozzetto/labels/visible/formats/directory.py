"""Directories: TIFF's tables of tags, read and written as they stand.

Source: TIFF 6.0 section 2. A value of more than four bytes stands elsewhere, by its offset; a
directory that is written anew names the same offsets, so no value is moved.
"""

from dataclasses import dataclass
from typing import Literal, Self

from bozzetto.errors import FormatError

__all__ = ["BYTE", "LONG", "SHORT", "UNDEFINED", "Directory", "Field", "Order"]

Order = Literal["big", "little"]

BYTE, SHORT, LONG, UNDEFINED = 1, 3, 4, 7
_SIZES = {1: 1, 2: 1, SHORT: 2, LONG: 4, 5: 8, 6: 1, UNDEFINED: 1}
_SIZES |= {8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_MAX_FIELDS = 4096
_MAX_VALUES = 1 << 20  # numbers in one field: strips of a picture
_FIELD = 12  # bytes


@dataclass(frozen=True, slots=True)
class Field:
    """One entry: a tag, and its value or where that stands."""

    tag: int
    kind: int
    count: int
    raw: bytes  # four bytes

    @property
    def size(self) -> int:
        """Bytes of the value."""
        return _SIZES.get(self.kind, 1) * self.count

    def span(self, order: Order) -> tuple[int, int] | None:
        """Return where the value stands in the file; None where it is in the entry."""
        if self.size <= 4:
            return None
        start = int.from_bytes(self.raw, order)
        return start, start + self.size


@dataclass(frozen=True, slots=True)
class Directory:
    """A table of tags.

    Attributes:
        order: Which byte of a number is first.
        fields: By tag.
        following: Offset of the next table; 0 for none.
    """

    order: Order
    fields: dict[int, Field]
    following: int

    @classmethod
    def parse(cls, data: bytes, at: int, order: Order) -> Self:
        """Read the table at an offset.

        Raises:
            FormatError: the file ends within it, or it has a tag twice.
        """
        count = int.from_bytes(data[at : at + 2], order)
        end = at + 2 + count * _FIELD
        if not at or not 0 < count <= _MAX_FIELDS or end + 4 > len(data):
            raise FormatError("not a well-formed {kind} file", kind="TIFF")
        fields: dict[int, Field] = {}
        for place in range(at + 2, end, _FIELD):
            tag, kind = (int.from_bytes(data[place + n : place + n + 2], order) for n in (0, 2))
            size = int.from_bytes(data[place + 4 : place + 8], order)
            field = Field(tag, kind, size, data[place + 8 : place + 12])
            span = field.span(order)
            if tag in fields or (span is not None and span[1] > len(data)):
                raise FormatError("not a well-formed {kind} file", kind="TIFF")
            fields[tag] = field
        return cls(order, fields, int.from_bytes(data[end : end + 4], order))

    def value(self, data: bytes, tag: int) -> bytes:
        """Return a tag's value; empty where there is none."""
        field = self.fields.get(tag)
        if field is None:
            return b""
        span = field.span(self.order)
        return field.raw[: field.size] if span is None else data[slice(*span)]

    def numbers(self, data: bytes, tag: int) -> tuple[int, ...]:
        """Return a tag's numbers; none where it has none."""
        field = self.fields.get(tag)
        if field is None or field.kind not in (BYTE, SHORT, LONG) or field.count > _MAX_VALUES:
            return ()
        size, value = _SIZES[field.kind], self.value(data, tag)
        places = range(0, len(value), size)
        return tuple(int.from_bytes(value[at : at + size], self.order) for at in places)

    def encode(self) -> bytes:
        """Return the table's bytes."""
        rows = [
            each.tag.to_bytes(2, self.order)
            + each.kind.to_bytes(2, self.order)
            + each.count.to_bytes(4, self.order)
            + each.raw
            for _, each in sorted(self.fields.items())
        ]
        count = len(rows).to_bytes(2, self.order)
        return b"".join((count, *rows, self.following.to_bytes(4, self.order)))
