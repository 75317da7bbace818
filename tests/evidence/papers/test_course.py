"""The chapters that tell what was done."""

import pytest

from bozzetto.api import Input
from bozzetto.evidence.papers import Grid
from bozzetto.evidence.papers.course import COURSE, about
from bozzetto.law import Place
from bozzetto.upkeep.sources import Asking, source_of
from tests.evidence.papers.works import case
from tests.law.cases import told as instructed

ROUNDS = COURSE[0]


def rows_of(source):
    """Return the rows of the rounds."""
    (grid,) = [block for block in ROUNDS(source) if isinstance(block, Grid)]
    return grid.rows


def test_a_round_says_what_changed_and_leaves_why_to_the_author(full):
    """Words, settings, seeds and pictures that it was led by."""
    first, second = rows_of(full)
    assert first[2].en == "–"
    assert "added: “cat”, “猫の目”, “silver moonlight over the roof” (160 times)" in second[2].en
    assert "增加：“cat”、“猫の目”、“silver moonlight over the roof”（160 次）" in second[2].zh
    assert "cfg: 7 → 8" in second[2].en
    assert "seed: 1 → 2" in second[2].en
    assert "led by, new: 1.png" in second[2].en
    assert "led by no more: start.png" in second[2].en
    assert (first[5], second[5]) == ("", "")


def test_a_round_points_at_entries_and_at_the_words(full):
    """Instruction, outputs, and what was done about the round before."""
    first, second = rows_of(full)
    node = full.facts.rounds[0].node
    assert first[3].en == "1-1"
    assert first[4] == full.mark(node.steps)
    looked = full.facts.rounds[1].looked
    assert looked
    assert second[4] == full.mark([*full.facts.rounds[1].node.steps, *looked])
    assert "persons acted upon outputs" in second[1].en


def test_weights_order_and_repetition_are_told(tmp_path):
    """And a round in which nothing differs says so."""
    with case(tmp_path, "Zhou, cat pendant") as told:
        work = told.studio.open_work("Other")
        image = work.take(next(tmp_path.glob("*.png")))
        for words in ("a, (b:1.2), c", "c, (b:1.4), a", "c, (b:1.4), a"):
            given = instructed(work, words, inputs=(Input("init", image),))
            assert given
        rows = rows_of(source_of(told.studio, work, Asking(Place.EU), "x"))
    assert rows[1][2].en == "weight of “b”: 1.2 → 1.4\nwords in another order"
    assert rows[2][2].en == "nothing that the record names"


@pytest.mark.parametrize(
    ("dimensions", "wanted"),
    [((), ("", "")), (("colour", "x"), (", on colour, x", "，关于色彩、x"))],
)
def test_what_a_statement_is_about_is_named(dimensions, wanted):
    """In the words of the glossary, or as it was recorded."""
    assert (about(dimensions).en, about(dimensions).zh) == wanted
