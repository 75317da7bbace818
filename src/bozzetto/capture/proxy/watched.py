"""Exchanges that somebody looks at, and who does.

An observer is asked at each request whether it wants the bodies (`Watched`), is told each text
that passes on a websocket, and that the tool went away. It must return at once: whatever takes
longer than some microseconds belongs into its own thread.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bozzetto.capture.proxy.head import Request
from bozzetto.capture.proxy.wire import Kept

__all__ = ["Observer", "Watched"]


def _nothing(_watched: "Watched") -> None:
    return


@dataclass(slots=True, eq=False)
class Watched:
    """A request and its answer, with both bodies up to a limit. The relay fills it in."""

    request: Request
    sent: Kept
    answer: Kept
    on_sent: Callable[["Watched"], None] = _nothing  # the request's body is whole
    on_ended: Callable[["Watched"], None] = _nothing
    status: int | None = None  # None: no answer came, or not all of it
    reached: bool = False  # whether the request went to the tool as a whole
    ended: threading.Event = field(default_factory=threading.Event)

    def sent_whole(self) -> None:
        """Note that the tool has the whole request."""
        self.reached = True
        self.on_sent(self)

    def end(self, status: int | None) -> None:
        """Note how it ended; only the first time counts."""
        if self.ended.is_set():
            return
        self.status = status
        self.ended.set()
        self.on_ended(self)


class Observer(Protocol):
    """Who looks at what passes."""

    def watch(self, request: Request) -> Watched | None:
        """Say what of an exchange is wanted; None: nothing."""

    def text(self, message: bytes) -> None:
        """Take a text that the tool sent over a websocket."""

    def broke(self) -> None:
        """Take note that the tool went away, or was not there."""

    def failed(self, error: BaseException) -> None:
        """Take note that one of the above went wrong: what passed then was not seen."""
