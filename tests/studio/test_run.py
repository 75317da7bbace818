"""Runs: what a start finds amiss is recorded, and never an exception."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from bozzetto.errors import RecordingError
from bozzetto.record import ChainSort, Seen
from bozzetto.studio import Instruction, Memory, Studio
from bozzetto.studio import clock as clock_module
from bozzetto.studio.run import RESTORED
from tests.studio.whole import check_whole

LIVE = Instruction("tool")


def recorder_life(studio):
    """Return the entries about the recorder, in order."""
    return [
        entry
        for _, entry in studio.entries(studio.digest)
        if entry.event.kind.startswith("recorder.")
    ]


def kinds(studio):
    """List what the recorder said of itself: kinds, and what was found."""
    return [
        entry.event.body["what"] if entry.event.kind == "recorder.found" else entry.event.kind[9:]
        for entry in recorder_life(studio)
    ]


def note(entry):
    """Return the words of an entry about what was found."""
    return entry.text(entry.event.body["note"])


def test_start_and_stop(studio, folder, clock):
    """A run begins with the first live entry, and ends with the studio's closing."""
    with Studio.open(folder, clock=clock) as again:
        work = again.open_work("Cat")
        assert kinds(again) == []
        assert not again.run.is_open
        work.give_instruction(LIVE)
        work.give_instruction(LIVE)
        assert again.run.is_open
        assert kinds(again) == ["started"]
    started, stopped = recorder_life(studio)
    assert started.event.body["run"] == stopped.event.body["run"]
    assert started.event.body["software"]["name"] == "bozzetto"
    assert started.event.seen is Seen.LIVE
    assert stopped.event.body.keys() == {"run", "clock"}
    assert studio.database.notes("run ") == {}


@pytest.mark.parametrize("seen", [Seen.IMPORTED, Seen.STATED])
def test_not_live_no_run(studio, work, seen):
    """What is not seen live begins no run."""
    work.give_instruction(LIVE, seen=seen)
    assert kinds(studio) == []


def test_stop_reason(studio, work):
    """A run says why it ended, and a later one has another name."""
    for reason in ("lunch", None):
        work.give_instruction(LIVE)
        studio.run.stop(reason)
        studio.run.stop("twice")
    assert kinds(studio) == ["started", "stopped", "started", "stopped"]
    first, _, second, last = (entry.event.body for entry in recorder_life(studio))
    entry = recorder_life(studio)[1]
    assert entry.text(entry.event.body["reason"]) == "lunch"
    assert first["run"] != second["run"]
    assert "reason" not in last


def test_stop_by_error(studio, folder, clock):
    """A studio that an exception closes says so."""

    def fail():
        with Studio.open(folder, clock=clock) as again:
            again.open_work("Cat").give_instruction(LIVE)
            return 1 // 0

    with pytest.raises(ZeroDivisionError):
        fail()
    entry = recorder_life(studio)[-1]
    assert entry.text(entry.event.body["reason"]) == "an error broke it off"


def test_start_twice(studio):
    """A run that is open does not begin again."""
    studio.run.start()
    studio.run.start()
    assert kinds(studio) == ["started"]


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        pytest.param(timedelta(hours=1), "+3600.0 s against the steady clock", id="forward"),
        pytest.param(timedelta(days=-400), "-34560000.0 s against the steady", id="back"),
    ],
)
def test_clock_set_between_entries(studio, work, clock, moved, words):
    """A clock that is set while the recorder runs is found once, with its bounds."""
    work.give_instruction(LIVE)
    before = clock.wall
    clock.set(moved)
    work.give_instruction(LIVE)
    work.state_intent("a cat")
    assert kinds(studio) == ["started", "clock jump"]
    found = recorder_life(studio)[-1]
    assert words in note(found)
    assert found.event.body["from"].startswith(before.isoformat()[:19])
    assert found.event.body["until"].startswith((before + moved).isoformat()[:19])


