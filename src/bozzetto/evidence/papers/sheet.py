"""Sheets: from a paper to an XLSX workbook with one worksheet.

XlsxWriter writes and does nothing else, has no dependencies, and spells a control character as the
format has it; openpyxl, which also reads, refuses such text.

Every cell is text, never a formula, a number or a link. One that begins as a formula does is also
marked as text, so that it stays so when somebody edits it.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.papers.archive import repacked
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Note,
    Paper,
    Paragraph,
    Quoted,
    SheetSize,
    Signature,
)
from bozzetto.evidence.papers.spelling import READING, cited, cites, said, visible
from bozzetto.law import Words

__all__ = ["MAX_CELL", "MAX_ROWS", "parts_of", "sheet", "spans_of"]

# https://support.microsoft.com/office/excel-specifications-and-limits
MAX_CELL: Final = 32_767  # UTF-16 units of text in a cell
MAX_LINES: Final = 253  # line breaks in a cell
MAX_ROWS: Final = 1_048_576  # of a worksheet
_ROOM = 64  # units of a cell that are left for saying which part of a text it has
_ACTIVE = tuple("=+-@\t\r\n")  # what programs that read tables take for a formula's beginning
_PAPER = {SheetSize.A4: 9, SheetSize.LETTER: 1}  # ECMA-376 part 1, section 18.3.1.63
_WIDE = 150  # characters of all columns together: a landscape page in print that can be read
_NARROW = 5  # characters of the narrowest column
_HIGH = 15  # points of one line
_WIDEST = 0x2E7F  # code point above which nearly all letters take the room of two
_MAX_HIGH = 409  # points of a row: the most that Excel has; the text is in the cell all the same
_CUT = pair(
    "A row cannot be higher than 409 points: of a longer text only the beginning is seen, and"
    " printed. All of it is in the cell, and in the document of the same name.",
    "行高不能超过 409 磅：较长的文字只显示并打印其开头部分，全文仍在单元格内，亦见同名文档。",
)
_TITLE = 31  # characters of a worksheet's name
_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_SIGNED = pair("name, signature or seal, date", "姓名或名称、签名或盖章、日期")


def sheet(paper: Paper, newest: datetime) -> bytes:
    """Write a paper as an XLSX file.

    Args:
        paper: What it says.
        newest: When the newest entry was written: the time of the file.

    Raises:
        StudioError: it has more rows than a worksheet takes.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_size(2400, 1600)
    title = said(paper.title, paper.languages)[0][1]
    time = newest.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    book.set_properties({"title": title[:255], "created": time})
    _Sheet(book, paper, title).write()
    book.close()
    return repacked(out.getvalue())


def parts_of(text: str, languages: Sequence[str]) -> list[str]:
    """Cut a text that no cell can hold into parts that say so; all of it is there."""
    if _units(text) <= MAX_CELL and text.count("\n") <= MAX_LINES:
        return [text]
    parts = list(_cut(text))
    words = "【第 {n} 部分，共 {all} 部分】" if languages[0] == "zh" else "[part {n} of {all}] "
    return [words.format(n=number, all=len(parts)) + part for number, part in enumerate(parts, 1)]


def _cut(text: str) -> Iterator[str]:
    begin = units = lines = 0
    for at, letter in enumerate(text):
        units += 1 + (ord(letter) > 0xFFFF)
        lines += letter == "\n"
        if units > MAX_CELL - _ROOM or lines > MAX_LINES:
            yield text[begin:at]
            begin, units, lines = at, 1 + (ord(letter) > 0xFFFF), int(letter == "\n")
    yield text[begin:]


def _units(text: str) -> int:
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def spans_of(widths: Sequence[int], parts: Sequence[int]) -> list[tuple[int, int]]:
    """Share columns among the cells of a row that has no more cells than there are columns.

    Returns:
        First and last column of each cell; one column each where there are as many.
    """
    edges = [sum(widths[:column]) / sum(widths) for column in range(len(widths) + 1)]
    spans: list[tuple[int, int]] = []
    begin = 0
    for number in range(len(parts)):
        rest = len(parts) - number - 1  # cells that need a column of their own behind this one
        end = sum(parts[: number + 1]) / sum(parts)
        choices = range(begin, len(widths) - rest)
        last = (
            min(choices, key=lambda column: abs(edges[column + 1] - end)) if rest else choices[-1]
        )
        spans.append((begin, last))
        begin = last + 1
    return spans


