"""The statement of who did what in a joint work."""

from dataclasses import replace

import pytest

from bozzetto.evidence.papers import Blank, Grid, Paragraph, Signature
from bozzetto.evidence.papers.contributions import contributions
from bozzetto.evidence.papers.parties import parties_of
from tests.evidence.papers.works import joint, lines


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    """What it says of two people's work."""
    with joint(tmp_path_factory.mktemp("joint")) as told:
        source = told.source
        yield list(contributions(tuple(parties_of(source)), source))


def test_acts_are_told_by_person_with_their_entries(blocks):
    """With what somebody signed, and what a program says that they did."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    ann, ben = (grid for grid in grids if len(grid.heads) == 3 and grid.heads[1].en == "Times")
    assert {row[0].en: row[1] for row in ben.rows} == {
        "comment made": "2",
        "entry countersigned": "1",
    }
    assert "intent stated" in {row[0].en for row in ann.rows}
    assert all(row[2].groups for grid in (ann, ben) for row in grid.rows)
    said = lines(blocks)
    assert "Of these acts, signed with a key of this person: 3." in said
    assert "no measure of what they contributed" in said


def test_what_several_confirmed_is_listed(blocks):
    """The intent that Ben countersigned."""
    (grid,) = (
        block
        for block in blocks
        if isinstance(block, Grid) and block.heads[1].en == "Whose keys are on it"
    )
    (row,) = (row for row in grid.rows if row[0].en == "intent stated")
    assert "Ann (" in row[1].en
    assert "Ben (" in row[1].en


def test_programs_are_apart_from_people(blocks):
    """What no person is named for is nobody's contribution."""
    (grid,) = (
        block for block in blocks if isinstance(block, Grid) and block.heads[0].en == "Program"
    )
    assert "Stable Diffusion web UI 1.10" in {row[0].en for row in grid.rows}


def test_what_the_record_lacks_is_asked(blocks):
    """Of each person, and of all of them together; then they sign."""
    labels = [block.label.en for block in blocks if isinstance(block, Blank)]
    assert labels.count("Contribution, in this person's own words") == 2
    assert "Settled together outside of the record" in labels
    assert sum(isinstance(block, Signature) for block in blocks) == 2


def test_acts_without_a_signature_are_said_apart(tmp_path):
    """A program says whose they were."""
    with joint(tmp_path) as told:
        source = told.source
    ann, ben = parties_of(source)
    blocks = contributions((replace(ann, signed=()), ben), source)
    (unsigned,) = (
        block
        for block in blocks
        if isinstance(block, Paragraph) and "without their signature: 2." in block.words.en
    )
    assert unsigned.mark.groups == (("stated", "0–1"),)
