"""The station: receives all connections of a studio while it runs, in one thread.

The system says when something is handed over; whatever it does not say is found some seconds
later. A connection that fails is tried again after a pause that grows, and does not keep the
others waiting.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from bozzetto.capture.alarm import Alarm
from bozzetto.capture.handover.connection import Connection, read_connections
from bozzetto.capture.handover.receiver import OnHanded, Receiver
from bozzetto.errors import BozzettoError, RecordingError
from bozzetto.studio import Studio
from bozzetto.studio.durable import make_folder

__all__ = ["Condition", "Station"]

SWEEP = 5.0  # seconds between two looks at everything
FIRST_PAUSE = 1.0  # seconds before a connection that failed is tried again; then twice as long
_OWN = ("lock", "alive")  # names of files that are only held
LONGEST_PAUSE = 60.0  # seconds: a disk that has room again is noticed within a minute


@dataclass(frozen=True, slots=True)
class Condition:
    """How a connection is. Replaced as a whole: other threads read it."""

    recorded: int = 0  # reports, since the station runs
    error: BozzettoError | None = None  # why nothing is recorded
    pause: float = FIRST_PAUSE  # seconds until it is tried again
    again: float = 0.0  # of the steady clock: not before


def _say_nothing() -> None:
    """Take no notice."""


class Station:
    """Receives what is handed over to one studio. Owned by one thread, but for `conditions`."""

    def __init__(
        self, studio: Studio, on_event: OnHanded, changed: Callable[[], None] = _say_nothing
    ) -> None:
        """Take the studio; nothing is received before `run`.

        Args:
            studio: This thread's own while it runs.
            on_event: Is told what is recorded, and what is missing.
            changed: Is called when connections come, go, fail or recover.
        """
        self._studio = studio
        self._layout = studio.layout
        self._tell = on_event
        self._changed = changed
        self._receivers: dict[str, Receiver] = {}
        self._stamp: tuple[int, int] | None = None  # of connections.json, as it was read
        self.conditions: dict[str, Condition] = {}
        self.problem: BozzettoError | None = None  # why no connection is known

    @property
    def is_idle(self) -> bool:
        """Whether no tool is connected."""
        return not self.conditions and self.problem is None

    def run(self, stop: threading.Event, *, while_idle: bool = True) -> None:
        """Receive until `stop` is set, or until no tool is connected any more.

        Args:
            stop: Ends it.
            while_idle: Whether it goes on while no tool is connected.

        Raises:
            RecordingError: the spool cannot be watched.
        """
        try:
            make_folder(self._layout.spool)
        except OSError as error:
            raise RecordingError(
                "cannot write {path}: {why}",
                path=self._layout.spool,
                why=error.strerror or error,
            ) from error
        alarm = Alarm((self._layout.spool,), polling=False)
        next_sweep = 0.0
        for changes in alarm.changes(stop, _say_nothing):
            now = time.monotonic()
            is_news = any(self._is_news(change, path) for change, path in changes)
            if is_news or now >= next_sweep or self._is_due(now):
                self.turn(stop)
                next_sweep = time.monotonic() + SWEEP
            if self.is_idle and not while_idle:
                return

    def turn(self, stop: threading.Event) -> None:
        """Record whatever is there."""
        self._follow()
        busy = True
        while busy and not stop.is_set():
            busy = False
            for name, receiver in list(self._receivers.items()):
                busy = self._receive(name, receiver) or busy

    def _is_news(self, change: watchfiles.Change, path: str) -> bool:
        """Whether a change is somebody else's: what this thread locks and removes is its own."""
        parent, _slash, name = path.rpartition(os.sep)
        if name in _OWN or name.endswith(".part"):
            return False
        return change is not watchfiles.Change.deleted or parent == str(self._layout.spool)

    def _is_due(self, now: float) -> bool:
        """Whether a missing report is to be given up, or a connection to be tried again."""
        holes = [each.due for each in self._receivers.values()]
        again = [each.again for each in self.conditions.values() if each.error is not None]
        return any(due is not None and due <= now for due in (*holes, *again))

    def _follow(self) -> None:
        """Take over which tools are connected now."""
        stamp = _stamp_of(self._layout.connections)
        known = self._stamp is not None and stamp == self._stamp and self.problem is None
        failed = [each for each in self.conditions if each not in self._receivers]
        if known and not failed:
            return
        try:
            connections = read_connections(self._layout)
        except BozzettoError as error:
            self._set_problem(error)
            return
        self._stamp = stamp
        self._set_problem(None)
        before = {name: each.connection for name, each in self._receivers.items()}
        wanted = {each.id: each for each in connections}
        for name in [each for each in self.conditions if each not in wanted]:
            self._receivers.pop(name, None)
            del self.conditions[name]
        for name, connection in wanted.items():
            if before.get(name) != connection:
                self._connect(connection)
        if before != {name: each.connection for name, each in self._receivers.items()}:
            self._changed()

    def _connect(self, connection: Connection) -> None:
        """Begin to receive a connection, or say why not."""
        condition = self.conditions.get(connection.id, Condition())
        if condition.again > time.monotonic():
            return
        try:
            receiver = Receiver(self._studio, connection, self._tell)
            self._studio.run.start()
        except BozzettoError as error:
            self._fail(connection.id, condition, error)
            return
        self._receivers[connection.id] = receiver
        self.conditions[connection.id] = condition  # from here on it is said to be received

    def _receive(self, name: str, receiver: Receiver) -> bool:
        """Let a connection have its turn, and return whether there may be more."""
        condition = self.conditions[name]
        if condition.again > time.monotonic():
            return False
        try:
            done = receiver.turn(time.monotonic())
        except BozzettoError as error:
            self._fail(name, condition, error)
            return False
        if done or condition.error is not None:
            self.conditions[name] = Condition(condition.recorded + done)
        if condition.error is not None:
            self._changed()
        return done > 0

    def _fail(self, name: str, condition: Condition, error: BozzettoError) -> None:
        again = time.monotonic() + condition.pause
        longer = min(2 * condition.pause, LONGEST_PAUSE)
        self.conditions[name] = Condition(condition.recorded, error, longer, again)
        if condition.error is None or str(condition.error) != str(error):
            self._changed()

    def _set_problem(self, problem: BozzettoError | None) -> None:
        before, self.problem = self.problem, problem
        if str(before) != str(problem):
            self._changed()


def _stamp_of(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_mtime_ns, found.st_ino
