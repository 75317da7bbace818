"""MPF: the index of a JPEG's further pictures, which counts bytes that XMP moves.

The index states the size of the first picture, and where the others begin, counted from the
index itself. Without this, a phone's depth map or HDR gain map would be lost once XMP grows.

Source: CIPA DC-007-2021 (Multi-Picture Format), sections 5.2.2 and 5.2.3.
"""

from typing import Literal

from bozzetto.errors import FormatError

__all__ = ["NAME", "shift"]

NAME = b"MPF\0"

_ENTRIES = 0xB002  # the tag of the list of pictures
_ENTRY = 16  # bytes: attributes, size, offset (four each), and what it depends on
_MAX_TAGS = 256  # an index has three to five


def shift(data: bytes, growth: int, *, after: bool) -> bytes:
    """Return the index of a file that grows before its scans.

    Args:
        data: The segment's data, from ``MPF`` on.
        growth: By how many bytes the first picture grows; negative where it shrinks.
        after: Whether it grows behind the index, so that the other pictures move away from it.

    Raises:
        FormatError: the index is damaged.
    """
    body = bytearray(data)
    base = len(NAME)
    order = _order(data[base : base + 4])
    for at in _pictures(data, base, order):
        offset = int.from_bytes(body[at + 8 : at + 12], order)
        if offset == 0:  # the first one
            _add(body, at + 4, growth, order)
        elif after:
            _add(body, at + 8, growth, order)
    return bytes(body)


def _pictures(data: bytes, base: int, order: Literal["big", "little"]) -> range:
    """Return where the entries of the list of pictures stand."""
    first = base + int.from_bytes(data[base + 4 : base + 8], order)
    count = int.from_bytes(data[first : first + 2], order)
    for at in range(first + 2, first + 2 + min(count, _MAX_TAGS) * 12, 12):
        if int.from_bytes(data[at : at + 2], order) == _ENTRIES:
            size = int.from_bytes(data[at + 4 : at + 8], order)
            begin = base + int.from_bytes(data[at + 8 : at + 12], order)
            if size < _ENTRY or begin + size > len(data):
                break
            return range(begin, begin + size - size % _ENTRY, _ENTRY)
    raise FormatError("the JPEG's index of pictures (MPF) is damaged")


def _order(head: bytes) -> Literal["big", "little"]:
    if head == b"MM\0*":
        return "big"
    if head == b"II*\0":
        return "little"
    raise FormatError("the JPEG's index of pictures (MPF) is damaged")


def _add(body: bytearray, at: int, growth: int, order: Literal["big", "little"]) -> None:
    number = int.from_bytes(body[at : at + 4], order) + growth
    if not 0 <= number < 2**32:
        raise FormatError("the JPEG's index of pictures (MPF) is damaged")
    body[at : at + 4] = number.to_bytes(4, order)
