"""What a token's time is worth."""

from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.anchor import Token, parse_token


@pytest.mark.parametrize(
    ("accuracy", "margin"),
    [
        pytest.param(timedelta(0), timedelta(seconds=1), id="not stated"),
        pytest.param(timedelta(milliseconds=10), timedelta(seconds=1), id="finer than a second"),
        pytest.param(timedelta(seconds=1, milliseconds=500), timedelta(seconds=1.5), id="coarser"),
    ],
)
def test_token_margin(accuracy, margin):
    """A token's time is never taken to be finer than a second, nor finer than it says."""
    moment = datetime(2026, 11, 22, 4, 9, 15, tzinfo=UTC)
    token = Token(b"", moment, accuracy, 1, "1.2", bytes(32), None, (), b"")
    assert token.margin == margin
    assert (token.earliest, token.latest) == (moment - margin, moment + margin)


def test_token_compared_by_content(shared):
    """Two readings of the same bytes are equal."""
    raw = shared.stamp(b"x", nonce=1)
    assert parse_token(raw) == parse_token(raw)
    assert parse_token(raw) != parse_token(shared.stamp(b"x", nonce=2))
