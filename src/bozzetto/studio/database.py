"""The database: one SQLite file, and the only module that speaks to it.

WAL and ``synchronous=FULL``: a commit costs one sync of the log file, and what was committed
survives a power cut. An entry touches two pages, its own row and its step in a chain, because
every page more is 4 KiB more to sync. So the last, partial tile of leaf hashes is not a row:
it is read from the entries. Full tiles, and all tiles above, are rows; they change once in 256
entries. Rows in ``note`` are the recorder's own memory and no evidence.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bozzetto.errors import RecordingError, StudioError
from bozzetto.log import TILE_WIDTH, Tile, leaf_hash
from bozzetto.record import Digest, digest_bytes

__all__ = ["FORMAT_VERSION", "ChainRow", "Database", "EntryRow", "FileRow"]

FORMAT_VERSION = 1  # of the tables; the record's own format has its own name
ALL = -1  # as a limit: none; https://www.sqlite.org/lang_select.html#limitoffset
BUSY_SECONDS = 60.0  # how long a writer waits for another one's transaction: a bulk import's

_SCHEMA = """
CREATE TABLE entry (
    place INTEGER PRIMARY KEY,  -- index of the leaf, from 0
    digest BLOB NOT NULL,       -- 32 bytes
    line BLOB NOT NULL          -- as it stands in record.jsonl
);
CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    sort TEXT NOT NULL
);
CREATE TABLE step (
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (chain, number)
) WITHOUT ROWID;
CREATE TABLE tile (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    data BLOB NOT NULL,         -- 32 bytes a hash, up to 256
    PRIMARY KEY (level, number)
);
CREATE TABLE file (
    path TEXT PRIMARY KEY,      -- watched files that were recorded, so that a restart
    size INTEGER NOT NULL,      -- does not record them again
    changed INTEGER NOT NULL,   -- nanoseconds, as the file system tells
    digest TEXT NOT NULL
);
CREATE TABLE note (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry on its way in."""

    place: int
    digest: bytes
    line: bytes
    chain: int
    number: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A watched file that was recorded."""

    path: str
    size: int  # bytes
    changed: int  # nanoseconds, as the file system tells
    digest: Digest  # of the bytes that were recorded


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain, and where it ends."""

    id: int
    digest: Digest
    sort: str
    length: int  # entries
    last: Digest  # of the newest entry


class Database:
    """One connection to a studio's database. Used by one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        if not create and not path.is_file():
            raise StudioError(
                "no studio at {place}",
                hint="make one with: bozzetto init {place}",
                place=path.parent,
            )
        try:
            self._sql = sqlite3.connect(
                path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise _not_opened(path, error) from error
        self._ids: dict[Digest, int] = {}  # chains never change their number
        try:
            self._prepare(create=create)
        except sqlite3.Error as error:
            self.close()
            raise _not_opened(path, error) from error
        except StudioError:
            self.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        self._sql.execute("PRAGMA synchronous=FULL")
        self._sql.execute("PRAGMA foreign_keys=ON")
        if create:
            self._sql.execute("PRAGMA journal_mode=WAL")
            self._sql.executescript(_SCHEMA)
            self._sql.execute(f"PRAGMA user_version={FORMAT_VERSION}")
        version = self._sql.execute("PRAGMA user_version").fetchone()[0]
        if version != FORMAT_VERSION:
            raise StudioError(
                "the studio's tables have version {got}, this program knows {want}",
                hint="use the version of bozzetto that wrote them, or a newer one",
                got=version,
                want=FORMAT_VERSION,
            )

    def close(self) -> None:
        """Close the connection."""
        self._sql.close()

    def copy_to(self, place: Path) -> None:
        """Write all that is committed now into a new file, whatever others write meanwhile.

        SQLite's online backup takes all pages in one step, in one reading transaction: with the
        write-ahead log neither waits for writers nor makes them wait.

        Raises:
            RecordingError: the file could not be written.
        """
        try:
            copy = sqlite3.connect(place, isolation_level=None)
            try:
                self._sql.backup(copy, pages=-1)
            finally:
                copy.close()
        except sqlite3.Error as error:
            raise RecordingError(
                "cannot copy the studio's database: {why}",
                hint="free space on the disk that the copy is written to",
                why=error,
            ) from error

    def version(self) -> int:
        """Return a number that changes whenever another connection committed."""
        return int(self._row("PRAGMA data_version")[0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one write lock, and commit what was done in it, or nothing.

        Raises:
            RecordingError: the transaction was not made durable.
        """
        try:
            self._sql.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._sql.execute("COMMIT")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("ROLLBACK")
                self._ids.clear()  # a chain that was begun here is none
                raise
        except sqlite3.Error as error:
            raise RecordingError(
                "the studio's database did not take the entry: {why}",
                hint="free space on the studio's disk, or check that its folder can be written",
                why=error,
            ) from error

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[Any]:
        """Read rows, one after the other.

        Raises:
            StudioError: the file is damaged, or cannot be read.
        """
        try:
            yield from self._sql.execute(query, values)
        except sqlite3.Error as error:
            raise StudioError(
                "the studio's database cannot be read: {why}",
                hint="check the disk; bring the studio's folder back from a copy",
                why=error,
            ) from error

    def _row(self, query: str, values: tuple[object, ...] = ()) -> Any:  # noqa: ANN401  # columns
        """Read one row, None where there is none."""
        return next(self._rows(query, values), None)

    def size(self) -> int:
        """Count the entries."""
        row = self._row("SELECT max(place) FROM entry")
        return 0 if row[0] is None else int(row[0]) + 1

    def add(self, rows: list[EntryRow]) -> None:
        """Write entries and their steps."""
        self._sql.executemany(
            "INSERT INTO entry VALUES (?, ?, ?)",
            [(row.place, row.digest, row.line) for row in rows],
        )
        self._sql.executemany(
            "INSERT INTO step VALUES (?, ?, ?)",
            [(row.chain, row.number, row.place) for row in rows],
        )

    def add_chain(self, digest: Digest, sort: str) -> int:
        """Write a chain that begins, and return its number in the database."""
        made = self._sql.execute(
            "INSERT INTO chain (digest, sort) VALUES (?, ?)", (digest_bytes(digest), sort)
        )
        return int(made.lastrowid or 0)

    def chains(self, sort: str | None = None) -> list[ChainRow]:
        """List the chains, oldest first."""
        rows = self._rows(_CHAINS + " WHERE ?1 IS NULL OR sort = ?1 ORDER BY id", (sort,))
        return [_chain(row) for row in rows]

    def chain(self, digest: Digest) -> ChainRow | None:
        """Find a chain by the digest of its first entry."""
        row = self._row(_CHAINS + " WHERE c.digest = ?", (digest_bytes(digest),))
        return None if row is None else _chain(row)

    def chains_since(self, place: int) -> list[tuple[Digest, str]]:
        """List the chains, and their sorts, that have an entry at `place` of the log or later."""
        return [(Digest("sha256:" + row[0].hex()), row[1]) for row in self._rows(_SINCE, (place,))]

    def lines(self, chain: int, start: int = 0, limit: int = ALL) -> Iterator[tuple[int, bytes]]:
        """Read a chain's entries in order, from number `start`: place in the log, and line."""
        return self._rows(
            "SELECT entry.place, CAST(line AS BLOB) FROM step JOIN entry USING (place)"
            " WHERE chain = ? AND number >= ? ORDER BY number LIMIT ?",
            (chain, start, limit),
        )

    def line(self, place: int) -> bytes:
        """Read the entry at a place of the log."""
        row = self._row("SELECT CAST(line AS BLOB) FROM entry WHERE place = ?", (place,))
        if row is None:
            raise StudioError("the log has no entry {place}", place=place)
        return bytes(row[0])

    def places(self, chain: int) -> list[int]:
        """List the places in the log that a chain's entries have, in order."""
        return [row[0] for row in self._rows(_PLACES, (chain,))]

    def all_lines(self, start: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
        """Read the log in order, from the place `start` on: place, digest, line."""
        return self._rows(_ALL, (start,))

    def has_entry(self, chain: int, digest: Digest) -> bool:
        """Whether an entry stands in a chain; the newest are looked at first."""
        row = self._row(
            "SELECT 1 FROM step JOIN entry USING (place)"
            " WHERE chain = ? AND digest = ? ORDER BY number DESC LIMIT 1",
            (chain, digest_bytes(digest)),
        )
        return row is not None

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaf hashes of the entries from `start` to before `end`."""
        rows = self._rows(
            "SELECT digest FROM entry WHERE place >= ? AND place < ? ORDER BY place", (start, end)
        )
        return [leaf_hash(row[0]) for row in rows]

    def chain_id(self, digest: Digest) -> int:
        """Return a chain's number in the database.

        Raises:
            StudioError: the studio has no such chain.
        """
        known = self._ids.get(digest)
        if known is None:
            row = self._row("SELECT id FROM chain WHERE digest = ?", (digest_bytes(digest),))
            if row is None:
                raise StudioError("the studio has no chain {chain}", chain=digest)
            known = self._ids[digest] = int(row[0])
        return known

    def tile(self, tile: Tile) -> bytes:
        """Read a tile's hashes, as wide as is asked for."""
        row = self._row(
            "SELECT data FROM tile WHERE level = ? AND number = ?", (tile.level, tile.index)
        )
        if row is None and tile.level == 0:
            start = tile.index * TILE_WIDTH
            return b"".join(self.leaves(start, start + tile.width))
        return b"" if row is None else bytes(row[0][: tile.size])

    def put_tile(self, level: int, number: int, data: bytes) -> None:
        """Write a tile, over a narrower one."""
        self._sql.execute("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", (level, number, data))

    def note(self, name: str) -> str | None:
        """Read one of the recorder's own notes."""
        row = self._row("SELECT value FROM note WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def notes(self, prefix: str) -> dict[str, str]:
        """Read the recorder's own notes whose names begin so."""
        rows = self._rows(
            "SELECT name, value FROM note WHERE substr(name, 1, ?) = ?", (len(prefix), prefix)
        )
        return {str(name): str(value) for name, value in rows}

    def put_note(self, name: str, value: str | None) -> None:
        """Write one of the recorder's own notes, or remove it."""
        if value is None:
            self._sql.execute("DELETE FROM note WHERE name = ?", (name,))
        else:
            self._sql.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def file(self, path: str) -> FileRow | None:
        """Find what was recorded of a watched file."""
        row = self._row("SELECT * FROM file WHERE path = ?", (path,))
        return None if row is None else FileRow(row[0], int(row[1]), int(row[2]), Digest(row[3]))

    def put_files(self, files: Iterable[FileRow]) -> None:
        """Remember what was recorded of watched files."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)",
            [(file.path, file.size, file.changed, file.digest) for file in files],
        )


def _not_opened(path: Path, error: sqlite3.Error) -> StudioError:
    return StudioError(
        "cannot open the studio at {place}: {why}",
        hint="bring its folder back from a copy, if there is one; never repair it in place",
        place=path.parent,
        why=error,
    )


_PLACES = "SELECT place FROM step WHERE chain = ? ORDER BY number"
# Somebody's edit may have left a text where bytes belong: it is read as its bytes, and refused
# as what it is.
_ALL = (
    "SELECT place, CAST(digest AS BLOB), CAST(line AS BLOB) FROM entry"
    " WHERE place >= ? ORDER BY place"
)
# One look at the end of each chain: steps have no index by place, since each costs a recording
_SINCE = (
    "SELECT digest, sort FROM chain"
    " WHERE (SELECT place FROM step WHERE chain = chain.id ORDER BY number DESC LIMIT 1) >= ?"
    " ORDER BY id"
)
_CHAINS = (
    "SELECT c.id, c.digest, c.sort, s.number + 1, e.digest FROM chain c"
    " JOIN step s ON s.chain = c.id"
    " AND s.number = (SELECT max(number) FROM step WHERE chain = c.id)"
    " JOIN entry e ON e.place = s.place"
)


def _chain(row: tuple[int, bytes, str, int, bytes]) -> ChainRow:
    identity, digest, sort, length, last = row
    return ChainRow(
        identity, Digest("sha256:" + digest.hex()), sort, length, Digest("sha256:" + last.hex())
    )
