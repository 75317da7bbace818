import logging
import threading

import pytest

from bozzetto.capture.handover.desk import Desk
from bozzetto.capture.handover.reporter import now


class Reporter:
    """Remembers what was reported."""

    def __init__(self):
        self.told = []
        self.trouble = None

    now = staticmethod(now)

    def report(self, act, body=None, **more):
        """Remember."""
        self.told.append((act, body))
        self.at = more["at"]


@pytest.fixture
def reporter():
    """What the desk hands over to."""
    return Reporter()


@pytest.fixture
def desk(reporter):
    """A desk whose thread ends with the test."""
    made = Desk(reporter)
    yield made
    made.close(60)


def test_order(desk):
    """Work is done in the order in which it was put down, by one thread that is not this one."""
    done = []
    for number in range(200):
        desk.put("a number", lambda number=number: done.append((number, threading.get_ident())))
    assert desk.flush(60)
    assert [number for number, _ in done] == list(range(200))
    assert len({thread for _, thread in done}) == 1
    assert done[0][1] != threading.get_ident()


def test_failing_work(desk, reporter, caplog):
    """What fails is told once in the log, and each time in the record, without its words."""

    def fail():
        raise ValueError("a secret")

    for _ in range(3):
        desk.put("a picture", fail)
    assert desk.flush(60)
    assert reporter.told == [("lost", {"note": "a picture: ValueError"})] * 3
    assert [record.message for record in caplog.records] == [
        "Bozzetto: a picture is not recorded: ValueError"
    ]


def test_what_is_worked_up_later_says_when_it_was_put_down(desk, reporter):
    """However long it lay there; what other threads hand over has its own moment."""
    gate, seen = threading.Event(), []
    desk.put("first", lambda: gate.wait(60))
    desk.put("second", lambda: seen.append(desk.seen))
    desk.put("third", lambda: {}["missing"])
    later = now()
    assert desk.seen is None
    gate.set()
    assert desk.flush(60)
    assert seen[0] <= reporter.at <= later


def test_full_desk(reporter, monkeypatch):
    """Where too much lies there, what comes next is missed, and nobody waits."""
    monkeypatch.setattr("bozzetto.capture.handover.desk.MOST_WAITING", 1)
    desk = Desk(reporter)
    gate, begun = threading.Event(), threading.Event()
    desk.put("first", lambda: (begun.set(), gate.wait(60)))
    assert begun.wait(60)
    desk.put("second", lambda: None)
    desk.put("third", lambda: None)
    gate.set()
    assert desk.flush(60)
    assert reporter.told == [("lost", {"note": "third: Full"})]
    desk.close(60)


def test_trouble_of_the_reporter(desk, reporter, caplog):
    """That the disk is full is told once."""
    reporter.trouble = "No space left on device"
    for _ in range(2):
        desk.put("a picture", lambda: None)
    assert desk.flush(60)
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.WARNING, "Bozzetto: reports cannot be written: No space left on device")
    ]


def test_watch(desk, reporter):
    """Looking gives what is seen, or nothing."""
    assert desk.watch("a job", lambda: 5) == 5
    assert desk.watch("a job", lambda: {}["missing"]) is None
    assert reporter.told == [("lost", {"note": "a job: KeyError"})]


def test_flush_that_takes_too_long(desk):
    """Waiting ends when its time does."""
    gate = threading.Event()
    desk.put("slow", lambda: gate.wait(60))
    assert not desk.flush(0.01)
    gate.set()
    assert desk.flush(60)
