"""The poller: what another process records is seen."""

import queue
import threading
import time

import pytest

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.studio.database import Database
from bozzetto.studio.layout import Layout
from bozzetto.web import poller as polling
from bozzetto.web.poller import Poller

PATIENCE = 60  # seconds; the machine may be busy


class Heard:
    """News that a test reads."""

    def __init__(self):
        self.said = queue.Queue()

    def publish(self, name, data):
        """Keep what is told."""
        self.said.put((name, data))


@pytest.fixture
def studio(tmp_path):
    """A studio with two works."""
    with Studio.create(tmp_path / "studio", name="A", owner="Ann") as studio:
        studio.open_work("one")
        studio.open_work("two")
        yield studio


@pytest.fixture
def woken():
    """What wakes a poller."""
    return threading.Event()


@pytest.fixture
def seldom(monkeypatch):
    """Pollers that do not look by themselves while a test runs."""
    monkeypatch.setattr(polling, "INTERVAL", 3600.0)


@pytest.fixture
def heard(studio, woken):
    """What a poller of the studio tells."""
    heard = Heard()
    poller = Poller(Layout(studio.layout.root), heard, woken)
    poller.start()
    yield heard
    poller.stop()


def test_poller_tells_what_changed(studio, heard):
    """An entry of a work is told with its work, and with nothing else."""
    work = studio.find_work("two")
    work.comment("a remark")
    assert heard.said.get(timeout=PATIENCE) == (
        "change",
        {"size": studio.database.size(), "works": [work.digest], "studio": False, "anchors": False},
    )


def test_poller_tells_the_studios_own_chain(studio, heard):
    """A new person stands in the studio's chain."""
    studio.people.join("Bob", "editor")
    told = heard.said.get(timeout=PATIENCE)[1]
    assert (told["works"], told["studio"], told["anchors"]) == ([], True, False)


def test_poller_is_silent_about_notes(studio, heard):
    """The recorder's own notes are no news."""
    before = studio.database.version()
    with studio.recorder._database.writing():  # noqa: SLF001  # nothing else writes only notes
        studio.recorder._database.put_note("x", "y")  # noqa: SLF001
    assert studio.database.version() != before
    with pytest.raises(queue.Empty):
        heard.said.get(timeout=5 * polling.INTERVAL)


def test_poller_goes_on_after_a_fault(studio, heard, monkeypatch, caplog):
    """A database that cannot be read for a while is watched again when it can."""
    monkeypatch.setattr(polling, "AFTER_FAULT", 0.05)
    version, faults = Database.version, []

    def fail(self):
        if len(faults) < 3:
            faults.append(self)
            raise StudioError("not now")
        return version(self)

    monkeypatch.setattr(Database, "version", fail)
    until = time.monotonic() + PATIENCE
    while len(faults) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    studio.find_work("one").comment("a remark")
    assert heard.said.get(timeout=PATIENCE)[0] == "change"
    assert caplog.text.count("cannot be watched") == 1


@pytest.mark.usefixtures("seldom")
def test_poller_is_woken(studio, heard, woken):
    """What this process records is told at once, however seldom the poller looks by itself."""
    studio.recorder.on_recorded = woken.set
    for words in ("before", "a remark"):
        studio.find_work("one").comment(words)
        assert heard.said.get(timeout=PATIENCE)[0] == "change"


def test_poller_gathers(studio, heard, woken):
    """Entries that come in one go are told in few pieces, and the last one names them all."""
    studio.recorder.on_recorded = woken.set
    work, told = studio.find_work("one"), []
    for number in range(20):
        work.comment(f"remark {number}")
    while not told or told[-1]["size"] < studio.database.size():
        told.append(heard.said.get(timeout=PATIENCE)[1])
    assert len(told) <= 20


@pytest.mark.usefixtures("seldom")
def test_poller_ends_at_once(studio):
    """An end does not wait for the next look."""
    poller = Poller(Layout(studio.layout.root), Heard(), threading.Event())
    poller.start()
    began = time.monotonic()
    poller.stop()
    assert time.monotonic() - began < PATIENCE
