"""Papers: drafts that people correct, complete and sign, as values; how they look is not here.

Nothing in them is markup, and no text is a formula: what a person or a tool wrote stands as it is.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.law import Words

__all__ = [
    "Blank",
    "Block",
    "Cell",
    "Grid",
    "Heading",
    "Note",
    "Paper",
    "Paragraph",
    "Quoted",
    "SheetSize",
    "Signature",
]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_LANGUAGES = ("zh", "en")
_NOTHING = Mark(())


class SheetSize(StrEnum):
    """The size of a page."""

    A4 = "a4"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of level 1 or less."""

    level: int  # 1, 2 or 3
    words: Words

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 3:
            raise ValueError(f"not a level: {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or more, with the entries that it rests on."""

    words: Words
    mark: Mark = _NOTHING


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's own words, verbatim, with the lines as they were."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Blank:
    """A line that a person fills in by hand."""

    label: Words
    note: Words | None = None  # what belongs there


@dataclass(frozen=True, slots=True)
class Signature:
    """A place for a name, a signature and a date."""

    role: Words  # in which somebody signs


Cell: TypeAlias = Words | Mark | str  # a string is the same in each language


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under heads, which are repeated on every page; an empty string is left to fill in."""

    heads: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()  # of the columns, against each other; none for equal ones

    def __post_init__(self) -> None:
        if not self.heads or any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError("a row has not as many cells as there are heads")
        if self.widths and (len(self.widths) != len(self.heads) or min(self.widths) < 1):
            raise ValueError(f"not the widths of these columns: {self.widths}")


@dataclass(frozen=True, slots=True)
class Note:
    """Small print about the draft itself."""

    words: Words


Block: TypeAlias = Heading | Paragraph | Quoted | Blank | Signature | Grid | Note


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: a text (DOCX), or a workbook (XLSX)."""

    name: str  # of the file, without suffix
    title: Words
    languages: tuple[str, ...]  # those that it is written in, in the order in which they are shown
    blocks: tuple[Block, ...]
    is_sheet: bool = False
    sheet_size: SheetSize = SheetSize.A4
    is_wide: bool = False  # landscape, for grids of many columns

    def __post_init__(self) -> None:
        if _NAME.fullmatch(self.name) is None:
            raise ValueError(f"not a name: {self.name!r}")
        if not self.languages or not set(self.languages) <= set(_LANGUAGES):
            raise ValueError(f"not languages: {self.languages}")
