"""Papers as XLSX, read back by another library and as XML."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.papers import Blank, Grid, Heading, Note, Paragraph, Quoted, Signature
from bozzetto.evidence.papers import sheet as module
from bozzetto.evidence.papers.sheet import MAX_CELL, MAX_LINES, parts_of, sheet, spans_of
from bozzetto.evidence.papers.spelling import READING, visible
from bozzetto.law import Words
from tests.evidence.papers.reading import EXCEL, HOSTILE, cells, parts

SOME = Words("some", "一些")
MARK = Mark((("live", "1–3"),))
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "1", "http://x", "{=1}")


def flat(data):
    """Return the cells that have something."""
    return [cell for row in cells(data) for cell in row if cell]


def test_every_block_is_in_it(paper, newest):
    """Cells beside each other where a grid has them."""
    grid = Grid((SOME, SOME), ((MARK, ""), ("a", SOME)), (1, 3))
    blocks = (
        Heading(1, SOME),
        Paragraph(SOME, MARK),
        Quoted("a\nb", MARK),
        Blank(Words("to fill in", "待填"), Words("a hint", "提示")),
        grid,
        Signature(Words("author", "作者")),
        Note(Words("small", "小字")),
    )
    assert cells(sheet(paper(*blocks, is_sheet=True), newest)) == [
        ["A title", ""],
        [READING.en, ""],
        ["some", ""],
        ["some [1–3 live]", ""],
        ["a\nb [1–3 live]", ""],
        ["to fill in\n(a hint)", ""],
        ["some", "some"],
        ["1–3 live", ""],
        ["a", "some"],
        ["author\n(name, signature or seal, date)", ""],
        ["small", ""],
    ]


def test_both_languages_stand_in_one_cell(paper, newest):
    """The first one first."""
    made = paper(Paragraph(SOME, MARK), Blank(SOME), languages=("zh", "en"))
    assert flat(sheet(made, newest))[2:] == [
        "一些 [1–3 实时]\nsome [1–3 live]",
        "一些\nsome ____________",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_a_number_or_a_link(paper, newest, text):
    """Nor does it become one when somebody edits the cell."""
    data = sheet(paper(Grid((SOME,), ((text,),)), Quoted(text, Mark(()))), newest)
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in found] == ["s", "s"]
    is_active = text[0] in "=+-@\t"
    assert all(cell.quotePrefix == is_active for cell in found)
    assert all(cell.hyperlink is None for cell in found)
    (page,) = [each for name, each in parts(data).items() if "worksheets/sheet" in name]
    assert not list(page.iter(f"{EXCEL}f"))


def test_hostile_text_stands_as_it_is(paper, newest):
    """Controls by their numbers, and a text that looks like an escape unchanged."""
    data = sheet(paper(Grid((SOME,), ((HOSTILE,),)), title=HOSTILE), newest)
    assert flat(data) == [visible(HOSTILE), "some", visible(HOSTILE)]


def test_the_same_paper_is_the_same_bytes(paper, newest):
    """Its time is that of the newest entry."""
    made = paper(Grid((SOME,), (("a",),)), is_sheet=True)
    data = sheet(made, newest)
    assert data == sheet(made, newest)
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert properties.created.replace(tzinfo=None) == newest.replace(tzinfo=None, microsecond=0)
    assert not properties.creator


def test_a_text_that_no_cell_holds_goes_on_in_the_next_row(paper, newest):
    """All of it is there, and each part says which it is."""
    text = "x" * MAX_CELL + "🐱" * 20_000
    data = sheet(paper(Grid((SOME, SOME), (("a", text), ("b", "c")))), newest)
    rows = cells(data)[2:-1]
    assert [row[0] for row in rows[:-1]] == ["a", "", ""]
    assert rows[-1] == ["b", "c"]
    assert [row[1][:13] for row in rows[:-1]] == [f"[part {n} of 3]" for n in (1, 2, 3)]
    assert "".join(row[1].partition("] ")[2] for row in rows[:-1]) == text


@given(st.text(alphabet="a🐱\n=", min_size=1, max_size=4), st.integers(1, 12_000))
@settings(max_examples=12, deadline=None)
def test_parts_are_the_text_and_fit(text, times):
    """In units of UTF-16, and in lines."""
    whole = text * times
    found = parts_of(whole, ("zh",))
    assert all(len(part.encode("utf-16-le")) // 2 <= MAX_CELL for part in found)
    assert all(part.count("\n") <= MAX_LINES for part in found)
    said = [part.partition("】")[2] for part in found] if len(found) > 1 else found
    assert "".join(said) == whole


def test_more_rows_than_a_sheet_has_are_refused(paper, newest, monkeypatch):
    """In words, and never cut off."""
    monkeypatch.setattr(module, "MAX_ROWS", 20)
    rows = tuple((str(number),) for number in range(20))
    with pytest.raises(StudioError, match="more rows than a worksheet has"):
        sheet(paper(Grid((SOME,), rows)), newest)
    assert len(cells(sheet(paper(Grid((SOME,), rows[:17])), newest))) == 19


@pytest.mark.parametrize(
    ("widths", "cells_of", "wanted"),
    [
        ((1, 1, 1), (1, 1, 1), [(0, 0), (1, 1), (2, 2)]),
        ((1, 2, 3), (5,), [(0, 2)]),
        ((1, 9, 1, 1), (1, 1), [(0, 1), (2, 3)]),
        ((1, 1, 9), (9, 1), [(0, 1), (2, 2)]),
        ((9, 1, 1), (1, 1, 1), [(0, 0), (1, 1), (2, 2)]),
    ],
)
def test_columns_are_shared_among_fewer_cells(widths, cells_of, wanted):
    """As near to their widths as columns allow, and at least one each."""
    assert spans_of(widths, cells_of) == wanted


def test_the_same_heads_are_said_once(paper, newest):
    """Groups of one list stand under one row of heads, which every page repeats."""
    grids = [Grid((SOME, SOME), (("a", "b"),)) for _ in range(2)]
    data = sheet(paper(grids[0], Heading(2, Words("group", "组")), grids[1]), newest)
    assert [row[0] for row in cells(data)] == ["A title", "some", "a", "group", "a"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.worksheets[0].print_title_rows == "$2:$2"


def test_a_row_that_cannot_be_shown_whole_says_so(paper, newest):
    """What is printed of it is its beginning."""
    words = "moonlight " * 900
    assert flat(sheet(paper(Grid((SOME,), ((words,),))), newest))[-1].startswith("A row cannot be")
    assert flat(sheet(paper(Grid((SOME,), (("a",),))), newest))[-1] == "a"


@pytest.mark.parametrize("title", ["a/b:[c]*?\\'", "x" * 50, "///"])
def test_any_title_names_a_worksheet(paper, newest, title):
    """Excel does not take all of them."""
    book = openpyxl.load_workbook(io.BytesIO(sheet(paper(title=title), newest)))
    assert 1 <= len(book.sheetnames[0]) <= 31
