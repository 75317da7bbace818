"""What a claim can be drafted from."""

import pytest

from bozzetto.evidence.papers.claims import (
    Line,
    kept_edits,
    line_of,
    parts_of,
    sole_choices,
    tools_of,
    users_of,
)
from bozzetto.evidence.papers.registration import registration
from tests.evidence.papers.works import DIFFUSION, case, drawn, rich, sentences


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A work with a bit of everything."""
    with rich(tmp_path_factory.mktemp("rich")) as found:
        yield found


@pytest.fixture(scope="module")
def source(told):
    """What its papers are made from."""
    return told.source


def test_region_edits_are_claimed_as_arrangement(tmp_path):
    """As in American Cheese: selection, coordination and arrangement of what was generated."""
    with case(tmp_path, "American Cheese") as told:
        source = told.source
        arranged, edited = parts_of(source)
        assert arranged.claim.en.startswith("selection, coordination and arrangement of images")
        assert "instructions with a mask, or with several pictures to start from: 4" in (
            arranged.found.en
        )
        assert {step.kind for step in arranged.steps} == {
            "edit.made",
            "instruction.given",
            "choice.made",
        }
        assert edited.claim.en == "modifications by hand (composition elements)"
        assert sole_choices(source, line_of(source)) == []


def test_edits_without_their_state_before_are_no_claim(tmp_path):
    """As in Théâtre: hundreds of prompts, and an edit that cannot be judged."""
    with case(tmp_path, "Théâtre d'Opéra Spatial") as told:
        source = told.source
        assert parts_of(source) == ()
        assert kept_edits(source, line_of(source)) == ()
        assert len(source.facts.edits) == 1


def test_the_line_is_what_the_picture_at_the_end_was_made_from(source):
    """The edit, the output that it started from, and the sketch that led; nothing else."""
    line = line_of(source)
    kinds = [step.kind for step in source.work if step.digest in line.entries]
    assert kinds == ["material.added", "instruction.given", "output.received", "edit.made"]
    (edit,) = source.facts.edits
    assert {edit.after, *edit.before} < line.files


def test_an_edit_that_was_given_up_is_no_claim(tmp_path):
    """The picture at the end is another, and was not made from it."""
    with rich(tmp_path) as told:
        other = told.work.take(drawn(tmp_path / "other.png", 77))
        told.work.receive_output(None, [other], program=DIFFUSION)
        told.work.choose([other.digest], chosen=[other.digest])
        source = told.source
        assert parts_of(source) == ()
        assert kept_edits(source, line_of(source)) == ()
        (paper,) = registration(source)
    said = sentences(paper)
    assert "Edits from which the picture at the end was not made" in said
    assert "No sentence is drafted." in said


def test_a_work_without_pictures_has_no_line(tmp_path):
    """There is nothing to follow back."""
    with rich(tmp_path) as told:
        source = type(told)(told.studio, told.studio.open_work("empty")).source
        assert line_of(source) == Line(frozenset(), frozenset())


def test_selection_alone_is_no_claim(source):
    """It counts beside arranging only."""
    assert all("selection" not in part.claim.en for part in parts_of(source))
    assert [step.kind for step in sole_choices(source, line_of(source))] == ["choice.made"]


def test_own_material_counts_where_something_started_from_it(source):
    """The sketch that led the tool; not the photograph that nothing used."""
    edited, own = parts_of(source)
    assert edited.claim.en == "modifications by hand (colour)"
    assert own.claim.en == "original 2-D artwork"
    assert [step.kind for step in own.steps] == ["material.added", "instruction.given"]
    assert "perceived" in own.asked.en


def test_users_of_a_file_are_instructions_and_edits(source):
    """Of no file there are none."""
    (edit,) = source.facts.edits
    line = line_of(source)
    assert [step.kind for step in users_of(edit.before[0], source, line)] == ["edit.made"]
    assert users_of(edit.after, source, line) == []
    assert users_of(None, source, line) == []


def test_tools_are_those_that_were_told(source):
    """With every file that they returned."""
    (tool,) = tools_of(source)
    assert tool.name == "Stable Diffusion web UI 1.10"
    assert len(tool.files) == 3
    assert [step.kind for step in tool.steps] == ["output.received"]
