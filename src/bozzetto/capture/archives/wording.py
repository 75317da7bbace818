"""Wording: the words that stood in Draw Things when a picture was made.

Newer versions keep them with the picture. Older ones keep edits: a row has the words that it
begins with and up to fifty changes, each a range that is replaced, counted in UTF-16 as the
program's strings are; a picture has the number of the last edit before it.
"""

from bozzetto.capture.archives.flatbuffer import Table
from bozzetto.capture.archives.lineage import Lineage

__all__ = ["words_at"]

MAX_WORDS = 2 << 20  # bytes of UTF-16: the record takes one MiB of text

# Fields of ``TextHistoryNode`` and ``TextModification`` by their numbers
_START, _POSITIVE, _NEGATIVE, _CHANGES = 2, 3, 4, 5
_TYPE, _RANGE, _TEXT = 0, 1, 2
_UNIT = 2  # bytes of one unit of UTF-16
_NEGATIVE_TYPE = 1


def words_at(lineage: Lineage, line: int, edits: int) -> tuple[str, str]:
    """Return the words, positive and negative, after so many edits; empty where it is not known.

    Raises:
        FormatError: the database is damaged.
    """
    if line < 0 or edits < 0:
        return "", ""
    for row in lineage.texts(line):
        start = row.integer(_START, "q")
        changes = row.tables(_CHANGES)
        if start <= edits <= start + len(changes):
            words = [_coded(row.text(_POSITIVE)), _coded(row.text(_NEGATIVE))]
            for change in changes[: edits - start]:
                _change(words, change)
            positive, negative = (each.decode("utf-16-le", "replace") for each in words)
            return positive, negative
    return "", ""


def _coded(text: str) -> bytes:
    return text.encode("utf-16-le", "replace")


def _change(words: list[bytes], change: Table) -> None:
    """Replace a range, unless it lies outside: the program leaves such a change out, too."""
    which = 1 if change.integer(_TYPE, "b") == _NEGATIVE_TYPE else 0
    place = change.pair(_RANGE)
    if place is None:
        return
    start, length = place[0] * _UNIT, place[1] * _UNIT
    before = words[which]
    if start < 0 or length < 0 or start + length > len(before):
        return
    after = before[:start] + _coded(change.text(_TEXT)) + before[start + length :]
    if len(after) <= MAX_WORDS:
        words[which] = after
