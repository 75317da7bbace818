"""Runs: when the studio was recording, where the gaps are, and what was found amiss.

All of it is read out of the studio chain, except whether a run that never said that it stopped
still goes on: its process is asked for.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bozzetto.record import Entry, JSONObject, Moment, time_of
from bozzetto.studio import Studio
from bozzetto.studio.process import lives

__all__ = ["Found", "Gap", "Runs", "read_runs"]

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


@dataclass(frozen=True, slots=True)
class _Run:
    name: str
    start: Moment
    end: Moment | None  # None where it never said that it stopped


def read_runs(studio: Studio) -> Runs:
    """Read when a studio was recording."""
    entries = [entry for _place, entry in studio.entries(studio.digest)]
    runs = _runs(entries)
    living = _living(studio)
    ended = [run.end for run in runs if run.end is not None]
    found = [_found(entry) for entry in entries if entry.event.kind == "recorder.found"]
    return Runs(
        tuple(run.start for run in runs if run.name in living),
        len(runs),
        max(ended, default=None),
        tuple(_gaps(runs, living)),
        tuple(found),
    )


def _runs(entries: Iterable[Entry]) -> list[_Run]:
    """Pair beginnings and ends; a run that was found unfinished ends where its entries do."""
    starts: dict[str, Moment] = {}
    ends: dict[str, Moment] = {}
    for entry in entries:
        body, name = entry.event.body, str(entry.event.body.get("run", ""))
        if entry.event.kind == "recorder.started":
            starts[name] = entry.event.at
        elif entry.event.kind == "recorder.stopped":
            ends[name] = entry.event.at
        elif body.get("what") == "unfinished" and name in starts:
            ends[name] = Moment(str(body["from"] or starts[name]))
    return [_Run(name, start, ends.get(name)) for name, start in starts.items()]


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


def _living(studio: Studio) -> set[str]:
    """Return the names of the runs whose process lives."""
    boot = studio.clock.read().boot
    found = set()
    for note, value in studio.database.notes(_NOTE).items():
        known = json.loads(value)
        if known["boot"] == boot and lives(int(known["pid"])):
            found.add(note.removeprefix(_NOTE))
    return found
