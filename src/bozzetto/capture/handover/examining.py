"""Examining: whether what happens in a connected tool arrives, and what keeps it from that.

    condition = examine(studio, [connection])[connection.id]

Nothing is asked of the tool itself, which may not run: its spool, the files that were put into
it, the person's key and the record's own notes say it. A finding is a code with values; the words
of each are said above (``upkeep.connections``).
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bozzetto.capture.handover.connection import Connection, Installed, spool_of
from bozzetto.capture.handover.installing import CONNECTION, brought, is_as_installed
from bozzetto.capture.handover.receiver import LATE
from bozzetto.capture.handover.runs import Runs, RunState
from bozzetto.capture.handover.spool import Spool
from bozzetto.errors import LockedError, StudioError
from bozzetto.record import Entry, Key, Moment
from bozzetto.studio import Studio

__all__ = ["CODES", "Condition", "Finding", "Weight", "examine"]

_ADDED = b'"kind":"source.added"'  # in a line of the studio chain; in a text the quotes are escaped
_MAX_FILE = 1 << 16  # bytes of bozzetto.json
_PROBE = 1 << 16  # bytes that are written to see whether there is room: many reports are smaller
_UNKNOWN = "unknown"  # what the record says of a version that nobody gave


class Weight(StrEnum):
    """What a finding means for whoever wants to record."""

    OK = "ok"
    WARNING = "warning"  # something is amiss, and the rest is recorded
    FAILED = "failed"  # what happens in the tool is not recorded


# Every finding that there can be, in the order in which they are told
CODES = {
    "work.gone": Weight.FAILED,  # the studio has no such work
    "person.gone": Weight.WARNING,  # name
    "person.elsewhere": Weight.WARNING,  # name: the key is not on this machine
    "person.locked": Weight.WARNING,  # name
    "person.passphrase": Weight.OK,  # name: another process receives, and may have opened it
    "files.missing": Weight.FAILED,  # count
    "files.elsewhere": Weight.FAILED,  # bozzetto.json names another spool
    "files.changed": Weight.WARNING,  # count
    "files.older": Weight.WARNING,  # the program brings others
    "files.good": Weight.OK,  # count
    "spool.blocked": Weight.FAILED,
    "spool.missing": Weight.WARNING,
    "spool.good": Weight.OK,
    "tool.silent": Weight.WARNING,  # it reads what was installed when it starts, and has not
    "tool.new": Weight.OK,  # nothing was handed over yet, and there is nothing to start anew for
    "tool.said": Weight.OK,  # tool, reporter
    "tool.running": Weight.OK,
    "reports.stuck": Weight.WARNING,  # count
    "reports.waiting": Weight.OK,  # count
    "reports.refused": Weight.WARNING,  # count
    "reports.lost": Weight.WARNING,  # count
    "reports.late": Weight.OK,
    "runs.unfinished": Weight.OK,  # count
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and how it is."""

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """What it means."""
        return CODES[self.code]


