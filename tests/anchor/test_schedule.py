"""When to ask again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.anchor import Authority, backoff, next_allowed
from bozzetto.anchor.schedule import FIRST_WAIT, LONGEST_WAIT
from bozzetto.errors import FormatError

LAST = datetime(2026, 11, 22, 4, 9, 15, tzinfo=UTC)


def test_next_allowed_keeps_the_interval():
    """An authority is asked no sooner than it wishes."""
    authority = Authority("a", "A", "https://a.example", min_interval=60)
    assert next_allowed(LAST, authority) == LAST + timedelta(seconds=60)


def test_next_allowed_at_first():
    """An authority that was never asked may be asked at once."""
    assert next_allowed(None, Authority("a", "A", "https://a.example")) is None


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (99, 3600)]
)
def test_backoff_doubles(failures, seconds):
    """The wait doubles with each failure, up to an hour."""
    assert backoff(failures, jitter=1.0) == timedelta(seconds=seconds)
    assert backoff(failures, jitter=0.0) == timedelta(seconds=seconds) / 2


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_backoff_bounds(failures, jitter):
    """Whatever the dice say, the wait is at least half the first and at most the longest."""
    assert FIRST_WAIT / 2 <= backoff(failures, jitter=jitter) <= LONGEST_WAIT


@given(st.integers(0, 40), st.floats(0, 1))
def test_backoff_never_shrinks(failures, jitter):
    """One more failure never shortens the wait."""
    assert backoff(failures, jitter=jitter) <= backoff(failures + 1, jitter=jitter)


@pytest.mark.parametrize(
    ("failures", "jitter"), [(-1, 0.5), (1, -0.1), (1, 1.1), (1, float("nan"))]
)
def test_backoff_refuses(failures, jitter):
    """Numbers out of range are refused."""
    with pytest.raises(FormatError, match="not a number of failures"):
        backoff(failures, jitter=jitter)
