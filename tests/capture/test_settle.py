"""Settling: by a clock and a file system that the test moves."""

from dataclasses import replace
from pathlib import Path

import pytest

from bozzetto.capture.settle import PATIENCE, REST, Settle
from bozzetto.capture.tree import Stamp

A, B = Path("/w/a.png"), Path("/w/b.png")
STAMP = Stamp(10, 1_000, 1_000, 1, 7, regular=True)


@pytest.fixture
def files():
    """What stands at which path."""
    return {A: STAMP}


@pytest.fixture
def settle():
    """A settling with the usual times."""
    return Settle()


def paths(items):
    """The paths of files that came out."""
    return [path for path, _ in items]


def test_due_after_rest(settle, files):
    """A file that rests comes out once, half a second later."""
    settle.note(A, STAMP, 0.0)
    assert settle.due(REST - 0.01, files.get) == ([], [])
    rested, gone = settle.due(REST, files.get)
    assert (paths(rested), gone) == ([A], [])
    assert settle.due(REST + 1, files.get) == ([], [])
    assert len(settle) == 0


def test_due_slow_write(settle, files):
    """A file that grows rests only when it has stopped growing, noted or not."""
    settle.note(A, STAMP, 0.0)
    for tenth in range(1, 30):
        files[A] = replace(STAMP, size=10 + tenth)
        assert settle.due(tenth / 10, files.get) == ([], [])
    assert paths(settle.due(2.9 + REST, files.get)[0]) == [A]


def test_note_again_changes_nothing(settle, files):
    """Events about a version that is known do not put it off."""
    settle.note(A, STAMP, 0.0)
    settle.note(A, STAMP, 0.4)
    assert paths(settle.due(REST, files.get)[0]) == [A]


def test_due_gone(settle, files):
    """A file that is gone comes out as gone, with what was known of it."""
    settle.note(A, STAMP, 0.0)
    del files[A]
    rested, ((path, pending),) = settle.due(0.1, files.get)
    assert (rested, path, pending.stamp) == ([], A, STAMP)
    assert A not in settle


def test_due_in_order_of_writing(settle, files):
    """Files that rest together come out in the order in which they were written."""
    files[B] = replace(STAMP, changed=999)
    settle.note(A, files[A], 0.0)
    settle.note(B, files[B], 0.0)
    assert paths(settle.due(REST, files.get)[0]) == [B, A]


def test_hold_until_patience_ends(settle, files):
    """A file that is not whole gets more time, and comes out at the end of it."""
    settle.note(A, STAMP, 0.0)
    ((path, pending),) = settle.due(REST, files.get)[0]
    assert settle.is_patient(pending, REST)
    settle.hold(path, pending)
    assert settle.due(PATIENCE - 0.1, files.get) == ([], [])
    ((_, pending),) = settle.due(PATIENCE, files.get)[0]
    assert not settle.is_patient(pending, PATIENCE)


def test_hold_ends_with_a_change(settle, files):
    """A file that goes on after a pause rests anew, for the usual time."""
    settle.note(A, STAMP, 0.0)
    settle.hold(*settle.due(REST, files.get)[0][0])
    files[A] = replace(STAMP, size=11)
    assert settle.due(1.0, files.get) == ([], [])
    assert paths(settle.due(1.0 + REST, files.get)[0]) == [A]


def test_drop(settle, files):
    """A file that was dropped does not come out."""
    settle.note(A, STAMP, 0.0)
    assert settle.drop(A).stamp == STAMP
    assert settle.drop(A) is None
    assert settle.due(REST, files.get) == ([], [])


def test_holds_node(settle):
    """A file is known by its inode, whatever it is called."""
    settle.note(A, STAMP, 0.0)
    assert settle.holds_node((1, 7))
    assert not settle.holds_node((1, 8))


def test_is_due(settle, files):
    """It is known without a look at the files whether one has rested, or has waited long enough."""
    assert not settle.is_due(0.0)
    settle.note(A, STAMP, 0.0)
    assert not settle.is_due(REST - 0.01)
    assert settle.is_due(REST)
    ((path, pending),), _ = settle.due(REST, files.get)
    assert not settle.is_due(PATIENCE)
    settle.hold(path, pending)
    assert not settle.is_due(PATIENCE - 0.01)
    assert settle.is_due(PATIENCE)
