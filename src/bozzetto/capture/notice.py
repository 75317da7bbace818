"""Notices: what a watch tells whoever started it, as it happens.

They are for showing; the record does not come from them. The words are the command line's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bozzetto.capture.dialects import Reading
from bozzetto.errors import BozzettoError
from bozzetto.record import Asset, Digest, Seen
from bozzetto.studio import Sealed

__all__ = ["OnEvent", "WatchEvent", "What"]


class What(StrEnum):
    """What happened."""

    WATCHING = "watching"  # from now on nothing new is missed
    CAUGHT_UP = "caught up"  # all that had been made before is recorded
    RECORDED = "recorded"  # a file is in the record
    KNOWN = "known"  # the work had these bytes already
    SKIPPED = "skipped"  # neither by its name nor by its bytes a picture
    LOST = "lost"  # it was gone before it could be read: `recorder.found`
    UNREADABLE = "unreadable"  # it is there, and cannot be read: `recorder.found`
    SEALED = "sealed"  # an authority was asked
    NOT_SEALED = "not sealed"  # it could not be


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One thing that happened during a watch.

    Attributes:
        what: What it was.
        path: The file or folder; its name may be hostile: show it spelled by `naming.spell`.
        asset: The file, where it was kept.
        seen: How it is known that the file is there; what it says is always imported.
        output: Its entry.
        instruction: The entry that says what the tool was told, where the file says it.
        shared: Whether that entry stood there already: the file is one of a batch.
        reading: What the file says of its making.
        problems: Codes of what was wrong with the file: `carriers`, `taking`.
        sealed: What came of asking an authority.
        error: What went wrong.
    """

    what: What
    path: Path | None = None
    asset: Asset | None = None
    seen: Seen | None = None
    output: Digest | None = None
    instruction: Digest | None = None
    shared: bool = False
    reading: Reading | None = None
    problems: tuple[str, ...] = ()
    sealed: Sealed | None = None
    error: BozzettoError | None = None


OnEvent = Callable[[WatchEvent], None]  # called in the thread that runs the watch
