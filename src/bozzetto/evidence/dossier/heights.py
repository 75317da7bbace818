"""Heights: how many lines a row of a table takes, where that is sure before it is set.

Whoever sets a row of unknown height sets each of its cells twice: to see how high they are, and
to place them. The few lines of most rows are known from the widths of their letters. Pure.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bozzetto.record import JSON

__all__ = ["lines_of", "rooms_of"]

# As the template has them
_PAGE = 170.0  # mm between the margins
_EM = 7.8 * 25.4 / 72  # mm: the size of letters in a table
_INSET = 2 * 3 * 25.4 / 72  # mm that a cell leaves free at its sides

_SAFE = 0.96  # of the room: kerning may make a line a little wider than its letters
_BETWEEN = 0.25  # em that setting adds between Han and Latin letters


def rooms_of(widths: Sequence[str]) -> list[float]:
    """Return the room in each column, in em; widths are as ``12mm``, or shares as ``2fr``."""
    given = [float(width[:-2]) for width in widths]
    fixed = sum(size for size, width in zip(given, widths, strict=True) if width.endswith("mm"))
    share = (_PAGE - fixed) / max(1.0, sum(given) - fixed)
    return [
        (size * (1 if width.endswith("mm") else share) - _INSET) / _EM
        for size, width in zip(given, widths, strict=True)
    ]


def lines_of(row: Sequence[JSON], rooms: Sequence[float], letters: Mapping[int, float]) -> int:
    """Return how many lines a row takes at most; 0 where that is not sure.

    Args:
        row: Its cells, as JSON has them.
        rooms: Of its columns, in em.
        letters: How wide each character is, in em.
    """
    each = [_lines(cell, room, letters) for cell, room in zip(row, rooms, strict=True)]
    return max(each) if all(each) else 0


def _lines(cell: JSON, room: float, letters: Mapping[int, float]) -> int:
    match cell:
        case str():
            texts = cell.split("\n")
        case {"code": [*parts]}:  # no line ends within digits, however narrow the column is
            return len(parts) if all(str(each).isalnum() for each in parts) else 0
        case [str(first), str(second)]:
            texts = [*first.split("\n"), *second.split("\n")]
        case _:
            return 0
    return len(texts) if all(_width(text, letters) <= room * _SAFE for text in texts) else 0


def _width(text: str, letters: Mapping[int, float]) -> float:
    """Return how wide a line is at most, in em; infinite where a character is not known."""
    width = sum(letters.get(ord(letter), float("inf")) for letter in text)
    if not text.isascii():
        width += _BETWEEN * sum(one.isascii() != two.isascii() for one, two in pairwise(text))
    return width
