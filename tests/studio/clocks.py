"""A clock that a test sets itself."""

from datetime import UTC, datetime, timedelta

from bozzetto.record import digest_of
from bozzetto.studio import Clock, Reading

__all__ = ["START", "SetClock"]

START = datetime(2026, 11, 22, 4, 9, 15, tzinfo=UTC)
TICK = timedelta(milliseconds=1)  # passes with every reading, so that times differ


class SetClock(Clock):
    """Both clocks of a machine that a test winds, sets and starts anew."""

    def __init__(self, wall: datetime = START, steady: float = 100.0, boot: bytes = b"1") -> None:
        self.wall = wall
        self.steady = steady
        self.boot = digest_of(boot)

    def read(self) -> Reading:
        """Read both clocks; a millisecond passes."""
        self.run(TICK)
        return Reading(self.wall, self.steady, self.boot)

    def run(self, time: timedelta) -> None:
        """Let time pass."""
        self.wall += time
        self.steady += time.total_seconds()

    def set(self, by: timedelta) -> None:
        """Set the wall clock forward or, below zero, back."""
        self.wall += by

    def reboot(self, boot: bytes) -> None:
        """Start the machine anew: the steady clock begins again."""
        self.steady, self.boot = 1.0, digest_of(boot)
