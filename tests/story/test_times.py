"""Times: what outside clocks say of a work."""

from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.anchor import Interval
from bozzetto.record import moment_of
from bozzetto.story.times import times_of
from tests.story.told import picture, steps_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_intervals_bound_a_work(teller, ledger):
    """Later than the first step's bound, before the last one's; the widest is told."""
    opened = ledger.work
    stated = teller.state("a")
    intervals = {
        opened: Interval(NOON, NOON + HOUR),
        stated: Interval(NOON + HOUR, NOON + 3 * HOUR),
    }
    times = times_of(steps_of(ledger, intervals)[1])
    assert times.after is not None
    assert times.before is not None
    assert times.widest is not None
    assert (times.after[0], times.before[0]) == (NOON, NOON + HOUR)
    assert (times.all_before, times.open) == (NOON + 3 * HOUR, ())
    assert (times.widest[0], times.widest[1].digest) == (2 * HOUR, stated)
    assert times.to_value()["all before"] == moment_of(NOON + 3 * HOUR)


def test_what_no_authority_covers_stays_open(teller, ledger):
    """Then nothing is said of when all of it was there."""
    stated = teller.state("a")
    times = times_of(steps_of(ledger, {ledger.work: Interval(None, NOON)})[1])
    assert [step.digest for step in times.open] == [stated]
    assert (times.all_before, times.after, times.widest) == (None, None, None)
    assert times_of(()).to_value()["before"] is None


def test_what_was_handed_over_late(ledger):
    """What took two seconds at most was handed over at once."""
    for late in (1, 90):
        body = {
            "instruction": None,
            "assets": [picture(ledger, str(late))],
            "observed": moment_of(ledger.time - timedelta(seconds=late)),
        }
        ledger.act("output.received", body)
    (delay,) = times_of(steps_of(ledger)[1]).delays
    assert delay.late == timedelta(seconds=90)
    assert delay.to_value()["seconds"] == "90.000"


@pytest.mark.parametrize(
    ("late", "spelled"),
    [
        pytest.param(timedelta(microseconds=2_000_001), "2.000", id="barely late"),
        pytest.param(timedelta(microseconds=-3_999_999), "-3.999", id="clock behind"),
        pytest.param(timedelta(days=2, milliseconds=50), "172800.050", id="days"),
    ],
)
def test_seconds_have_three_decimals(ledger, late, spelled):
    """What is less is left off, so that every program spells the same."""
    body = {"instruction": None, "assets": [picture(ledger, "a")]}
    ledger.act("output.received", {**body, "observed": moment_of(ledger.time - late)})
    (delay,) = times_of(steps_of(ledger)[1]).delays
    assert delay.to_value()["seconds"] == spelled


def test_what_an_unknown_kind_calls_observed_is_no_moment(ledger):
    """Its body was held to no form."""
    ledger.act("mood.felt", {"observed": "never"})
    assert times_of(steps_of(ledger)[1]).delays == ()
