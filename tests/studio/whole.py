"""The whole-log check: a studio's database, read by nothing but the formats.

Opens the database anew, as a stranger would, and holds every line, digest, signature, chain,
tile and asset to what the record format says. It shares no code with the recorder: the tree is
hashed by the ten lines of ``reference_root``.
"""

import hashlib
import sqlite3
from pathlib import Path

from bozzetto.log import EMPTY_ROOT, TileReader, leaf_hash, root
from bozzetto.record import (
    ChainSort,
    Digest,
    Entry,
    Head,
    Standing,
    assets_in,
    digest_bytes,
    verify_next,
)
from bozzetto.studio import Clock, Database, Layout, Recorder

__all__ = ["check_tiles", "check_whole", "reference_root", "reference_tiles"]

WIDTH = 256  # hashes in a full tile, C2SP tlog-tiles


def reference_root(leaves: list[bytes]) -> bytes:
    """Compute a root as RFC 6962 section 2.1 says it, from leaf hashes."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    left, right = reference_root(leaves[:split]), reference_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def check_whole(folder: Path) -> list[Entry]:
    """Check a studio, and return its entries in the log's order."""
    layout = Layout(folder)
    database = Database(layout.database)
    try:
        entries = _check_lines(database)
        leaves = [leaf_hash(digest_bytes(entry.digest)) for entry in entries]
        check_tiles(layout, leaves)
        _check_assets(layout, entries)
        return entries
    finally:
        database.close()


def _check_lines(database: Database) -> list[Entry]:
    """Check spelling, digests, signatures, standing and chains."""
    entries: list[Entry] = []
    heads: dict[Digest, Head] = {}
    standing, anchor, studio = Standing(), None, None
    for place, digest, line in database.all_lines():
        assert place == len(entries)
        entry = Entry.parse(line)
        assert entry.line == line
        assert digest_bytes(entry.digest) == digest
        assert entry.event.studio == studio
        assert entry.event.after == anchor
        entry.verify_signatures()
        standing = standing.after(entry)
        chain = entry.event.chain or entry.digest
        heads[chain] = verify_next(heads.get(chain), entry)
        studio = studio or entry.digest
        anchor = entry.digest if entry.event.kind == "time.anchored" else anchor
        entries.append(entry)
    _check_chains(database, heads, entries)
    return entries


def _check_chains(database: Database, heads: dict[Digest, Head], entries: list[Entry]) -> None:
    rows = {row.digest: row for row in database.chains()}
    assert rows.keys() == heads.keys()
    for digest, head in heads.items():
        row = rows[digest]
        assert (row.sort, row.length, row.last) == (head.sort, head.number + 1, head.digest)
        steps = list(database.lines(row.id))
        assert [entries[place].line for place, _ in steps] == [line for _, line in steps]
        assert [entries[place].event.number for place, _ in steps] == list(range(row.length))
    if entries:
        sorts = [head.sort for head in heads.values()]
        assert sorts.count(ChainSort.STUDIO) == sorts.count(ChainSort.ANCHOR) == 1


def check_tiles(layout: Layout, leaves: list[bytes]) -> None:
    """Check the stored tiles, the root that they give and the recorder's own, by the leaves."""
    with sqlite3.connect(layout.database) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = {
            (level, number): data
            for level, number, data in raw.execute("SELECT level, number, data FROM tile")
        }
    raw.close()
    assert stored == reference_tiles(leaves)
    database = Database(layout.database)
    recorder = Recorder(database, Clock())
    checkpoint = recorder.checkpoint("bozzetto.local/test")
    size = len(leaves)
    assert (checkpoint.tree_size, checkpoint.root_hash) == (size, reference_root(leaves))
    assert root(size, TileReader(database.tile, size)) == checkpoint.root_hash
    recorder.close()


def reference_tiles(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Lay out the tiles that are rows: full ones of leaves, and all above."""
    full = len(leaves) - len(leaves) % WIDTH
    found = {(0, at // WIDTH): b"".join(leaves[at : at + WIDTH]) for at in range(0, full, WIDTH)}
    level, row = 1, [reference_root(leaves[at : at + WIDTH]) for at in range(0, full, WIDTH)]
    while row:
        for at in range(0, len(row), WIDTH):
            found[level, at // WIDTH] = b"".join(row[at : at + WIDTH])
        level += 1
        whole = len(row) - len(row) % WIDTH
        row = [reference_root(row[at : at + WIDTH]) for at in range(0, whole, WIDTH)]
    return found


def _check_assets(layout: Layout, entries: list[Entry]) -> None:
    """Check that the bytes of every asset that was not erased are there."""
    erased = {
        digest
        for entry in entries
        if entry.event.kind == "bytes.erased"
        for digest in entry.event.body["assets"]
    }
    named = {asset.digest: asset for entry in entries for asset in assets_in(entry.event.body)}
    for digest, asset in named.items():
        if digest not in erased:
            data = layout.asset(digest).read_bytes()
            assert len(data) == asset.size
            assert digest == f"sha256:{hashlib.sha256(data).hexdigest()}"
