"""Missing files."""

from pathlib import Path

import pytest

from bozzetto.capture.missing import Lost, Missing
from bozzetto.capture.tree import Stamp

WAIT = 0.5
TEMPORARY, FINAL = Path("/w/in.png"), Path("/w/out.png")
STAMP = Stamp(10, 1_000, 1_000, 1, 7, regular=True)


@pytest.fixture
def missing():
    """Nothing is missed yet."""
    return Missing(WAIT)


def nowhere(_node):
    """No file is anywhere."""
    return False


def test_lost_after_a_wait(missing):
    """A file that is gone is lost when it has not come back, once."""
    lost = Lost(FINAL, 1.0, STAMP)
    missing.miss(lost, 1.2)
    assert missing.lost(1.2 + WAIT - 0.01, nowhere) == []
    assert missing.lost(1.2 + WAIT, nowhere) == [lost]
    assert missing.lost(9.0, nowhere) == []


def test_lost_not_if_it_comes_back(missing):
    """A file that is removed and written anew is not lost."""
    missing.miss(Lost(FINAL, 1.0, STAMP), 1.2)
    missing.arrive(FINAL, 1.4)
    assert missing.lost(9.0, nowhere) == []
    assert len(missing) == 0


def test_lost_not_if_renamed(missing):
    """A file that is there under another name is not lost."""
    missing.miss(Lost(TEMPORARY, 1.0, STAMP), 1.2)
    assert missing.lost(9.0, STAMP.node.__eq__) == []


def test_lost_though_others_arrive(missing):
    """A file that was seen is not taken for another one."""
    lost = Lost(TEMPORARY, 1.0, STAMP)
    missing.miss(lost, 1.2)
    missing.arrive(FINAL, 1.3)
    assert missing.lost(9.0, nowhere) == [lost]


def test_lost_not_if_something_arrived(missing):
    """A file that was only heard of is taken for what arrived in its folder since."""
    missing.arrive(FINAL, 1.0)
    missing.miss(Lost(TEMPORARY, 1.0, None), 1.0)
    assert missing.lost(9.0, nowhere) == []


@pytest.mark.parametrize(
    ("path", "when"),
    [
        pytest.param(FINAL, 0.9, id="before"),
        pytest.param(Path("/other/out.png"), 1.1, id="elsewhere"),
    ],
)
def test_lost_if_nothing_arrived_here(missing, path, when):
    """What arrived earlier or elsewhere is not the file that was heard of."""
    lost = Lost(TEMPORARY, 1.0, None)
    missing.arrive(path, when)
    missing.miss(lost, 1.0)
    assert missing.lost(9.0, nowhere) == [lost]
