"""Clocks: the only place that reads one.

The recorder's wall clock is the artist's own and proves nothing; outside time comes from
``anchor``. Beside it stands a steady clock, which only runs forward while the machine is up.
Where the two disagree, somebody set the wall clock, and the record says so.
"""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bozzetto.record import Digest, JSONObject, Moment, digest_of, moment_of, time_of

__all__ = ["JUMP", "Clock", "Reading", "boot_id", "machine_id"]

# Time services slew a clock by at most 500 ppm (0.15 s in five minutes); a person or a virtual
# machine that sets it moves it by seconds.
JUMP = timedelta(seconds=2)

_AT_ONCE = 0.1  # seconds; a process may stand still between two lines for longer than `JUMP`

_BOOT_FILE = Path("/proc/sys/kernel/random/boot_id")
_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_PROCESS = uuid.uuid4().bytes  # stands for the boot where the system names none


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks, read together."""

    wall: datetime  # UTC
    steady: float  # seconds since some moment of this start of the machine
    boot: Digest  # which start of the machine

    @property
    def moment(self) -> Moment:
        """The wall clock as the record spells it."""
        return moment_of(self.wall)

    def to_value(self) -> JSONObject:
        """Return what stands in recorder.started and recorder.stopped."""
        return {"wall": self.moment, "steady": f"{self.steady:.6f}", "boot": self.boot}

    @classmethod
    def from_value(cls, value: JSONObject) -> "Reading":
        """Read what stands in an entry."""
        wall, steady, boot = (str(value[name]) for name in ("wall", "steady", "boot"))
        return cls(time_of(Moment(wall)), float(steady), Digest(boot))

    def jump_since(self, earlier: "Reading") -> timedelta:
        """Tell how far the wall clock was moved since `earlier`; zero where it was not.

        After a new start of the machine only a step backwards can be told.
        """
        passed = self.wall - earlier.wall
        if self.boot == earlier.boot:
            moved = passed - timedelta(seconds=self.steady - earlier.steady)
        else:
            moved = min(passed, timedelta(0))
        return moved if abs(moved) > JUMP else timedelta(0)


class Clock:
    """The machine's clocks. Tests pass one that they set themselves."""

    def read(self) -> Reading:
        """Read both at once: a pause between the two would look like a clock that was set."""
        steady = _steady()
        while True:
            before, wall = steady, datetime.now(UTC)  # noqa: TID251  # the one place
            steady = _steady()
            if steady - before < _AT_ONCE:
                return Reading(wall, steady, boot_id())

    def now(self) -> datetime:
        """Read the wall clock, UTC."""
        return self.read().wall


def _steady() -> float:
    """Read the clock that goes on while the machine sleeps, where there is one."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


@cache
def boot_id() -> Digest:
    """Name this start of the machine, as far as the system does."""
    try:
        return digest_of(b"bozzetto boot\n" + _BOOT_FILE.read_bytes())
    except OSError:
        return digest_of(b"bozzetto process\n" + _PROCESS)


def machine_id(studio: Digest) -> Digest:
    """Name this machine, for this studio only: two studios do not show that they share one."""
    for file in _MACHINE_FILES:
        try:
            known = file.read_bytes()
        except OSError:
            continue
        if known.strip():
            return digest_of(b"bozzetto machine\n" + studio.encode() + b"\n" + known)
    node = uuid.getnode().to_bytes(8, "big")
    return digest_of(b"bozzetto machine\n" + studio.encode() + b"\n" + node)
