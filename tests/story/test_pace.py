"""Pace: bursts, waits, and what was not watched."""

from datetime import timedelta

from bozzetto.record import digest_of, moment_of
from bozzetto.story.pace import SESSION_PAUSE
from tests.story.told import facts_of


def test_a_long_wait_parts_two_sessions(teller, ledger):
    """A short one does not."""
    teller.state("a")
    ledger.time += SESSION_PAUSE - ledger.step
    teller.state("b")
    ledger.time += SESSION_PAUSE + timedelta(seconds=1)
    teller.state("c")
    first, second = facts_of(ledger).pace.sessions
    assert [len(first.steps), len(second.steps)] == [3, 1]
    assert first.to_value()["from"] == first.steps[0].at


def test_a_clock_that_was_set_back_parts_them_too(teller, ledger):
    """The bounds of a session are those of its steps, whatever their order."""
    teller.state("a")
    ledger.time -= timedelta(days=1)
    teller.state("b")
    assert len(facts_of(ledger).pace.sessions) == 2


def test_what_the_recorder_found(ledger):
    """Of this work or of none; what it found of another is left out."""
    since = moment_of(ledger.time)
    ledger.act("recorder.found", {"what": "gap", "from": since, "until": None})
    body = {"what": "lost event", "from": None, "until": None, "note": ledger.text("one job")}
    ledger.act("recorder.found", {**body, "work": ledger.work})
    ledger.act(
        "recorder.found", {"what": "gap", "from": None, "until": None, "work": digest_of(b"")}
    )
    gap, lost = facts_of(ledger).pace.gaps
    assert (gap.what, gap.since, gap.until) == ("gap", since, None)
    assert (lost.what, lost.note) == ("lost event", "one job")


def test_live_entries_that_nobody_watched(teller, ledger):
    """Before a recorder ran and after it stopped; each stretch once."""
    teller.instruct("a", {}, [])
    teller.instruct("b", {}, [])
    ledger.start()
    teller.instruct("c", {}, [])
    ledger.stop()
    teller.state("not live")
    teller.instruct("d", {}, [])
    gaps = facts_of(ledger).pace.gaps
    assert [(gap.what, len(gap.steps)) for gap in gaps] == [("unwatched", 2), ("unwatched", 1)]
    assert gaps[0].since == gaps[0].steps[0].at
