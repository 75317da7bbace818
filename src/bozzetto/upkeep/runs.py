"""Runs: when the studio was recording, where the gaps are, and what was found amiss.

All of it is read out of the studio chain, except whether a run that never said that it stopped
still goes on: its process is asked for. A studio chain only grows, so who asks again and again
keeps a `RunReader`, which reads what is new.
"""

import json
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bozzetto.record import Entry, JSONObject, Moment, time_of
from bozzetto.studio import Studio
from bozzetto.studio.process import lives

__all__ = ["Found", "Gap", "RunReader", "Runs", "read_runs"]

# Within a JSON string the quotes are escaped, so these bytes are a member of an object
_RECORDERS = b'"kind":"recorder.'
_NOTE = "run "  # studio.run: a note for each run that is open, with its process and boot


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nothing was recorded live."""

    since: Moment
    until: Moment

    @property
    def length(self) -> timedelta:
        """How long it was."""
        return time_of(self.until) - time_of(self.since)

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {"from": self.since, "until": self.until}


@dataclass(frozen=True, slots=True)
class Found:
    """What a recorder found amiss."""

    what: str
    at: Moment
    since: Moment | None
    until: Moment | None
    note: str | None  # None where it is withheld

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "what": self.what,
            "at": self.at,
            "from": self.since,
            "until": self.until,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Runs:
    """When the studio was recording."""

    open_since: tuple[Moment, ...]  # runs that go on now
    count: int  # all runs
    last_end: Moment | None  # of the newest run that ended
    gaps: tuple[Gap, ...]  # between runs
    found: tuple[Found, ...]
    open_processes: tuple[int, ...] = ()  # whose runs go on now


@dataclass(frozen=True, slots=True)
class _Run:
    name: str
    start: Moment
    end: Moment | None  # None where it never said that it stopped


@dataclass(slots=True)
class _Read:
    """What was read of a studio chain, and up to where."""

    count: int = 0  # entries
    last: bytes = b""  # the line of the newest
    starts: dict[str, Moment] = field(default_factory=dict)
    ends: dict[str, Moment] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def add(self, line: bytes) -> None:
        """Take a line in. Whose kind is not a recorder's is passed over, unparsed."""
        if _RECORDERS in line:
            self._add(Entry.parse(line))
        self.count, self.last = self.count + 1, line

    def _add(self, entry: Entry) -> None:
        """Pair beginnings and ends; a run that was found unfinished ends where its entries do."""
        body, name = entry.event.body, str(entry.event.body.get("run", ""))
        if entry.event.kind == "recorder.started":
            self.starts[name] = entry.event.at
        elif entry.event.kind == "recorder.stopped":
            self.ends[name] = entry.event.at
        elif body.get("what") == "unfinished" and name in self.starts:
            self.ends[name] = Moment(str(body["from"] or self.starts[name]))
        if entry.event.kind == "recorder.found":
            self.found.append(_found(entry))

    def runs(self) -> list[_Run]:
        """Return all runs."""
        return [_Run(name, start, self.ends.get(name)) for name, start in self.starts.items()]


class RunReader:
    """Reads the runs of one studio again and again. May be used by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards the three below
        self._read = _Read()
        self._known: Runs | None = None
        self._living: dict[str, int] = {}  # as they were for `_known`

    def read(self, studio: Studio) -> Runs:
        """Read when the studio was recording; only what is new in its chain is parsed.

        Raises:
            StudioError: the studio cannot be read.
            FormatError: an entry is damaged.
        """
        with self._lock:
            is_same = not self._follow(studio)
            living = _living(studio)
            if self._known is None or not is_same or living != self._living:
                self._known, self._living = _told(self._read, living), living
            return self._known

    def _follow(self, studio: Studio) -> bool:
        """Read what is new; a chain that has another line where the last one was is another."""
        chain, count = studio.database.chain_id(studio.digest), self._read.count
        lines = studio.database.lines(chain, max(0, count - 1))
        if count and next((line for _place, line in lines), None) != self._read.last:
            self._read, self._known = _Read(), None
            lines = studio.database.lines(chain)
        for _place, line in lines:
            self._read.add(line)
        return self._read.count != count


def read_runs(studio: Studio) -> Runs:
    """Read when a studio was recording."""
    return RunReader().read(studio)


def _told(read: _Read, living: Mapping[str, int]) -> Runs:
    runs = read.runs()
    going = [run for run in runs if run.name in living]
    return Runs(
        tuple(run.start for run in going),
        len(runs),
        max(read.ends.values(), default=None),
        tuple(_gaps(runs, living)),
        tuple(read.found),
        tuple(living[run.name] for run in going),
    )


def _gaps(runs: Sequence[_Run], living: Collection[str]) -> Iterable[Gap]:
    """Find the times between runs; several may overlap, and one that lives has no end yet."""
    reached: Moment | None = None
    for run in sorted(runs, key=lambda run: run.start):
        if reached is not None and run.start > reached:
            yield Gap(reached, run.start)
        if run.name in living:
            return
        end = run.end or run.start
        reached = end if reached is None else max(reached, end)


def _found(entry: Entry) -> Found:
    body = entry.event.body
    since, until = body["from"], body["until"]
    return Found(
        str(body["what"]),
        entry.event.at,
        None if since is None else Moment(str(since)),
        None if until is None else Moment(str(until)),
        entry.text(body.get("note")),
    )


def _living(studio: Studio) -> dict[str, int]:
    """Return the names of the runs whose process lives, and its number."""
    boot = studio.clock.read().boot
    found = {}
    for note, value in studio.database.notes(_NOTE).items():
        known = json.loads(value)
        if known["boot"] == boot and lives(int(known["pid"])):
            found[note.removeprefix(_NOTE)] = int(known["pid"])
    return found
