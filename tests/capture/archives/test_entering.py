"""Steps become entries, each once, in groups."""

import pytest

from bozzetto.capture.archives import entering
from bozzetto.capture.archives.entering import Entered, Register
from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.steps import Hand, Making, Paper, Pick, Piece
from bozzetto.errors import FormatError
from bozzetto.studio import Instruction, Program, Prompt
from tests.capture.watched import picture

TOOL = Program("Some tool")


@pytest.fixture
def keep(work):
    """Keeps a picture by its number."""
    keeper = Keeper(work, {}, lambda *_: None, lambda: None)
    return lambda number: Piece(keeper.keep(picture(number, None), f"{number}.png"))


def entered(work, steps):
    """Enter steps; returns what became of them, and the kinds since."""
    before, done = len(work.entries()), Entered()
    Register(work).enter(iter(steps), done)
    return done, [entry.event.kind for _, entry in work.entries()[before:]]


def told(job=None):
    """An instruction."""
    return Instruction("Some tool", prompts=(Prompt("a cat"),), job=job)


def test_making(work, keep):
    """Candidates share the instruction that is recorded before them."""
    done, kinds = entered(work, [Making(TOOL, told(), (keep(1), keep(2)))])
    assert kinds == ["instruction.given", "output.received", "output.received"]
    assert (done.recorded, done.instructions, done.silent) == (2, 1, 0)
    given, *made = [entry for _, entry in work.entries()[1:]]
    assert {entry.event.body["instruction"] for entry in made} == {given.digest}


def test_making_without_words(work, keep):
    """A picture of which no instruction is known is an output all the same."""
    done, kinds = entered(work, [Making(TOOL, None, (keep(1),))])
    assert (kinds, done.silent) == (["output.received"], 1)
    assert work.entries()[-1][1].event.body["instruction"] is None


@pytest.mark.parametrize("group", [1, 2, 100])
def test_job_in_several_steps(work, keep, monkeypatch, group):
    """A job has one instruction, however many steps and groups tell of it."""
    monkeypatch.setattr(entering, "GROUP", group)
    steps = [Making(TOOL, told("7"), (keep(number),)) for number in range(3)]
    done, kinds = entered(work, steps)
    assert kinds == ["instruction.given", *["output.received"] * 3]
    assert (done.recorded, done.instructions) == (3, 1)
    outputs = [entry for _, entry in work.entries()[2:]]
    assert len({entry.event.body["instruction"] for entry in outputs}) == 1


def test_known(work, keep):
    """What the work has is counted and left out, with instructions that nothing new came of."""
    steps = [
        Paper(TOOL, keep(9).asset, "log"),
        Hand(TOOL, keep(8), "drawn"),
        Making(TOOL, told(), (keep(1), keep(1))),
        Pick(TOOL, (keep(1).asset.digest,), (keep(1).asset.digest,), "starred"),
    ]
    done, kinds = entered(work, steps)
    assert kinds == [
        *("material.added", "material.added"),
        *("instruction.given", "output.received", "choice.made"),
    ]
    assert (done.recorded, done.known) == (2, 1)
    again, kinds = entered(work, steps)
    assert (kinds, again.recorded, again.known) == ([], 0, 3)


def test_damaged_from_here(work, keep):
    """What was told before an archive turned out to be damaged is recorded."""

    def steps():
        yield Making(TOOL, told(), (keep(1),))
        raise FormatError("damaged")

    with pytest.raises(FormatError, match="damaged"):
        entered(work, steps())
    assert [entry.event.kind for _, entry in work.entries()[1:]] == [
        "instruction.given",
        "output.received",
    ]
