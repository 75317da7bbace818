"""The catalogue's file: its tables, and whether one of this version stands at a place."""

import sqlite3
from contextlib import closing
from pathlib import Path

__all__ = ["VERSION", "connect", "is_damage", "is_ours", "make", "remove"]

VERSION = 2  # of the tables and of what is noted in them; another one is made anew
BUSY_SECONDS = 10.0  # how long one waits for another process that follows

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


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection.

    Raises:
        sqlite3.Error: the file is none of SQLite's.
    """
    made = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )
    try:
        made.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is read again
    except sqlite3.Error:
        made.close()
        raise
    return made


def make(path: Path) -> None:
    """Make an empty catalogue."""
    with closing(connect(path)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={VERSION};COMMIT;")


def remove(path: Path) -> None:
    """Remove a catalogue, whatever it is."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def is_ours(path: Path) -> bool:
    """Whether a catalogue of this version stands there, as far as one can see at once."""
    try:
        with closing(connect(path)) as found:
            version = found.execute("PRAGMA user_version").fetchone()[0]
            followed = found.execute("SELECT count FROM followed").fetchall()
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        return False
    return bool(version == VERSION and len(followed) == 1)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file itself is not as it must be."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _DAMAGED
