"""Tiles: the complete nodes of a tree, cut into pieces of 256 hashes.

The layout and the spelling are those of https://c2sp.org/tlog-tiles: the tile at (level L,
index N) holds the nodes ``[256 * N, 256 * N + width)`` of tree level ``8 * L``, 32 bytes each,
one after the other. A full tile is 256 wide and never changes again; only the last tile of a
level may be narrower, and it is named with its width: a tree of 70,000 leaves has 273 full
tiles ``tile/0/000`` to ``tile/0/272``, then ``tile/0/273.p/112``, ``tile/1/000``,
``tile/1/001.p/17`` and ``tile/2/000.p/1``.

The levels between are hashed when they are asked for. Entry bundles are not written: a
Bozzetto log holds digests only. No I/O: where tiles come from is the caller's business.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from bozzetto.errors import FormatError
from bozzetto.log.edge import Run
from bozzetto.log.merkle import (
    HASH_SIZE,
    node_hash,
)
from bozzetto.log.shape import (
    MAX_TREE_SIZE,
    check_prefix,
    check_size,
    consistency_nodes,
    inclusion_nodes,
    root_nodes,
)

__all__ = [
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "Growth",
    "Tile",
    "TileReader",
    "changed_tiles",
    "grow_tiles",
    "tiles_for_consistency",
    "tiles_for_inclusion",
    "tiles_for_root",
]

TILE_HEIGHT = 8  # tree levels a tile spans
TILE_WIDTH = 1 << TILE_HEIGHT  # hashes in a full tile

# Five groups with an x reach 18 digits, beyond the last tile of the largest tree. The grammar
# still admits needless zero groups and a width of 999; those are refused by writing it again.
_PATH = re.compile(r"tile/([0-9]{1,2})/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The name of a tile.

    Raises:
        FormatError: No tree within the limit has that tile.
    """

    level: int  # in steps of 8 tree levels
    index: int  # within the level, from the left
    width: int = TILE_WIDTH  # hashes, 1 to 256

    def __post_init__(self) -> None:
        fits = 0 <= self.level < 64 and self.index >= 0 and 1 <= self.width <= TILE_WIDTH
        leaves = (self.index * TILE_WIDTH + self.width) << (TILE_HEIGHT * self.level) if fits else 0
        if not fits or leaves > MAX_TREE_SIZE:
            raise FormatError(
                "no tree has a tile {index} of level {level} with {width} hashes",
                index=self.index,
                level=self.level,
                width=self.width,
            )

    @classmethod
    def parse_path(cls, text: str) -> Self:
        """Parse the path of a tile, such as ``tile/0/x001/x234/067.p/8``.

        Raises:
            FormatError: `text` is not the path of any tile.
        """
        if match := _PATH.fullmatch(text):
            level, index, width = match.groups()
            number = int(index.replace("x", "").replace("/", ""))
            tile = cls(int(level), number, TILE_WIDTH if width is None else int(width))
            if tile.path() == text:
                return tile
        raise FormatError("not the path of a tile: {text!r}", text=text)

    def path(self) -> str:
        """Spell the tile's path, below the log's prefix or folder."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *groups, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "".join(f"x{group}/" for group in groups) + last
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{number}{suffix}"

    @property
    def size(self) -> int:
        """Length of the tile's data, bytes."""
        return self.width * HASH_SIZE


