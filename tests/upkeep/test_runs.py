"""Runs: when the studio was recording, and where the gaps are."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.api import Instruction, Studio
from bozzetto.errors import FormatError
from bozzetto.studio import Memory
from bozzetto.upkeep.runs import RunReader, read_runs
from tests.studio.clocks import SetClock

pytestmark = pytest.mark.usefixtures("work")


@pytest.fixture
def clock():
    """A clock that the test sets; it begins in the present, after the studio was made."""
    return SetClock(datetime.now(UTC))


def record(studio):
    """Record something live."""
    studio.works()[0].give_instruction(Instruction("ComfyUI"))


def test_no_run_yet():
    """Before anything was recorded live there is no run, and no gap."""
    with Studio.open() as studio:
        found = read_runs(studio)
    assert (found.count, found.open_since, found.last_end, found.gaps) == (0, (), None, ())


def test_open_run_is_seen(clock):
    """A run whose process lives is open, and has a beginning."""
    with Studio.open(clock=clock) as studio:
        record(studio)
        assert len(read_runs(studio).open_since) == 1
    with Studio.open(clock=clock) as studio:
        found = read_runs(studio)
        assert found.open_since == ()
        assert found.last_end is not None


def test_gap_between_runs(clock):
    """The time between two runs is a gap, with both of its ends."""
    for _ in range(2):
        with Studio.open(clock=clock) as studio:
            record(studio)
        clock.run(timedelta(hours=1))
    with Studio.open(clock=clock) as studio:
        (gap,) = read_runs(studio).gaps
    assert timedelta(hours=1) <= gap.length < timedelta(hours=1, seconds=1)
    assert gap.to_value() == {"from": gap.since, "until": gap.until}


def test_overlapping_runs_leave_no_gap(clock):
    """While one of two recorders goes on there is no gap."""
    with Studio.open(clock=clock) as first:
        record(first)
        for _ in range(2):
            with Studio.open(clock=clock) as second:
                record(second)
            clock.run(timedelta(minutes=10))
        assert read_runs(first).gaps == ()
        assert read_runs(first).count == 3


def test_unfinished_run_ends_and_is_found(clock):
    """A recorder that died is no open run; the next start says what it found."""
    with Studio.open(clock=clock) as studio:
        gone = json.dumps({"pid": 2**22 + 1, "boot": clock.boot, "at": clock.read().moment})
        studio.recorder.record(memory=Memory(notes={"run 0123": gone}))
        assert read_runs(studio).open_since == ()
        record(studio)
        (found,) = read_runs(studio).found
    assert found.what == "unfinished"
    assert "without saying so" in found.note
    assert found.to_value()["from"] == found.since


def test_run_of_an_earlier_start_of_the_machine_is_not_open(clock):
    """A process number that is in use again is no recorder that goes on."""
    with Studio.open(clock=clock) as studio:
        mine = json.dumps({"pid": os.getpid(), "boot": clock.boot, "at": clock.read().moment})
        studio.recorder.record(memory=Memory(notes={"run 0123": mine}))
        clock.reboot(b"2")
        assert read_runs(studio).open_since == ()


def test_reader_reads_what_is_new(clock):
    """Who asks again and again is told the same as who reads all, whatever came meanwhile."""
    reader = RunReader()
    for turn in range(3):
        with Studio.open(clock=clock) as studio:
            assert reader.read(studio) == read_runs(studio)
            record(studio)
            known = reader.read(studio)
            assert known == read_runs(studio)
            assert (known.count, known.open_processes) == (turn + 1, (os.getpid(),))
            assert reader.read(studio) is known  # nothing is new
        clock.run(timedelta(minutes=1))
    with Studio.open(clock=clock) as studio:
        assert len(reader.read(studio).gaps) == 2


def test_reader_of_another_chain(clock, tmp_path):
    """A studio that was brought back from an older copy is read from its beginning."""
    reader = RunReader()
    with Studio.open(clock=clock) as studio:
        record(studio)
        assert reader.read(studio).count == 1
    with Studio.create(tmp_path / "other", name="Other", owner="Ann", clock=clock) as other:
        assert reader.read(other) == read_runs(other)
        assert reader.read(other).count == 0


def test_reader_of_a_damaged_entry(clock):
    """A recorder's entry that is damaged is refused each time, and never passed over."""
    reader = RunReader()
    with Studio.open(clock=clock) as studio:
        record(studio)
    with closing(sqlite3.connect(studio.layout.database)) as raw, raw:
        raw.execute(
            "UPDATE entry SET line = replace(CAST(line AS TEXT), '\"at\":', '\"at\": ')"
            " WHERE CAST(line AS TEXT) LIKE '%recorder.started%'"
        )
    with Studio.open(clock=clock) as studio:
        for _ in range(2):
            with pytest.raises(FormatError):
                reader.read(studio)
