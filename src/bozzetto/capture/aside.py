"""Aside: a thread in which things are done that somebody's call must not wait for.

    aside = Aside("bozzetto-calls")
    aside.later(work)        # never waits; done in the order in which it was given
    aside.close()            # when the program ends, too

The thread starts with the first thing to do. What is done takes care of its own errors.
"""

import atexit
import queue
import threading
import time
from collections.abc import Callable

__all__ = ["Aside", "give_way"]

PAUSE = 0.0005  # seconds: long enough for another thread to be woken
REST = 0.01  # seconds from being woken to work: whoever woke this thread is done with its call

_here = threading.local()


def give_way() -> None:
    """Let the program's own threads run, where this is a thread aside.

    Long work in C holds Python's lock (the GIL), and whoever waits for it gets it some
    milliseconds later; so long work is done in pieces, with this between them.
    """
    if getattr(_here, "is_aside", False):
        time.sleep(PAUSE)


def _nothing() -> None:
    return


class Aside:
    """One thread and what it is to do. May be used by several threads."""

    def __init__(self, name: str, at_end: Callable[[], None] = _nothing) -> None:
        """Begin; no thread is started yet.

        Args:
            name: Of the thread.
            at_end: Done last, in the thread, where it ever started.
        """
        self._name = name
        self._at_end = at_end
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # guards the three below
        self._thread: threading.Thread | None = None
        self._closed = False
        self._left = 0  # things to do, the one under way among them

    @property
    def has_begun(self) -> bool:
        """Whether there was ever something to do."""
        return self._thread is not None

    def in_order(self, what: Callable[[], None]) -> None:
        """Do something now where nothing is left to do before it, else after that."""
        if self._left:
            self.later(what)
        else:
            what()

    def later(self, what: Callable[[], None]) -> None:
        """Do something after all that was given before; nothing where it is closed."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
                # A program ends without closing its clients; what it saw is not lost with it
                atexit.register(self.close)
            self._left += 1
            self._queue.put(what)  # before the end that a `close` puts there

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all that was given so far is done; False where time runs out."""
        with self._lock:
            if self._thread is None or self._closed:
                return self._thread is None or not self._thread.is_alive()
        reached = threading.Event()
        self.later(reached.set)
        return reached.wait(seconds)

    def close(self, seconds: float = 5.0) -> None:
        """Do what is left, `seconds` at most, and end."""
        with self._lock:
            thread, was_closed, self._closed = self._thread, self._closed, True
        if thread is None:
            return
        if not was_closed:
            atexit.unregister(self.close)
            self._queue.put(None)
        thread.join(seconds)

    def _work(self) -> None:
        _here.is_aside = True
        while (what := self._next()) is not None:
            try:
                what()
            finally:
                with self._lock:
                    self._left -= 1
        self._at_end()

    def _next(self) -> Callable[[], None] | None:
        """Return what is to be done next, when there is something."""
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            what = self._queue.get()
        if what is not None:
            time.sleep(REST)
        return what
