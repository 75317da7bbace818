"""The desk: where what a tool did is put down at once, and written up by a thread of its own.

The tool's own threads only lay something on the desk, in the order in which it happened; taking
secrets out and looking for files happen behind it, and what is handed over there says when it was
laid down. Whatever fails on either side is told once in the tool's log, goes into the record as
something missed, and hinders nobody.

This file is copied into other people's tools as it is, so it needs Python 3.8 and its standard
library alone, and imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from bozzetto.capture.handover.reporter import Reporter

__all__ = ["Desk"]

MOST_WAITING = 100_000  # things that happened; as many as the reporter itself lets wait
# Python runs one thread at a time, and takes turns every 5 ms: work that began at once would keep
# the answer to the request that put it here waiting.
BREATH = 0.01  # seconds
LOG = logging.getLogger("bozzetto")
T = TypeVar("T")


class _Work(NamedTuple):
    what: str  # it is about
    work: Callable[[], object]
    at: str  # when it was put down


class Desk:
    """Does work in the order in which it was put down; may be used by several threads."""

    def __init__(self, reporter: Reporter) -> None:
        """Take the reporter whose troubles are told in the log."""
        self._reporter = reporter
        self._told: set[str] = set()
        self._lock = threading.Lock()  # guards the thread's start
        self._thread: threading.Thread | None = None
        self._waiting: queue.Queue[_Work | None] = queue.Queue(MOST_WAITING)
        self._here = threading.local()  # when it was put down what a thread works up

    @property
    def seen(self) -> str | None:
        """When that was put down which this thread works up; None where it works up nothing."""
        return getattr(self._here, "at", None)

    def put(self, what: str, work: Callable[[], object]) -> None:
        """Have `work` done later; never waits, never raises.

        Args:
            what: What it is about, in a few words that hold nothing of the artist's.
            work: Is called once, by the desk's thread.
        """
        try:
            self._waiting.put_nowait(_Work(what, work, self._reporter.now()))
            if self._thread is None:
                self._start()
        except (queue.Full, RuntimeError) as error:  # RuntimeError: no thread can be started
            self.miss(what, error)

    def watch(self, what: str, look: Callable[[], T]) -> T | None:
        """Call `look` now, on the tool's own path; None where it fails."""
        try:
            return look()
        except Exception as error:  # noqa: BLE001  # whatever happens here, the tool goes on
            self.miss(what, error)
            return None

    def miss(self, what: str, error: BaseException) -> None:
        """Say that something was missed: once in the log, each time in the record."""
        kind = type(error).__name__  # never its text, which may hold anything
        self.tell(what + kind, "Bozzetto: %s is not recorded: %s", what, kind)
        self._reporter.report("lost", {"note": f"{what}: {kind}"}, at=self.seen)

    def tell(self, key: str, message: str, *values: object) -> None:
        """Put a warning into the tool's log, once for each `key`."""
        if key not in self._told:
            self._told.add(key)
            LOG.warning(message, *values)

    def flush(self, seconds: float) -> bool:
        """Wait until all that lies here is done; False where time runs out."""
        end = time.monotonic() + seconds
        while self._waiting.unfinished_tasks:
            if time.monotonic() > end:
                return False
            time.sleep(0.002)
        return True

    def close(self, seconds: float) -> None:
        """Do what lies here, `seconds` at most, and nothing more."""
        self.flush(seconds)
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(None)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="bozzetto-desk", daemon=True)
                thread.start()
                self._thread = thread

    def _take(self) -> _Work | None:
        """Take what lies here, or wait for it and let the tool finish first what it is at."""
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            taken = self._waiting.get()
            time.sleep(BREATH)
            return taken

    def _work(self) -> None:
        while True:
            taken = self._take()
            try:
                if taken is None:
                    return
                self._here.at = taken.at
                self.watch(taken.what, taken.work)
                trouble = self._reporter.trouble
                if trouble is not None:
                    self.tell(trouble, "Bozzetto: reports cannot be written: %s", trouble)
            finally:
                self._waiting.task_done()
