"""Locks: a file that one process holds for as long as it lives, and the system lets go after it.

A number of a process is given out again, and a process that is stopped or busy does not answer;
a lock says neither more nor less than that its holder is there.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["hold", "is_held"]

_WAIT = 0.5  # seconds that a holder waits for one who only looked whether somebody holds it
_PAUSE = 0.02  # seconds between two tries

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # a byte that need not be there

    _look = _take  # there is no other lock: two who look at once may see each other
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _look(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # who looks too has the same


@contextmanager
def hold(path: Path) -> Iterator[bool]:
    """Hold a lock while the caller stays; its file is made where there is none, and left there.

    Yields:
        False where another process, or another holder in this one, holds it.

    Raises:
        OSError: the file cannot be written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _is_taken(descriptor, time.monotonic() + _WAIT)
    finally:
        os.close(descriptor)  # which lets go


def is_held(path: Path) -> bool:
    """Tell whether somebody holds a lock.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        _look(descriptor)
    except (BlockingIOError, PermissionError):
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int, until: float) -> bool:
    while True:
        try:
            _take(descriptor)
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        else:
            return True
