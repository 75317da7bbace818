"""The right edge of a growing tree: all that is needed to append to it.

A tree of 11 leaves is three complete nodes side by side, of 8, 2 and 1 leaves; their hashes
are its edge. Appending never looks at anything else. What an append completes comes back as
*runs*, neighbouring nodes of one level, ready to be laid behind what is stored::

    edge, runs = Edge().extend([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    [(run.level, run.first, len(run.hashes)) for run in runs] == [(0, 0, 3), (1, 0, 1)]

Appending in bulk is the log's hot path: it works level by level, so that an entry costs its
one or two hashes and little else. No I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Self

from bozzetto.errors import FormatError
from bozzetto.log.merkle import (
    EMPTY_ROOT,
    HashReader,
    check_hashes,
    node_hash,
)
from bozzetto.log.shape import check_size, root_nodes

__all__ = ["Edge", "Run"]


class Run(NamedTuple):
    """Neighbouring complete nodes of one level."""

    level: int  # 0 for leaf hashes
    first: int  # index of the first node in its level
    hashes: tuple[bytes, ...]  # at least one, 32 bytes each


@dataclass(frozen=True, slots=True)
class Edge:
    """A tree of `size` leaves, seen from its right edge.

    Raises:
        FormatError: The hashes are not those of a tree of that size.
    """

    size: int = 0  # leaves
    hashes: tuple[bytes, ...] = ()  # 32 bytes each, from the largest node (left) to the smallest

    def __post_init__(self) -> None:
        check_size(self.size)
        if len(self.hashes) != self.size.bit_count():
            raise FormatError(
                "the edge of a tree of {size} leaves has {want} hashes, not {got}",
                size=self.size,
                want=self.size.bit_count(),
                got=len(self.hashes),
            )
        check_hashes(self.hashes)

    @classmethod
    def at(cls, size: int, read: HashReader) -> Self:
        """Read the edge of the first `size` leaves out of stored nodes.

        Raises:
            FormatError: `size` is no size of a tree.
        """
        return cls(size, tuple(read(level, index) for level, index in root_nodes(size)))

    def append(self, leaf: bytes) -> tuple[Self, tuple[Run, ...]]:
        """Append one leaf hash; see `extend`."""
        return self.extend((leaf,))

    def extend(self, leaves: Sequence[bytes]) -> tuple[Self, tuple[Run, ...]]:
        """Append leaf hashes, and give the new edge with every node that was completed.

        Args:
            leaves: 32-byte leaf hashes (`leaf_hash`), in the order of the log.

        Returns:
            The new edge, and one run a level, from level 0 upwards.

        Raises:
            FormatError: A leaf is not 32 bytes long, or the tree would be too large.
        """
        check_hashes(leaves)
        pending = dict(zip(self._levels(), self.hashes, strict=True))
        runs = []
        level, row = 0, list(leaves)
        while row:
            runs.append(Run(level, self.size >> level, tuple(row)))
            if level in pending:
                row.insert(0, pending.pop(level))
            if len(row) % 2:
                pending[level] = row[-1]
            # `node_hash` written out: the call would cost a third of the time.
            row = [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(row[::2], row[1::2], strict=False)
            ]
            level += 1
        hashes = tuple(pending[level] for level in sorted(pending, reverse=True))
        return type(self)(self.size + len(leaves), hashes), tuple(runs)

    def root(self) -> bytes:
        """Compute the tree's root hash, 32 bytes."""
        if not self.hashes:
            return EMPTY_ROOT
        *rest, reached = self.hashes
        for left in reversed(rest):
            reached = node_hash(left, reached)
        return reached

    def _levels(self) -> list[int]:
        """List the levels of the edge's nodes, from the left."""
        return [
            level for level in reversed(range(self.size.bit_length())) if self.size >> level & 1
        ]
