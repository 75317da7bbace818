"""Sealing beside a recording."""

import threading
import time
from datetime import timedelta

import pytest

from bozzetto.capture.sealing import SealingThread
from bozzetto.errors import BozzettoError, FormatError
from bozzetto.studio import Sealed, Studio
from tests.capture.watched import LaterClock
from tests.fakes.authority import Authority as Loopback
from tests.studio.whole import check_whole

LONGEST = 60.0  # seconds that a test waits for what must come


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Let the end wait for what is under way, however busy the machine is."""
    monkeypatch.setattr("bozzetto.capture.sealing._LEAVE", LONGEST)


@pytest.fixture
def clock():
    """A clock that the test winds forward."""
    return LaterClock()


@pytest.fixture
def studio(tmp_path, clock):
    """An open studio by that clock."""
    made = Studio.create(tmp_path / "studio", name="A", owner="Ann", device="desk", clock=clock)
    with made:
        yield made
    check_whole(tmp_path / "studio")


@pytest.fixture
def loopback(studio):
    """An authority that the studio asks."""
    with Loopback() as authority:
        studio.layout.authorities.write_text(
            f'[[authority]]\nname = "loopback"\ntitle = "L"\nurl = "{authority.url}"\n'
            "min_interval = 0\n"
        )
        yield authority


def news_of(sealing):
    """Wait for what came of sealing."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if news := sealing.news():
            return news
        time.sleep(0.02)
    raise AssertionError("nothing came")  # a test's own words


def test_seals_when_work_pauses(studio, clock, loopback):
    """What was recorded goes under a timestamp once a minute has passed without anything new."""
    studio.open_work("Cat")
    with SealingThread(studio, every=0.02) as sealing:
        time.sleep(0.2)
        assert sealing.news() == []
        clock.later = timedelta(seconds=61)
        (sealed,) = news_of(sealing)
    assert isinstance(sealed, Sealed)
    assert sealed.recorded is not None
    assert studio.anchors()[-1][1].digest == sealed.recorded.digest
    assert loopback.requests == 1


def test_recording_does_not_wait(studio, clock, loopback):
    """While an authority takes its time, and has not answered yet, entries are recorded."""
    work = studio.open_work("Cat")
    loopback.gate = threading.Event()
    clock.later = timedelta(seconds=61)
    with SealingThread(studio, every=0.02) as sealing:
        while not loopback.requests:
            time.sleep(0.01)
        for number in range(10):
            work.comment(str(number))
        assert sealing.news() == []
        loopback.gate.set()
        (sealed,) = news_of(sealing)
    assert sealed.recorded is not None


def test_nobody_answers(studio, clock, loopback):
    """An authority that does not answer is news, and the record goes on without."""
    studio.open_work("Cat")
    loopback.down = True
    clock.later = timedelta(seconds=61)
    with SealingThread(studio, every=0.02) as sealing:
        (sealed,) = news_of(sealing)
    assert sealed.recorded is None
    assert [failure.authority for failure in sealed.failures] == ["loopback"]


def test_an_error_is_told_once(studio, clock):
    """What is wrong is told, and not again and again."""
    studio.open_work("Cat")
    studio.layout.authorities.write_text("not toml")
    clock.later = timedelta(seconds=61)
    with SealingThread(studio, every=0.02) as sealing:
        (error,) = news_of(sealing)
        time.sleep(0.3)
        assert sealing.news() == []
    assert isinstance(error, FormatError)


def test_without_authority_nothing_is_asked(studio, clock):
    """A studio that asks no authority is left alone."""
    studio.open_work("Cat")
    clock.later = timedelta(hours=1)
    with SealingThread(studio, every=0.02) as sealing:
        time.sleep(0.2)
    assert sealing.news() == []


def test_a_studio_that_is_gone(studio):
    """A thread that cannot even open the studio says so."""
    moved = studio.layout.database.rename(studio.layout.root / "away")
    with SealingThread(studio, every=0.02) as sealing:
        (error,) = news_of(sealing)
    moved.rename(studio.layout.database)
    assert isinstance(error, BozzettoError)
    assert "no studio" in str(error)


def test_is_alive(studio):
    """It is known whether anything is sealed still."""
    sealing = SealingThread(studio, every=0.02)
    assert not sealing.is_alive
    with sealing:
        assert sealing.is_alive
    assert not sealing.is_alive
