"""The allowance: how many frames may be taken, and how much disk they may fill.

A screen that never rests (a film, an animation) would fill the record with itself; a command that
was forgotten would fill the disk.
"""

from collections import deque

__all__ = ["FRAMES_AN_HOUR", "MAX_BYTES", "Allowance"]

FRAMES_AN_HOUR = 360  # in whatever hour one looks at: one each ten seconds in the mean
MAX_BYTES = 512 << 20  # of one session's frames: some twenty hours at the limit above
_HOUR = 3600.0  # seconds


class Allowance:
    """Counts what was taken. The clock that runs forward is the caller's, in seconds."""

    def __init__(self, an_hour: int = FRAMES_AN_HOUR, most: int = MAX_BYTES) -> None:
        """Begin with nothing taken.

        Args:
            an_hour: Frames in any hour.
            most: Bytes in all.
        """
        self._an_hour = an_hour
        self._most = most
        self._times: deque[float] = deque()
        self.size = 0  # bytes taken so far

    def has_room(self, now: float) -> bool:
        """Whether this hour has room for one more."""
        while self._times and now - self._times[0] >= _HOUR:
            self._times.popleft()
        return len(self._times) < self._an_hour

    def fits(self, size: int) -> bool:
        """Whether so many bytes more may be written."""
        return self.size + size <= self._most

    def take(self, now: float, size: int) -> None:
        """Note a frame of so many bytes."""
        self._times.append(now)
        self.size += size
