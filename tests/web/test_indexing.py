"""Indexing: one thread follows the log, requests read beside it."""

import threading
import time

import pytest

from bozzetto.api import Studio
from bozzetto.studio import Layout, catalogue
from bozzetto.web import indexing
from bozzetto.web.answers import Refusal
from bozzetto.web.indexing import Indexer
from tests.studio.drafts import remarks

PATIENCE = 30  # seconds; the machine may be busy


class Heard:
    """Keeps the news that were published."""

    def __init__(self):
        self.names = []

    def publish(self, name, _data):
        """Take a piece of news."""
        self.names.append(name)


@pytest.fixture
def studio(tmp_path):
    """A studio with a work."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as made:
        made.open_work("Cat")
        yield made


@pytest.fixture
def heard():
    """The news that were published."""
    return Heard()


@pytest.fixture
def indexer(studio, heard):
    """An indexer that runs."""
    made = Indexer(studio.layout, heard)
    made.start()
    yield made
    made.stop()


def wait(condition):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def entries(indexer):
    """Count the entries that the catalogue knows."""
    return sum(indexer.ask(lambda shelf: shelf.counts()).values())


def test_follows_by_itself(studio, indexer):
    """What is recorded is noted, also where nobody asks."""
    wait(lambda: entries(indexer) == studio.database.size())
    studio.open_work("Dog")
    wait(lambda: entries(indexer) == studio.database.size())


def test_settle_waits_for_the_newest(studio, indexer):
    """Who asks right after an entry was recorded finds it."""
    wait(lambda: entries(indexer) == studio.database.size())
    for number in range(20):
        studio.open_work(f"work {number}")
        indexer.settle(studio.database.size())
        assert indexer.ask(lambda shelf: shelf.count()) == number + 2


def test_settle_does_not_wait_for_much(studio, monkeypatch):
    """A request does not wait for an index that takes long, or that nobody makes."""
    monkeypatch.setattr(indexing, "PATIENCE", 2 * PATIENCE)
    idle = Indexer(studio.layout, Heard())
    began = time.monotonic()
    idle.settle(10**6)
    assert time.monotonic() - began < PATIENCE
    monkeypatch.setattr(indexing, "PATIENCE", 0.01)
    idle.settle(3)
    assert time.monotonic() - began < PATIENCE


def test_progress_is_told(studio, heard, monkeypatch):
    """An index that takes long says how far it is, and that it is through."""
    monkeypatch.setattr(indexing, "MANY", 10)
    monkeypatch.setattr(indexing, "TELL", 0.0)
    monkeypatch.setattr(catalogue, "CHUNK", 5)
    studio.record(*remarks(studio, studio.works()[0], 60))
    seen, made = [], Indexer(studio.layout, heard)
    advance = made._advance  # noqa: SLF001  # to look at each step

    def look(done, total):
        advance(done, total)
        seen.append(made.progress)

    made._advance = look  # noqa: SLF001
    made.start()
    size = studio.database.size()
    wait(lambda: made._count == size)  # noqa: SLF001
    made.stop()
    assert (5, size) in seen
    assert made.progress is None
    assert set(heard.names) == {"state"}
    assert len(heard.names) > 2


def test_stops_between_portions(studio, monkeypatch):
    """The end does not wait for the whole index, and the next start goes on from there."""
    monkeypatch.setattr(catalogue, "CHUNK", 1)
    studio.record(*remarks(studio, studio.works()[0], 30))
    reached, made = threading.Event(), Indexer(studio.layout, Heard())
    advance = made._advance  # noqa: SLF001

    def look(done, total):
        advance(done, total)
        reached.set()
        made._over.set()  # noqa: SLF001  # as `stop` does

    made._advance = look  # noqa: SLF001
    made.start()
    assert reached.wait(PATIENCE)
    made.stop()
    assert 0 < entries(made) < studio.database.size()
    again = Indexer(studio.layout, Heard())
    again.start()
    wait(lambda: entries(again) == studio.database.size())
    again.stop()


def test_removed_catalogue_is_made_anew(studio, indexer):
    """Who asks for a catalogue that somebody removed waits until there is another."""
    wait(lambda: entries(indexer) == studio.database.size())
    for file in studio.layout.cache.glob("catalogue*"):
        file.unlink()
    assert indexer.ask(lambda shelf: shelf.count()) in {0, 1}
    wait(lambda: entries(indexer) == studio.database.size())


def test_refused_while_nobody_makes_it(tmp_path, monkeypatch):
    """Where it cannot be made, a request is told to come again."""
    monkeypatch.setattr(indexing, "RENEWAL", 0.01)
    idle = Indexer(Layout(tmp_path), Heard())
    with pytest.raises(Refusal, match="made anew") as caught:
        idle.ask(lambda shelf: shelf.count())
    assert (caught.value.status, caught.value.code) == (503, "busy")


def test_goes_on_after_a_fault(studio, monkeypatch, caplog):
    """A catalogue that cannot be written is tried again, and the fault stands in the log."""
    monkeypatch.setattr(indexing, "AFTER_FAULT", 0.05)
    studio.layout.cache.mkdir(exist_ok=True)
    in_the_way = studio.layout.catalogue
    in_the_way.mkdir()
    made = Indexer(studio.layout, Heard())
    made.start()
    wait(lambda: "does not follow" in caplog.text)
    in_the_way.rmdir()
    wait(lambda: made._count == studio.database.size())  # noqa: SLF001
    made.stop()
