"""The shelf: where the jobs of a server lie on disk, in ``jobs/`` of the studio.

0123456789abcdef.json   a job: what is to be done, and how far it came
0123456789abcdef.zip    the bundle that it wrote, or a dossier in volumes; .pdf: a dossier
.*.part, .*.tmp         half written by a server that was killed; removed at the next start
"""

import logging
from contextlib import suppress
from pathlib import Path

from bozzetto.errors import BozzettoError
from bozzetto.upkeep.notes import read_note, write_note
from bozzetto.web.job import Kept, Sort

__all__ = ["Shelf", "file_name"]

# Of the files that jobs write; the other sorts write none
_ENDINGS = {Sort.EXPORT: (".zip",), Sort.DOSSIER: (".pdf", ".zip")}
_OTHER = (".part",)

MAX_TITLE = 80  # characters of a title that go into a file's name: of Chinese, 240 bytes

_LOG = logging.getLogger("bozzetto.web")


class Shelf:
    """Keeps jobs, and the files that they made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> list[Kept]:
        """Read the jobs, the oldest first, and remove what was half written."""
        if not self._folder.is_dir():
            return []
        for pattern in (".*.part", ".*.tmp"):
            for part in self._folder.glob(pattern):
                part.unlink(missing_ok=True)
        found = [kept for path in self._folder.glob("*.json") if (kept := _read(path))]
        return sorted(found, key=lambda kept: (kept.started, kept.id))

    def write(self, kept: Kept) -> None:
        """Keep a job as it is now.

        Raises:
            RecordingError: it could not be made durable.
        """
        write_note(self._folder / f"{kept.id}.json", kept.to_value())

    def file(self, name: str, sort: Sort) -> Path:
        """Name the file that a job of a sort wrote, or else where it writes it."""
        places = [self._folder / f"{name}{ending}" for ending in _ENDINGS.get(sort, _OTHER)]
        return next((place for place in places if place.is_file()), places[0])

    def drop_file(self, name: str) -> None:
        """Remove the file that a job wrote, if there is one."""
        for ending in {each for endings in _ENDINGS.values() for each in endings}:
            with suppress(OSError):  # a reader holds it, on Windows: the next tidying removes it
                (self._folder / f"{name}{ending}").unlink(missing_ok=True)

    def forget(self, name: str) -> None:
        """Remove a job, and its file."""
        self.drop_file(name)
        with suppress(OSError):
            (self._folder / f"{name}.json").unlink(missing_ok=True)


def file_name(title: str | None, ending: str) -> str:
    """Make a name that every system takes out of a title that somebody wrote."""
    begun = (title or "")[:MAX_TITLE]
    kept = "".join(sign if sign.isalnum() or sign in "-_()" else " " for sign in begun)
    return (" ".join(kept.split()) or "bozzetto") + ending


def _read(path: Path) -> Kept | None:
    """Read a job's file; None where it is not of its form, or cannot be read."""
    with suppress(BozzettoError):
        value = read_note(path)
        kept = None if value is None else Kept.from_value(value)
        if kept is not None and kept.id == path.stem:
            return kept
    _LOG.warning("not a job, and left alone: %s", path.name)
    return None
