"""FlatBuffers: tables of fields by number, read without a schema compiler and within bounds.

https://flatbuffers.dev/internals/: a table begins with the distance back to its vtable; there
stands, two bytes a field, where in the table the field is, or 0 where it has its default. All
numbers are little-endian, and all distances but that one point forward.
"""

import struct

from bozzetto.errors import FormatError

__all__ = ["MAX_ELEMENTS", "Table", "root"]

MAX_ELEMENTS = 65_536  # of one vector of tables

_U16, _I32, _U32 = struct.Struct("<H"), struct.Struct("<i"), struct.Struct("<I")


def root(data: bytes) -> "Table":
    """Return the table that a buffer holds.

    Raises:
        FormatError: it is none.
    """
    return Table(data, _read(_U32, data, 0))


class Table:
    """One table; fields are asked for by their number in the schema, from 0."""

    def __init__(self, data: bytes, at: int) -> None:
        """Find the vtable.

        Raises:
            FormatError: it lies outside.
        """
        self._data = data
        self._at = at
        self._vtable = at - _read(_I32, data, at)
        self._size = _read(_U16, data, self._vtable)

    def _find(self, field: int) -> int | None:
        """Return where a field stands, None where it has its default."""
        entry = 4 + 2 * field
        if entry + 2 > self._size:
            return None
        offset = _read(_U16, self._data, self._vtable + entry)
        return self._at + offset if offset else None

    def number(self, field: int, form: str, default: float = 0) -> int | float:
        """Return a number.

        Args:
            field: Its number.
            form: Its form, as `struct` has it: ``q``, ``I``, ``f``, ...
            default: Its value where it is not there.

        Raises:
            FormatError: it lies outside.
        """
        at = self._find(field)
        if at is None:
            return default
        value: int | float = _read(struct.Struct("<" + form), self._data, at)
        return value

    def integer(self, field: int, form: str, default: int = 0) -> int:
        """Return a whole number, as `number` does.

        Raises:
            FormatError: it lies outside.
        """
        return int(self.number(field, form, default))

    def pair(self, field: int) -> tuple[int, int] | None:
        """Return a structure of two 32-bit numbers, None where it is not there.

        Raises:
            FormatError: it lies outside.
        """
        at = self._find(field)
        if at is None:
            return None
        return _read(_I32, self._data, at), _read(_I32, self._data, at + 4)

    def data(self, field: int) -> bytes:
        """Return a vector of bytes; none where it is not there.

        Raises:
            FormatError: it lies outside.
        """
        start, count = self._vector(field)
        if start + count > len(self._data):
            raise FormatError("not a whole FlatBuffer")
        return self._data[start : start + count]

    def text(self, field: int) -> str:
        """Return a string; what is no UTF-8 in it is replaced.

        Raises:
            FormatError: it lies outside.
        """
        return self.data(field).decode("utf-8", "replace")

    def tables(self, field: int) -> list["Table"]:
        """Return a vector of tables; none where it is not there.

        Raises:
            FormatError: one lies outside, or there are more than `MAX_ELEMENTS`.
        """
        start, count = self._vector(field)
        if count > MAX_ELEMENTS:
            raise FormatError("more in a FlatBuffer than is read")
        places = range(start, start + 4 * count, 4)
        return [Table(self._data, at + _read(_U32, self._data, at)) for at in places]

    def _vector(self, field: int) -> tuple[int, int]:
        """Return where a vector's elements begin, and how many there are."""
        at = self._find(field)
        if at is None:
            return 0, 0
        start = at + _read(_U32, self._data, at)
        return start + 4, _read(_U32, self._data, start)


def _read(form: struct.Struct, data: bytes, at: int) -> int:
    """Read one number.

    Raises:
        FormatError: it lies outside.
    """
    if at < 0 or at + form.size > len(data):
        raise FormatError("not a whole FlatBuffer")
    value: int = form.unpack_from(data, at)[0]
    return value
