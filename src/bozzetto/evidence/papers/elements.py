"""Elements of WordprocessingML (ECMA-376 part 1, section 17), as text.

Text of others goes in by `_text` alone, and values by `element`: both escape. Built as objects one
by one, a table of 3,000 rows takes minutes. The order of elements within one another is
that of the schema: Word refuses any other.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NewType
from xml.sax.saxutils import escape, quoteattr

from bozzetto.evidence.papers.spelling import visible

__all__ = ["NAMESPACE", "Element", "Look", "element", "field", "fonts", "paragraph", "run", "table"]

Element = NewType("Element", str)  # well-formed, with the prefix of the namespace

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LATIN = "Times New Roman"
CHINESE = "SimSun"  # the song face of court papers; every office program has it or a stand-in
MAX_WHOLE = 1_200  # characters of a row that stays on one page
_TAG = re.compile("<[^>]*>")
PLACE = 120  # twentieths of a point: what a bordered cell leaves free on each side


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text looks."""

    language: str = "en"  # whose font the quotation marks and dashes take
    size: int = 21  # half points; 21 is the size of Chinese body text
    is_bold: bool = False
    is_grey: bool = False
    is_raised: bool = False
    is_underlined: bool = False

    def grey(self, size: int) -> "Look":
        """Return it as small print."""
        return replace(self, size=size, is_grey=True, is_bold=False)


def element(name: str, *children: Element, **attributes: str | int) -> Element:
    """Build an element of the main namespace."""
    said = "".join(f" w:{key}={quoteattr(str(value))}" for key, value in attributes.items())
    return Element(f"<w:{name}{said}>{''.join(children)}</w:{name}>")


def fonts(language: str = "en") -> Element:
    """Name the fonts; without `eastAsia` Word would set Chinese in whatever it finds."""
    names = {"ascii": LATIN, "hAnsi": LATIN, "eastAsia": CHINESE, "cs": LATIN}
    if language == "zh":
        names["hint"] = "eastAsia"
    return element("rFonts", **names)


def run(text: str, look: Look) -> Element:
    """Build a run; its lines are broken where the text has them."""
    parts = [_look(look)]
    for number, line in enumerate(visible(text).split("\n")):
        if number:
            parts.append(element("br"))
        for column, part in enumerate(line.split("\t")):
            if column:
                parts.append(element("tab"))
            parts.append(_text(part))
    return element("r", *parts)


def _text(text: str) -> Element:
    return Element(f'<w:t xml:space="preserve">{escape(text)}</w:t>')


@cache
def _look(look: Look) -> Element:
    parts = [fonts(look.language)]
    if look.is_bold:
        parts.append(element("b"))
    if look.is_grey:
        parts.append(element("color", val="595959"))
    parts += [element("sz", val=look.size), element("szCs", val=look.size)]
    if look.is_underlined:
        parts.append(element("u", val="single"))
    if look.is_raised:
        parts.append(element("vertAlign", val="superscript"))
    return element("rPr", *parts)


def field(code: str, look: Look) -> Element:
    """Build a field that the reader's program fills in, such as the number of the page."""
    return element("fldSimple", run("1", look), instr=code)


def paragraph(
    runs: Iterable[Element],
    *,
    style: str | None = None,
    indent: int = 0,
    after: int = 120,
    is_kept: bool = False,
) -> Element:
    """Build a paragraph.

    Args:
        runs: What is in it.
        style: The name of its style.
        indent: From the left, in twentieths of a point; with a line beside it.
        after: Space below, in twentieths of a point.
        is_kept: Whether it stays on the page of what follows.
    """
    parts = []
    if style is not None:
        parts.append(element("pStyle", val=style))
    if is_kept:
        parts.append(element("keepNext"))
    if indent:
        line = element("left", val="single", sz=6, space=8, color="A6A6A6")
        parts.append(element("pBdr", line))
    parts.append(element("spacing", after=after))
    if indent:
        parts.append(element("ind", left=indent))
    return element("p", element("pPr", *parts), *runs)


def table(
    rows: Iterable[Sequence[Sequence[Element]]], widths: Sequence[int], *, has_heads: bool = True
) -> Element:
    """Build a table with borders; each cell is a list of paragraphs.

    Args:
        rows: The cells of each, as many as there are widths.
        widths: Of the columns, in twentieths of a point.
        has_heads: Whether the first row is repeated on every page.
    """
    look = element(
        "tblPr",
        element("tblStyle", val="TableGrid"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element(
            "tblCellMar",
            element("left", w=PLACE // 2, type="dxa"),
            element("right", w=PLACE // 2, type="dxa"),
        ),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    made = (
        _row(cells, widths, is_head=has_heads and number == 0) for number, cells in enumerate(rows)
    )
    return element("tbl", look, grid, *made)


def _row(cells: Sequence[Sequence[Element]], widths: Sequence[int], *, is_head: bool) -> Element:
    row = [_cell(cell, width, is_head=is_head) for cell, width in zip(cells, widths, strict=True)]
    look = []
    if sum(len(_TAG.sub("", cell)) for cell in row) < MAX_WHOLE:
        look.append(element("cantSplit"))
    if is_head:
        look.append(element("tblHeader"))
    return element("tr", *([element("trPr", *look)] if look else []), *row)


def _cell(cell: Sequence[Element], width: int, *, is_head: bool) -> Element:
    parts = [element("tcW", w=width, type="dxa")]
    if is_head:
        parts.append(element("shd", val="clear", color="auto", fill="EDEDED"))
    return element("tc", element("tcPr", *parts), *cell)
