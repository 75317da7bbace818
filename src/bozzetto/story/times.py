"""Times: what clocks outside of the author's hands say, and how long things were on their way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bozzetto.record import KINDS, JSONObject, Moment, moment_of, time_of
from bozzetto.story.body import string
from bozzetto.story.step import Step, rest_on

__all__ = ["AT_ONCE", "Delay", "Times", "times_of"]

AT_ONCE = timedelta(seconds=2)  # what takes no longer was handed over at once


@dataclass(frozen=True, slots=True)
class Delay:
    """A step that was seen some time before it stood in the record. Anybody can set both clocks."""

    step: Step
    late: timedelta  # negative where the recorder's clock is behind

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"seconds": _spell(self.late), **rest_on([self.step]).to_value()}


@dataclass(frozen=True, slots=True)
class Times:
    """When a work was made, for somebody who trusts the authorities and not the author."""

    after: tuple[datetime, Step] | None  # the first step is later than this
    before: tuple[datetime, Step] | None  # some step existed before this, as the earliest
    all_before: datetime | None  # every step existed before this; None while some are not covered
    open: tuple[Step, ...]  # steps that no authority's time covers yet
    widest: tuple[timedelta, Step] | None  # the widest interval that any step has
    delays: tuple[Delay, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "after": _bound(self.after),
            "before": _bound(self.before),
            "all before": None if self.all_before is None else moment_of(self.all_before),
            "open": rest_on(self.open).to_value(),
            "widest": None if self.widest is None else _widest(*self.widest),
            "delays": [delay.to_value() for delay in self.delays],
        }


def times_of(work: Sequence[Step]) -> Times:
    """Gather what outside clocks say of a work's steps, in order."""
    starts = [(step.interval.after, step) for step in work[:1] if step.interval.after]
    ends = [(step.interval.before, step) for step in work if step.interval.before]
    open_ = tuple(step for step in work if step.interval.before is None)
    wide = [
        (step.interval.before - step.interval.after, step)
        for step in work
        if step.interval.before and step.interval.after
    ]
    return Times(
        starts[0] if starts else None,
        min(ends, key=lambda pair: pair[0], default=None),
        None if open_ or not ends else max(end for end, _ in ends),
        open_,
        max(wide, key=lambda pair: pair[0], default=None),
        tuple(_delays(work)),
    )


def _delays(work: Iterable[Step]) -> Iterable[Delay]:
    for step in work:
        # Of an unknown kind nobody has said that the member is a moment.
        observed = string(step.body, "observed") if step.kind in KINDS else None
        late = timedelta() if observed is None else step.time - time_of(Moment(observed))
        if abs(late) > AT_ONCE:
            yield Delay(step, late)


def _bound(bound: tuple[datetime, Step] | None) -> JSONObject | None:
    return None if bound is None else {"at": moment_of(bound[0]), **rest_on([bound[1]]).to_value()}


def _widest(wide: timedelta, step: Step) -> JSONObject:
    seconds = int(wide / timedelta(seconds=1))
    return {"seconds": str(seconds), **rest_on([step]).to_value()}


def _spell(length: timedelta) -> str:
    """Spell seconds with three decimals; what is less is left off."""
    seconds, millis = divmod(abs(length) // timedelta(milliseconds=1), 1000)
    return f"{'-' if length < timedelta() else ''}{seconds}.{millis:03}"
