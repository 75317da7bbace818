"""Placing: files that are made together get their names together, or none does.

    with Placing(folder) as placing:
        ... write into placing.workshop ...
        placing.place()

They are made in a hidden folder beside their places, on the same disk. When all stand, each gets
its name; nothing is written over. If anything fails, also after that, what was placed is removed,
and the folder with it where it was made here. A cut of power leaves whole files, or the hidden
folder, which may be removed.
"""

import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from bozzetto.errors import RecordingError, StudioError
from bozzetto.studio.durable import sync_folder

__all__ = ["Placing"]


class Placing:
    """Files on their way to one folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made where it is not there.

        Args:
            folder: Where the files are to stand.
        """
        self.folder = folder
        self.workshop = folder / f".release-{secrets.token_hex(4)}.tmp"
        self._made: list[Path] = []  # folders, the outermost first
        self._placed: list[Path] = []

    def __enter__(self) -> Self:
        try:
            missing = [each for each in (self.folder, *self.folder.parents) if not each.exists()]
            for each in reversed(missing):
                each.mkdir()
                self._made.append(each)
            self.workshop.mkdir(mode=0o700)
        except OSError as error:
            self._remove()
            raise _cannot(self.folder, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self.workshop, ignore_errors=True)
        if kind is not None:
            self._remove()

    def target(self, name: str) -> Path:
        """Name the place that a file will have.

        Raises:
            StudioError: something is there.
        """
        target = self.folder / name
        if os.path.lexists(target):
            raise StudioError(
                "there is something at {path} already",
                hint="name another folder with --out; nothing is written over",
                path=target,
            )
        return target

    def place(self, *names: str) -> list[Path]:
        """Give files of the workshop their names.

        Raises:
            StudioError: something is at one of the places.
            RecordingError: the disk refuses.
        """
        targets = [self.target(name) for name in names]
        try:
            for name, target in zip(names, targets, strict=True):
                _move(self.workshop / name, target)
                self._placed.append(target)
            sync_folder(self.folder)
        except OSError as error:
            raise _cannot(self.folder, error) from error
        return targets

    def _remove(self) -> None:
        for path in self._placed:
            path.unlink(missing_ok=True)
        for folder in reversed(self._made):
            try:
                folder.rmdir()
            except OSError:
                return  # somebody put something there meanwhile


def _move(source: Path, target: Path) -> None:
    """Rename without writing over, also what came there a moment ago."""
    with source.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: FAT, many network shares
        source.rename(target)


def _cannot(folder: Path, error: OSError) -> RecordingError:
    return RecordingError(
        "cannot write {path}: {why}",
        hint="free space there, or choose another folder",
        path=folder,
        why=error.strerror or error,
    )
