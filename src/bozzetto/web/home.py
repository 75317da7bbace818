"""Home: whether it is recording, what happened today, what waits, and where the gaps are."""

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from fastapi import APIRouter

from bozzetto.api import Studio
from bozzetto.errors import BozzettoError
from bozzetto.record import Digest, Moment, time_of
from bozzetto.studio.place import place_label
from bozzetto.studio.shelf import Happening, Shelf
from bozzetto.upkeep.disk import DiskState, disk_state, read_budget
from bozzetto.upkeep.runs import Runs
from bozzetto.upkeep.times import Anchor, newest_anchor
from bozzetto.web.days import day_of, span_of, zone_of
from bozzetto.web.state import Desk, State
from bozzetto.web.watcher import Condition, Watch
from bozzetto.web.works import settle

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["home"])

SHOWN = 20  # of gaps, of what was found amiss, and of today's entries: the newest


@dataclass(frozen=True, slots=True)
class StudioAnswer:
    """Which studio this is; names are null where nobody gave one."""

    digest: Digest
    name: str | None
    owner: str | None
    device: str | None


@dataclass(frozen=True, slots=True)
class RecordingAnswer:
    """Whether it is recording, and since when that is so."""

    state: Literal["recording", "idle", "trouble"]
    since: Moment | None
    watches: list[Watch]


@dataclass(frozen=True, slots=True)
class TodayAnswer:
    """What happened today, by the calendar of the machine that serves."""

    day: date
    zone: str  # how far its clocks are from UTC: +08:00
    counts: dict[str, int]  # entries by kind
    recent: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class AnchorAnswer:
    """The newest timestamp from outside."""

    at: Moment  # when it was recorded
    authorities: tuple[str, ...]
    covered: int  # entries


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """What has no timestamp yet."""

    count: int
    since: Moment | None


@dataclass(frozen=True, slots=True)
class GapAnswer:
    """A time in which nothing was recorded live."""

    since: Moment
    until: Moment


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """What a recorder found amiss."""

    what: str
    at: Moment
    since: Moment | None
    until: Moment | None
    note: str | None


@dataclass(frozen=True, slots=True)
class DiskAnswer:
    """What the studio takes, in bytes."""

    used: int
    free: int
    budget: int | None
    state: DiskState


@dataclass(frozen=True, slots=True)
class IndexingAnswer:
    """How far the catalogue is; until it is through, works and counts are not all there."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """All that the first page shows."""

    studio: StudioAnswer
    recording: RecordingAnswer
    entries: int
    works: int
    today: TodayAnswer
    anchor: AnchorAnswer | None
    waiting: WaitingAnswer
    asks_authorities: bool
    gaps: list[GapAnswer]
    found: list[FoundAnswer]
    disk: DiskAnswer
    locked: bool
    indexing: IndexingAnswer | None


@dataclass(frozen=True, slots=True)
class _Shelved:
    """What the catalogue gives."""

    names: dict[str, str]
    works: int
    today: TodayAnswer


def start(state: State) -> None:
    """Let the studio be weighed."""
    state.scales.start()


def stop(state: State) -> None:
    """Let it be."""
    state.scales.stop()


@router.get("/home")
def show(desk: Desk) -> HomeAnswer:
    """Tell how the studio is."""
    indexer = settle(desk)
    with desk.studios.borrow() as studio:
        now, owner, layout = studio.clock.now(), studio.owner, studio.layout
        shelved = indexer.ask(lambda shelf: _shelved(shelf, now))
        told = _studio(studio, shelved.names)
        runs, anchor = desk.runs.read(studio), newest_anchor(studio)
        waiting, size = studio.sealer.waiting(), studio.database.size()
        asks = _asks(studio)
    used, free = desk.scales.used(), shutil.disk_usage(layout.root).free
    budget = read_budget(layout)
    progress = indexer.progress
    return HomeAnswer(
        studio=told,
        recording=recording(runs, desk.watches.all()),
        entries=size,
        works=shelved.works,
        today=shelved.today,
        anchor=_anchor(anchor),
        waiting=WaitingAnswer(waiting.count, waiting.since),
        asks_authorities=asks,
        gaps=[GapAnswer(gap.since, gap.until) for gap in runs.gaps[-SHOWN:]],
        found=[
            FoundAnswer(found.what, found.at, found.since, found.until, found.note)
            for found in runs.found[-SHOWN:]
        ],
        disk=DiskAnswer(used, free, budget, disk_state(used, free, budget)),
        locked=not desk.studios.is_open(owner),
        indexing=None if progress is None else IndexingAnswer(*progress),
    )


def recording(runs: Runs, watches: list[Watch]) -> RecordingAnswer:
    """Judge what the lamp shows: trouble before all, then whether anybody records."""
    trouble = [watch.since for watch in watches if watch.state is Condition.TROUBLE]
    if trouble:
        return RecordingAnswer("trouble", min(trouble, key=time_of), watches)
    watching = [watch.since for watch in watches if watch.state is Condition.WATCHING]
    since = [*runs.open_since, *watching]
    if since:
        return RecordingAnswer("recording", min(since, key=time_of), watches)
    return RecordingAnswer("idle", runs.last_end, watches)


def _shelved(shelf: Shelf, now: datetime) -> _Shelved:
    day = day_of(now)
    span = span_of(day, day + timedelta(days=1))
    recent = tuple(_without_path(event) for event in shelf.recent(span, SHOWN))
    today = TodayAnswer(day, zone_of(now), shelf.counts(span), recent)
    return _Shelved({str(key): name for key, name in shelf.names().items()}, shelf.count(), today)


def _studio(studio: Studio, names: dict[str, str]) -> StudioAnswer:
    name = studio.opening.text(studio.opening.event.body["name"])
    return StudioAnswer(studio.digest, name, names.get(studio.owner), names.get(studio.device))


def _anchor(anchor: Anchor | None) -> AnchorAnswer | None:
    if anchor is None:
        return None
    return AnchorAnswer(anchor.at, anchor.authorities, anchor.size)


def _asks(studio: Studio) -> bool:
    """Whether the studio asks anybody for the time; what cannot be read asks nobody."""
    try:
        return bool(studio.sealer.authorities())
    except BozzettoError:
        return False


def _without_path(event: Happening) -> Happening:
    """Show a folder that is watched now by its last two parts, as everywhere."""
    if event.kind != "source.added" or event.words is None:
        return event
    return replace(event, words=place_label(event.words))
