"""Pieces: a kept file as a step holds it, and readings that are put together outside of a file."""

from collections.abc import Iterable, Mapping

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.steps import Piece
from bozzetto.capture.carriers import UNKNOWN_TYPE
from bozzetto.capture.dialects import Reading
from bozzetto.capture.filing import moment_of_change
from bozzetto.capture.naming import path_key
from bozzetto.capture.picture import Carrier, Picture
from bozzetto.capture.taking import Taken
from bozzetto.capture.telling import tell
from bozzetto.capture.timing import stated_time
from bozzetto.record import Digest
from bozzetto.studio import FileRow, Instruction

__all__ = ["instruct", "paper", "piece_of"]


def piece_of(taken: Taken, claims: Mapping[str, str] | None = None) -> Piece:
    """Return a kept file as a piece, with what the file system and the file say of its time."""
    stamp = taken.stamp
    times = {
        "file changed": moment_of_change(taken),
        "stated in file": stated_time(taken.picture, taken.reading),
    }
    said = {name: time for name, time in times.items() if time}
    row = FileRow(path_key(taken.path), stamp.size, stamp.changed, taken.asset.digest)
    return Piece(taken.asset, said | dict(claims or {}), taken.picture.problems, row)


def paper(carriers: Iterable[Carrier]) -> Picture:
    """Return a file that is no picture, as one that carries words."""
    return Picture(UNKNOWN_TYPE, None, None, False, tuple(carriers), (), None)


def instruct(reading: Reading, words: Picture, file: Digest, keeper: Keeper) -> Instruction:
    """Return what a reading says that a tool was told, pointed at where it stands in a file."""
    return tell(reading, words, file, keeper.find)