class TileReader:
    """Reads the complete nodes of one tree out of its tiles: a `HashReader`.

    Every tile that it has fetched is kept, with its inner nodes, as long as the reader lives:
    at most 16 KB a tile. The bytes are trusted only as far as their length; what is read out
    of them is proven by a root that somebody signed.
    """

    __slots__ = ("_read_tile", "_rows", "_size")

    def __init__(self, read_tile: Callable[[Tile], bytes], size: int) -> None:
        """Read with `read_tile` the tiles of a tree of `size` leaves.

        `read_tile` is asked for each tile once, with the width it has in this tree, and gives
        its data or raises.

        Raises:
            FormatError: `size` is no size of a tree.
        """
        check_size(size)
        self._read_tile = read_tile
        self._size = size
        self._rows: dict[Tile, list[list[bytes]]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Read the 32-byte hash of the complete node at (level, index).

        Raises:
            FormatError: The tree has no such node, or its tile has the wrong length.
        """
        tile = _tile_of(level, index, self._size)
        inner = level % TILE_HEIGHT
        rows = self._rows.get(tile)
        if rows is None:
            rows = self._rows[tile] = _rows(tile, self._read_tile(tile))
        return rows[inner][index % (TILE_WIDTH >> inner)]


def tiles_for_root(size: int) -> frozenset[Tile]:
    """Give the tiles from which the root of `size` leaves is computed.

    Raises:
        FormatError: `size` is no size of a tree.
    """
    return _tiles_of(root_nodes(size), size)


def tiles_for_inclusion(index: int, size: int) -> frozenset[Tile]:
    """Give the tiles, and no others, that an inclusion proof is computed from.

    Raises:
        FormatError: not 0 <= index < size.
    """
    return _tiles_of((node for nodes in inclusion_nodes(index, size) for node in nodes), size)


def tiles_for_consistency(old: int, size: int) -> frozenset[Tile]:
    """Give the tiles, and no others, that a consistency proof is computed from.

    Their widths are those of the newer tree.

    Raises:
        FormatError: not 0 <= old <= size.
    """
    return _tiles_of((node for nodes in consistency_nodes(old, size) for node in nodes), size)


class Growth(NamedTuple):
    """What an append does to one tile: its first `kept` hashes stay, and `added` follow."""

    tile: Tile  # with its new width
    kept: int  # hashes, 0 for a new tile
    added: bytes  # 32 bytes a hash


def grow_tiles(runs: Iterable[Run]) -> list[Growth]:
    """Lay what an `Edge.extend` completed into tiles, from level 0 upwards.

    The data of each tile is then its old data, which is ``kept * 32`` bytes, and `added`.
    """
    return [
        growth
        for run in runs
        if run.level % TILE_HEIGHT == 0
        for growth in _grow(run.level // TILE_HEIGHT, run.first, run.hashes)
    ]


def changed_tiles(old: int, size: int) -> list[Tile]:
    """List the tiles that a tree of `size` leaves has and one of `old` leaves had not.

    A tile that grew is another tile, of a new width; in each level only the first of those
    listed can be one.

    Raises:
        FormatError: not 0 <= old <= size.
    """
    check_prefix(old, size)
    changed = []
    level, first, end = 0, old, size
    while first < end:
        numbers = range(first // TILE_WIDTH, -(-end // TILE_WIDTH))
        changed += [Tile(level, number, _width(number, end)) for number in numbers]
        level, first, end = level + 1, first // TILE_WIDTH, end // TILE_WIDTH
    return changed


def _grow(level: int, first: int, hashes: Sequence[bytes]) -> Iterable[Growth]:
    end = first + len(hashes)
    for number in range(first // TILE_WIDTH, -(-end // TILE_WIDTH)):
        start = max(number * TILE_WIDTH, first)
        width = _width(number, end)
        added = hashes[start - first : number * TILE_WIDTH + width - first]
        yield Growth(Tile(level, number, width), start % TILE_WIDTH, b"".join(added))


def _width(number: int, nodes: int) -> int:
    """Give the width of tile `number` in a level of so many nodes."""
    return min(TILE_WIDTH, nodes - number * TILE_WIDTH)


def _tiles_of(nodes: Iterable[tuple[int, int]], size: int) -> frozenset[Tile]:
    return frozenset(_tile_of(level, index, size) for level, index in nodes)


def _tile_of(level: int, index: int, size: int) -> Tile:
    """Find the tile of a tree of `size` leaves that holds a node, itself or by its leaves."""
    if level < 0 or index < 0 or (index + 1) << level > size:
        raise FormatError(
            "a tree of {size} leaves has no complete node {index} at level {level}",
            size=size,
            index=index,
            level=level,
        )
    tile_level, inner = divmod(level, TILE_HEIGHT)
    number = (index << inner) // TILE_WIDTH
    return Tile(tile_level, number, _width(number, size >> (TILE_HEIGHT * tile_level)))


def _rows(tile: Tile, data: bytes) -> list[list[bytes]]:
    """Hash a tile's data up to the level below the next tile: eight rows, shrinking by half."""
    if len(data) != tile.size:
        raise FormatError(
            "{path} must be {want} bytes long, and is {got}",
            path=tile.path(),
            want=tile.size,
            got=len(data),
        )
    rows = [[data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]]
    while len(rows) < TILE_HEIGHT:
        row = rows[-1]
        rows.append(list(map(node_hash, row[::2], row[1::2])))
    return rows
