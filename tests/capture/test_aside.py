"""Tests of what is done aside."""

import subprocess
import sys
import threading

from bozzetto.capture.aside import Aside


def test_later_keeps_the_order():
    """Things are done in the order in which they were given, and none before it is asked for."""
    done, aside = [], Aside("aside")
    assert not aside.has_begun
    for number in range(100):
        aside.later(lambda number=number: done.append(number))
    assert aside.flush(60)
    assert done == list(range(100))
    aside.close()


def test_in_order_is_at_once_where_nothing_waits():
    """Where nothing is left to do, a thing is done before the call returns."""
    done, aside = [], Aside("aside")
    aside.in_order(lambda: done.append(threading.current_thread()))
    assert done == [threading.current_thread()]
    assert not aside.has_begun


def test_in_order_waits_for_what_was_before():
    """Where something is left to do, a thing is done after it."""
    done, aside, go = [], Aside("aside"), threading.Event()
    aside.later(lambda: go.wait(60) and done.append("first"))
    aside.in_order(lambda: done.append("second"))
    assert done == []
    go.set()
    assert aside.flush(60)
    assert done == ["first", "second"]
    aside.close()


def test_close_does_what_is_left():
    """Closing does what was given, then the last thing, and takes nothing more."""
    done = []
    aside = Aside("aside", lambda: done.append("end"))
    aside.later(lambda: done.append("one"))
    aside.close(60)
    aside.later(lambda: done.append("late"))
    aside.close()
    assert done == ["one", "end"]


def test_close_of_what_never_began():
    """Where there was nothing to do, there is nothing to end."""
    done = []
    aside = Aside("aside", lambda: done.append("end"))
    aside.close()
    assert aside.flush(60)
    assert done == []


def test_flush_gives_up():
    """Waiting ends when its time is over."""
    aside, go = Aside("aside"), threading.Event()
    aside.later(lambda: go.wait(60))
    assert not aside.flush(0.01)
    go.set()
    aside.close()


def test_program_that_ends_does_what_is_left():
    """A program that ends without closing anything does what was given before."""
    program = (
        "import time\n"
        "from bozzetto.capture.aside import Aside\n"
        "Aside('aside').later(lambda: (time.sleep(0.1), print('done')))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert ran.stdout == "done\n"
