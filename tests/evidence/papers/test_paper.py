"""What a paper is made of."""

import pytest

from bozzetto.evidence.papers import Grid, Heading, Paper, Paragraph, SheetSize
from bozzetto.law import Words

WORDS = Words("a", "甲")


def test_a_paper_says_how_it_is_set():
    """On A4, upright, as a text, unless it says otherwise."""
    paper = Paper("draft", WORDS, ("en",), (Paragraph(WORDS),))
    assert (paper.is_sheet, paper.sheet_size, paper.is_wide) == (False, SheetSize.A4, False)
    assert paper.blocks[0].mark.groups == ()


@pytest.mark.parametrize("name", ["", "../x", "a b", "目录", "a.docx", "-x", "x" * 61])
def test_a_name_that_could_be_a_path_is_refused(name):
    """It becomes the name of a file on every system."""
    with pytest.raises(ValueError, match="not a name"):
        Paper(name, WORDS, ("en",), ())


@pytest.mark.parametrize("languages", [(), ("fr",), ("en", "")])
def test_other_languages_are_refused(languages):
    """Words are there in two."""
    with pytest.raises(ValueError, match="not languages"):
        Paper("draft", WORDS, languages, ())


@pytest.mark.parametrize(
    ("heads", "rows", "widths"),
    [
        ((), (), ()),
        ((WORDS,), (("a", "b"),), ()),
        ((WORDS, WORDS), (("a",),), ()),
        ((WORDS,), (), (1, 2)),
        ((WORDS,), (), (0,)),
    ],
    ids=["no heads", "more cells", "fewer cells", "more widths", "no width"],
)
def test_a_grid_that_does_not_fit_is_refused(heads, rows, widths):
    """A cell would stand under another head."""
    with pytest.raises(ValueError, match=r"cells|widths"):
        Grid(heads, rows, widths)


@pytest.mark.parametrize("level", [0, 4])
def test_a_heading_has_one_of_three_levels(level):
    """More are styles that nobody set."""
    with pytest.raises(ValueError, match="not a level"):
        Heading(level, WORDS)
