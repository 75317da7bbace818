"""InvokeAI, as it tells of itself: its events, its queue, its gallery, its staging area.

The events say what is queued, what a node made, and how an item ended. What no event tells of is
found by asking, every two seconds or ten: stars, uploads, deleted images, what was accepted and
discarded. After the connection broke off, the queue and the gallery are listed anew, and what was
missed is handed over with the time that InvokeAI has of it.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bozzetto.capture.invokeai.comparing import Comparing
from bozzetto.capture.invokeai.course import Course
from bozzetto.capture.invokeai.events import Event, read_event
from bozzetto.capture.invokeai.handing import Ahead, Handing
from bozzetto.capture.invokeai.queue import Queue
from bozzetto.capture.invokeai.socket import Heard, Listening
from bozzetto.capture.invokeai.staging import Staging
from bozzetto.capture.invokeai.system import describe
from bozzetto.capture.invokeai.telling import Telling
from bozzetto.capture.proxy.tool import Tool
from bozzetto.capture.proxy.worker import Worker

__all__ = ["Listener"]

MAX_WAITING = 5000  # events that are not dealt with; a server that tells more is not understood
_AT_ONCE = 4  # sessions that are asked after in one look round
_ALL = 10_000  # and when the connection is there again
_LAST = 64  # and at the end
_CLOSE_SECONDS = 20.0  # to hand over what was heard, at the end


class Listener:
    """Listens to one InvokeAI, and hands over."""

    def __init__(
        self,
        tool: Tool,
        spool: str,
        *,
        projects: Path | None = None,
        changed: Callable[[bool], None] = lambda _there: None,
    ) -> None:
        """Prepare; `start` begins.

        Args:
            tool: InvokeAI.
            spool: Where reports go; nothing is written before the first.
            projects: A folder into which canvas projects are saved.
            changed: Told when everything is heard from now on, and when InvokeAI is away; must
                return at once.

        Raises:
            StudioError: a library that it needs is not installed.
        """
        heard = Heard(self._heard, self._came, self._went, self._failed)
        self._listening = Listening(tool.upstream.url, heard)
        self._tool = tool
        self._changed = changed
        self._telling = Telling(spool, partial(describe, tool))
        self._handing = Handing(tool, self._telling)
        staging = Staging(tool.ask)
        self._course = Course(Queue(tool), self._handing, self._telling, staging)
        self._comparing = Comparing(
            tool, self._handing, self._telling, staging, self._course.jobs, projects
        )
        self._was_there = self._is_there = False  # the worker's, as the next one
        self._left = 0.0  # when it went away, by the steady clock
        self._lock = threading.Lock()  # guards the two below
        self._waiting = 0
        self._overrun = 0
        self._worker = Worker(self._look_round, self._lose)

    def start(self) -> None:
        """Begin to listen."""
        self._listening.start()

    def flush(self) -> None:
        """Wait until all that was heard so far is in the spool."""
        self._worker.pass_by().wait(_CLOSE_SECONDS)
        self._telling.flush()

    def close(self) -> None:
        """Hear no more, hand over what is left, and say what was still under way."""
        self._listening.close()
        self._worker.put(self._finish)
        if not self._worker.close(_CLOSE_SECONDS):
            self._telling.lost("the listener ended before all that it heard was handed over")
        self._tool.close()
        self._telling.close(_CLOSE_SECONDS)

    # -- in the listening thread

    def _heard(self, name: str, data: object) -> None:
        event = read_event(name, data)
        if event is None:
            return
        with self._lock:
            if self._waiting >= MAX_WAITING:
                self._overrun += 1
                return
            self._waiting += 1
        # at once: an image may be deleted before the worker comes to it
        ahead = self._handing.ahead(() if event.made is None else event.made.images)
        self._worker.put(partial(self._take, event, ahead))

    def _came(self) -> None:
        self._worker.put(self._catch_up)

    def _went(self) -> None:
        self._worker.put(partial(self._leave, time.monotonic()))

    def _failed(self, error: BaseException) -> None:
        self._worker.put(partial(self._lose, error))

    # -- in the worker's thread

    def _take(self, event: Event, ahead: Ahead) -> None:
        with self._lock:
            self._waiting -= 1
            overrun, self._overrun = self._overrun, 0
        if overrun:
            self._telling.lost(f"InvokeAI told more than could be taken: {overrun} events")
        if event.name == "batch_enqueued" and self._comparing.is_quick:
            self._comparing.look()  # what was uploaded for it stands before it
        try:
            self._course.follow(event, ahead)
        finally:
            self._handing.release(ahead)

    def _catch_up(self) -> None:
        """Begin to listen, or go on where it broke off."""
        self._is_there = True
        if self._was_there:
            self._go_on()
        else:
            self._was_there = True
            self._comparing.look()
            self._course.begin()
        self._changed(True)

    def _go_on(self) -> None:
        """Hand over what was missed, as far as InvokeAI still has it."""
        away = time.monotonic() - self._left
        words = f"InvokeAI was not heard for {away:.0f} s; what it still has of that time follows"
        self._telling.lost(words)
        self._course.check(_ALL, late=True)
        self._course.begin_new(late=True)
        self._comparing.look(late=True)

    def _leave(self, at: float) -> None:
        self._is_there, self._left = False, at
        self._changed(False)

    def _look_round(self) -> None:
        """Look at what nobody tells of, and ask after some of what is under way."""
        self._comparing.look_at_projects()
        if not self._is_there:
            return
        self._comparing.look_at_staging()
        if self._comparing.is_due:
            self._course.begin_new()
            self._comparing.look()
        self._course.check(_AT_ONCE)

    def _lose(self, error: BaseException) -> None:
        with contextlib.suppress(Exception):  # it went wrong twice: the missing end says so
            self._telling.lost(f"the listener failed: {type(error).__name__}")

    def _finish(self) -> None:
        self._comparing.look_at_projects()
        if self._is_there:
            self._course.check(_LAST)
            self._comparing.look()
            self._comparing.look_at_staging()
        self._course.stop()
