"""``bozzetto status``: is it recording, since when, what waits, and where the gaps are."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from bozzetto.api import Studio
from bozzetto.cli.command import Command
from bozzetto.cli.options import json_option
from bozzetto.cli.output import fields, hint, say, show_json, table
from bozzetto.cli.session import open_studio
from bozzetto.durations import spell_duration, spell_size
from bozzetto.language import _, join, term
from bozzetto.record import JSONObject, Moment, moment_of, time_of
from bozzetto.studio import Waiting
from bozzetto.upkeep.authorities import read_authorities
from bozzetto.upkeep.disk import DiskState, Usage, disk_state, read_budget, usage
from bozzetto.upkeep.runs import Runs, read_runs
from bozzetto.upkeep.times import Anchor, read_anchors, short_moment, short_time

__all__ = ["FOUND_WORDS", "status"]

MAX_GAPS = 5  # shown in a terminal, the newest; --json has all

FOUND_WORDS = {
    "clock jump": term("the clock was set"),
    "copied": term("the studio was recorded on another machine"),
    "gap": term("nothing was watched"),
    "lost event": term("something happened that could not be read"),
    "rolled back": term("the studio is older than what was recorded in it"),
    "unfinished": term("a recorder stopped without saying so"),
    "unreadable file": term("a file could not be read"),
}


@dataclass(frozen=True, slots=True)
class _State:
    """What the status says."""

    now: datetime
    place: Path
    runs: Runs
    works: int
    entries: int
    anchor: Anchor | None  # the newest
    waiting: Waiting
    authorities: tuple[str, ...]
    disk: Usage
    budget: int | None  # bytes


@click.command("status", cls=Command)
@json_option
def status(as_json: bool) -> None:
    """Say whether the studio is recording, what waits, and where the gaps are."""
    with open_studio() as studio:
        state = _read(studio)
    if as_json:
        show_json(_value(state))
    else:
        _show(state)


def _read(studio: Studio) -> _State:
    anchors = read_anchors(studio).all
    place = studio.layout.root
    return _State(
        studio.clock.now(),
        place,
        read_runs(studio),
        len(studio.works()),
        studio.database.size(),
        anchors[-1] if anchors else None,
        studio.sealer.waiting(),
        tuple(known.name for known in read_authorities(studio.layout.authorities)),
        usage(studio.layout),
        read_budget(studio.layout),
    )


def _show(state: _State) -> None:
    fields(
        [
            (_("studio"), str(state.place)),
            (_("recording"), _recording(state)),
            (_("works"), str(state.works)),
            (_("entries"), str(state.entries)),
            (_("last timestamp"), _last(state)),
            (_("waiting"), _waits(state)),
            (_("authorities"), join(state.authorities) or _("none")),
            (_("disk used"), _used(state)),
            (_("disk free"), spell_size(state.disk.free)),
        ]
    )
    _show_gaps(state.runs)
    _show_found(state.runs)
    if not state.authorities:
        hint(_("without an authority nothing proves when: bozzetto authority add digicert"))
    if disk_state(state.disk.used, state.disk.free, state.budget) is not DiskState.OK:
        hint(_("the disk is getting full: move the studio, or allow it more, before it stops"))


def _used(state: _State) -> str:
    used = spell_size(state.disk.used)
    if state.budget is None:
        return used
    return _("{used} of {budget}", used=used, budget=spell_size(state.budget))


def _recording(state: _State) -> str:
    if state.runs.open_since:
        return _("yes, since {time}", time=short_moment(min(state.runs.open_since)))
    if state.runs.last_end is not None:
        return _("no, not since {time}", time=short_moment(state.runs.last_end))
    return _("no; nothing was recorded live yet")


def _last(state: _State) -> str:
    if state.anchor is None:
        return _("none yet")
    time = state.anchor.time
    said = short_moment(state.anchor.at) if time is None else short_time(time)
    return _(
        "{time} by {authorities}, over {count} entries",
        time=said,
        authorities=join(state.anchor.authorities),
        count=state.anchor.size,
    )


def _waits(state: _State) -> str:
    if state.waiting.since is None:
        return _("nothing")
    waited = state.now - time_of(state.waiting.since)
    return _(
        "{count} entries have no timestamp, the oldest for {duration}",
        count=state.waiting.count,
        duration=spell_duration(waited),
    )


def _show_gaps(runs: Runs) -> None:
    if not runs.gaps:
        return
    say()
    say(_("{count} times between runs, in which nothing was recorded live:", count=len(runs.gaps)))
    table(
        (_("from"), _("until"), _("how long")),
        [
            (short_moment(gap.since), short_moment(gap.until), spell_duration(gap.length))
            for gap in runs.gaps[-MAX_GAPS:]
        ],
    )


def _show_found(runs: Runs) -> None:
    if not runs.found:
        return
    say()
    say(_("what the recorder found amiss:"))
    table(
        (_("time"), _("what"), _("in its words")),
        [
            (
                short_moment(found.at),
                _(FOUND_WORDS.get(found.what, found.what)),
                found.note or _("[withheld]"),
            )
            for found in runs.found
        ],
    )


def _value(state: _State) -> JSONObject:
    anchor, waiting, runs = state.anchor, state.waiting, state.runs
    since: Moment | None = min(runs.open_since, default=None)
    return {
        "studio": str(state.place),
        "now": moment_of(state.now),
        "recording": {"open": len(runs.open_since), "since": since, "last": runs.last_end},
        "runs": runs.count,
        "gaps": [gap.to_value() for gap in runs.gaps],
        "found": [found.to_value() for found in runs.found],
        "works": state.works,
        "entries": state.entries,
        "anchor": None if anchor is None else _anchor(anchor),
        "waiting": {"count": waiting.count, "since": waiting.since, "newest": waiting.newest},
        "authorities": [*state.authorities],
        "disk": _disk(state),
    }


def _disk(state: _State) -> JSONObject:
    disk = state.disk
    return {
        "used": disk.used,
        "assets": disk.assets,
        "database": disk.database,
        "cache": disk.cache,
        "free": disk.free,
        "budget": state.budget,
        "state": disk_state(disk.used, disk.free, state.budget).value,
    }


def _anchor(anchor: Anchor) -> JSONObject:
    return {
        "entry": anchor.entry,
        "at": anchor.at,
        "interval": str(anchor.interval),
        "covers": anchor.size,
        "authorities": [*anchor.authorities],
    }
