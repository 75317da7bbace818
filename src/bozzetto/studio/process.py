"""Processes: whether one still lives that left something behind."""

import os
from pathlib import Path

__all__ = ["lives"]

_PROC = Path("/proc")


def lives(pid: int) -> bool:
    """Tell whether a process lives. Where the system cannot tell, it is taken to.

    A number that was given out again is taken for the old process; what that one left behind
    is then found by a later start.
    """
    if _PROC.is_dir():
        return (_PROC / str(pid)).exists()
    if os.name == "nt":  # signal 0 is Ctrl-C there
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True  # somebody else's process: it is there
    return True
