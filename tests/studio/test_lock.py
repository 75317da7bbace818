"""Locks: held by one, for as long as it lives."""

import subprocess
import sys
import threading

import pytest

from bozzetto.studio.lock import hold, is_held

_HOLDER = """
import sys, time
from pathlib import Path
from bozzetto.studio.lock import hold
with hold(Path(sys.argv[1])) as is_own:
    print(is_own, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def path(tmp_path):
    """Where a lock is."""
    return tmp_path / "x.lock"


def test_hold(path):
    """A lock is held while its holder stays, and may be held again."""
    assert not is_held(path)
    for _ in range(2):
        with hold(path) as is_own:
            assert is_own
            assert is_held(path)
        assert not is_held(path)
    assert path.read_bytes() == b""


def test_hold_twice(path):
    """A second holder is told that it is none, and takes nothing from the first."""
    with hold(path):
        with hold(path) as is_own:
            assert not is_own
        assert is_held(path)


def test_hold_ends_with_an_error(path):
    """A holder that fails lets go."""
    with pytest.raises(ZeroDivisionError), hold(path):
        raise ZeroDivisionError
    assert not is_held(path)


def test_hold_ends_with_the_process(path):
    """What a killed process held is free."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, path], stdout=subprocess.PIPE, text=True
    ) as holder:
        try:
            assert holder.stdout.readline() == "True\n"
            with hold(path) as is_own:
                assert not is_own
            assert is_held(path)
        finally:
            holder.kill()
    assert not is_held(path)


def test_those_who_look_do_not_see_each_other(path):
    """Nobody holds what some only look at, however many they are."""
    with hold(path):
        pass
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.extend(is_held(path) for _ in range(2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8000
    assert not any(seen)


def test_hold_nowhere(tmp_path):
    """Where no file can be made, that is the system's error; nobody holds what is not there."""
    with pytest.raises(OSError, match="x"), hold(tmp_path / "none" / "x"):
        pass
    assert not is_held(tmp_path / "none" / "x")
