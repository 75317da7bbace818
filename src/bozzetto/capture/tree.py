"""Trees: the folders that are looked at, and how a file in them is told from its next version.

Events say that something happened; what is there, a listing says. Symbolic links below a
watched folder are never followed: what they point at is either listed under its own name, or is
outside of what was asked for. Hidden and unfinished files are left out (`naming.is_ignored`), and
so is the studio itself, wherever it lies.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.naming import is_ignored
from bozzetto.errors import StudioError

__all__ = ["Stamp", "Tree", "Trouble", "ignore_trouble"]

Trouble = Callable[[Path, OSError], None]


def ignore_trouble(_path: Path, _error: OSError) -> None:
    """Say nothing about a folder that cannot be listed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of one version of a file: whatever changes it changes this."""

    size: int  # bytes
    changed: int  # nanoseconds since 1970: the bytes
    touched: int  # nanoseconds since 1970: name, rights or bytes; on Windows when it was made
    device: int
    inode: int
    regular: bool  # not a pipe, a socket or a device: reading one of those may never end

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """Return the stamp out of what ``stat`` gave."""
        return cls(
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_dev,
            found.st_ino,
            stat.S_ISREG(found.st_mode),
        )

    @property
    def node(self) -> tuple[int, int]:
        """The file itself, whatever it is called: a rename keeps it."""
        return self.device, self.inode


class Tree:
    """Some folders, and all that is in them, without what is never looked at.

    Attributes:
        roots: The folders, with links resolved, none inside of another.
    """

    def __init__(self, folders: list[Path], studio: Path) -> None:
        """Take the folders, and the studio's own, which is left out.

        Raises:
            StudioError: one is not there, is no folder, or lies in the studio.
        """
        self._studio = studio.resolve()
        found = sorted({self._checked(folder) for folder in folders}, key=lambda path: path.parts)
        self.roots = tuple(
            path for path in found if not any(other in path.parents for other in found)
        )

    def _checked(self, folder: Path) -> Path:
        try:
            path = folder.resolve(strict=True)
            is_folder = path.is_dir()
        except (OSError, ValueError, RuntimeError) as error:
            raise StudioError("nothing is at {place}", place=folder) from error
        if not is_folder:
            raise StudioError(
                "not a folder: {place}", hint="name the folder that the file lies in", place=folder
            )
        if self._studio in (path, *path.parents):
            raise StudioError("the studio's own folder is not watched: {place}", place=folder)
        return path

    def covers(self, path: Path) -> bool:
        """Whether a path lies in a root, and nothing on the way to it is left out or a link."""
        root = next((root for root in self.roots if root in path.parents), None)
        if root is None or self._studio in (path, *path.parents):
            return False
        steps = path.relative_to(root).parts
        if ".." in steps or any(is_ignored(step) for step in steps):
            return False
        return not any(_is_link(step) for step in (path, *path.parents) if root in step.parents)

    def look(self, path: Path) -> Stamp | None:
        """Return the stamp of a file; None where none is there, or a folder or a link."""
        try:
            found = path.lstat()
        except (OSError, ValueError):
            return None
        is_other = stat.S_ISDIR(found.st_mode) or stat.S_ISLNK(found.st_mode)
        return None if is_other else Stamp.of(found)

    def walk(
        self, folder: Path | None = None, trouble: Trouble = ignore_trouble
    ) -> Iterator[tuple[Path, Stamp]]:
        """List the files below `folder`, or below all roots, in no order.

        Args:
            folder: A root, or a folder that a root covers.
            trouble: Is told of folders that cannot be listed.
        """
        waiting = list(self.roots) if folder is None else [folder]
        while waiting:
            here = waiting.pop()
            try:
                with os.scandir(here) as listed:
                    found = [entry for entry in listed if not is_ignored(entry.name)]
            except OSError as error:
                trouble(here, error)
                continue
            for entry in found:
                path = here / entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting += [path] if path != self._studio else []
                elif (stamp := self.look(path)) is not None:
                    yield path, stamp


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:
        return False
