"""News: what happens in the studio, told to every page that listens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bozzetto.record import JSONObject

__all__ = ["Event", "News"]

MOST_WAITING = 256  # events that a slow page may be behind; more, and it is told to look anew


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of news: `change`, `state` or `job`, and what it says."""

    name: str
    data: JSONObject


class News:
    """Hands events from any thread to every page that listens."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[asyncio.Queue[Event]] = set()

    def publish(self, name: str, data: JSONObject) -> None:
        """Tell all listeners, from any thread; nobody listening is no fault."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, Event(name, data))

    def _hand_out(self, event: Event) -> None:
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    async def listen(self) -> AsyncIterator[Event]:
        """Give events as they come, until the caller leaves."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Event] = asyncio.Queue(MOST_WAITING)
        self._listeners.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)
