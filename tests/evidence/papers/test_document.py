"""Papers as DOCX, read back by the library, as XML, and as pages."""

import io
import shutil
import subprocess

import docx
import pytest
from docx.enum.section import WD_ORIENT

from bozzetto.evidence.dossier.blocks import Mark
from bozzetto.evidence.papers import (
    Blank,
    Grid,
    Heading,
    Note,
    Paragraph,
    Quoted,
    SheetSize,
    Signature,
)
from bozzetto.evidence.papers import document as module
from bozzetto.evidence.papers.document import document
from bozzetto.evidence.papers.exhibits import exhibits
from bozzetto.evidence.papers.sheet import sheet
from bozzetto.evidence.papers.spelling import READING, visible
from bozzetto.evidence.papers.statement import statement
from bozzetto.law import Words
from tests.evidence.papers.reading import HOSTILE, WORD, paragraphs, parts

SOME = Words("some", "一些")
MARK = Mark((("live", "1–3"),))
EVERY = (
    Heading(1, SOME),
    Paragraph(SOME, MARK),
    Quoted("a\nb", MARK),
    Blank(SOME, Words("a hint", "提示")),
    Signature(Words("author", "作者")),
    Grid((SOME, SOME), ((MARK, ""), (HOSTILE, SOME)), (1, 3)),
    Note(Words("small", "小字")),
)


def test_every_block_is_in_it(paper, newest):
    """In its order, read without the library."""
    said = paragraphs(document(paper(*EVERY), newest))
    assert said[:2] == ["A title", READING.en]
    assert said[2:7] == [
        "some",
        "some [1–3 live]",
        "a\nb [1–3 live]",
        "some: " + "\u3000" * 22,
        "a hint",
    ]
    assert said[7:14] == ["author", "Name", "", "Signature", "", "Date", ""]
    assert said[15:21] == ["some", "some", "1–3 live", "", visible(HOSTILE), "some"]
    assert said[-1] == "small"


def test_both_languages_stand_under_each_other(paper, newest):
    """The first one first, each with its marks."""
    said = paragraphs(document(paper(*EVERY, languages=("zh", "en")), newest))
    assert said[0] == "标题\nA title"
    assert said[4:6] == ["一些 [1–3 实时]", "some [1–3 live]"]
    assert "一些：" + "\u3000" * 22 in said
    assert "作者 / author" in said


def test_the_reading_of_marks_is_said_once_or_not_at_all(paper, newest):
    """Where nothing is cited there is nothing to read."""
    assert paragraphs(document(paper(*EVERY), newest)).count(READING.en) == 1
    assert READING.en not in paragraphs(document(paper(Paragraph(SOME)), newest))


def test_marks_are_raised(paper, newest):
    """And small, so that a sentence reads on."""
    file = docx.Document(io.BytesIO(document(paper(Paragraph(SOME, MARK)), newest)))
    (runs,) = [each.runs for each in file.paragraphs if each.text.startswith("some")]
    assert [each.font.superscript for each in runs] == [None, True]


def test_the_same_paper_is_the_same_bytes(paper, newest):
    """Its time is that of the newest entry, and no name of a machine is in it."""
    data = document(paper(*EVERY), newest)
    assert data == document(paper(*EVERY), newest)
    core = docx.Document(io.BytesIO(data)).core_properties
    assert core.created.replace(tzinfo=None) == newest.replace(tzinfo=None, microsecond=0)
    assert (core.author, core.last_modified_by, core.title) == ("", "", "A title")
    assert not [name for name in parts(data) if "thumbnail" in name]


@pytest.mark.parametrize(
    ("size", "is_wide", "wanted"),
    [
        (SheetSize.A4, False, (210, 297)),
        (SheetSize.A4, True, (297, 210)),
        (SheetSize.LETTER, False, (216, 279)),
    ],
    ids=["A4", "landscape", "letter"],
)
def test_the_page_is_what_the_paper_asks_for(paper, newest, size, is_wide, wanted):
    """In millimetres."""
    made = paper(Paragraph(SOME), sheet_size=size, is_wide=is_wide)
    section = docx.Document(io.BytesIO(document(made, newest))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == wanted
    assert (section.orientation == WD_ORIENT.LANDSCAPE) == is_wide


def test_the_head_of_the_page_names_the_paper_and_counts(paper, newest):
    """Page and pages are fields; a long title is shortened there, and there alone."""
    title = "x" * 70
    found = parts(document(paper(title=title), newest))
    (header,) = [found[name] for name in found if name.startswith("word/header")]
    text = "".join(each.text or "" for each in header.iter(f"{WORD}t"))
    assert text == "x" * 59 + "… · page 1 of 1"
    assert [each.get(f"{WORD}instr") for each in header.iter(f"{WORD}fldSimple")] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert title in paragraphs(document(paper(title=title), newest))


def test_a_grid_of_more_rows_than_word_has_goes_on_in_another_table(paper, newest, monkeypatch):
    """With its heads; no row is lost."""
    monkeypatch.setattr(module, "MAX_ROWS", 4)
    rows = tuple((str(number),) for number in range(7))
    file = docx.Document(io.BytesIO(document(paper(Grid((SOME,), rows)), newest)))
    said = [[cell.text for cell in table.columns[0].cells] for table in file.tables]
    assert said == [["some", "0", "1", "2"], ["some", "3", "4", "5"], ["some", "6"]]


def test_long_words_are_all_there(paper, newest):
    """5,000 characters of a prompt, in a cell and in a quotation."""
    words = "雪 and 🐱 " * 700
    said = paragraphs(document(paper(Quoted(words, MARK), Grid((SOME,), ((words,),))), newest))
    assert words in said
    assert f"{words} [1–3 live]" in said


@pytest.mark.slow
def test_an_office_program_opens_them(full, newest, tmp_path):
    """All of them become pages; where none is installed, nobody can say."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: nothing here opens a DOCX as its readers do")
    files = []
    for each in (*exhibits(full, ("zh",)), *statement(full, ("en", "zh"))):
        suffix, write = (".xlsx", sheet) if each.is_sheet else (".docx", document)
        path = tmp_path / f"{each.name}-{len(files)}{suffix}"
        path.write_bytes(write(each, newest))
        files.append(path)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert all(each.with_suffix(".pdf").read_bytes().startswith(b"%PDF-") for each in files)
