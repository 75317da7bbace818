"""Connections: which tool hands over into which work, as ``connections.json`` in the studio says.

    connection = connect(layout, sort="comfyui", label="ComfyUI", work=work.digest)
    reporter = Reporter(str(spool_of(layout, connection)), {"name": "ComfyUI"}, "comfyui-pack 1")

Each connection has a spool of its own, a folder for its owner only: what lies in it waits to be
recorded. The file says how the studio is run, and is no evidence.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import JSON, Digest, JSONObject, Key, parse_digest, parse_key
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.layout import Layout
from bozzetto.studio.lock import hold

__all__ = [
    "Connection",
    "Installed",
    "add_connection",
    "connect",
    "find_connection",
    "read_connections",
    "remove_connection",
    "spool_of",
]

MAX_CONNECTIONS = 64  # each is looked after whenever anything is handed over
MAX_LABEL = 256  # characters: one line
_MAX_FILE = 4 << 20  # bytes; the longest lists what was installed
_ID = re.compile(r"[0-9a-f]{16}")
_SORT = re.compile(r"(?=.{1,32}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")  # a word of the record


@dataclass(frozen=True, slots=True)
class Installed:
    """A file or a folder that was put into a tool's, and is to go again with the connection."""

    path: Path
    digest: Digest | None  # as it was written: what was changed since stays; None of a folder

    def to_value(self) -> JSONObject:
        """Return what stands in the file."""
        return {"path": str(self.path), "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Connection:
    """A tool, and where its acts go."""

    id: str  # 16 hex digits: the name of its spool
    sort: str  # which integration reports: ``comfyui``, ``webui``, ``krita``, ``api``, ...
    label: str  # what its people call it
    work: Digest
    person: Key | None = None  # whose acts they are; None: only the tool is named
    installed: tuple[Installed, ...] = ()

    def __post_init__(self) -> None:
        if _ID.fullmatch(self.id) is None:
            raise FormatError("not a connection: {text!r}", text=self.id[:80])
        if _SORT.fullmatch(self.sort) is None:
            raise FormatError("not a sort of tool: {text!r}", text=self.sort[:80])
        if not 1 <= len(self.label) <= MAX_LABEL:
            raise FormatError("not a label: {text!r}", text=self.label[:80])
        parse_digest(self.work)
        if self.person is not None:
            parse_key(self.person)

    @classmethod
    def new(cls, sort: str, label: str, work: Digest, person: Key | None = None) -> "Connection":
        """Return a connection with an id of its own; it is not written down.

        Raises:
            FormatError: a value is not of its form.
        """
        return cls(secrets.token_hex(8), sort, label, work, person)

    @classmethod
    def from_value(cls, value: JSON) -> "Connection":
        """Read a connection.

        Raises:
            FormatError: it is not of the form.
        """
        match value:
            case {
                "id": str(name),
                "sort": str(sort),
                "label": str(label),
                "work": str(work),
                "person": (str() | None) as person,
                "installed": list(installed),
            }:
                whose = None if person is None else parse_key(person)
                files = tuple(_installed(file) for file in installed)
                return cls(name, sort, label, parse_digest(work), whose, files)
        raise FormatError("not a connection: {text!r}", text=str(value)[:80])

    def to_value(self) -> JSONObject:
        """Return what stands in the file."""
        return {
            "id": self.id,
            "sort": self.sort,
            "label": self.label,
            "work": self.work,
            "person": self.person,
            "installed": [file.to_value() for file in self.installed],
        }


def _installed(value: JSON) -> Installed:
    match value:
        case {"path": str(path), "digest": (str() | None) as digest}:
            return Installed(Path(path), None if digest is None else parse_digest(digest))
    raise FormatError("not a connection: {text!r}", text=str(value)[:80])


def spool_of(layout: Layout, connection: Connection) -> Path:
    """Name the folder in which a connection's reports wait."""
    return layout.spool / connection.id


def read_connections(layout: Layout) -> list[Connection]:
    """Read which tools are connected, the oldest first.

    Raises:
        FormatError: the file is not of its form.
        StudioError: it cannot be read.
    """
    path = layout.connections
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StudioError(
            "cannot read {path}: {why}", path=path, why=error.strerror or error
        ) from error
    try:
        rows = json.loads(data)["connections"] if len(data) <= _MAX_FILE else None
        found = [Connection.from_value(row) for row in rows or ()]
        if not isinstance(rows, list) or len({each.id for each in found}) != len(found):
            raise _unreadable(path)
    except (ValueError, TypeError, KeyError, RecursionError, FormatError) as error:
        raise _unreadable(path) from error
    return found


def _unreadable(path: Path) -> FormatError:
    return FormatError(
        "{path} is not of its form",
        hint="it is no evidence: move it away, and set anew what stood in it",
        path=path,
    )


def find_connection(layout: Layout, name: str) -> Connection:
    """Find a connection by its id or the first digits of it, its label, or its sort if unique.

    Raises:
        StudioError: none is meant, or several are.
    """
    every = read_connections(layout)
    found = (
        [each for each in every if name in (each.id, each.label)]
        or [each for each in every if len(name) >= 4 and each.id.startswith(name)]
        or [each for each in every if each.sort == name]
    )
    if len(found) == 1:
        return found[0]
    if found:
        raise StudioError(
            "{count} connections are called {name!r}",
            hint="name the one by the first digits of its id: bozzetto connections",
            count=len(found),
            name=name,
        )
    raise StudioError(
        "there is no connection {name!r}",
        hint="see what there is: bozzetto connections",
        name=name,
    )


def connect(
    layout: Layout, *, sort: str, label: str, work: Digest, person: Key | None = None
) -> Connection:
    """Return the connection that is just so and has nothing installed, made where there is none.

    Raises:
        FormatError: a value is not of its form, or ``connections.json`` is not.
        StudioError: there are too many connections.
        RecordingError: it could not be made durable.
    """
    wanted = Connection.new(sort, label, work, person)
    for known in read_connections(layout):
        if known.to_value() | {"id": wanted.id} == wanted.to_value():
            _make_spool(layout, known)
            return known
    return add_connection(layout, wanted)


def add_connection(layout: Layout, connection: Connection) -> Connection:
    """Write a connection down, over one with the same id, and make its spool.

    Raises:
        FormatError: ``connections.json`` is not of its form.
        StudioError: there are too many connections, or it cannot be read.
        RecordingError: it could not be made durable.
    """
    _make_spool(layout, connection)
    with _changing(layout):
        others = [each for each in read_connections(layout) if each.id != connection.id]
        if len(others) >= MAX_CONNECTIONS:
            raise StudioError(
                "more than {most} tools are connected",
                hint="take one away that is not used any more: bozzetto disconnect",
                most=MAX_CONNECTIONS,
            )
        _write(layout, [*others, connection])
    return connection


def remove_connection(layout: Layout, connection: Connection) -> None:
    """Take a connection out, and its spool where nothing waits in it.

    Raises:
        FormatError: ``connections.json`` is not of its form.
        RecordingError: it could not be made durable.
    """
    with _changing(layout):
        others = [each for each in read_connections(layout) if each.id != connection.id]
        _write(layout, others)
    spool = spool_of(layout, connection)
    with suppress(OSError):  # what waits there, or was refused, is nobody's to throw away
        for run in [each for each in spool.iterdir() if each.is_dir() and not each.is_symlink()]:
            with suppress(OSError):
                run.rmdir()
        if [each.name for each in spool.iterdir()] == ["lock"]:
            (spool / "lock").unlink()
        spool.rmdir()


@contextmanager
def _changing(layout: Layout) -> Iterator[None]:
    """Change the file alone among all processes."""
    try:
        make_folder(layout.spool)
        with hold(layout.spool / "lock") as is_own:
            if not is_own:
                raise StudioError(
                    "another process changes the connections", hint="try again in a moment"
                )
            yield
    except OSError as error:
        raise _unwritten(layout.connections, error) from error


def _make_spool(layout: Layout, connection: Connection) -> None:
    try:
        make_folder(layout.spool)
        make_folder(spool_of(layout, connection))
    except OSError as error:
        raise _unwritten(layout.spool, error) from error


def _write(layout: Layout, connections: Iterable[Connection]) -> None:
    value = {"connections": [each.to_value() for each in connections]}
    write_durably(layout.connections, json.dumps(value, indent=1).encode() + b"\n")


def _unwritten(path: Path, error: OSError) -> RecordingError:
    return RecordingError(
        "cannot write {path}: {why}",
        hint="free space on the studio's disk, or check that its folder can be written",
        path=path,
        why=error.strerror or error,
    )