@dataclass(frozen=True, slots=True)
class Condition:
    """How a connection is."""

    heard: Moment | None  # when something of it was recorded last
    waiting: int  # reports that are not recorded yet
    tool: str | None  # as it named itself last, with its version
    reporter: str | None  # the integration that handed over last, with its version
    findings: tuple[Finding, ...]

    @property
    def weight(self) -> Weight:
        """The worst of them."""
        found = {each.weight for each in self.findings}
        return next((one for one in (Weight.FAILED, Weight.WARNING) if one in found), Weight.OK)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a tool said of itself when it began."""

    tool: str
    reporter: str


@dataclass(frozen=True, slots=True)
class _Queue:
    """What lies in a spool."""

    waiting: int = 0
    refused: int = 0
    oldest: float = 0.0  # seconds that the first report waits
    is_alive: bool = False


def examine(
    studio: Studio,
    connections: Sequence[Connection],
    *,
    is_receiver: bool = True,
    is_test: bool = False,
) -> dict[str, Condition]:
    """Look at connections, and return how each is, by its id.

    Args:
        studio: Whose; nothing is recorded.
        connections: Which.
        is_receiver: Whether the keys that are open here are those that sign what is handed over.
        is_test: Whether to write into each spool, too, and take that away again.
    """
    told = _all_said(studio) if connections else {}
    found = {}
    for each in connections:
        examiner = _Examiner(studio, each, told.get(each.id), is_receiver=is_receiver)
        found[each.id] = examiner.condition(is_test=is_test)
    return found


def _all_said(studio: Studio) -> dict[str, _Said]:
    """Read what each tool said when it began last, by its connection."""
    found: dict[str, _Said] = {}
    for _, line in studio.chain_lines():
        if _ADDED not in line:
            continue
        settings = Entry.parse(line).event.body["settings"]
        if isinstance(settings, dict) and "connection" in settings:
            tool, version = str(settings.get("tool")), str(settings.get("tool version"))
            named = tool if version in {_UNKNOWN, "None"} else f"{tool} {version}"
            found[str(settings["connection"])] = _Said(named, str(settings.get("reporter")))
    return found


class _Examiner:
    """Looks at one connection."""

    def __init__(
        self, studio: Studio, connection: Connection, said: _Said | None, *, is_receiver: bool
    ) -> None:
        self._studio = studio
        self._connection = connection
        self._said = said
        self._is_receiver = is_receiver
        self._folder = spool_of(studio.layout, connection)
        self._files = [each for each in connection.installed if each.digest is not None]

    def condition(self, *, is_test: bool) -> Condition:
        """Look at all of it."""
        runs = Runs(self._studio.database, self._connection.id).all()
        heard = max((each.heard for each in runs.values() if each.heard), default=None)
        queue = self._queue(is_test=is_test)
        found = [
            *self._work(),
            *self._person(),
            *self._installed(),
            *self._spool(queue),
            *self._tool(queue, heard),
            *_reports(queue or _Queue(), list(runs.values())),
        ]
        return Condition(
            heard,
            0 if queue is None else queue.waiting,
            None if self._said is None else self._said.tool,
            None if self._said is None else self._said.reporter,
            tuple(found),
        )

    def _work(self) -> Iterator[Finding]:
        if self._connection.work not in {each.digest for each in self._studio.works()}:
            yield Finding("work.gone")

    def _person(self) -> Iterator[Finding]:
        key = self._connection.person
        if key is None:
            return
        members = self._studio.people.members()
        name = next((each.name for each in members if each.key == key), str(key))
        code = self._person_code(key)
        if code is not None:
            yield Finding(code, {"name": name})

    def _person_code(self, key: Key) -> str | None:
        if key not in self._studio.roll.standing.people:
            return "person.gone"
        try:
            self._studio.signer(key)
        except LockedError:
            return "person.locked" if self._is_receiver else "person.passphrase"
        except StudioError:
            return "person.elsewhere"
        return None

    def _installed(self) -> Iterator[Finding]:
        if not self._files:
            return
        missing = [each for each in self._files if not each.path.exists()]
        if missing:
            yield Finding("files.missing", {"count": len(missing)})
            return
        changed = [each for each in self._files if not is_as_installed(each)]
        pointing = [each for each in self._files if each.path.name == CONNECTION]
        if any(not self._points_here(each) for each in pointing):
            yield Finding("files.elsewhere")
            return
        if changed:
            yield Finding("files.changed", {"count": len(changed)})
            return
        own = brought(self._connection.sort)
        if own and own != {each.digest for each in self._files if each not in pointing}:
            yield Finding("files.older")
            return
        yield Finding("files.good", {"count": len(self._files)})

    def _points_here(self, file: Installed) -> bool:
        """Whether the tool is told this studio's spool: not after the studio was moved."""
        try:
            with file.path.open("rb") as opened:
                told = Path(json.loads(opened.read(_MAX_FILE))["spool"])
            return told.resolve() == self._folder.resolve()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return False

    def _queue(self, *, is_test: bool) -> _Queue | None:
        """Look into the spool; None where it cannot be read or written, or is not there."""
        if not self._is_open() or (is_test and not self._takes_files()):
            return None
        spool, now = Spool(self._folder), time.time()
        try:
            runs = spool.runs()
            numbers = {run: spool.waiting(run) for run in runs}
            first = [
                spool.file(run, f"{each[0]:010d}.json").stat().st_mtime
                for run, each in numbers.items()
                if each
            ]
            aside = self._folder / "refused"
            refused = len(list(aside.glob("*.json"))) if aside.is_dir() else 0
        except OSError:  # it changes while it is read: what is recorded goes
            return _Queue(is_alive=True)
        waiting = sum(map(len, numbers.values()))
        alive = any(spool.is_alive(run) for run in runs)
        return _Queue(waiting, refused, now - min(first, default=now), alive)

    def _is_open(self) -> bool:
        if self._folder.is_symlink() or not self._folder.is_dir():
            return False
        return os.access(self._folder, os.R_OK | os.W_OK | os.X_OK)

    def _takes_files(self) -> bool:
        """Whether a file can be written there: a disk may be full, or not be there to write."""
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"\0" * _PROBE)
                file.flush()
        except OSError:
            return False
        return True

    def _spool(self, queue: _Queue | None) -> Iterator[Finding]:
        if queue is not None:
            yield Finding("spool.good")
        elif self._folder.is_symlink() or self._folder.exists():
            yield Finding("spool.blocked")
        else:
            yield Finding("spool.missing")

    def _tool(self, queue: _Queue | None, heard: Moment | None) -> Iterator[Finding]:
        if self._said is not None:
            yield Finding("tool.said", {"tool": self._said.tool, "reporter": self._said.reporter})
        if queue is not None and queue.is_alive:
            yield Finding("tool.running")
        elif heard is None and not (queue and queue.waiting):
            has_to_restart = any(each.path.name == CONNECTION for each in self._files)
            yield Finding("tool.silent" if has_to_restart else "tool.new")


def _reports(queue: _Queue, runs: Sequence[RunState]) -> Iterator[Finding]:
    """Tell what became of the reports."""
    if queue.waiting:
        is_stuck = queue.oldest > LATE.total_seconds()
        yield Finding("reports.stuck" if is_stuck else "reports.waiting", {"count": queue.waiting})
    if queue.refused:
        yield Finding("reports.refused", {"count": queue.refused})
    lost = sum(len(each.lost) for each in runs)
    if lost:
        yield Finding("reports.lost", {"count": lost})
    if any(each.late for each in runs):
        yield Finding("reports.late")
    unfinished = sum(each.unfinished for each in runs)
    if unfinished:
        yield Finding("runs.unfinished", {"count": unfinished})