def test_clock_set_before_stop(studio, work, clock):
    """A jump just before the end is found too."""
    work.give_instruction(LIVE)
    clock.set(timedelta(hours=2))
    studio.run.stop()
    assert kinds(studio) == ["started", "clock jump", "stopped"]


def test_clock_jump_not_lost(studio, work, clock, monkeypatch):
    """A jump that could not be recorded is found by the next entry."""
    work.give_instruction(LIVE)
    clock.set(timedelta(hours=2))

    def refuse(*_drafts, memory=None):
        raise RecordingError("no space", memory=memory)

    with monkeypatch.context() as patch:
        patch.setattr(studio.recorder, "record", refuse)
        with pytest.raises(RecordingError):
            work.state_intent("a cat")
    work.state_intent("a cat")
    assert kinds(studio) == ["started", "clock jump"]


def test_clock_runs_on_quiet(studio, work, clock):
    """A clock that only runs on is nothing to report, however long it takes."""
    work.give_instruction(LIVE)
    clock.run(timedelta(days=3))
    work.give_instruction(LIVE)
    assert kinds(studio) == ["started"]


@pytest.mark.parametrize(
    ("moved", "boot", "found"),
    [
        pytest.param(timedelta(hours=1), None, ["clock jump"], id="forward, same boot"),
        pytest.param(timedelta(hours=-1), None, ["clock jump"], id="back, same boot"),
        pytest.param(timedelta(0), None, [], id="unmoved, same boot"),
        pytest.param(timedelta(hours=9), b"2", [], id="forward, other boot"),
        pytest.param(timedelta(hours=-1), b"2", ["clock jump"], id="back, other boot"),
        pytest.param(timedelta(0), b"2", [], id="unmoved, other boot"),
    ],
)
def test_clock_set_between_runs(studio, folder, clock, moved, boot, found):
    """A clock that was set while nothing ran is found by the next run, as far as can be told."""
    with Studio.open(folder, clock=clock) as first:
        first.open_work("Cat").give_instruction(LIVE)
    clock.set(moved)
    if boot is not None:
        clock.reboot(boot)
    with Studio.open(folder, clock=clock) as second:
        second.works()[0].give_instruction(LIVE)
    assert kinds(studio) == ["started", "stopped", "started", *found, "stopped"]


def crash(folder):
    """Let a process die in the middle of a run."""
    program = (
        "import os, sys, signal; from pathlib import Path; from bozzetto.studio import *\n"
        "studio = Studio.open(Path(sys.argv[1]))\n"
        "studio.open_work('Cat').give_instruction(Instruction('tool'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], check=False)
    assert done.returncode == -signal.SIGKILL


def test_unfinished(folder):
    """A run whose process died is found by the next one, once."""
    with Studio.create(folder, name="Atelier", owner="Ann") as studio:
        pass
    crash(folder)
    for _ in range(2):
        with Studio.open(folder) as studio:
            studio.works()[0].give_instruction(LIVE)
            life = recorder_life(studio)
    what = [entry.event.body.get("what", entry.event.kind[9:]) for entry in life]
    assert what == ["started", "started", "unfinished", "stopped", "started"]
    assert life[2].event.body["run"] == life[0].event.body["run"]
    assert life[2].event.body["from"] < life[2].event.body["until"]
    check_whole(folder)


def test_unfinished_by_boot(studio, folder, clock):
    """A run of an earlier boot is unfinished, though its process number is in use again."""
    running = json.dumps({"pid": os.getpid(), "boot": clock.boot, "at": clock.read().moment})
    studio.recorder.record(memory=Memory(notes={"run 0123": running}))
    with Studio.open(folder, clock=clock) as other:
        other.run.start()
    assert "unfinished" not in kinds(studio)
    clock.reboot(b"2")
    with Studio.open(folder, clock=clock) as other:
        other.run.start()
        assert kinds(other)[-1] == "unfinished"
        assert recorder_life(other)[-1].event.body["run"] == "0123"


def test_two_runs_at_once(studio, folder, clock):
    """A process that records beside another one does not take it for dead."""
    studio.run.start()
    with Studio.open(folder, clock=clock) as other:
        other.run.start()
    studio.run.stop()
    assert kinds(studio) == ["started", "started", "stopped", "stopped"]


def test_copied(studio, folder, clock, tmp_path, monkeypatch):
    """A studio that was carried to another machine says so, once."""
    studio.run.start()
    studio.run.stop()
    monkeypatch.setattr(clock_module, "_MACHINE_FILES", (tmp_path / "machine",))
    (tmp_path / "machine").write_bytes(b"another machine\n")
    for _ in range(2):
        with Studio.open(folder, clock=clock) as there:
            there.run.start()
    assert kinds(studio)[2:] == ["started", "copied", "stopped", "started", "stopped"]
    found = recorder_life(studio)[3]
    assert "forks of one" in note(found)
    assert found.event.body["from"] is not None


@pytest.fixture
def sealed_then_restored(folder, clock, tmp_path):
    """A studio's folder that is put back to what it was before a checkpoint was signed."""
    with Studio.create(folder, name="Atelier", owner="Ann", clock=clock) as studio:
        studio.open_work("Cat")
    shutil.copytree(folder, tmp_path / "earlier")
    with Studio.open(folder, clock=clock) as studio:
        studio.works()[0].state_intent("a cat")
        studio.sealer.sign(clock.now())
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "earlier", folder)
    return folder


