"""Photoshop's history log in a text file: one file for all documents, with times and steps.

It is kept as it is, with a note of what it spans. Which picture its steps are of, names alone would
have to tell: so it is nobody's edit here, and stays Photoshop's word beside the pictures.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.steps import Paper, Step
from bozzetto.capture.projects.history import History, read_history
from bozzetto.capture.taking import UntakenError, open_file
from bozzetto.studio import Program

__all__ = ["PhotoshopLog", "find_logs"]

TOOL = "Adobe Photoshop"
MAX_TEXT = 64 << 20  # bytes of a log that went on for years
_ENDING = ".txt"
_NAMED = 8  # files that the note names
_HEAD = 4096  # bytes, in which the first line stands
_EVENT = re.compile(r"File .+ (?:opened|closed|saved)|launched|quit", re.IGNORECASE)

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class PhotoshopLog:
    """A log in a text file."""

    place: Path
    data: bytes = field(repr=False)
    history: History = field(repr=False)
    tool: str = TOOL
    count: int = 0

    @property
    def paths(self) -> frozenset[Path]:
        """The log."""
        return frozenset({self.place})

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell that there is one, and what it spans."""
        asset = keeper.keep(self.data, self.place.name)
        lines = list(dict.fromkeys(what for _, what in self.history.events))
        more = len(lines) - _NAMED
        said = "; ".join(lines[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
        yield Paper(Program(TOOL), asset, "log", f"{self.history.say()}; {said}")


def find_logs(files: frozenset[Path]) -> Iterator[PhotoshopLog]:
    """Find logs among text files, by their first line, or by Photoshop's name and a time."""
    for place in sorted(path for path in files if path.name.lower().endswith(_ENDING)):
        try:
            with open_file(place) as file:
                head = file.read(_HEAD)
                data = head + file.read(MAX_TEXT + 1) if _begins_log(head, place) else b""
        except (UntakenError, OSError):
            continue
        history = read_history(_decoded(data)) if len(data) <= MAX_TEXT else None
        if history is not None:
            yield PhotoshopLog(place, data, history)


def _decoded(data: bytes) -> str:
    """Decode a log: UTF-16 with its mark, else UTF-8, else what Windows writes in the West."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _begins_log(head: bytes, place: Path) -> bool:
    """Whether the first line has a time, and says what Photoshop says at such a place."""
    first = _decoded(head).lstrip().partition("\n")[0]
    history = read_history(first)
    if history is None or not history.events:
        return False
    what = history.events[0][1]
    return _EVENT.fullmatch(what) is not None or "photoshop" in place.name.lower()
