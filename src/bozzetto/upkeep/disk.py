"""Disk: what a studio takes, what is free, and whether that is going to be enough.

Files in ``assets/`` and ``cache/thumbnails/`` are never changed, only added, replaced as a whole
and removed: a folder whose own time of change is the same holds the same. So a `Meter` that reads
again looks into the folders that changed, and a studio of a hundred thousand files is weighed in
some milliseconds.
"""

import os
import shutil
import stat
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bozzetto.errors import BozzettoError, StudioError
from bozzetto.studio.layout import Layout
from bozzetto.upkeep.settings import read_settings

__all__ = [
    "NEARLY",
    "OUT_OF_SPACE",
    "SHORT_OF_SPACE",
    "DiskState",
    "Meter",
    "Usage",
    "disk_state",
    "read_budget",
    "usage",
]

SHORT_OF_SPACE = 1 << 30  # bytes; a day of pictures
OUT_OF_SPACE = 100 << 20  # bytes; a few pictures, and the database's own log
NEARLY = 0.9  # of the budget: time to think about it, before it is used up

# A folder that changed a moment ago may change again under the same time: file systems count
# in ticks of up to 10 ms, FAT in 2 s.
_SETTLED = 2_000_000_000  # nanoseconds

_DATABASE = ("studio.sqlite", "studio.sqlite-wal", "studio.sqlite-shm")
_CACHE = ("jobs", "staging")  # what can be made anew, and what is on its way


class DiskState(StrEnum):
    """Whether there is room."""

    OK = "ok"
    LOW = "low"  # little is left, of the budget or of the disk
    OVER = "over"  # the budget is used up, or recording is about to stop


@dataclass(frozen=True, slots=True)
class Usage:
    """What a studio takes, in bytes, and what its disk has left."""

    assets: int  # original files
    database: int  # the record, with SQLite's own log
    cache: int  # thumbnails, exported bundles, files on their way: can be made anew
    other: int  # keys and settings
    free: int  # of the disk, for this user

    @property
    def used(self) -> int:
        """All that the studio takes."""
        return self.assets + self.database + self.cache + self.other


def disk_state(used: int, free: int, budget: int | None = None) -> DiskState:
    """Judge what is used and what is free, all in bytes; without a budget only what is free."""
    if free < OUT_OF_SPACE or (budget is not None and used > budget):
        return DiskState.OVER
    if free < SHORT_OF_SPACE or (budget is not None and used > budget * NEARLY):
        return DiskState.LOW
    return DiskState.OK


class Meter:
    """Weighs one studio again and again. May be used by several threads."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._known: dict[Path, tuple[int, int]] = {}  # folder -> its time of change, bytes in it

    def read(self) -> Usage:
        """Weigh the studio as it is now.

        Raises:
            StudioError: its folder cannot be read.
        """
        root = self._layout.root
        try:
            database = sum(_size(root / name) for name in _DATABASE)
            cache = sum(_weigh(root / name) for name in _CACHE) + self._cache()
            settings = sum(_size(path) for path in root.iterdir()) - database
            return Usage(
                self._settled(self._layout.assets),
                database,
                cache,
                settings + _weigh(self._layout.keys),
                shutil.disk_usage(root).free,
            )
        except OSError as error:
            raise StudioError(
                "the studio's folder cannot be read: {why}", why=error.strerror or error
            ) from error

    def _cache(self) -> int:
        files = sum(_size(path) for path in _inside(self._layout.cache))
        return files + sum(map(self._settled, _inside(self._layout.thumbnails)))

    def _settled(self, folder: Path) -> int:
        """Weigh folders of files that are never changed."""
        return sum(map(self._folder, _inside(folder)))

    def _folder(self, folder: Path) -> int:
        try:
            found = folder.stat()
        except FileNotFoundError:
            return 0
        if not stat.S_ISDIR(found.st_mode):
            return found.st_size
        changed = found.st_mtime_ns
        known = self._known.get(folder)
        if known is not None and known[0] == changed:
            return known[1]
        size = _weigh(folder)
        if time.time_ns() - changed > _SETTLED:
            self._known[folder] = changed, size
        return size


def usage(layout: Layout) -> Usage:
    """Weigh a studio once.

    Raises:
        StudioError: its folder cannot be read.
    """
    return Meter(layout).read()


def read_budget(layout: Layout) -> int | None:
    """Read how many bytes the studio is meant to take at most.

    None where nobody said, or it cannot be read: whoever asks for the settings is told why.
    """
    try:
        return read_settings(layout).disk_budget
    except BozzettoError:
        return None


def _inside(folder: Path) -> list[Path]:
    """List what lies in a folder; nothing where there is none."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _size(path: Path) -> int:
    """Weigh a file; a folder and what is gone meanwhile weigh nothing."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def _weigh(folder: Path) -> int:
    """Weigh all files below a folder; what is gone meanwhile weighs nothing."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    total += _weigh(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    total += _entry_size(entry)
    except FileNotFoundError:
        return total
    return total


def _entry_size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0
