import os
import subprocess
import sys
from pathlib import Path

import pytest

from bozzetto.studio import process


def test_lives_own_process():
    """The process that asks lives."""
    assert process.lives(os.getpid())


def test_lives_ended_process():
    """A process that has ended and was waited for does not live."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert not process.lives(child.pid)


def test_lives_without_a_folder_of_processes(monkeypatch):
    """Where the system lists no processes, it is asked by a signal that does nothing."""
    monkeypatch.setattr(process, "_PROC", Path("/nowhere"))
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert (process.lives(os.getpid()), process.lives(child.pid)) == (True, False)


@pytest.mark.parametrize("number", [2**40], ids=["larger than any"])
def test_lives_number_of_no_process(monkeypatch, number):
    """A number that no process can have is answered, and raises nothing."""
    assert process.lives(number) is False
    monkeypatch.setattr(process, "_PROC", Path("/nowhere"))
    assert process.lives(number) in {True, False}
