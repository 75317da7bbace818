"""The catalogue: an index beside the record, made from it, and made anew whenever in doubt.

Home and Works ask who made what when, over all works at once; the record answers that only to
who reads all of it. So what they ask is noted in a SQLite file of its own, ``cache/``. It is no
evidence: nothing is sealed, exported or verified by it, and whoever deletes it loses nothing.

    catalogue = Catalogue.writing(layout.catalogue)
    catalogue.follow(database)

`follow` reads what is new. It remembers the last entry that it read; a log that has another
one there, or none, is another log, and is read from its beginning. One process may follow
while others do: who comes second finds the entries noted. ``shelf`` asks the questions.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bozzetto.errors import StudioError
from bozzetto.record import ChainSort, Digest, Moment
from bozzetto.studio.database import Database
from bozzetto.studio.gist import MAX_WORDS, Gist, Mark, pieces_in, read_gist

__all__ = ["RECENT", "VERSION", "Catalogue", "Followed", "quarter"]

VERSION = 1  # of the tables and of what is noted in them; another one is made anew
RECENT = 100  # entries that are listed one by one, the newest
CHUNK = 2_000  # entries in one transaction: a tenth of a second, so that one can stop soon
BUSY_SECONDS = 10.0  # how long one waits for another process that follows
MAX_REMEMBERED = 200_000  # pieces and texts in memory, so as not to ask for them again

Advance = Callable[[int, int], None]  # entries that were read, and of how many

_SCHEMA = """
CREATE TABLE followed (count INTEGER NOT NULL, digest BLOB NOT NULL, skipped INTEGER NOT NULL);
INSERT INTO followed VALUES (0, x'', 0);
CREATE TABLE work (
    id INTEGER PRIMARY KEY,     -- from 1; 0 stands for the studio's own chains
    digest TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    opened TEXT NOT NULL,
    newest TEXT NOT NULL,
    last INTEGER NOT NULL,      -- place of the newest entry
    entries INTEGER NOT NULL,
    pictures INTEGER NOT NULL
);
CREATE TABLE tally (            -- entries by kind and quarter of an hour, UTC: all zones have
    work INTEGER NOT NULL,      -- their midnight at one
    kind TEXT NOT NULL,
    quarter TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (work, kind, quarter)
) WITHOUT ROWID;
CREATE INDEX tally_quarter ON tally (quarter);
CREATE TABLE picture (
    work INTEGER NOT NULL,
    digest TEXT NOT NULL,
    value TEXT NOT NULL,        -- the asset, as JSON
    made INTEGER NOT NULL,      -- 1: by a tool or by hand; 0: it went in, as material
    place INTEGER NOT NULL,     -- of the newest entry that brings it
    position INTEGER NOT NULL,  -- in that entry
    chosen INTEGER,             -- place of the newest choice about it, where that chose it
    PRIMARY KEY (work, digest)
) WITHOUT ROWID;
CREATE INDEX picture_chosen ON picture (work, chosen DESC, position) WHERE chosen IS NOT NULL;
CREATE INDEX picture_newest ON picture (work, made DESC, place DESC, position);
CREATE TABLE erased (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE mark (
    place INTEGER PRIMARY KEY,
    entry TEXT NOT NULL UNIQUE, -- digest of the entry that says so
    work INTEGER NOT NULL,
    sort TEXT NOT NULL,
    asset TEXT
);
CREATE INDEX mark_work ON mark (work);
CREATE TABLE person (key TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE part (work INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (work, key))
    WITHOUT ROWID;
CREATE TABLE text (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE TABLE piece (id INTEGER PRIMARY KEY, words TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE found USING fts5 (words, content='', tokenize='trigram');
CREATE TABLE held (             -- a piece, in which work, and the first text there that has it
    piece INTEGER NOT NULL,
    work INTEGER NOT NULL,
    text INTEGER NOT NULL,
    PRIMARY KEY (piece, work)
) WITHOUT ROWID;
CREATE TABLE happening (
    place INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    seen TEXT NOT NULL,
    work INTEGER NOT NULL,
    picture TEXT,
    words TEXT
);
"""
# Codes of SQLite's that mean that the file itself is not as it must be; the rest passes by
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the log was read."""

    count: int  # entries
    skipped: int  # of these, that could not be read


@dataclass(slots=True)
class _Known:
    """What stands in the file already, so as not to ask for it each time."""

    works: dict[Digest, int] = field(default_factory=dict)
    pieces: dict[str, int] = field(default_factory=dict)
    held: set[tuple[int, int]] = field(default_factory=set)  # work and piece
    texts: set[tuple[int, str]] = field(default_factory=set)  # work and words

    def trim(self) -> None:
        """Forget what grew too large; it is found again in the file."""
        for memory in (self.pieces, self.held, self.texts):
            if len(memory) > MAX_REMEMBERED:
                memory.clear()


class Catalogue:
    """One connection to the catalogue. Used by one thread at a time."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._known = _Known()
        self._tallies: Counter[tuple[int, str, str]] = Counter()
        self._sql = _connect(path)
        self._file = path.stat().st_ino
        if not write:
            self._sql.executescript("PRAGMA query_only=ON; BEGIN;")

    @classmethod
    def writing(cls, path: Path, *, anew: bool = False) -> Self:
        """Open the catalogue to follow the log; make it where there is none that is whole.

        Args:
            path: Where it stands.
            anew: Whether to make it anew in any case.

        Raises:
            StudioError: it cannot be made.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if anew or not _is_ours(path):
                _remove(path)
                _make(path)
            return cls(path, write=True)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    @classmethod
    @contextmanager
    def reading(cls, path: Path) -> Iterator[Self]:
        """Open the catalogue to ask it, as it stands at one moment.

        Raises:
            StudioError: there is none, or it is damaged; `writing` makes it anew.
        """
        if not path.is_file():
            raise _not_kept(FileNotFoundError(path.name))
        try:
            with closing(cls(path, write=False)) as found:
                yield found
        except sqlite3.Error as error:
            raise _not_kept(error) from error

    def close(self) -> None:
        """Close the connection."""
        self._sql.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def rows(self, query: str, values: Iterable[object] = ()) -> list[Any]:
        """Ask for rows."""
        return self._sql.execute(query, tuple(values)).fetchall()

    def row(self, query: str, values: Iterable[object] = ()) -> Any:  # noqa: ANN401  # columns
        """Ask for one row, None where there is none."""
        return self._sql.execute(query, tuple(values)).fetchone()

    def followed(self) -> Followed:
        """Tell how far the log was read."""
        return Followed(*self.row("SELECT count, skipped FROM followed"))

    def _make_anew(self) -> None:
        """Remove the file, whatever it is, and begin another."""
        self._sql.close()
        self._known = _Known()
        _remove(self._path)
        _make(self._path)
        self._sql, self._file = _connect(self._path), self._path.stat().st_ino

    def follow(
        self,
        database: Database,
        *,
        advance: Advance | None = None,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> Followed:
        """Read what is new in the log, some thousand entries at a time.

        Args:
            database: The studio's.
            advance: Is told how many entries were read, of how many.
            goes_on: Is asked between two portions; what was read until then stays.

        Raises:
            StudioError: the studio cannot be read, or the catalogue not be written.
        """
        try:
            try:
                return self._follow(database, advance, goes_on)
            except sqlite3.Error as error:
                if not _is_damage(error):
                    raise
                self._make_anew()
                return self._follow(database, advance, goes_on)
        except (OSError, sqlite3.Error) as error:
            raise _not_kept(error) from error

    def _follow(
        self, database: Database, advance: Advance | None, goes_on: Callable[[], bool]
    ) -> Followed:
        if not self._is_there() or not self._stands(database):
            self._make_anew()
        while goes_on():
            before = self.followed().count
            with self._transaction():
                done = self._take(database)
            if done == before:
                break
            if advance is not None:
                advance(done, max(done, database.size()))
        return self.followed()

    def _is_there(self) -> bool:
        """Whether the open file is still the one of that name: nobody removed it."""
        return self._path.exists() and self._path.stat().st_ino == self._file

    def _stands(self, database: Database) -> bool:
        """Whether the log still has the entry that was read last."""
        count, digest = self.row("SELECT count, digest FROM followed")
        if count == 0:
            return True
        with closing(_portion(database, count - 1, 1)) as rows:
            return next(((row[0], row[1]) for row in rows), None) == (count - 1, digest)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._sql.execute("COMMIT")
        except BaseException:
            self._known, self._tallies = _Known(), Counter()
            if self._sql.in_transaction:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    self._sql.execute("ROLLBACK")
            raise
        self._known.trim()

    def _take(self, database: Database) -> int:
        """Note the next portion, and return how many entries were read in all."""
        count, digest, skipped = self.row("SELECT count, digest, skipped FROM followed")
        with closing(_portion(database, count, CHUNK)) as rows:
            for place, digest, line in rows:
                gist = read_gist(line)
                if gist is None:
                    skipped += 1
                else:
                    self._note(place, Digest("sha256:" + digest.hex()), gist)
                count = place + 1
        self._sql.execute(
            "UPDATE followed SET count = ?, digest = ?, skipped = ?", (count, digest, skipped)
        )
        self._write_tallies()
        self._sql.execute(_PRUNE, (RECENT,))
        return int(count)

    def _note(self, place: int, digest: Digest, gist: Gist) -> None:
        """Note one entry."""
        work = self._work(place, digest, gist) if gist.sort is ChainSort.WORK else 0
        self._tallies[work, gist.kind, quarter(gist.at)] += 1
        self._note_files(place, work, gist)
        self._note_names(gist)
        if gist.sort is not ChainSort.ANCHOR:
            row = (place, digest, gist.kind, gist.at, gist.seen, work, gist.shown, gist.words)
            self._sql.execute("INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        if work:
            self._note_state(place, digest, work, gist)
            self._note_texts(place, work, gist.texts)
            parts = [(work, key) for key in gist.people]
            self._sql.executemany("INSERT OR IGNORE INTO part VALUES (?, ?)", parts)

    def _work(self, place: int, digest: Digest, gist: Gist) -> int:
        """Note that a work grows, and return its number."""
        chain = gist.chain or digest
        if chain not in self._known.works:
            self._sql.execute(_BEGIN, (chain, gist.title or chain, gist.at, gist.at, place))
            found = self.row("SELECT id FROM work WHERE digest = ?", (chain,))
            self._known.works[chain] = int(found[0])
        work = self._known.works[chain]
        self._sql.execute(
            "UPDATE work SET newest = ?, last = ?, entries = entries + 1 WHERE id = ?",
            (gist.at, place, work),
        )
        return work

    def _note_files(self, place: int, work: int, gist: Gist) -> None:
        """Note which pictures came, which were decided about, and which bytes went."""
        if gist.assets:
            self._sql.executemany(_ERASED_NO_MORE, [(digest,) for digest in gist.assets])
        for position, picture in enumerate(gist.pictures):
            key, rest = (work, picture.digest), (picture.value, picture.made, place, position)
            done = self._sql.execute(_PICTURE, (*key, *rest))
            if done.rowcount:
                self._sql.execute(_ONE_MORE, (work,))
            else:
                self._sql.execute(_PICTURE_AGAIN, (*rest, *key))
        self._sql.executemany(_DECIDE, [(None, work, digest) for digest in gist.among])
        self._sql.executemany(_DECIDE, [(place, work, digest) for digest in gist.chosen])
        gone = [(digest,) for digest in gist.erased]
        self._sql.executemany("INSERT OR IGNORE INTO erased VALUES (?)", gone)

    def _note_names(self, gist: Gist) -> None:
        """Note what people and devices are called; a new key is called as the old one."""
        self._sql.executemany("INSERT OR REPLACE INTO person VALUES (?, ?)", gist.names)
        if gist.replaced is not None:
            old, new = gist.replaced
            self._sql.execute(
                "INSERT OR REPLACE INTO person SELECT ?, name FROM person WHERE key = ?", (new, old)
            )

    def _note_state(self, place: int, digest: Digest, work: int, gist: Gist) -> None:
        """Note what is said about the state of a work; what is corrected is said no more."""
        if gist.mark is not None:
            mark: Mark = gist.mark
            row = (place, digest, work, mark.sort, mark.asset)
            self._sql.execute("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?, ?)", row)
        if gist.corrects is not None:
            self._sql.execute(
                "DELETE FROM mark WHERE entry = ? AND work = ?", (gist.corrects, work)
            )

    def _note_texts(self, place: int, work: int, texts: Iterable[str]) -> None:
        """Note the pieces of texts that the work did not have yet, and where they stand."""
        for index, words in enumerate(texts):
            if (work, words) in self._known.texts:
                continue
            self._known.texts.add((work, words))
            text = place << 16 | index & 0xFFFF
            if sum([self._hold(work, text, piece) for piece in pieces_in(words)]):
                kept = (text, words[:MAX_WORDS])
                self._sql.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", kept)

    def _hold(self, work: int, text: int, words: str) -> bool:
        """Note that a work has a piece; tell whether that is new."""
        piece = self._known.pieces.get(words)
        if piece is None:
            piece = self._known.pieces[words] = self._piece(words)
        if (work, piece) in self._known.held:
            return False
        self._known.held.add((work, piece))
        row = (piece, work, text)
        done = self._sql.execute("INSERT OR IGNORE INTO held VALUES (?, ?, ?)", row)
        return done.rowcount > 0

    def _piece(self, words: str) -> int:
        found = self.row("SELECT id FROM piece WHERE words = ?", (words,))
        if found is not None:
            return int(found[0])
        made = self._sql.execute("INSERT INTO piece (words) VALUES (?)", (words,)).lastrowid or 0
        self._sql.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (made, words))
        return made

    def _write_tallies(self) -> None:
        rows = [(*key, number) for key, number in self._tallies.items()]
        self._sql.executemany(_TALLY, rows)
        self._tallies.clear()


_BEGIN = (
    "INSERT OR IGNORE INTO work (digest, title, opened, newest, last, entries, pictures)"
    " VALUES (?, ?, ?, ?, ?, 0, 0)"
)
_TALLY = (
    "INSERT INTO tally VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET number = number + excluded.number"
)
_PICTURE = (
    "INSERT OR IGNORE INTO picture (work, digest, value, made, place, position)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_PICTURE_AGAIN = (
    "UPDATE picture SET value = ?, made = max(made, ?), place = ?, position = ?"
    " WHERE work = ? AND digest = ?"
)
_ONE_MORE = "UPDATE work SET pictures = pictures + 1 WHERE id = ?"
_DECIDE = "UPDATE picture SET chosen = ? WHERE work = ? AND digest = ?"
_ERASED_NO_MORE = "DELETE FROM erased WHERE digest = ?"
_PRUNE = (
    "DELETE FROM happening WHERE place NOT IN"
    " (SELECT place FROM happening ORDER BY place DESC LIMIT ?)"
)


def quarter(at: Moment) -> str:
    """Return the quarter of an hour that a moment lies in, UTC: ``2026-11-22T12:45``."""
    return f"{at[:14]}{int(at[14:16]) // 15 * 15:02}"


def _portion(
    database: Database, start: int, most: int
) -> Generator[tuple[int, bytes, bytes], None, None]:
    """Read some entries. Who asks closes it: an open reading keeps the log from being tidied."""
    yield from islice(database.all_lines(start), most)


def _connect(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    try:
        made.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is read again
    except sqlite3.Error:
        made.close()
        raise
    return made


def _make(path: Path) -> None:
    """Make an empty catalogue."""
    with closing(_connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={VERSION};COMMIT;")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether a catalogue of this version stands there, as far as one can see at once."""
    try:
        with closing(_connect(path)) as found:
            version = found.execute("PRAGMA user_version").fetchone()[0]
            followed = found.execute("SELECT count FROM followed").fetchall()
    except sqlite3.Error as error:
        if not _is_damage(error):
            raise
        return False
    return bool(version == VERSION and len(followed) == 1)


def _is_damage(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED


def _not_kept(error: OSError | sqlite3.Error) -> StudioError:
    why = error.strerror if isinstance(error, OSError) else None  # without the machine's path
    return StudioError(
        "the catalogue of the studio cannot be read or written: {why}",
        hint="free space on the studio's disk, or remove its folder cache: it is made anew",
        why=why or error,
    )
