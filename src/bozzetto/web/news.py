"""News: what happens in the studio, told to every page that listens.

A page that reads too slowly loses what waits for it, and is told to look anew instead: nothing
of the news is more than a hint to fetch.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bozzetto.record import JSONObject

__all__ = ["MOST_LISTENERS", "Event", "Listener", "News"]

MOST_WAITING = 256  # events that a slow page may be behind; more, and it is told to look anew
MOST_LISTENERS = 64  # pages that listen at once


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of news: `change`, `state` or `job`, and what it says."""

    name: str
    data: JSONObject


@dataclass(slots=True, eq=False)
class Listener:
    """One page that listens, in the server's loop."""

    waiting: deque[Event] = field(default_factory=deque)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_behind: bool = False  # something was lost: look anew
    is_over: bool = False  # the server ends

    def put(self, event: Event) -> None:
        """Take an event, or remember that too many came."""
        if self.is_behind:
            return
        if len(self.waiting) >= MOST_WAITING:
            self.waiting.clear()
            self.is_behind = True
        else:
            self.waiting.append(event)
        self.woken.set()

    def end(self) -> None:
        """Let it hear that nothing comes any more."""
        self.is_over = True
        self.woken.set()

    async def wait(self, seconds: float) -> None:
        """Wait until there is something to hear, or for so long."""
        try:
            await asyncio.wait_for(self.woken.wait(), seconds)
        except TimeoutError:
            return
        self.woken.clear()


class News:
    """Hands events from any thread to every page that listens."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()
        self._is_over = False

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Name the loop that the server runs in."""
        self._loop = loop

    def publish(self, name: str, data: JSONObject) -> None:
        """Tell all listeners, from any thread; nobody listening is no fault."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, Event(name, data))

    def _hand_out(self, event: Event) -> None:
        for listener in self._listeners:
            listener.put(event)

    @property
    def is_full(self) -> bool:
        """Whether no more page may listen."""
        return len(self._listeners) >= MOST_LISTENERS

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Listen while the caller stays, in the server's loop."""
        listener = Listener(is_over=self._is_over)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Send all listeners home, in the server's loop."""
        self._is_over = True
        for listener in self._listeners:
            listener.end()
