"""Blocks: what pages are made of, as values; how they look is the template's business.

Nothing here is markup. A block becomes JSON, which the template shows as it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bozzetto.evidence.dossier.heights import lines_of, rooms_of
from bozzetto.law import Words
from bozzetto.record import JSON, Digest, JSONObject

__all__ = [
    "DIGEST",
    "KNOWN",
    "MOMENT",
    "NUMBER",
    "Block",
    "Card",
    "Cell",
    "Changes",
    "Code",
    "Columns",
    "Commands",
    "Fields",
    "Gallery",
    "Head",
    "Line",
    "Mark",
    "Picture",
    "Quote",
    "Rendering",
    "Table",
    "cards_of",
]


DIGITS = 64  # of a digest: the whole of it in one line
# Widths of columns whose longest text is known: setting need not measure their cells first.
NUMBER = "13mm"  # of an entry
KNOWN = "16mm"  # how an entry is known
MOMENT = "32mm"  # to the second
DIGEST = "86mm"


# Letters in a row that no line can end between: words that are too long for a narrow column, and
# signs that never begin a line. Han characters and Korean syllables break anywhere.
_WHOLE = " \n\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff"
_UNBROKEN = re.compile(rf"[^{_WHOLE}]{{25,}}|[^{_WHOLE}\x00-\x7f]{{13,}}")
_MAY_BREAK = "\u200b"  # ZERO WIDTH SPACE


def _broken(run: re.Match[str]) -> str:
    """Let a line end before every character that is not drawn onto the one before it."""
    return "".join(
        letter if unicodedata.category(letter).startswith("M") else _MAY_BREAK + letter
        for letter in run[0]
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is to be shown small."""

    digest: Digest
    side: int  # pixels of the longer side, at most
    frames: tuple[tuple[int, int, int, int], ...] = ()  # left, top, width, height: drawn onto it


@dataclass(frozen=True, slots=True)
class Rendering:
    """How blocks become JSON."""

    languages: tuple[str, ...]  # of ``zh`` and ``en``, in the order in which they are shown
    files: Mapping[Picture, str]  # where the small pictures are; those that could not be made lack
    fit: Mapping[int, str]  # characters that cannot be shown, and what stands for them
    letters: Mapping[int, float] = field(default_factory=dict)  # how wide each is, in em

    def text(self, text: str) -> str:
        """Return a text with nothing in it that the font lacks, or that has no place to break."""
        return _UNBROKEN.sub(_broken, self.plain(text))

    def plain(self, text: str) -> str:
        """Return a text with nothing in it that the font lacks: commands are copied as they are."""
        if text.isascii() and text.isprintable():
            return text
        return text.translate(self.fit)

    def say(self, words: Words) -> list[JSON]:
        """Return words in the languages that are shown; once where they are the same."""
        said = [words.said(each) for each in self.languages]
        return [self.text(each) for each in dict.fromkeys(said)]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sentence rests on: numbers of entries, apart by how they are known."""

    groups: tuple[tuple[str, str], ...]  # how known, and numbers

    def to_value(self) -> JSON:
        """Return it as JSON has it."""
        return [[seen, numbers] for seen, numbers in self.groups]


@dataclass(frozen=True, slots=True)
class Code:
    """Letters and digits of a machine: a digest, a key."""

    text: str


Cell: TypeAlias = Words | Code | Mark


def _cell(cell: Cell, how: Rendering) -> JSON:
    if isinstance(cell, Code):
        if not cell.text.isascii():  # what a tool calls a digest may be anything
            return how.text(cell.text)
        lines: list[JSON] = [how.plain(line) for line in _digits(cell.text)]
        return {"code": lines}
    if isinstance(cell, Mark):
        return {"mark": cell.to_value()}
    said = how.say(cell)
    return said[0] if len(said) == 1 else said


def _digits(text: str) -> list[str]:
    """Break digits into lines that a cell has room for; words stay apart."""
    plain = [word.removeprefix("sha256:").removeprefix("ed25519:") for word in text.split()]
    return [word[at : at + DIGITS] for word in plain for at in range(0, len(word), DIGITS)]


@dataclass(frozen=True, slots=True)
class Head:
    """A heading; of level 1 it begins a chapter."""

    level: int
    words: Words
    badge: str = ""  # documented, thin or missing

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "kind": "head",
            "level": self.level,
            "said": how.say(self.words),
            "badge": self.badge,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence."""

    words: Words
    mark: Mark = Mark(())
    is_point: bool = False  # of a list

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "kind": "line",
            "said": how.say(self.words),
            "mark": self.mark.to_value(),
            "point": self.is_point,
        }


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, all of them, with the lines as they were."""

    label: Words
    text: str
    mark: Mark = Mark(())

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        lines: list[JSON] = [how.text(line) for line in self.text.splitlines()]
        return {
            "kind": "quote",
            "label": how.say(self.label),
            "lines": lines,
            "mark": self.mark.to_value(),
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """Words that came and went."""

    label: Words
    added: tuple[str, ...]
    removed: tuple[str, ...]
    other: tuple[Words, ...] = ()

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "kind": "changes",
            "label": how.say(self.label),
            "added": [how.text(each) for each in self.added],
            "removed": [how.text(each) for each in self.removed],
            "other": [how.say(each) for each in self.other],
        }


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and values."""

    rows: tuple[tuple[Words, Cell], ...]

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        rows: list[JSON] = [[how.say(name), _cell(value, how)] for name, value in self.rows]
        return {"kind": "fields", "rows": rows}


@dataclass(frozen=True, slots=True)
class Columns:
    """Heads of a table's columns, and how wide each is: as ``12mm``, or a share as ``2fr``."""

    heads: tuple[Words, ...]
    widths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads, which are repeated on every page."""

    columns: Columns
    rows: tuple[tuple[Cell, ...], ...]

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        rows = [[_cell(cell, how) for cell in row] for row in self.rows]
        rooms = rooms_of(self.columns.widths)
        return {
            "kind": "table",
            "heads": [how.say(head) for head in self.columns.heads],
            "widths": [*self.columns.widths],
            "rows": [*rows],
            "lines": [lines_of(row, rooms, how.letters) for row in rows],  # 0: not sure
        }


_NO_PICTURE = Words("no picture", "无图像")


@dataclass(frozen=True, slots=True)
class Card:
    """A picture with what is said under it."""

    picture: Picture
    caption: Words
    state: str = ""  # chosen, rejected, undecided or never offered
    absent: Words = _NO_PICTURE  # what the frame says where nothing is shown

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "file": how.files.get(self.picture),
            "said": how.say(self.caption),
            "alt": how.text(self.caption.said(how.languages[0])),
            "state": self.state,
            "absent": how.say(self.absent),
            "digest": self.picture.digest.removeprefix("sha256:")[:16],
        }


@dataclass(frozen=True, slots=True)
class Gallery:
    """Cards side by side."""

    cards: tuple[Card, ...]
    columns: int = 4

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        cards: list[JSON] = [card.to_value(how) for card in self.cards]
        return {"kind": "gallery", "cards": cards, "columns": self.columns}


@dataclass(frozen=True, slots=True)
class Commands:
    """What somebody types into a terminal."""

    text: str

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {"kind": "commands", "text": how.plain(self.text.rstrip("\n"))}


Block: TypeAlias = Head | Line | Quote | Changes | Fields | Table | Gallery | Commands


def cards_of(blocks: Iterable[Block]) -> Iterator[Card]:
    """Yield every picture that some blocks show."""
    for block in blocks:
        if isinstance(block, Gallery):
            yield from block.cards
