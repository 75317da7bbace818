"""The tip of the log: all that is needed to write the next entry.

It is a copy of what the database says: the tree's right edge, where each chain ends, whose keys
stand, and the newest anchor. The copy is good while no other connection commits; `follow`
brings it up to date under the write lock. A change is made on a `Tip.branch`, and taken over
when the database has it, so a transaction that fails leaves the tip as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bozzetto.errors import StudioError
from bozzetto.log import TILE_WIDTH, Edge, Run, TileReader
from bozzetto.record import ChainSort, Digest
from bozzetto.studio.database import ChainRow, Database
from bozzetto.studio.roll import Roll

__all__ = ["ChainEnd", "Tip"]


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain ends."""

    chain: Digest  # its first entry
    length: int  # entries
    last: Digest  # the newest entry


@dataclass(slots=True)
class Tip:
    """The end of the log, as one process knows it. Owned by the holder of the write lock."""

    version: int | None = None  # of the database when this was read
    edge: Edge = field(default_factory=Edge)
    partial: tuple[bytes, ...] = ()  # leaf hashes of the last tile, while it is not full
    studio: Digest | None = None  # the studio chain
    anchors: Digest | None = None  # the anchor chain
    newest_anchor: Digest | None = None
    roll: Roll = field(default_factory=Roll)  # whose keys stand
    introduced: int = 0  # entries of the studio chain that the roll has read
    ends: dict[Digest, ChainEnd] = field(default_factory=dict)

    def follow(self, database: Database) -> None:
        """Bring the tip up to date with what other connections committed."""
        version = database.version()
        if version == self.version:
            return
        self._follow_tree(database)
        self.ends.clear()
        for row in database.chains(ChainSort.STUDIO):
            self._follow_roll(database, row)
        for row in database.chains(ChainSort.ANCHOR):
            self.anchors = row.digest
            self.newest_anchor = row.last if row.length > 1 else None
        self.version = version

    def _follow_tree(self, database: Database) -> None:
        size = database.size()
        if self.version is None:
            reader = TileReader(database.tile, size)
            self.edge = Edge.at(size, reader)
            self.partial = tuple(database.leaves(size - size % TILE_WIDTH, size))
        else:
            self.grow(database.leaves(self.edge.size, size))

    def _follow_roll(self, database: Database, studio: ChainRow) -> None:
        lines = database.lines(studio.id, self.introduced)
        self.roll = self.roll.after_lines(line for _, line in lines)
        self.studio, self.introduced = studio.digest, studio.length

    def grow(self, leaves: Sequence[bytes]) -> tuple[Run, ...]:
        """Append leaf hashes, and return the nodes that they completed."""
        self.edge, runs = self.edge.extend(leaves)
        partial = (*self.partial, *leaves)
        self.partial = partial[len(partial) - self.edge.size % TILE_WIDTH :]
        return runs

    def end(self, database: Database, chain: Digest) -> ChainEnd:
        """Return where a chain ends.

        Raises:
            StudioError: the studio has no such chain.
        """
        known = self.ends.get(chain)
        if known is None:
            row = database.chain(chain)
            if row is None:
                raise StudioError("the studio has no chain {chain}", chain=chain)
            known = self.ends[chain] = ChainEnd(chain, row.length, row.last)
        return known

    def branch(self) -> "Tip":
        """Return a tip to try a change on. The chains' ends are copied: they are few."""
        return Tip(
            self.version,
            self.edge,
            self.partial,
            self.studio,
            self.anchors,
            self.newest_anchor,
            self.roll,
            self.introduced,
            dict(self.ends),
        )
