"""Intervals: one text each, and when one is empty."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.anchor import Interval, State
from bozzetto.errors import FormatError

EARLY = datetime(2026, 11, 22, 4, 9, 15, 120000, tzinfo=UTC)
LATE = datetime(2026, 11, 22, 4, 14, 10, tzinfo=UTC)
BOTH = "2026-11-22T04:09:15.120000Z/2026-11-22T04:14:10.000000Z"

bounds = st.none() | st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(EARLY, LATE), BOTH),
        (Interval(EARLY, None), "2026-11-22T04:09:15.120000Z/.."),
        (Interval(None, LATE), "../2026-11-22T04:14:10.000000Z"),
        (Interval(), "../.."),
    ],
)
def test_interval_text(interval, text):
    """Each interval has one text."""
    assert str(interval) == text
    assert Interval.parse(text) == interval


@given(bounds, bounds)
def test_interval_round_trip(after, before):
    """What is written is read back, for every year there is."""
    interval = Interval(after, before)
    assert Interval.parse(str(interval)) == interval


@given(st.text() | st.builds("{}/{}".format, st.text(), st.sampled_from(["..", BOTH[:27]])))
def test_interval_one_text_for_each_value(text):
    """Whatever parses is exactly what would be written."""
    try:
        interval = Interval.parse(text)
    except FormatError:
        return
    assert str(interval) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOTH.replace(".120000", ".12"), id="fewer digits"),
        pytest.param(BOTH.replace("Z/", "+00:00/"), id="zone spelled out"),
        pytest.param(BOTH.replace("T04:09", "T04:60"), id="minute 60"),
        pytest.param(BOTH.replace("2026-11-22T04:09", "2026-02-30T04:09"), id="no such day"),
        pytest.param(BOTH.replace("2026", "0000", 1), id="year nought"),
        pytest.param(BOTH + "\n", id="newline"),
        pytest.param(BOTH.replace("T", "t"), id="lower case"),
        pytest.param(BOTH.replace("2026-11-22T04:09", "२०२६-11-22T04:09"), id="other digits"),
        pytest.param(BOTH[:27], id="one moment"),
        pytest.param("/" + BOTH[28:], id="empty bound"),
    ],
)
def test_interval_parse_refuses(text):
    """Any other spelling is refused."""
    with pytest.raises(FormatError, match="not an interval"):
        Interval.parse(text)


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(EARLY.replace(tzinfo=None), id="no zone"),
        pytest.param(EARLY.astimezone(timezone(timedelta(hours=8))), id="another zone"),
    ],
)
def test_interval_wants_utc(moment):
    """A moment that is not in UTC has no place in an interval."""
    with pytest.raises(FormatError, match="not a moment in UTC"):
        Interval(moment, None)


@pytest.mark.parametrize(
    ("interval", "empty"),
    [
        (Interval(EARLY, LATE), False),
        (Interval(EARLY, EARLY), False),
        (Interval(LATE, EARLY), True),
        (Interval(LATE, None), False),
        (Interval(None, EARLY), False),
        (Interval(), False),
    ],
)
def test_interval_is_empty(interval, empty):
    """An interval is empty where it ends before it begins, and not where it is one moment."""
    assert interval.is_empty is empty


def test_interval_width():
    """The width is known where both ends are."""
    assert Interval(EARLY, LATE).width == LATE - EARLY
    assert Interval(EARLY, LATE).is_bounded
    assert Interval(EARLY, None).width is None
    assert not Interval(EARLY, None).is_bounded


@given(bounds, bounds, bounds, bounds)
def test_interval_narrow(after, before, later, sooner):
    """Narrowing keeps the later start and the sooner end, whichever comes first."""
    one, two = Interval(after, before), Interval(later, sooner)
    both = one.narrow(two)
    assert both == two.narrow(one)
    assert both.narrow(one) == both
    assert one.narrow(Interval()) == one
    if after and later:
        assert both.after == max(after, later)


def test_state_spelling():
    """The states are spelled as the record format spells them."""
    assert [str(state) for state in State] == ["unanchored", "anchored", "trusted"]
