"""A watcher: one folder that the server watches, in a thread and with a studio of its own.

A watch that fails is tried again after a pause that grows, and says why until it sees again.
Between its end and its next beginning lies a gap, which the record shows: the run stops with a
reason, and another one begins.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bozzetto.api import Studio
from bozzetto.capture import FolderWatch, WatchEvent, What
from bozzetto.errors import BozzettoError, StudioError
from bozzetto.record import Digest, Moment, moment_of
from bozzetto.studio import Clock
from bozzetto.studio.place import place_label
from bozzetto.web.answers import problem_of

__all__ = ["Condition", "Plan", "Watch", "Watcher"]

FIRST_PAUSE = 1.0  # seconds before a watch that failed is tried again; then twice as long
LONGEST_PAUSE = 60.0  # seconds: a drive that is back is noticed within a minute
STEADY = 60.0  # seconds without a failure after which the next one is a first one again
PAUSED = "the watch was paused"  # reasons of the record: English, as all that a recorder says
REMOVED = "the watch was removed"
STOPPED = "the server stopped"


class Condition(StrEnum):
    """How a watch is."""

    STARTING = "starting"  # lists what is there
    WATCHING = "watching"  # nothing new is missed
    PAUSED = "paused"  # somebody wants it so
    TROUBLE = "trouble"  # nothing is recorded, and it is tried again


@dataclass(frozen=True, slots=True)
class Plan:
    """A watch as it is configured."""

    id: str
    folder: Path
    work: Digest
    polling: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch as it is told: its folder is known by the last two parts of its path."""

    id: str
    label: str
    work: Digest
    title: str
    state: Condition
    since: Moment  # when this state began
    recorded: int  # files, since the server started
    problem: str | None  # in the spoken language
    polling: bool


@dataclass(frozen=True, slots=True)
class _State:
    """Replaced as a whole: other threads read it."""

    condition: Condition
    since: Moment
    error: BozzettoError | None = None


class Watcher:
    """Watches one folder until it is ended; then it may be started again."""

    def __init__(
        self, plan: Plan, title: str, studio: Callable[[], Studio], changed: Callable[[], None]
    ) -> None:
        """Take what to watch; nothing is watched before `start`.

        Args:
            plan: What to watch.
            title: The work's.
            studio: Opens a studio that is the watcher's own.
            changed: Is called whenever the state is another one, from any thread.
        """
        self.plan = plan
        self._title = title
        self._open = studio
        self._changed = changed
        self._recorded = 0
        self._stop = threading.Event()
        self._reason = STOPPED
        self._thread: threading.Thread | None = None
        start = Condition.PAUSED if plan.paused else Condition.STARTING
        self._state = _State(start, moment_of(Clock().now()))

    def told(self) -> Watch:
        """Say how the watch is, in the spoken language."""
        plan, state = self.plan, self._state
        return Watch(
            plan.id,
            place_label(plan.folder),
            plan.work,
            self._title,
            state.condition,
            state.since,
            self._recorded,
            None if state.error is None else problem_of(state.error).message,
            plan.polling,
        )

    def start(self) -> None:
        """Begin to watch, unless the plan says that it is paused."""
        if self.plan.paused or self._thread is not None:
            return
        self._stop = threading.Event()
        self._set(Condition.STARTING)
        self._thread = threading.Thread(target=self._run, name=f"watch-{self.plan.id}")
        self._thread.start()

    def ask_to_end(self, reason: str) -> None:
        """Ask the watch to end, and do not wait; the record gets the reason."""
        self._reason = reason
        self._stop.set()

    def end(self, reason: str) -> None:
        """End the watch, and return when what was on its way is recorded."""
        self.ask_to_end(reason)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def pause(self, plan: Plan) -> None:
        """Follow a plan that is the same but for the pause."""
        if plan.paused:
            self.end(PAUSED)
            self.plan = plan
            self._set(Condition.PAUSED)
        else:
            self.plan = plan
            self.start()

    def _set(self, condition: Condition, error: BozzettoError | None = None) -> None:
        before = self._state
        since = before.since if before.condition is condition else moment_of(Clock().now())
        self._state = _State(condition, since, error)
        self._changed()

    def _run(self) -> None:
        stop, pause = self._stop, FIRST_PAUSE
        while not stop.is_set():
            began = time.monotonic()
            try:
                self._watch(stop)
            except BozzettoError as error:
                self._set(Condition.TROUBLE, error)
            except Exception as error:  # noqa: BLE001  # a thread that dies unseen records nothing
                self._set(Condition.TROUBLE, _broken(error))
            if time.monotonic() - began >= STEADY:
                pause = FIRST_PAUSE
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _watch(self, stop: threading.Event) -> None:
        """Watch until the end, or a failure."""
        studio, reason = self._open(), "the watch broke off"
        try:
            work = studio.find_work(self.plan.work)
            folders = [self.plan.folder]
            FolderWatch(
                work, folders, on_event=self._take, polling=self.plan.polling, seal_every=None
            ).run(stop)
            reason = self._reason
        finally:
            studio.close(reason)

    def _take(self, event: WatchEvent) -> None:
        if event.what is What.RECORDED:
            self._recorded += 1
        elif event.what is What.WATCHING:
            self._set(Condition.WATCHING)


def _broken(error: Exception) -> StudioError:
    why = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    return StudioError("the watch broke off: {why}", why=why)
