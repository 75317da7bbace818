"""The alarm."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
import watchfiles

from bozzetto.capture.alarm import Alarm
from bozzetto.errors import RecordingError

TURNS = 300  # of about 0.2 seconds: what must come has come by then, on a busy machine too


@pytest.fixture
def stop():
    """Ends the alarm."""
    return threading.Event()


def heard(changes, name):
    """Wait until something at a name is heard of."""
    for _, found in zip(range(TURNS), changes, strict=False):
        if any(path.endswith(name) for _, path in found):
            return found
    raise AssertionError(name)


def quiet():
    """Expect nothing to be missed."""
    raise AssertionError


@pytest.mark.parametrize("polling", [False, True], ids=["events", "polling"])
def test_changes(output, stop, polling):
    """What is written is heard of, and where nothing happens an empty set comes."""
    changes = Alarm((output,), polling=polling).changes(stop, quiet)
    assert next(changes) == set()
    (output / "a.png").write_bytes(b"a")
    found = heard(changes, "a.png")
    assert watchfiles.Change.added in {change for change, _ in found}
    stop.set()
    assert list(changes) in ([], [set()])


def test_changes_of_a_name_that_is_no_text(output, stop):
    """Where the system's names cannot be read, it is said that events were missed; it goes on."""
    stumbles = []
    changes = Alarm((output,), polling=False).changes(stop, lambda: stumbles.append(1))
    next(changes)
    (output / os.fsdecode(b"\xff.png")).write_bytes(b"a")
    for _, _ in zip(range(TURNS), changes, strict=False):
        if stumbles:
            break
    next(changes)
    (output / "b.png").write_bytes(b"b")
    heard(changes, "b.png")
    assert stumbles


@pytest.mark.parametrize("again", [False, True], ids=["gone", "another in its place"])
def test_folder_gone(output, stop, again):
    """A folder that is no longer the one that is listened to ends it, visibly."""
    changes = Alarm((output,), polling=False).changes(stop, quiet)
    next(changes)
    output.rename(output.with_name("away"))
    if again:
        output.mkdir()
    with pytest.raises(RecordingError, match="is gone"):
        for _, _ in zip(range(TURNS), changes, strict=False):
            pass


def test_folder_never_there(output, stop):
    """A folder that cannot be listened to is refused, with what to do."""
    alarm = Alarm((output,), polling=False)
    output.rmdir()
    with pytest.raises(RecordingError, match="cannot watch") as caught:
        next(alarm.changes(stop, quiet))
    assert "--polling" in caught.value.hint


_LIMITED = """
import sys, threading
from pathlib import Path
from bozzetto.capture.alarm import Alarm
Path("/proc/sys/user/max_inotify_watches").write_text("3")
next(Alarm((Path(sys.argv[1]),), polling=False).changes(threading.Event(), print))
"""


def test_limit_on_watches(output):
    """Where the system listens to no more folders, it is refused, with what to do."""
    for number in range(9):
        (output / str(number)).mkdir()
    command = ["unshare", "--user", "--map-root-user", sys.executable, "-c", _LIMITED, output]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "RecordingError" not in done.stderr and "unshare" in done.stderr:
        pytest.skip("no user namespace to set a limit in")
    assert "RecordingError: cannot watch" in done.stderr
    assert "limit" in done.stderr


_AS_NOBODY = """
import os, sys, threading
from pathlib import Path
from bozzetto.capture.alarm import Alarm
os.setuid(65534)
stop = threading.Event()
for found in Alarm((Path(sys.argv[1]),), polling=False).changes(stop, stop.set):
    pass
print("missed", stop.is_set())
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_folder_inside_that_must_not_be_read():
    """One folder that must not be listed makes the system deaf, and listings are asked for."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "secret").mkdir(mode=0o700)
        folder.chmod(0o755)
        command = [sys.executable, "-c", _AS_NOBODY, made]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "missed True\n", done.stderr


def test_changes_are_done_without(output, stop, monkeypatch):
    """A system that breaks off again and again is done without: listings are asked for."""
    monkeypatch.setattr("bozzetto.capture.alarm._STUMBLES", 1)
    stumbles = []
    changes = Alarm((output,), polling=False).changes(stop, lambda: stumbles.append(1))
    next(changes)
    (output / os.fsdecode(b"\xff.png")).write_bytes(b"a")
    while not stumbles:
        next(changes)
    (output / "b.png").write_bytes(b"b")
    assert [next(changes) for _ in range(5)] == [set()] * 5
    assert len(stumbles) >= 5
    stop.set()
    assert list(changes) in ([], [set()])


def test_changes_when_something_is_due(output, stop, monkeypatch):
    """Who has something to do gets a turn at once, and is not kept waiting for an event."""
    monkeypatch.setattr("bozzetto.capture.alarm._TICK", 60_000)  # else a minute would go by
    due = threading.Event()
    changes = Alarm((output,), polling=False).changes(stop, quiet, due.is_set)
    next(changes)
    due.set()
    for _ in range(20):
        began = time.monotonic()
        assert next(changes) == set()
        assert time.monotonic() - began < 30


def test_changes_when_nothing_is_due(output, stop):
    """Who has nothing to do is left alone for a while."""
    changes = Alarm((output,), polling=False).changes(stop, quiet)
    began = time.monotonic()  # before the first turn: its end may be noticed late
    for _ in range(5):
        next(changes)
    assert time.monotonic() - began > 4 * 0.2
