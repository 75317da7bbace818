"""创作说明: a draft that says what entries show, and leaves the rest to the author."""

import pytest

from bozzetto.evidence.papers import Blank, Heading, Paragraph, Quoted, Signature
from bozzetto.evidence.papers.document import document
from bozzetto.evidence.papers.statement import statement
from bozzetto.upkeep.sources import Asking, source_of
from tests.evidence.papers.reading import HOSTILE, paragraphs
from tests.evidence.papers.works import case, sentences


@pytest.fixture(scope="module")
def paper(full):
    """The statement of a work that has everything."""
    (found,) = statement(full, ("zh",))
    return found


def test_it_goes_from_the_author_to_what_is_weak(paper):
    """In eight chapters, and a signature at the end."""
    heads = [block.words.zh for block in paper.blocks if isinstance(block, Heading)]
    assert [head[0] for head in heads] == list("一二三四五六七八")
    assert isinstance(paper.blocks[-1], Signature)
    assert not paper.is_sheet


def test_what_is_drawn_from_entries_names_them(full, paper):
    """Every sentence that says what somebody did."""
    marked = [block for block in paper.blocks if isinstance(block, Paragraph) and block.mark.groups]
    said = "\n".join(block.words.en for block in marked)
    for words in ("Ann stated", "instructions were given to", "Of 3 candidates", "Edit 1: Ann"):
        assert words in said
    assert all(block.mark.groups for block in paper.blocks if isinstance(block, Quoted))
    known = {seen for block in marked for seen, _ in block.mark.groups}
    assert known == {step.seen.value for step in full.work}


def test_the_authors_words_stand_verbatim(paper):
    """In quotation, whatever they look like."""
    quoted = [block.text for block in paper.blocks if isinstance(block, Quoted)]
    assert quoted == [f"一只猫，a cat {HOSTILE}", "耳朵 and the tail", "an eye"]


def test_what_only_the_author_can_say_is_blank(paper):
    """Nothing is said in the author's name that no entry says."""
    labels = [block.label.en for block in paper.blocks if isinstance(block, Blank)]
    assert "Author: name, identity document, address" in labels
    assert "Why: the record has no reason that can be shown" in labels
    assert "What was changed in edit 1, and why" in labels
    assert "What was done outside of the record" in labels
    assert labels[-1] == "Corrections of this draft"


def test_weak_points_are_said(paper):
    """By the side that hands it in, first."""
    said = sentences(paper)
    assert "No outside authority gives any of it a time." in said
    assert "Missing in the record: " in said
    assert "a process can be staged" in said


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Cui, Frost's Descent", "The record has no statement of intent."),
        ("Cui, Frost's Descent", "The record has no choice."),
        ("Cui, Frost's Descent", "The record has no edit."),
        ("Feng, butterfly chair", "the picture before is not in the record"),
    ],
)
def test_what_the_record_lacks_is_not_made_up(tmp_path, name, wanted):
    """The draft of a lost case says what was missing there."""
    with case(tmp_path, name) as told:
        (found,) = statement(told.source, ("en", "zh"))
    assert wanted in sentences(found)


def test_a_work_without_anything_has_a_statement(tmp_path):
    """The story of a title."""
    with case(tmp_path, "Zhou, cat pendant") as told:
        empty = told.studio.open_work("Empty")
        (found,) = statement(source_of(told.studio, empty, Asking(), "x"), ("en",))
    assert sentences(found).count("The record has no instruction.") == 2


def test_both_languages_cite(full, newest):
    """Whichever half somebody keeps."""
    said = paragraphs(document(statement(full, ("en", "zh"))[0], newest))
    assert any(each.endswith(" stated]") for each in said)
    assert any(each.endswith(" 陈述]") for each in said)
