"""Moments of entries: when one was recorded, and how long before it had been seen in a tool."""

from datetime import timedelta

from bozzetto.cli.entries import TOLD
from bozzetto.durations import spell_duration
from bozzetto.language import _
from bozzetto.record import Event, parse_moment, time_of
from bozzetto.upkeep.times import short_moment

__all__ = ["AT_ONCE", "spell_recorded"]

AT_ONCE = timedelta(seconds=2)  # what took no longer to hand over is not worth a word


def spell_recorded(event: Event) -> str:
    """Say when an event was recorded, and, where it was handed over late, when it was seen.

    Both clocks can be set by anybody: an event may have been seen after it was recorded.
    """
    observed = event.body.get("observed")
    if event.kind not in TOLD or not isinstance(observed, str):
        return short_moment(event.at)
    late = time_of(event.at) - time_of(parse_moment(observed))
    if abs(late) <= AT_ONCE:
        return short_moment(event.at)
    values = {"time": short_moment(event.at), "observed": short_moment(observed)}
    if late < timedelta(0):
        return _("{time} (seen {observed}: the clocks differ)", **values)
    length = spell_duration(late)
    return _("{time} (seen {observed}, handed over {length} later)", length=length, **values)