class _Sheet:
    """The worksheet of a paper, row by row."""

    def __init__(self, book: xlsxwriter.Workbook, paper: Paper, title: str) -> None:
        self.book, self.paper, self.languages = book, paper, paper.languages
        self.row = 0
        self.is_cut = False  # whether a row is higher than a sheet can show
        self.heads: tuple[Words, ...] = ()
        self.formats: dict[str, Format] = {}
        self.page = book.add_worksheet(_sheet_name(title))
        grids = [block for block in paper.blocks if isinstance(block, Grid)]
        widest = max(grids, key=lambda grid: len(grid.heads), default=None)
        self.main = () if widest is None else widest.heads
        count = max(len(self.main), 1)
        parts = (() if widest is None else widest.widths) or (1,) * count
        self.widths = [max(_NARROW, _WIDE * part // sum(parts)) for part in parts]
        self._set_page(title)

    def write(self) -> None:
        """Write all rows."""
        self.across(self.paper.title, "title")
        if cites(self.paper):
            self.across(READING, "small")
        for block in self.paper.blocks:
            self.block(block)
        if self.is_cut:
            self.across(_CUT, "small")

    def block(self, block: Block) -> None:
        """Write the rows of a block."""
        match block:
            case Heading(_level, words):
                self.across(words, "head")
            case Paragraph(words, mark):
                self.across(words, "text", mark)
            case Quoted(text, mark):
                self.line(text + _bracketed(mark, self.languages[0]), "text")
            case Blank(label, note):
                self.blank(label, note)
            case Signature(role):
                self.blank(role, _SIGNED)
            case Note(words):
                self.across(words, "small")
            case Grid():
                self.grid(block)

    def across(self, words: Words, look: str, mark: Mark | None = None) -> None:
        """Write words over the whole width."""
        lines = [
            text + ("" if mark is None else _bracketed(mark, language))
            for language, text in said(words, self.languages)
        ]
        self.line("\n".join(lines), look)

    def line(self, text: str, look: str) -> None:
        """Write a text over the whole width, in as many rows as it needs."""
        for part in parts_of(visible(text), self.languages):
            last = len(self.widths) - 1
            if last:
                self.page.merge_range(self.row, 0, self.row, last, "", self.look(look))
            self.put(0, part, look)
            self.set_height(_height(part, sum(self.widths)))
            self.next()

    def blank(self, label: Words, note: Words | None) -> None:
        """Write a label, and beside it a cell to fill in."""
        found = [text for _, text in said(label, self.languages)]
        if note is not None:
            found += [f"({text})" for _, text in said(note, self.languages)]
        text = "\n".join(found)
        if len(self.widths) == 1:
            self.line(text + " ____________", "text")
        else:
            self.spread([text, ""], spans_of(self.widths, (1, 2)), "cell")

    def grid(self, grid: Grid) -> None:
        """Write rows under their heads, which are not said again where they are the same."""
        spans = spans_of(self.widths, grid.widths or (1,) * len(grid.heads))
        if grid.heads != self.heads:
            if grid.heads == self.main:
                self.page.repeat_rows(self.row)
            self.spread([self.spelled(head) for head in grid.heads], spans, "heads")
            self.heads = grid.heads
        for row in grid.rows:
            cells = [parts_of(self.spelled(cell), self.languages) for cell in row]
            for parts in zip_longest(*cells, fillvalue=""):
                self.spread(parts, spans, "cell")

    def spelled(self, cell: Cell) -> str:
        """Spell a cell in the languages of the paper."""
        if isinstance(cell, Mark):
            return cited(cell, self.languages[0])
        if isinstance(cell, str):
            return visible(cell)
        return "\n".join(text for _, text in said(cell, self.languages))

    def spread(self, texts: Sequence[str], spans: Sequence[tuple[int, int]], look: str) -> None:
        """Write the cells of one row, some of them over several columns."""
        for (first, last), text in zip(spans, texts, strict=True):
            if last > first:
                self.page.merge_range(self.row, first, self.row, last, "", self.look(look))
            self.put(first, text, look)
        wide = [sum(self.widths[first : last + 1]) for first, last in spans]
        self.set_height(max(map(_height, texts, wide)))
        self.next()

    def set_height(self, height: int) -> None:
        """Make the row as high as it may be."""
        self.is_cut = self.is_cut or height > _MAX_HIGH
        self.page.set_row(self.row, min(height, _MAX_HIGH))

    def put(self, column: int, text: str, look: str) -> None:
        """Write a cell as text."""
        chosen = look + ("'" if text.startswith(_ACTIVE) else "")
        if text:
            self.page.write_string(self.row, column, text, self.look(chosen))
        else:
            self.page.write_blank(self.row, column, None, self.look(chosen))

    def next(self) -> None:
        """Go on to the next row.

        Raises:
            StudioError: there is none.
        """
        self.row += 1
        if self.row >= MAX_ROWS:
            raise StudioError(
                "more rows than a worksheet has, {limit}",
                hint="take the record itself: bozzetto work show WORK --json",
                limit=MAX_ROWS,
            )

    def look(self, name: str) -> Format:
        """Return a format; one whose name ends in an apostrophe keeps what it has as text."""
        if name not in self.formats:
            plain = name.removesuffix("'")
            values = {"font_name": "SimSun", "font_size": 10, "text_wrap": True, "valign": "top"}
            self.formats[name] = self.book.add_format(
                {**values, **_LOOKS[plain], "quote_prefix": name != plain}
            )
        return self.formats[name]

    def _set_page(self, title: str) -> None:
        for column, width in enumerate(self.widths):
            self.page.set_column(column, column, width)
        self.page.set_paper(_PAPER[self.paper.sheet_size])
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        name = " ".join(title.split())[:60].replace("&", "&&")
        numbers = "第 &P 页，共 &N 页" if self.languages[0] == "zh" else "page &P of &N"
        self.page.set_header(f"&L{name}&R{numbers}")


_LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "font_size": 11},
    "text": {},
    "small": {"font_size": 8, "font_color": "#595959"},
    "heads": {"bold": True, "border": 1, "bg_color": "#EDEDED"},
    "cell": {"border": 1},
}


def _bracketed(mark: Mark, language: str) -> str:
    return f" [{cited(mark, language)}]" if mark.groups else ""


def _sheet_name(title: str) -> str:
    """Name the worksheet: Excel takes 31 characters, and some it does not take."""
    return " ".join(title.translate(_NAME).split())[:_TITLE].strip() or "1"


def _height(text: str, width: int) -> int:
    """Guess how high a row is, in points: not every program does so for itself."""
    wide = (sum(1 + (ord(letter) > _WIDEST) for letter in line) for line in text.split("\n"))
    lines = sum(max(1, -(-units // max(width - 1, 1))) for units in wide)
    return lines * _HIGH + 3
