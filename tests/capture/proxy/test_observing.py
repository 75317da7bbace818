"""What follows from what is seen: done aside, and said with the moment at which it was seen."""

import json
import threading

import pytest

from bozzetto.capture.handover.reporter import now
from bozzetto.capture.proxy.gate import Upstream
from bozzetto.capture.proxy.observing import Observing
from bozzetto.capture.proxy.telling import Telling
from bozzetto.capture.proxy.tool import Tool


class Observer(Observing):
    """Says something in the end."""

    def _finish(self):
        self._telling.lost("the end")


@pytest.fixture
def observer(tmp_path):
    """An observer of a tool that is away."""
    telling = Telling(str(tmp_path), "X", "x", lambda: (None, {}))
    return Observer(Tool(Upstream("127.0.0.1", 1)), telling)


def told(folder):
    """What was handed over, in order: the note and the moment."""
    reports = [json.loads(path.read_bytes()) for path in sorted(folder.glob("*/*.json"))]
    return [(each["body"]["note"], each["at"]) for each in reports if each["act"] == "lost"]


def test_moment_is_that_of_seeing(observer, tmp_path):
    """However long the thread aside is busy; what is found out there says when it is found out."""
    gate = threading.Event()
    telling = observer._telling  # noqa: SLF001  # it is told of by those who inherit

    def see():
        telling.lost("seen")
        with telling.seen(None):
            telling.lost("found out")
        telling.lost("seen, too")

    observer._later(lambda: gate.wait(60))  # noqa: SLF001
    before = now()
    observer._later(see)  # noqa: SLF001
    after = now()
    gate.set()
    observer.close()
    (_, first), (_, second), (_, third), (note, last) = told(tmp_path)
    assert before <= first == third <= after < second <= last
    assert note == "the end"


def test_failures_are_lost(observer, tmp_path):
    """What went wrong while looking, or aside, is said by its kind and without its words."""
    observer.failed(ValueError("a secret"))
    observer._later(lambda: {}["a secret"])  # noqa: SLF001
    observer.flush()
    assert observer._telling.flush(60)  # noqa: SLF001
    assert [note for note, _ in told(tmp_path)] == [
        "the proxy failed: ValueError",
        "the proxy failed: KeyError",
    ]
    observer.close()


def test_other_threads_say_their_own_moment(observer, tmp_path):
    """What one thread is at says nothing of another."""
    telling = observer._telling  # noqa: SLF001
    with telling.seen("2026-01-01T00:00:00.000000Z"):
        thread = threading.Thread(target=lambda: telling.lost("mine"))
        thread.start()
        thread.join()
        telling.lost("old")
    observer.close()
    (_, mine), (_, old), _ = told(tmp_path)
    assert old == "2026-01-01T00:00:00.000000Z" < mine
