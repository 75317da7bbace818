"""Pace: bursts of work, waits, and stretches in which nothing was watched.

All by the recorder's own clock, which anybody can set; `times` says what outside clocks say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bozzetto.record import Digest, JSONObject, Moment
from bozzetto.story.body import string
from bozzetto.story.step import Step, rest_on

__all__ = ["SESSION_PAUSE", "Gap", "Pace", "Session", "pace_of"]

SESSION_PAUSE = timedelta(minutes=30)  # the longest wait within one session: a meal parts two


@dataclass(frozen=True, slots=True)
class Session:
    """Steps of a work that follow each other without a long wait."""

    steps: tuple[Step, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "from": min(step.at for step in self.steps),
            "until": max(step.at for step in self.steps),
            "steps": len(self.steps),
            **rest_on(self.steps).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of which the record itself says that it missed something."""

    what: str  # as the recorder found it; ``unwatched``: live entries while no recorder ran
    since: Moment | None
    until: Moment | None
    note: str | None
    steps: tuple[Step, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "what": self.what,
            "from": self.since,
            "until": self.until,
            "note": self.note,
            **rest_on(self.steps).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Pace:
    """When a work was made, in bursts, and what was not watched."""

    sessions: tuple[Session, ...]
    gaps: tuple[Gap, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "sessions": [session.to_value() for session in self.sessions],
            "gaps": [gap.to_value() for gap in self.gaps],
        }


def pace_of(studio: Sequence[Step], work: Sequence[Step]) -> Pace:
    """Tell when a work was made.

    Args:
        studio: Steps of the studio chain, in order.
        work: Steps of the work, in order.
    """
    chain = work[0].digest if work else None
    found = [_gap(step) for step in studio if _concerns(step, chain)]
    return Pace(tuple(_sessions(work)), (*found, *_unwatched(studio, work)))


def _sessions(work: Sequence[Step]) -> Iterable[Session]:
    """Cut the steps where a long wait lies, or the clock was set back by as much."""
    burst: list[Step] = []
    for step in work:
        if burst and abs(step.time - burst[-1].time) > SESSION_PAUSE:
            yield Session(tuple(burst))
            burst = []
        burst.append(step)
    if burst:
        yield Session(tuple(burst))


def _concerns(step: Step, chain: Digest | None) -> bool:
    """Whether the recorder found something that concerns the work: of this one, or of none."""
    if step.kind != "recorder.found":
        return False
    return string(step.body, "work") in {None, chain}


def _gap(step: Step) -> Gap:
    since, until = string(step.body, "from"), string(step.body, "until")
    return Gap(
        str(step.body["what"]),
        None if since is None else Moment(since),
        None if until is None else Moment(until),
        step.words("note"),
        (step,),
    )


def _unwatched(studio: Sequence[Step], work: Sequence[Step]) -> Iterable[Gap]:
    """Yield live entries that stand where no recorder was running, in stretches.

    The work's first entry is not counted: somebody opens a work before anything watches it.
    """
    running: set[str] = set()
    alone: list[Step] = []
    for step in sorted((*studio, *work[1:]), key=lambda step: step.place):
        run = str(step.body.get("run"))
        match step.kind:
            case "recorder.started":
                running.add(run)
            case "recorder.stopped" | "recorder.paused":
                running.discard(run)
        if alone and running:
            yield _alone(alone)
            alone = []
        if not running and step.seen == "live" and step.entry.event.chain == work[0].digest:
            alone.append(step)
    if alone:
        yield _alone(alone)


def _alone(steps: Sequence[Step]) -> Gap:
    ats = [step.at for step in steps]
    return Gap("unwatched", min(ats), max(ats), None, tuple(steps))
