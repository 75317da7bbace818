"""The receiver: what a connection's tool handed over goes into the record.

    receiver = Receiver(studio, connection)
    receiver.drain()

The reports of a run are recorded in the order of their numbers, some of them together, in one
transaction with a note of how far that is; only then their files go. So a crash at any point
loses nothing and records nothing twice. What is not there is said to be missing: a number that
does not come, a file that was not copied, a run that never said that it stops, a report that is
none. What was handed over long after it was seen stands as imported, and how late it was is said.

Several processes may receive one connection: each turn holds the spool's lock, and reads the
notes anew.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bozzetto.capture.handover import acts as said
from bozzetto.capture.handover.acts import Report
from bozzetto.capture.handover.connection import Connection, spool_of
from bozzetto.capture.handover.drafting import Drafting
from bozzetto.capture.handover.jobs import Jobs
from bozzetto.capture.handover.report import parse_report
from bozzetto.capture.handover.runs import Runs, RunState
from bozzetto.capture.handover.spool import Spool
from bozzetto.capture.taking import UntakenError
from bozzetto.errors import FormatError, RecordingError
from bozzetto.record import Moment, Seen, moment_of, time_of
from bozzetto.studio import Memory, Studio

__all__ = ["LATE", "Handed", "OnHanded", "Receiver", "What"]

LATE = timedelta(seconds=60)  # after which what is handed over was not seen by the recorder
HOLE = 10.0  # seconds that a missing report is waited for once a later one is there
SILENT = timedelta(days=1)  # after which a run that says nothing is taken to have ended
CHUNK = 64  # reports in one transaction: what comes next does not wait long
CHUNK_BYTES = 64 << 20  # of files in one transaction
_PAUSE = 0.05  # seconds between two looks while a hole is waited for


class What(StrEnum):
    """What became of something that was handed over."""

    RECORDED = "recorded"
    LATE = "late"  # a run hands over late from here on: `recorder.found`
    LOST = "lost"  # reports are missing: `recorder.found`
    REFUSED = "refused"  # it is no report, and lies aside: `recorder.found`
    UNFINISHED = "unfinished"  # a run ended without saying so: `recorder.found`


@dataclass(frozen=True, slots=True)
class Handed:
    """One thing that happened to a connection; for showing, the record does not come from it."""

    connection: Connection
    what: What
    tool: str
    act: str = ""
    at: Moment | None = None
    seconds: int = 0  # how late
    count: int = 1  # of reports that are missing


OnHanded = Callable[[Handed], None]  # called in the thread that receives


def _say_nothing(_handed: Handed) -> None:
    """Take a notice, and leave it."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """A report that is missing while later ones are there."""

    number: int
    since: float  # seconds of the steady clock


class Receiver:
    """Records what one connection's tool hands over. Owned by one thread."""

    def __init__(
        self, studio: Studio, connection: Connection, on_event: OnHanded = _say_nothing
    ) -> None:
        """Take what to receive; nothing is read before `turn`.

        Raises:
            StudioError: the studio has no such work.
        """
        self.connection = connection
        self._studio = studio
        self._work = studio.work(connection.work)
        self._spool = Spool(spool_of(studio.layout, connection))
        self._runs = Runs(studio.database, connection.id)
        self._jobs = Jobs(self._work)
        self._tell = on_event
        self._seen: dict[tuple[str, int], datetime] = {}  # when each report was first found there
        self._holes: dict[str, _Hole] = {}
        self._is_busy = False  # another process reads the spool at this moment
        self._clean: set[str] = set()  # runs whose folder holds nothing that is recorded already

    @property
    def due(self) -> float | None:
        """When a missing report is given up, in seconds of the steady clock; None for never."""
        return min((hole.since + HOLE for hole in self._holes.values()), default=None)

    @property
    def waiting(self) -> int:
        """How many reports wait."""
        return self._spool.count()

    def drain(self, stop: threading.Event | None = None) -> int:
        """Record all that is there, and return how many reports that were.

        A missing report is waited for, ten seconds at most.

        Raises:
            RecordingError: something could not be made durable; it stays in the spool.
        """
        stop, count = stop or threading.Event(), 0
        while not stop.is_set():
            done = self.turn(time.monotonic())
            count += done
            if not done and self.due is None and not self._is_busy:
                break
            if not done:
                stop.wait(_PAUSE)
        return count

    def turn(self, now: float) -> int:
        """Record what is ready, some reports at most, and return how many were dealt with.

        Args:
            now: Seconds of a clock that only runs forward.

        Raises:
            RecordingError: something could not be made durable; it stays in the spool.
        """
        try:
            with self._spool.alone() as is_own:
                self._is_busy = not is_own
                return self._turn(now) if is_own else 0
        except OSError as error:
            raise RecordingError(
                "cannot read what {label} handed over: {why}",
                hint="check the folder {place}",
                label=self.connection.label,
                why=error.strerror or error,
                place=spool_of(self._studio.layout, self.connection),
            ) from error

    def _turn(self, now: float) -> int:
        states = self._runs.all()
        for run in self._spool.runs():
            state = states.get(run, RunState())
            self._clear(run, state)
            numbers = self._spool.waiting(run)
            self._note_seen(run, numbers)
            done = self._receive(run, state, numbers, states, now)
            if done:
                return done
        self._find_ended(states)
        return 0

    def _clear(self, run: str, state: RunState) -> None:
        """Remove what a crash left there after it was recorded."""
        if run not in self._clean or state.ended:
            self._spool.clear(run, state.next, keep={*state.lost}, ended=state.ended)
            self._clean.add(run)

    def _note_seen(self, run: str, numbers: Sequence[int]) -> None:
        """Note when each report was found: one that waits for others is not late by that."""
        now = self._studio.clock.now()
        for number in numbers:
            self._seen.setdefault((run, number), now)

    def _receive(
        self,
        run: str,
        state: RunState,
        numbers: Sequence[int],
        states: dict[str, RunState],
        now: float,
    ) -> int:
        """Record the next reports of a run, and return how many were dealt with."""
        ready = [number for number in numbers if number >= state.next or number in state.lost]
        if state.next not in ready and self._spool.is_refused(run, state.next):
            # A crash came between move and entry.
            return self._record_refused(run, state, state.next, "not a report")
        if not ready:
            self._holes.pop(run, None)
            return 0
        first = ready[0]
        if first > state.next:
            return self._wait(run, state, first, now)
        self._holes.pop(run, None)
        group = self._group(run, ready)
        if isinstance(group, FormatError):
            return self._refuse(run, state, first, group)
        return self._record_some(run, state, group, states)

    def _record_some(
        self, run: str, state: RunState, group: Sequence[Report], states: dict[str, RunState]
    ) -> int:
        """Record reports together, or the first alone where one of them is out of the format."""
        try:
            self._record(run, state, group, states)
        except FormatError as error:
            if len(group) == 1:
                return self._refuse(run, state, group[0].number, error)
            return self._record_some(run, state, group[:1], states)
        return len(group)

    def _wait(self, run: str, state: RunState, first: int, now: float) -> int:
        """Wait for a missing report, and give it up in the end."""
        hole = self._holes.get(run)
        if hole is None or hole.number != state.next:
            hole = self._holes[run] = _Hole(state.next, now)
        if now - hole.since < HOLE:
            return 0
        del self._holes[run]
        missing = range(state.next, first)
        drafting = self._drafting()
        which = str(missing[0]) if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
        note = f"{self.connection.label}: reports {which} of run {run} were not handed over"
        drafting.found("lost event", state.at or self._now(), note)
        self._commit(drafting, run, state.after(missing[-1], missing))
        self._tell(Handed(self.connection, What.LOST, state.tool, count=len(missing)))
        return 1

    def _group(self, run: str, ready: Sequence[int]) -> list[Report] | FormatError:
        """Read reports that follow each other; what is wrong with the first one, if it is that."""
        found: list[Report] = []
        size = 0
        for number in ready[:CHUNK]:
            if found and number != found[-1].number + 1:
                break
            try:
                report = parse_report(self._spool.read(run, number), run, number)
            except (FormatError, UntakenError) as error:
                if found:
                    break
                return FormatError("not a report: {why}", why=str(error))
            found.append(report)
            stored = [file.stored for file in report.files if file.stored is not None]
            size += sum(self._spool.size(run, name) for name in stored)
            if size > CHUNK_BYTES:
                break
        return found

    def _record(
        self, run: str, state: RunState, group: Sequence[Report], states: dict[str, RunState]
    ) -> None:
        """Record reports together, and remove them from the spool."""
        self._jobs.follow()
        drafting, handed = self._drafting(), list[Handed]()
        notes: dict[str, str | None] = {}
        if run not in states:
            self._end_others(group[0], states, drafting, notes, handed)
        for report in group:
            late = self._lateness(report)
            if late and not state.late:
                drafting.found("gap", report.at, _said_late(report, late))
                handed.append(_handed(self.connection, report, What.LATE, late))
            drafting.add(report, Seen.IMPORTED if late else Seen.LIVE)
            handed.append(_handed(self.connection, report, What.RECORDED, late))
            state = replace(
                state.after(report.number),
                tool=report.tool.name,
                at=report.at,
                heard=self._now(),
                ended=isinstance(report.act, said.Stopped),
                unfinished=False,
                late=late > 0,
            )
        self._commit(drafting, run, state, notes)
        for report in group:
            self._seen.pop((run, report.number), None)
            self._spool.remove(run, report.number, len(report.files))
        for each in handed:
            self._tell(each)

    def _lateness(self, report: Report) -> int:
        """Return how many seconds late a report was handed over; 0 where it was not.

        A time that has not come yet is no better known than one that is long gone.
        """
        handed = self._seen.get((report.run, report.number)) or self._studio.clock.now()
        late = abs(handed - time_of(report.at))
        return round(late.total_seconds()) if late > LATE else 0

    def _end_others(
        self,
        report: Report,
        states: dict[str, RunState],
        drafting: Drafting,
        notes: dict[str, str | None],
        handed: list[Handed],
    ) -> None:
        """Say of runs before a new one that they did not say that they end."""
        for run, state in states.items():
            if state.at is None or state.ended or state.unfinished or state.at > report.at:
                continue
            if self._spool.is_alive(run) is not None:
                continue  # several run at once, or its end is found by that
            note = f"{state.tool} began another run without saying that run {run} ends"
            drafting.found("unfinished", state.at, note)
            notes[self._runs.name(run)] = replace(state, unfinished=True).spell()
            handed.append(Handed(self.connection, What.UNFINISHED, state.tool))

    def _find_ended(self, states: dict[str, RunState]) -> None:
        """Say of runs that are over that they did not say so; forget those that did."""
        now = self._studio.clock.now()
        for run, state in states.items():
            is_old = state.heard is not None and now - time_of(state.heard) > SILENT
            if state.ended and is_old:
                self._studio.recorder.record(memory=Memory(notes={self._runs.name(run): None}))
            elif state.unfinished:
                if is_old:
                    self._spool.clear(run, state.next, keep={*state.lost}, ended=True)
            elif not state.ended and state.at is not None:
                is_alive = self._spool.is_alive(run)
                if is_alive is False and not self._spool.waiting(run):  # asked after the lock
                    self._find_unfinished(run, state, f"{state.tool} ended without saying so")
                elif is_alive is None and is_old:
                    silent = "handed over nothing for a day, and did not say that it stops"
                    self._find_unfinished(run, state, f"{state.tool} {silent}")

    def _find_unfinished(self, run: str, state: RunState, note: str) -> None:
        drafting = self._drafting()
        drafting.found("unfinished", state.at or self._now(), note)
        self._commit(drafting, run, replace(state, unfinished=True))
        self._tell(Handed(self.connection, What.UNFINISHED, state.tool))

    def _refuse(self, run: str, state: RunState, number: int, error: FormatError) -> int:
        """Lay aside what is no report."""
        self._spool.refuse(run, number)
        return self._record_refused(run, state, number, str(error))

    def _record_refused(self, run: str, state: RunState, number: int, why: str) -> int:
        drafting = self._drafting()
        note = f"{self.connection.label}: report {number} of run {run} cannot be read: {why[:400]}"
        drafting.found("unreadable file", state.at or self._now(), note)
        self._commit(drafting, run, state.after(number))
        self._seen.pop((run, number), None)
        self._tell(Handed(self.connection, What.REFUSED, state.tool))
        return 1

    def _drafting(self) -> Drafting:
        return Drafting(self._work, self.connection, self._spool, self._jobs, self._runs.source())

    def _commit(
        self,
        drafting: Drafting,
        run: str,
        state: RunState,
        notes: dict[str, str | None] | None = None,
    ) -> None:
        """Record drafts in one transaction with the note of how far the run is."""
        written = {**(notes or {}), self._runs.name(run): state.spell()}
        if drafting.source is not None:
            written[self._runs.source_name] = drafting.source
        memory = Memory(tuple(drafting.files), written)
        if drafting.drafts:
            self._studio.record(*drafting.drafts, memory=memory)
        else:
            self._studio.recorder.record(memory=memory)

    def _now(self) -> Moment:
        return moment_of(self._studio.clock.now())


def _said_late(report: Report, late: int) -> str:
    return (
        f"{report.tool.name} handed over {late} s late: what it had seen meanwhile is imported, "
        "until it hands over in time again"
    )


def _handed(connection: Connection, report: Report, what: What, late: int) -> Handed:
    return Handed(connection, what, report.tool.name, report.name, report.at, late)
