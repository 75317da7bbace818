"""Shift: where bytes stand in a copy that was edited, for tables that name them by offset."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.source import Edit

__all__ = ["Shift"]


class Shift:
    """Tells new offsets from old ones."""

    def __init__(self, edits: Iterable[Edit], size: int) -> None:
        """Take the edits, and the size of the file before them.

        Raises:
            FormatError: they overlap.
        """
        ordered = sorted((start, end, len(data)) for start, end, data in edits)
        if any(one[1] > other[0] for one, other in pairwise(ordered)):
            raise FormatError("something else uses the bytes of the file's XMP")
        self._size = size
        self._starts = [start for start, _, _ in ordered]
        self._ends = [end for _, end, _ in ordered]
        self._growth = [0, *accumulate(new - (end - start) for start, end, new in ordered)]

    def moved(self, start: int, end: int) -> int:
        """Return where bytes begin in the copy that no edit touches.

        Raises:
            FormatError: an edit touches them, or the file has no such bytes.
        """
        if end > self._size:
            raise FormatError("the file ends in the middle of its structure")
        index = bisect_right(self._ends, start)
        if index < len(self._starts) and self._starts[index] < end:
            raise FormatError("something else uses the bytes of the file's XMP")
        return start + self._growth[index]

    def before(self, at: int) -> int:
        """Return where in the copy stands what is put in at `at`."""
        return at + self._growth[bisect_left(self._starts, at)]
