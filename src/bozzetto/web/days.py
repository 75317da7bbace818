"""Days: of the calendar that hangs beside this machine, while the record counts in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta

from bozzetto.record import moment_of
from bozzetto.studio.shelf import Span

__all__ = ["day_of", "span_named", "span_of", "zone_of"]

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)


def day_of(now: datetime) -> date:
    """Return the day that it is here."""
    return now.astimezone().date()


def zone_of(now: datetime) -> str:
    """Return how far the clocks here are from UTC now: ``+08:00``."""
    return now.astimezone().isoformat()[-6:]


def span_of(first: date, after: date) -> Span:
    """Return the time from the beginning of a day here to the beginning of another one.

    Raises:
        ValueError: the calendar of the record, or of this machine, has no such day.
    """
    try:
        since, until = (_midnight(day) for day in (first, after))
    except (OverflowError, OSError) as error:
        raise ValueError(str(error)) from error
    return Span(moment_of(since), moment_of(until))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone(UTC)


def span_named(words: str) -> Span | None:
    """Read a day, ``2026-11-22``, or a month, ``2026-11``; None where it is neither."""
    match = _DAY.fullmatch(words)
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        first = date(year, month, day or 1)
        after = first + timedelta(days=1) if day else _next_month(first)
        return span_of(first, after)
    except (ValueError, OverflowError):
        return None


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
