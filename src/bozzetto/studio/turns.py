"""Turns: callers who wait together are served together, by one of them.

The first caller serves itself. Whoever comes meanwhile waits at a gate of their own; when the
one who serves is done, the first of those who wait is let through to serve all of them at
once, and those who were served are let through to go. Nobody wakes up in vain, which is what
a lock that all of them wait for would make them do.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Turns"]

Request = TypeVar("Request")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Request]):
    """One caller."""

    request: Request
    gate: threading.Lock = field(default_factory=threading.Lock)
    serves: bool = False  # it is this caller's turn to serve


class Turns(Generic[Request]):
    """Hands requests of many threads, many at once, to one function that one thread is in."""

    def __init__(
        self,
        serve: Callable[[list[Request]], None],
        weigh: Callable[[Request], int],
        most: int,
    ) -> None:
        """Serve with `serve` requests that weigh at most `most` together, or one alone."""
        self._serve = serve
        self._weigh = weigh
        self._most = most
        self._guard = threading.Lock()  # of what follows, and of every `serves`
        self._waiting: list[_Waiting[Request]] = []
        self._is_serving = False

    def wait(self, request: Request) -> None:
        """Return when `serve` was called with a list that `request` is in.

        What `serve` raises, it raises in the caller that served, after the others went on.
        """
        mine = _Waiting(request)
        mine.gate.acquire()
        try:
            with self._guard:
                self._waiting.append(mine)
                mine.serves = not self._is_serving
                self._is_serving = True
            if not mine.serves:
                mine.gate.acquire()
            if mine.serves:
                self._serve_waiting()
        except BaseException:
            self._leave(mine)  # an interrupt while it waits: somebody else has to serve
            raise

    def _serve_waiting(self) -> None:
        taken = self._take()
        try:
            self._serve([one.request for one in taken])
        finally:
            for one in taken:
                if not one.serves:
                    one.gate.release()
            with self._guard:
                self._hand_on()

    def _take(self) -> list[_Waiting[Request]]:
        """Take who waits, in order; at least one."""
        with self._guard:
            count = total = 0
            for one in self._waiting:
                total += self._weigh(one.request)
                if count and total > self._most:
                    break
                count += 1
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _hand_on(self) -> None:
        """Let the first who waits serve next. Called with the guard held."""
        if self._waiting:
            self._waiting[0].serves = True
            self._waiting[0].gate.release()
        else:
            self._is_serving = False

    def _leave(self, mine: _Waiting[Request]) -> None:
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                if mine.serves:
                    self._hand_on()
