"""Missing files: something appeared, and was gone before it could be read.

Most of what is gone so soon is not lost: a program wrote under one name and renamed. A rename
keeps the file's inode, so a file that is there under another name tells. Where it was renamed
before it could be looked at even once, a file that arrived in the same folder since is taken to
be it. What is left after a short wait is lost, and the record says that something was not seen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.tree import Stamp

__all__ = ["Lost", "Missing"]


@dataclass(frozen=True, slots=True)
class Lost:
    """A file that was gone before it could be read."""

    path: Path
    since: float  # seconds: when it was last known to be there
    stamp: Stamp | None  # None where it was never seen, only heard of


class Missing:
    """The files that are gone, until it is clear whether they are lost."""

    def __init__(self, wait: float) -> None:
        self._wait = wait  # seconds
        self._gone: dict[Path, tuple[float, Lost]] = {}  # with the time at which they were missed
        self._arrived: dict[Path, float] = {}  # folder: when a file was last seen to be new there

    def __len__(self) -> int:
        return len(self._gone)

    def arrive(self, path: Path, now: float) -> None:
        """Note that a new file or version is at `path`."""
        self._gone.pop(path, None)
        self._arrived[path.parent] = now

    def miss(self, lost: Lost, now: float) -> None:
        """Note that a file is gone; the first that is known of it counts."""
        self._gone.setdefault(lost.path, (now, lost))

    def lost(self, now: float, is_there: Callable[[tuple[int, int]], bool]) -> list[Lost]:
        """Take out the files that are lost.

        Args:
            now: Seconds.
            is_there: Whether a file, known by its inode, is there under whatever name.
        """
        ripe = [lost for missed, lost in self._gone.values() if now - missed >= self._wait]
        for lost in ripe:
            del self._gone[lost.path]
        return [lost for lost in ripe if not self._is_renamed(lost, is_there)]

    def _is_renamed(self, lost: Lost, is_there: Callable[[tuple[int, int]], bool]) -> bool:
        if lost.stamp is not None:
            return is_there(lost.stamp.node)
        return self._arrived.get(lost.path.parent, float("-inf")) >= lost.since
