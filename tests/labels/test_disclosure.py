"""Disclosures: the five that SB 942 names, where IPTC has places for them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels import Disclosure

AT = datetime(2026, 8, 2, 9, 30, 15, 250_000, tzinfo=UTC)


def said(disclosure):
    """Return the properties by their names."""
    return {str(name): value for name, value in disclosure.values()}


def test_values():
    """Times are told to the second, in UTC whatever zone they came in."""
    elsewhere = AT.astimezone(timezone(timedelta(hours=8)))
    assert said(Disclosure("Example", "cat-1", elsewhere, AT)) == {
        "photoshop:Source": "Example",
        "Iptc4xmpExt:DigImageGUID": "cat-1",
        "photoshop:DateCreated": "2026-08-02T09:30:15Z",
        "xmp:ModifyDate": "2026-08-02T09:30:15Z",
    }


def test_time_that_is_not_known():
    """Where nobody saw it being made, the time of the copy stands alone."""
    assert "photoshop:DateCreated" not in said(Disclosure("Example", "cat-1", None, AT))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param(("Example", "1"), "made, or altered", id="no time"),
        pytest.param(("", "1", AT), "not a name", id="no provider"),
        pytest.param(("Example", "a\u202eb", AT), "not a name", id="turned around"),
    ],
)
def test_refused(values, why):
    """A disclosure without one of its parts is none."""
    with pytest.raises(FormatError, match=why):
        Disclosure(*values)
