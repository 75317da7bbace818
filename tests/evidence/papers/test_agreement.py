"""The statement and the agreement of people who worked together."""

from dataclasses import replace

import pytest

from bozzetto.evidence.papers import Grid, Paragraph, Quoted, SheetSize, Signature
from bozzetto.evidence.papers.agreement import agreement
from bozzetto.law import Place
from tests.evidence.papers.works import case, joint, sentences

TERMS = "Ann 60, Ben 40\n=SUM(A1)"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What the papers of two people's work are made from."""
    with joint(tmp_path_factory.mktemp("joint"), TERMS) as told:
        yield told.source


@pytest.fixture(scope="module")
def papers(source):
    """Both of them."""
    return agreement(source)


def test_there_is_none_where_one_person_acted(tmp_path):
    """Whoever else is in the studio."""
    with case(tmp_path, "Cui, Frost's Descent") as told:
        told.studio.people.join("Ben", "watches")
        assert agreement(told.source) == ()


def test_they_are_in_chinese_and_english(papers):
    """And every word is in both."""
    assert [paper.name for paper in papers] == [
        "contribution-statement",
        "contribution-agreement",
    ]
    for paper in papers:
        assert paper.languages == ("zh", "en")
        for block in paper.blocks:
            if isinstance(block, Paragraph):
                assert block.words.zh != block.words.en


def test_a_person_with_a_new_key_is_one_party(papers):
    """Ann and Ben; not Ben twice, and not Cho, who did nothing in the work."""
    for paper in papers:
        signing = [block.role.en for block in paper.blocks if isinstance(block, Signature)]
        assert [name.partition(" (")[0] for name in signing] == ["Ann", "Ben"]


def test_terms_stand_as_they_were_recorded(papers):
    """Verbatim, with the entry."""
    (quoted,) = (block for block in papers[1].blocks if isinstance(block, Quoted))
    assert quoted.text == TERMS
    assert quoted.mark.groups


def test_terms_that_were_not_recorded_are_not_made_up(tmp_path):
    """It says that there are none."""
    with joint(tmp_path) as told:
        _statement, paper = agreement(told.source)
    assert not any(isinstance(block, Quoted) for block in paper.blocks)
    assert "When the work was opened, no terms were recorded." in sentences(paper)


def test_shares_are_left_blank(papers):
    """No count becomes a share."""
    (grid,) = (
        block
        for block in papers[1].blocks
        if isinstance(block, Grid) and block.heads[-1].en == "Credited as, and in which place"
    )
    assert [row[1:] for row in grid.rows] == [("", "", ""), ("", "", "")]


@pytest.mark.parametrize(
    ("place", "size", "law"),
    [
        (None, SheetSize.A4, "China's Copyright Law"),
        (Place.CN, SheetSize.A4, "China's Copyright Law"),
        (Place.US, SheetSize.LETTER, "17 U.S.C."),
        (Place.JP, SheetSize.A4, "law of the place"),
    ],
    ids=["nowhere", "cn", "us", "jp"],
)
def test_the_law_named_is_that_of_the_place(source, place, size, law):
    """No other."""
    for paper in agreement(replace(source, place=place)):
        said = sentences(paper)
        assert law in said
        assert ("China" in said) == (law == "China's Copyright Law")
        assert paper.sheet_size is size
