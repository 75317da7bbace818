"""Draw Things' database: what it says of each picture, as values.

A project of Draw Things is one SQLite file. Its library (Dflat) keeps each object as a FlatBuffer
in column ``p``, with the primary keys beside it in ``__pk0``, ``__pk1``:

    tensorhistorynode     one state of the canvas: settings, words, numbers of its pictures
    thumbnailhistorynode  the preview of a state, by its number: a JPEG of the canvas's size
    texthistorynode       edits of the words, fifty to a row, for states that hold no words
    textlineagenode       where a line of those edits went on

(Libraries/History/Sources/*.fbs of drawthingsai/draw-things-community: the numbers of the fields.)
The pictures themselves, in ``tensors``, are coded as no kept library reads, and are not read. The
database is opened so that nothing can be written to it: where its journal (``-wal``) holds
changes, a private copy is read instead.
"""

import shutil
import sqlite3  # noqa: TID251  # another program's database, which is only read
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bozzetto.capture.archives.flatbuffer import Table, root
from bozzetto.errors import FormatError

__all__ = ["MAGIC", "Lineage", "Node", "count_states", "open_lineage"]

MAGIC = b"SQLite format 3\0"
MAX_NODES = 200_000
MAX_BLOB = 64 << 20  # bytes of one row: a preview has some megabytes
MAX_BLOBS = 256 << 20  # bytes of all states together
MAX_STEPS = 2_000  # of a hundred thousand instructions of SQLite's machine each, in one question
_STEP = 100_000

_NODES = "SELECT __pk0, __pk1, p FROM tensorhistorynode ORDER BY rowid LIMIT ?"
_COUNT = "SELECT count(*) FROM tensorhistorynode"
_TEXTS = "SELECT p FROM texthistorynode WHERE __pk0 = ? ORDER BY __pk1 DESC LIMIT ?"
_LINE = "SELECT p FROM textlineagenode WHERE __pk0 = ?"
_PREVIEW = "SELECT p FROM thumbnailhistorynode WHERE __pk0 = ?"
_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ?"
_HIDDEN = "SELECT 1 FROM pragma_table_xinfo(?) WHERE hidden <> 0"


@dataclass(frozen=True, slots=True)
class Node:
    """One state of the canvas."""

    lineage: int
    time: int  # its place in the lineage
    blob: bytes = field(repr=False)
    table: Table = field(repr=False)


class Lineage:
    """An open database. Owned by one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._texts: dict[int, list[Table]] = {}  # by line
        self._left = MAX_BLOBS

    def count(self) -> int:
        """Return how many states there are.

        Raises:
            FormatError: the database is damaged.
        """
        with closing(self._ask("tensorhistorynode", _COUNT)) as rows:
            return sum(_whole(count) for (count,) in rows)

    def nodes(self) -> list[Node]:
        """Return the states, in the order in which they were kept.

        Raises:
            FormatError: the database is damaged, or holds more than is read.
        """
        found: list[Node] = []
        with closing(self._ask("tensorhistorynode", _NODES, MAX_NODES + 1)) as rows:
            for lineage, time, blob in rows:
                if len(found) == MAX_NODES:
                    raise FormatError("more in the database of Draw Things than is read")
                data = self._counted(blob)
                found.append(Node(_whole(lineage), _whole(time), data, root(data)))
        return found

    def preview(self, number: int) -> bytes | None:
        """Return the preview of a state, a JPEG as a rule; None where there is none.

        Raises:
            FormatError: the database is damaged.
        """
        with closing(self._ask("thumbnailhistorynode", _PREVIEW, number)) as rows:
            blob = next((row[0] for row in rows), None)
        return (root(blob).data(1) or None) if isinstance(blob, bytes) else None

    def texts(self, line: int) -> list[Table]:
        """Return the rows of edits of one line, the newest first.

        Raises:
            FormatError: the database is damaged.
        """
        if line not in self._texts:
            found = self._rows(line)
            if not found:
                with closing(self._ask("textlineagenode", _LINE, line)) as rows:
                    goal = next((root(self._counted(blob)) for (blob,) in rows), None)
                found = [] if goal is None else self._rows(goal.integer(1, "q"))
            self._texts[line] = found
        return self._texts[line]

    def _rows(self, line: int) -> list[Table]:
        with closing(self._ask("texthistorynode", _TEXTS, line, MAX_NODES)) as rows:
            return [root(self._counted(blob)) for (blob,) in rows]

    def _counted(self, blob: object) -> bytes:
        """Return a row's bytes, as long as all together are not too many."""
        if not isinstance(blob, bytes):
            raise FormatError("the database of Draw Things is damaged")
        self._left -= len(blob)
        if self._left < 0:
            raise FormatError("more in the database of Draw Things than is read")
        return blob

    def _ask(self, table: str, question: str, *values: int) -> Generator[tuple[object, ...]]:
        left = MAX_STEPS

        def step() -> int:
            nonlocal left
            left -= 1
            return left < 0

        self._connection.set_progress_handler(step, _STEP)
        try:
            if self._connection.execute(_TABLE, (table,)).fetchone() is None:
                return
            if self._connection.execute(_HIDDEN, (table,)).fetchone() is not None:
                raise FormatError("the database of Draw Things is damaged")  # computed columns
            yield from self._connection.execute(question, values)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise FormatError("the database of Draw Things is damaged") from error


def count_states(path: Path) -> int:
    """Return how many states a project of Draw Things has; 0 where a file is none."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return 0
        with open_lineage(path) as lineage:
            return lineage.count()
    except (FormatError, OSError):
        return 0


@contextmanager
def open_lineage(path: Path) -> Iterator[Lineage]:
    """Open a project of Draw Things, to be read only.

    Raises:
        FormatError: it cannot be opened.
    """
    with ExitStack() as stack:
        try:
            address = f"file:{quote(str(_still(path, stack)))}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, isolation_level=None)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise FormatError("the database of Draw Things cannot be opened") from error
        stack.enter_context(closing(connection))
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BLOB)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        yield Lineage(connection)


def _still(path: Path, stack: ExitStack) -> Path:
    """Return a file that nobody writes to, and that needs no journal."""
    journal = path.with_name(path.name + "-wal")
    if not journal.is_file() or not journal.stat().st_size:
        return path
    place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bozzetto-")))
    need = path.stat().st_size + journal.stat().st_size
    if need > shutil.disk_usage(place).free // 2:
        raise FormatError("no room for a copy of the database of Draw Things")
    copy = place / "project.sqlite3"
    shutil.copyfile(path, copy)
    shutil.copyfile(journal, place / "project.sqlite3-wal")
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return copy


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise FormatError("the database of Draw Things is damaged")
    return value
