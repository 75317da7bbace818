"""Days: of the calendar that hangs beside this machine."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.record import time_of
from bozzetto.web.days import day_of, span_named, span_of, zone_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def zone(monkeypatch):
    """Move the machine to another place."""

    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("place", "offset", "since"),
    [
        ("UTC", "+00:00", "2026-11-22T00:00:00.000000Z"),
        ("Asia/Shanghai", "+08:00", "2026-11-21T16:00:00.000000Z"),
        ("Asia/Kathmandu", "+05:45", "2026-11-21T18:15:00.000000Z"),
        ("America/New_York", "-05:00", "2026-11-22T05:00:00.000000Z"),
    ],
)
def test_day_here(zone, place, offset, since):
    """A day begins at midnight here, which is some other time in UTC."""
    zone(place)
    assert zone_of(NOON) == offset
    assert day_of(NOON) == date(2026, 11, 22)
    assert span_named("2026-11-22").since == since


def test_day_with_another_length(zone):
    """A day on which the clocks are set has 25 hours, and all of them belong to it."""
    zone("America/New_York")
    span = span_named("2026-11-01")
    assert (time_of(span.until) - time_of(span.since)).total_seconds() == 25 * 3600


def test_day_is_another_one_elsewhere(zone):
    """Late in the evening it is tomorrow in the east."""
    zone("Asia/Shanghai")
    assert day_of(datetime(2026, 11, 22, 20, tzinfo=UTC)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "days"), [("2026-11", 30), ("2026-12", 31), ("2028-02", 29), ("2026-11-30", 1)]
)
def test_months_and_days(zone, words, days):
    """A month is all of its days."""
    zone("UTC")
    span = span_named(words)
    assert (time_of(span.until) - time_of(span.since)).days == days


@pytest.mark.parametrize(
    "words",
    [
        *("", "2026", "2026-13", "2026-00", "2026-02-30", "26-11-22", "2026-11-2", "2026-11-22T"),
        *("cat", "\uff12\uff10\uff12\uff16-11", "0000-01", "9999-12", "9999-12-31", "0001-01-01"),
    ],
)
def test_no_date(zone, words):
    """What names no day of the record's calendar is no date; it is only looked for as a word."""
    zone("Asia/Shanghai")
    assert span_named(words) is None


@given(st.text(max_size=12))
def test_any_words(words):
    """Whatever somebody types, it is a date or it is none."""
    span = span_named(words)
    assert span is None or span.since < span.until


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)))
def test_days_follow_each_other(day):
    """One day ends where the next one begins, and both do at a full quarter of an hour."""
    span = span_named(day.isoformat())
    following = day.fromordinal(day.toordinal() + 1)
    assert span == span_of(day, following)
    assert span.until == span_named(following.isoformat()).since
    assert time_of(span.since).minute % 15 == 0
