"""A thread that does one thing after the other."""

import threading

import pytest

from bozzetto.capture.proxy.worker import Worker


@pytest.fixture
def failures():
    """What went wrong."""
    return []


def test_tasks_are_done_in_order(failures):
    """Whoever puts them."""
    done = []
    worker = Worker(lambda: None, failures.append)
    for number in range(100):
        worker.put(lambda number=number: done.append(number))
    assert worker.close(60)
    assert (done, failures) == (list(range(100)), [])


def test_task_that_fails_stops_nothing(failures):
    """It is told, and the next one is done."""
    done = []
    worker = Worker(lambda: None, failures.append)
    worker.put(lambda: 1 / 0)
    worker.put(lambda: done.append(1))
    assert worker.close(60)
    assert done == [1]
    assert [type(error) for error in failures] == [ZeroDivisionError]


def test_it_looks_round_also_while_it_is_busy(monkeypatch, failures):
    """A queue that is never empty keeps nothing from being asked after."""
    monkeypatch.setattr(Worker, "TICK", 0.02)
    looked, busy = threading.Event(), threading.Event()
    worker = Worker(looked.set, failures.append)

    def again():
        busy.wait(0.005)
        if not looked.is_set():
            worker.put(again)

    worker.put(again)
    assert looked.wait(60)
    assert worker.close(60)


def test_pass_by_comes_after_what_was_put_before(failures):
    """So one can wait for it."""
    done = []
    worker = Worker(lambda: None, failures.append)
    worker.put(lambda: done.append(1))
    assert worker.pass_by().wait(60)
    assert done == [1]
    worker.close(60)


def test_close_says_when_time_runs_out(failures):
    """A task that hangs is not waited for for ever."""
    hold = threading.Event()
    worker = Worker(lambda: None, failures.append)
    worker.put(hold.wait)
    assert not worker.close(0.05)
    hold.set()
