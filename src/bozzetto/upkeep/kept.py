"""Kept studios: read as they lie in a folder, without keys and without going on.

A backup and what is restored from it are read so: to open a studio takes the device's key, and
begins to write.
"""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from bozzetto.errors import StudioError
from bozzetto.record import ChainSort, Digest, Entry
from bozzetto.studio import Assets, Database, Layout

__all__ = ["KeptStudio"]


class KeptStudio:
    """A studio's record and original bytes, for reading only."""

    def __init__(self, database: Path, layout: Layout) -> None:
        """Open the record in `database`, with the original bytes of `layout`.

        Raises:
            StudioError: there is no record, or it is none that this program knows.
        """
        self.assets = Assets(layout)
        self.database = Database(database)
        chains = self.database.chains(ChainSort.STUDIO)
        if not chains:
            self.close()
            raise StudioError(
                "the studio at {place} was not finished",
                hint="remove it and make it anew: nothing was recorded in it",
                place=database.parent,
            )
        self.digest: Digest = chains[0].digest

    def close(self) -> None:
        """Close the record."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def anchors(self) -> Sequence[tuple[int, Entry]]:
        """Read the anchor chain, its opening included."""
        chains = self.database.chains(ChainSort.ANCHOR)
        return [
            (place, Entry.parse(line))
            for chain in chains
            for place, line in self.database.lines(chain.id)
        ]
