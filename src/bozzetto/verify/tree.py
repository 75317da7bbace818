"""The tree: every line is a leaf of the log that the newest checkpoint signs (step 6).

All hashes are computed again, from the leaves up to the root that was signed; a tile is believed
only as far as it leads there. One inclusion proof is verified for each tile of leaves: the proof
is computed from all of the tile's hashes, so with it every one of them is proven, and the other
lines of the tile are compared with it.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby

from bozzetto.errors import BozzettoError, FormatError
from bozzetto.log import (
    MAX_TREE_SIZE,
    TILE_WIDTH,
    Checkpoint,
    Tile,
    TileReader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    tiles_for_consistency,
    tiles_for_inclusion,
    verify_consistency,
    verify_inclusion,
)
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings
from bozzetto.verify.rows import Row, Rows

__all__ = ["CHECKPOINT", "INDEX", "Tree", "is_tile", "read_index"]

CHECKPOINT = "data/log/checkpoint"
INDEX = "data/log/index"
FOLDER = "data/log/"

# Proofs that share one reader, which keeps every tile it has read: some 3 a proof, of 16 KB.
PROOFS_AT_ONCE = 512

_INDEX_LINE = re.compile(rb"(0|[1-9][0-9]{0,15})\n")
_LINE_BYTES = 18  # the longest that fits the pattern, and one more


class _MissingError(FormatError):
    """A tile is not in the bundle."""


def read_index(container: Container, findings: Findings, lines: int) -> Sequence[int] | None:
    """Read the leaf index of each line: strictly growing, one for each of `lines` lines."""
    if INDEX not in container:
        findings.add("index.missing", INDEX)
        return None
    indexes = array("q")
    with container.open(INDEX) as source:
        while raw := source.readline(_LINE_BYTES):
            match = _INDEX_LINE.fullmatch(raw)
            where = f"{INDEX} line {len(indexes) + 1}"
            if match is None or int(match[1]) > MAX_TREE_SIZE:
                got = raw.decode("ascii", "replace").rstrip("\n")
                findings.add("index.malformed", where, got=got)
                return None
            if indexes and int(match[1]) <= indexes[-1]:
                findings.add("index.malformed", where, want=f"> {indexes[-1]}", got=int(match[1]))
                return None
            indexes.append(int(match[1]))
    if len(indexes) != lines:
        findings.add("index.malformed", INDEX, want=f"{lines} lines", got=len(indexes))
        return None
    return indexes


def is_tile(name: str) -> bool:
    """Whether a file of the bundle is named as a tile is."""
    try:
        Tile.parse_path(name.removeprefix(FOLDER))
    except FormatError:
        return False
    return name.startswith(FOLDER)


class Tree:
    """The tree of the newest checkpoint, read from the bundle's tiles."""

    def __init__(self, container: Container, newest: Checkpoint, findings: Findings) -> None:
        self.newest = newest
        self._container = container
        self._findings = findings
        self._reader = TileReader(self._read_tile, newest.tree_size)
        self._proofs = 0
        self.is_false = False  # a tile was altered: what else it says accuses nobody

    def check_lines(self, rows: Rows, indexes: Sequence[int]) -> None:
        """Step 6: verify that each line is the leaf that the index says."""
        placed = [(indexes[row.line - 1], row) for row in rows]
        for number, group in groupby(placed, lambda pair: pair[0] // TILE_WIDTH):
            self._check_tile(number, list(group))
        # A line that could not be read keeps its place, and its leaf belongs to nobody.
        size = self.newest.tree_size
        others = size - sum(index < size for index, _ in placed)
        if others > 0:
            self._findings.add("log.others", CHECKPOINT, got=others)

    def check_prefix(self, old: Checkpoint) -> None:
        """Verify that `old` is the newest log's own past (for step 7).

        Raises:
            VerificationError: it is not.
            FormatError: a tile that this needs is missing or malformed.
        """
        size = self.newest.tree_size
        proof = consistency_proof(old.tree_size, size, self._fresh_reader())
        verify_consistency(old.tree_size, old.root_hash, size, self.newest.root_hash, proof)

    def check_tiles(self, indexes: Iterable[int], anchored: Iterable[int]) -> None:
        """Step 6: hold the tiles that are there to those that are needed."""
        size = self.newest.tree_size
        needed: set[Tile] = set()
        for number in {index // TILE_WIDTH for index in indexes if index < size}:
            needed |= tiles_for_inclusion(number * TILE_WIDTH, size)
        for old in {old for old in anchored if old <= size}:
            needed |= tiles_for_consistency(old, size)
        paths = {FOLDER + tile.path() for tile in needed}
        there = {name for name in self._container.members if is_tile(name)}
        for name in sorted(paths - there):
            self._findings.add("tile.missing", name)
        for name in sorted(there - paths):  # it would say something of other works
            self._findings.add("tile.unneeded", name)

    def _check_tile(self, number: int, group: list[tuple[int, Row]]) -> None:
        """Verify the lines whose leaves lie in one tile."""
        size = self.newest.tree_size
        inside = [(index, row) for index, row in group if index < size]
        for index, row in group[len(inside) :]:
            self._findings.add("leaf.false", row.where, want=f"index < {size}", got=index)
        self._findings.check(6, len(inside))
        if not inside:
            return
        tile = Tile(0, number, min(TILE_WIDTH, size - number * TILE_WIDTH))
        reader = self._fresh_reader()
        if tile in tiles_for_inclusion(inside[0][0], size):
            self._prove_tile(tile, inside[0][0], reader)
            self._compare(inside, reader)
        else:  # the tile has one leaf, and the proof needs nothing of it but that
            self._prove_line(*inside[0], reader)

    def _prove_tile(self, tile: Tile, index: int, reader: TileReader) -> None:
        try:
            self._prove(reader(0, index), index, reader)
        except _MissingError:
            return  # `check_tiles` names it
        except BozzettoError as error:
            tiles = tiles_for_inclusion(index, self.newest.tree_size)
            self.is_false = True
            names = " ".join(sorted(FOLDER + each.path() for each in tiles))
            self._findings.add("tile.false", FOLDER + tile.path(), got=names, error=error)

    def _prove_line(self, index: int, row: Row, reader: TileReader) -> None:
        leaf = leaf_hash(row.digest)
        try:
            self._prove(leaf, index, reader)
        except _MissingError:
            return  # `check_tiles` names it
        except BozzettoError as error:
            self._findings.add("leaf.false", row.where, got=leaf.hex(), error=error)

    def _prove(self, leaf: bytes, index: int, reader: TileReader) -> None:
        size, root = self.newest.tree_size, self.newest.root_hash
        verify_inclusion(leaf, index, size, inclusion_proof(index, size, reader), root)

    def _compare(self, group: list[tuple[int, Row]], reader: TileReader) -> None:
        for index, row in group:
            try:
                want, got = reader(0, index), leaf_hash(row.digest)
            except FormatError:
                return  # the tile is missing or malformed, which was said
            if want != got:
                self._findings.add("leaf.false", row.where, want=want.hex(), got=got.hex())

    def _fresh_reader(self) -> TileReader:
        self._proofs += 1
        if self._proofs % PROOFS_AT_ONCE == 0:
            self._reader = TileReader(self._read_tile, self.newest.tree_size)
        return self._reader

    def _read_tile(self, tile: Tile) -> bytes:
        path = FOLDER + tile.path()
        if path not in self._container:
            raise _MissingError("{path} is missing", path=path)
        return self._container.read(path, tile.size)
