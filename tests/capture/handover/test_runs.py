"""Runs: how far they are recorded is written with what is recorded."""

import pytest

from bozzetto.capture.handover.runs import MOST_LOST, Runs, RunState, newest
from bozzetto.record import Moment
from bozzetto.studio import Memory

AT = Moment("2026-11-22T04:09:15.120000Z")
STATE = RunState(7, "ComfyUI", AT, AT, ended=True, unfinished=True, late=True, lost=(2, 3))


def test_a_note_is_read_as_it_was_written():
    """Each state has its text."""
    assert RunState.parse(STATE.spell()) == STATE
    assert RunState.parse(RunState().spell()) == RunState()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"next": null}', STATE.spell()[:-9]])
def test_a_damaged_note_is_none(text):
    """What cannot be read is a run that nothing is known of: its holes are then said."""
    assert RunState.parse(text) == RunState()


def test_a_number_is_passed():
    """What is recorded is not lost any more; what was given up may still come."""
    state = RunState(next=2).after(4, range(2, 5))
    assert (state.next, state.lost) == (5, (2, 3, 4))
    state = state.after(3)
    assert (state.next, state.lost) == (5, (2, 4))
    assert len(RunState().after(9_999_999_999, range(9_999_999_999)).lost) == MOST_LOST


def test_notes_are_kept_apart(studio):
    """Each connection has its own runs; the surroundings are no run."""
    runs, others = Runs(studio.database, "aa"), Runs(studio.database, "bb")
    notes = {runs.name("r1"): STATE.spell(), others.name("r2"): RunState().spell()}
    notes[runs.source_name] = "digest"
    studio.recorder.record(memory=Memory(notes=notes))
    assert runs.all() == {"r1": STATE}
    assert runs.source() == "digest"
    assert others.source() is None
    assert newest(studio.database, "aa") == AT
    assert newest(studio.database, "bb") is None
