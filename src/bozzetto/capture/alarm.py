"""The alarm: the system says where something happened in a watched folder.

`watchfiles` asks the operating system. It breaks off at names that are no text, cannot listen at
all where one folder inside must not be listed, and says nothing of files that are made in a new
folder before it watches that folder; so whoever listens lists what is there, too, and is told
when to. On network drives the system says nothing at all; there it is asked again and again
(`polling`).
"""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import watchfiles

from bozzetto.errors import RecordingError

__all__ = ["Alarm", "Changes"]

Changes = set[tuple[watchfiles.Change, str]]

_TICK = 200  # milliseconds after which the caller gets a turn, come what may
_STEP = 100  # milliseconds between two questions to the system: 0.2 % of a core
_GROUP = 100  # milliseconds in which events are gathered, if they come without a pause
_STUMBLES = 20  # times in a row that it may break off before it is done without


def _never() -> bool:
    """Let nothing be due."""
    return False


class Alarm:
    """Waits for events in some folders."""

    def __init__(self, roots: tuple[Path, ...], *, polling: bool) -> None:
        self._roots = roots
        self._polling = polling
        self._nodes = [self._node(root) for root in roots]

    def changes(
        self,
        stop: threading.Event,
        stumbled: Callable[[], None],
        is_due: Callable[[], bool] = _never,
    ) -> Iterator[Changes]:
        """Give what changed; an empty set where nothing did for a moment.

        Args:
            stop: Ends it.
            stumbled: Is told that events may have been missed.
            is_due: Whether the caller has something to do at once; asked many times a second.

        Raises:
            RecordingError: the system does not say what happens there, or no longer.
        """
        stumbles, turn = 0, 0.0
        while not stop.is_set():
            try:
                for changes in self._listen(stop):
                    stumbles, now = 0, time.monotonic()
                    if changes or now >= turn or is_due():
                        turn = now + _TICK / 1000
                        self._check()
                        yield changes
            except PermissionError:  # one folder that must not be listed makes it deaf to all
                stumbles = _STUMBLES
            except OSError as error:
                raise self._refused(error) from error
            except RuntimeError:  # its own "internal error"
                stumbles += 1
            else:
                return
            stumbled()
            if stumbles >= _STUMBLES:
                yield from self._without(stop, stumbled)
            time.sleep(_TICK / 1000)
            yield set()

    def _without(self, stop: threading.Event, stumbled: Callable[[], None]) -> Iterator[Changes]:
        """Give no changes, and say each time that some may have been missed."""
        while not stop.wait(_TICK / 1000):
            self._check()
            stumbled()
            yield set()

    def _listen(self, stop: threading.Event) -> Iterator[Changes]:
        return watchfiles.watch(
            *self._roots,
            watch_filter=None,
            debounce=_GROUP,
            step=_STEP,
            rust_timeout=_STEP,
            yield_on_timeout=True,
            stop_event=stop,
            force_polling=self._polling,
            ignore_permission_denied=False,  # True would hide the system's limit on watches, too
        )

    def _check(self) -> None:
        """Make sure that the folders are still those that are listened to."""
        for root, node in zip(self._roots, self._nodes, strict=True):
            if self._node(root) != node:
                raise RecordingError(
                    "the watched folder {place} is gone",
                    hint="make it again, or connect its drive, and start the watch anew",
                    place=root,
                )

    def _node(self, root: Path) -> tuple[int, int] | None:
        try:
            found = root.stat()
        except OSError:
            return None
        # Network drives may renumber their files, and polling finds a new folder by its name
        return (0, 0) if self._polling else (found.st_dev, found.st_ino)

    def _refused(self, error: Exception) -> RecordingError:
        return RecordingError(
            "cannot watch {place}: {why}",
            hint="on a network drive, or at the system's limit on watches: --polling",
            place=", ".join(map(str, self._roots)),
            why=error,
        )
