"""One watcher, by a studio that can fail to open."""

import threading
import time

import pytest

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.web import watcher
from bozzetto.web.watcher import Condition, Plan, Watcher

LONGEST = 30.0  # seconds that a test waits for what must come


@pytest.fixture
def output(tmp_path):
    """The folder that a tool writes into."""
    folder = tmp_path / "output"
    folder.mkdir()
    return folder


@pytest.fixture
def plan(tmp_path, output):
    """A watch of that folder, in a new studio."""
    with Studio.create(tmp_path / "studio", name="A", owner="Ann") as studio:
        work = studio.open_work("Cat").digest
    return Plan("0" * 16, output, work, polling=False, paused=False)


class Opener:
    """Opens a studio, unless it is told to fail; notes when it was asked."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.error = None
        self.asked = []

    def __call__(self):
        """Open it, or fail."""
        self.asked.append(time.monotonic())
        if self.error is not None:
            raise self.error
        return Studio.open(self.folder)


@pytest.fixture
def opener(tmp_path):
    """Opens that studio."""
    return Opener(tmp_path / "studio")


class Heard:
    """Notes the states of a watcher as they change."""

    def __init__(self) -> None:
        self.states = []
        self.watcher = None
        self._change = threading.Condition()

    def __call__(self):
        """Note the state."""
        with self._change:
            self.states.append(self.watcher.told().state)
            self._change.notify_all()

    def wait(self, state, times=1):
        """Wait until a state was heard of so often."""
        with self._change:
            assert self._change.wait_for(lambda: self.states.count(state) >= times, LONGEST)


@pytest.fixture
def heard(plan, opener):
    """A watcher, and what is heard of it; ended afterwards."""
    heard = Heard()
    heard.watcher = Watcher(plan, "Cat", opener, heard)
    yield heard
    heard.watcher.end(watcher.STOPPED)


def test_states(heard):
    """It starts, watches, and is told with its folder's label and its work's title."""
    assert heard.watcher.told().state is Condition.STARTING
    heard.watcher.start()
    heard.wait(Condition.WATCHING)
    told = heard.watcher.told()
    assert (told.label.endswith("/output"), told.title, told.problem) == (True, "Cat", None)
    assert heard.states == [Condition.STARTING, Condition.WATCHING]


def test_start_twice(heard, opener):
    """A watcher that runs is not started again."""
    heard.watcher.start()
    heard.watcher.start()
    heard.wait(Condition.WATCHING)
    assert len(opener.asked) == 1


def test_tries_again_with_growing_pauses(heard, opener, monkeypatch):
    """What fails is tried again, each time later, until it works."""
    monkeypatch.setattr(watcher, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(watcher, "LONGEST_PAUSE", 0.2)
    opener.error = StudioError("the disk is full")
    heard.watcher.start()
    heard.wait(Condition.TROUBLE, 5)
    assert heard.watcher.told().problem == "the disk is full"
    pauses = [later - sooner for sooner, later in zip(opener.asked, opener.asked[1:], strict=False)]
    wanted = [0.05, 0.1, 0.2, 0.2]
    assert all(pause >= least for pause, least in zip(pauses, wanted, strict=False))
    opener.error = None
    heard.wait(Condition.WATCHING)
    assert heard.watcher.told().problem is None


def test_trouble_keeps_its_beginning(heard, opener, monkeypatch):
    """A trouble that goes on is one trouble, since when it began."""
    monkeypatch.setattr(watcher, "FIRST_PAUSE", 0.01)
    opener.error = StudioError("the disk is full")
    heard.watcher.start()
    heard.wait(Condition.TROUBLE)
    since = heard.watcher.told().since
    heard.wait(Condition.TROUBLE, 3)
    assert heard.watcher.told().since == since


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device", "/secret/x"), "No space left"),
        (KeyError("/x"), "KeyError"),
    ],
    ids=["the system", "a fault of ours"],
)
def test_unforeseen(heard, opener, error, words):
    """An error that nobody foresaw is trouble, too, and tells no path."""
    opener.error = error
    heard.watcher.start()
    heard.wait(Condition.TROUBLE)
    problem = heard.watcher.told().problem
    assert (words in problem, "/" in problem) == (True, False)


def test_end_in_trouble(heard, opener, monkeypatch):
    """A watcher that waits to try again ends at once."""
    monkeypatch.setattr(watcher, "FIRST_PAUSE", 2 * LONGEST)
    opener.error = StudioError("the disk is full")
    heard.watcher.start()
    heard.wait(Condition.TROUBLE)
    began = time.monotonic()
    heard.watcher.end(watcher.STOPPED)
    assert time.monotonic() - began < LONGEST


def test_end_without_start(heard):
    """What never began has nothing to end."""
    heard.watcher.end(watcher.STOPPED)
    assert heard.states == []
