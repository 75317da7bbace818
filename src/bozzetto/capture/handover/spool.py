"""Spools: the folder between a tool and the studio, as the studio's side sees it.

    <run>/0000000004.json     a report; it has this name when it is whole
    <run>/0000000004-0        the first file that goes along with it
    <run>/0000000004.part     one that is being written
    <run>/alive               held by the tool as long as it lives
    refused/<run>-0000000004.json, refused/<run>-0000000004-0
                              what was no report: kept, and never looked at again
    lock                      held by whoever reads

Whoever may write into the folder may write anything: no link is followed, and no other name is
looked at.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bozzetto.capture.handover.report import MAX_REPORT
from bozzetto.capture.taking import open_file
from bozzetto.errors import FormatError
from bozzetto.studio.durable import make_folder
from bozzetto.studio.lock import hold, is_held

__all__ = ["Spool"]

_RUN = re.compile(r"[0-9a-f]{16}")
_FILE = re.compile(r"([0-9]{10})(\.json|\.part|-[0-9]{1,4})")
_REFUSED = "refused"
_ALIVE = "alive"


class Spool:
    """One connection's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Read it alone among all processes; False where another one does."""
        make_folder(self._folder)
        with hold(self._folder / "lock") as is_own:
            yield is_own

    def runs(self) -> list[str]:
        """List the runs that have a folder; the one whose report waits longest comes first."""
        try:
            found = [each for each in self._folder.iterdir() if _RUN.fullmatch(each.name)]
        except FileNotFoundError:
            return []
        folders = [each for each in found if each.is_dir() and not each.is_symlink()]
        return [each.name for each in sorted(folders, key=_oldest)]

    def waiting(self, run: str) -> list[int]:
        """List the numbers of a run's reports that are whole, in order."""
        return sorted(number for number, end in self._files(run) if end == ".json")

    def count(self) -> int:
        """Count the reports that wait."""
        return sum(len(self.waiting(run)) for run in self.runs())

    def _files(self, run: str) -> list[tuple[int, str]]:
        try:
            names = [each.name for each in (self._folder / run).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        matches = [match for name in names if (match := _FILE.fullmatch(name))]
        return [(int(match[1]), match[2]) for match in matches]

    def read(self, run: str, number: int) -> bytes:
        """Read a report's bytes.

        Raises:
            UntakenError: it is gone, cannot be read, or is no file.
            FormatError: it is longer than a report may be.
        """
        with open_file(self._folder / run / f"{number:010d}.json") as file:
            data = file.read(MAX_REPORT + 1)
        if len(data) > MAX_REPORT:
            raise FormatError("a report of more than {limit} bytes", limit=MAX_REPORT)
        return data

    def file(self, run: str, stored: str) -> Path:
        """Name a file that came along with a report."""
        return self._folder / run / stored

    def size(self, run: str, stored: str) -> int:
        """Return how large such a file is, in bytes; 0 where it is gone."""
        try:
            return self.file(run, stored).lstat().st_size
        except OSError:
            return 0

    def remove(self, run: str, number: int, files: int) -> None:
        """Remove a report that is recorded, and its files."""
        folder = self._folder / run
        names = [f"{number:010d}-{index}" for index in range(files)]
        for name in (*names, f"{number:010d}.json"):
            with suppress(FileNotFoundError, IsADirectoryError):
                (folder / name).unlink()

    def refuse(self, run: str, number: int) -> None:
        """Move what is no report aside, with its files."""
        aside = self._folder / _REFUSED
        make_folder(aside)
        ends = [end for found, end in self._files(run) if found == number and end != ".part"]
        for end in sorted(ends, key=lambda end: end == ".json"):
            name = f"{number:010d}{end}"
            with suppress(FileNotFoundError):
                (self._folder / run / name).replace(aside / f"{run}-{name}")

    def is_refused(self, run: str, number: int) -> bool:
        """Whether a report was moved aside."""
        return (self._folder / _REFUSED / f"{run}-{number:010d}.json").exists()

    def is_alive(self, run: str) -> bool | None:
        """Whether the tool of a run lives; None where it left nothing to tell it by."""
        path = self._folder / run / _ALIVE
        try:
            return None if path.is_symlink() or not path.is_file() else is_held(path)
        except OSError:
            return None

    def clear(self, run: str, until: int, *, keep: set[int], ended: bool) -> None:
        """Remove what is left of reports before `until`: they are recorded.

        Args:
            run: Whose.
            until: A number.
            keep: Numbers that were given up as lost: a report that comes for one is read.
            ended: Whether the run said that it stops: what it did not finish goes, too.
        """
        for number, end in self._files(run):
            if (number < until and number not in keep and end != ".part") or (
                ended and end == ".part"
            ):
                with suppress(OSError):
                    (self._folder / run / f"{number:010d}{end}").unlink()
        if ended:
            with suppress(OSError):  # something is in it that we do not know
                (self._folder / run / _ALIVE).unlink(missing_ok=True)
                (self._folder / run).rmdir()


def _oldest(folder: Path) -> tuple[int, str]:
    """Order runs by when their first report that waits was written."""
    try:
        first = min(
            (each for each in folder.iterdir() if each.name.endswith(".json")), default=None
        )
        return (0 if first is None else first.lstat().st_mtime_ns, folder.name)
    except OSError:
        return (0, folder.name)
