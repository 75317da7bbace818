import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record.value import (
    digest_bytes,
    digest_of,
    moment_of,
    parse_digest,
    parse_moment,
    time_of,
)

HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, of "abc"
MOMENT = "2026-11-22T04:09:15.120000Z"

zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day within both ends, so that UTC has the same moment
times = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001  # hypothesis wants naive bounds


def test_digest_known_answer():
    """The digest of FIPS 180-4's example is the published one."""
    assert digest_of(b"abc") == f"sha256:{HEX}"
    assert digest_bytes(digest_of(b"abc")).hex() == HEX


@given(st.binary(max_size=200))
def test_digest_is_that_of_sha256sum(data):
    """The machine's own sha256sum gives the same digest."""
    out = subprocess.run(["sha256sum"], input=data, capture_output=True, check=True).stdout
    assert digest_of(data) == "sha256:" + out.decode()[:64]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HEX, id="bare"),
        pytest.param(f"SHA256:{HEX}", id="name in capitals"),
        pytest.param(f"sha256:{HEX.upper()}", id="digits in capitals"),
        pytest.param(f"sha256:{HEX[1:]}", id="short"),
        pytest.param(f"sha256:{HEX}0", id="long"),
        pytest.param(f"sha256:{HEX}\n", id="newline"),
        pytest.param(f" sha256:{HEX}", id="space"),
        pytest.param(f"sha512:{HEX}", id="other function"),
        pytest.param("", id="empty"),
        pytest.param(None, id="nothing"),
        pytest.param(7, id="number"),
        pytest.param(["sha256:" + HEX], id="list"),
    ],
)
def test_parse_digest_refuses(text):
    """A digest has one spelling."""
    with pytest.raises(FormatError, match="not a digest"):
        parse_digest(text)


@given(times)
def test_moment_and_back(time):
    """A time in any zone is spelled in UTC, and is the same time."""
    moment = moment_of(time)
    assert parse_moment(moment) == moment
    assert time_of(moment) == time
    assert time_of(moment).utcoffset() == timedelta()


@given(
    st.from_regex(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d\.\d{6}Z", fullmatch=True)
    | st.text()
)
def test_parse_moment_takes_only_what_would_be_written(text):
    """Whatever parses is exactly what is written for that time."""
    try:
        moment = parse_moment(text)
    except FormatError:
        return
    assert moment_of(time_of(moment)) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-11-22T04:09:15Z", id="no fraction"),
        pytest.param("2026-11-22T04:09:15.12Z", id="short fraction"),
        pytest.param("2026-11-22T04:09:15.120000", id="no zone"),
        pytest.param("2026-11-22T04:09:15.120000+00:00", id="offset"),
        pytest.param("2026-11-22 04:09:15.120000Z", id="space"),
        pytest.param("2026-11-22T24:00:00.000000Z", id="hour 24"),
        pytest.param("2026-02-29T00:00:00.000000Z", id="no leap year"),
        pytest.param("2016-12-31T23:59:60.000000Z", id="leap second"),
        pytest.param("0000-01-01T00:00:00.000000Z", id="year 0"),
        pytest.param("20261122T040915.120000Z", id="basic form"),
        pytest.param(MOMENT + "\n", id="newline"),
        pytest.param(MOMENT.replace("4", "\u0664"), id="other digits"),
        pytest.param(None, id="nothing"),
    ],
)
def test_parse_moment_refuses(text):
    """A moment has one spelling, and its day is one."""
    with pytest.raises(FormatError, match="not a moment"):
        parse_moment(text)


@pytest.mark.parametrize(
    "time",
    [
        pytest.param(datetime(2026, 11, 22), id="naive"),  # noqa: DTZ001  # that is the case
        pytest.param(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), id="before year 1"),
        pytest.param(
            datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2))), id="after year 9999"
        ),
    ],
)
def test_moment_of_refuses(time):
    """A time without a zone, or outside of the years in UTC, is no moment."""
    with pytest.raises(FormatError):
        moment_of(time)


def test_moment_keeps_microseconds():
    """Microseconds are written always, with six digits."""
    assert moment_of(datetime(2026, 11, 22, 4, 9, 15, 120_000, UTC)) == MOMENT
    assert moment_of(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"
