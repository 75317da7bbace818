"""Buckets: how often something may be done."""

import threading
import time
from collections.abc import Callable

__all__ = ["Bucket"]


class Bucket:
    """A token bucket: `most` at once, and `rate` a second from then on. Any thread may take."""

    __slots__ = ("_at", "_clock", "_full", "_lock", "_most", "_rate")

    def __init__(self, rate: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._most = float(most)
        self._full = float(most)
        self._clock = clock
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> float:
        """Take one; return 0, or how many seconds to wait where there is none."""
        with self._lock:
            now = self._clock()
            self._full = min(self._most, self._full + (now - self._at) * self._rate)
            self._at = now
            if self._full < 1:
                return (1 - self._full) / self._rate
            self._full -= 1
            return 0.0
