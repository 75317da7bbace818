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
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bozzetto.errors import StudioError
from bozzetto.record import Digest
from bozzetto.studio.catalogue_file import connect, is_damage, is_ours, make, remove
from bozzetto.studio.catalogue_notes import Notes
from bozzetto.studio.database import Database
from bozzetto.studio.gist import read_gist

__all__ = ["RECENT", "Catalogue", "Followed"]

RECENT = 100  # entries that are listed one by one, the newest
CHUNK = 2_000  # entries in one transaction: a tenth of a second, so that one can stop soon

Advance = Callable[[int, int], None]  # entries that were read, and of how many


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the log was read."""

    count: int  # entries
    skipped: int  # of these, that could not be read


class Catalogue:
    """One connection to the catalogue. Used by one thread at a time."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._path = path
        self._file = path.stat().st_ino  # first: one put in its place meanwhile is seen as another
        self._sql = connect(path)
        self._notes = Notes(self._sql)
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
            if anew or not is_ours(path):
                remove(path)
                make(path)
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
        try:
            with closing(cls(path, write=False)) as found:
                yield found
        except (OSError, sqlite3.Error) as error:
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
        remove(self._path)
        make(self._path)
        self._sql, self._file = connect(self._path), self._path.stat().st_ino
        self._notes = Notes(self._sql)

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
                if not is_damage(error):
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
            self._notes = Notes(self._sql)  # what it remembers may not be in the file
            if self._sql.in_transaction:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    self._sql.execute("ROLLBACK")
            raise
        self._notes.trim()

    def _take(self, database: Database) -> int:
        """Note the next portion, and return how many entries were read in all."""
        count, digest, skipped = self.row("SELECT count, digest, skipped FROM followed")
        with closing(_portion(database, count, CHUNK)) as rows:
            for place, digest, line in rows:
                gist = read_gist(line)
                if gist is None:
                    skipped += 1
                else:
                    self._notes.note(place, Digest("sha256:" + digest.hex()), gist)
                count = place + 1
        self._sql.execute(
            "UPDATE followed SET count = ?, digest = ?, skipped = ?", (count, digest, skipped)
        )
        self._notes.write_tallies()
        self._sql.execute(_PRUNE, (RECENT,))
        return int(count)


_PRUNE = (
    "DELETE FROM happening WHERE place NOT IN"
    " (SELECT place FROM happening ORDER BY place DESC LIMIT ?)"
)


def _portion(
    database: Database, start: int, most: int
) -> Generator[tuple[int, bytes, bytes], None, None]:
    """Read some entries. Who asks closes it: an open reading keeps the log from being tidied."""
    yield from islice(database.all_lines(start), most)


def _not_kept(error: OSError | sqlite3.Error) -> StudioError:
    why = error.strerror if isinstance(error, OSError) else None  # without the machine's path
    return StudioError(
        "the catalogue of the studio cannot be read or written: {why}",
        hint="free space on the studio's disk, or remove its folder cache: it is made anew",
        why=why or error,
    )