def test_rolled_back(sealed_then_restored, clock):
    """A folder that was brought back from an older copy says so, until it is sealed again."""
    for _ in range(2):
        with Studio.open(sealed_then_restored, clock=clock) as studio:
            studio.run.start()
            assert kinds(studio)[-1] == "rolled back"
            assert "log of 4 entries" in note(recorder_life(studio)[-1])
    with Studio.open(sealed_then_restored, clock=clock) as studio:
        studio.sealer.sign(clock.now())
    with Studio.open(sealed_then_restored, clock=clock) as studio:
        studio.run.start()
        assert kinds(studio)[-1] == "started"
    check_whole(sealed_then_restored)


def test_rolled_back_and_grown(sealed_then_restored, clock):
    """An older copy that has grown as long as the log that was sealed is told apart by its root."""
    with Studio.open(sealed_then_restored, clock=clock) as studio:
        studio.works()[0].state_intent("another cat")
        studio.works()[0].state_intent("a third cat")
        studio.run.start()
        assert kinds(studio) == ["started", "rolled back"]


def test_sealed_and_grown_quiet(studio, folder, clock):
    """A studio that only grew since it was sealed is as it should be."""
    studio.open_work("Cat")
    studio.sealer.sign(clock.now())
    studio.open_work("Dog")
    with Studio.open(folder, clock=clock) as again:
        again.run.start()
    assert kinds(studio) == ["started", "stopped"]


def test_found_draft(studio):
    """What others find amiss goes into the studio chain, with its bounds and its work."""
    work = studio.open_work("Cat")
    at = work.entries()[0][1].event.at
    studio.record(studio.run.found("gap", at, None, "the folder was away", work=work.digest))
    found = recorder_life(studio)[-1]
    assert found.event.body["what"] == "gap"
    assert (found.event.body["from"], found.event.body["until"]) == (at, None)
    assert found.event.body["work"] == work.digest
    assert note(found) == "the folder was away"
    assert len(studio.database.chains(ChainSort.WORK)) == 1


def test_restored(studio, folder, clock):
    """A studio that was restored from a backup says so once, and since when it is another log."""
    backed_up = clock.read().moment
    work = studio.open_work("Cat")
    clock.run(timedelta(hours=1))
    studio.recorder.record(memory=Memory(notes={RESTORED: backed_up}))
    work.give_instruction(LIVE)
    assert kinds(studio) == ["started", "rolled back"]
    said = recorder_life(studio)[-1]
    assert said.event.body["from"] == backed_up < said.event.body["until"]
    assert backed_up in note(said)
    studio.close()
    with Studio.open(folder, clock=clock) as again:
        again.find_work("Cat").give_instruction(LIVE)
        assert kinds(again).count("rolled back") == 1
