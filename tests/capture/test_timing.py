"""Times that files state."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.carriers import Carrier, Picture
from bozzetto.capture.dialects import Reading
from bozzetto.capture.timing import read_time, stated_time

NOON = datetime(2024, 7, 13, 12, tzinfo=UTC)


def carrying(**texts):
    """A picture with texts under names."""
    carriers = tuple(
        Carrier("exif:Exif", name.replace("_", " "), 9, text.encode(), text, exact=True)
        for name, text in texts.items()
    )
    return Picture("image/jpeg", 1, 1, False, carriers, (), None)


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-13T12:00:00Z",
        "2024-07-13T12:00:00.000Z",
        "2024-07-13 12:00:00",
        "2024-07-13T14:00:00+02:00",
        "2024:07:13 12:00:00",
        " 2024:07:13 12:00:00 ",
        "2024:07:13 14:00:00+02:00",
    ],
)
def test_read_time_spellings(text):
    """Times are read as the tools spell them; without a zone they are taken for UTC."""
    assert read_time(text) == NOON


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2024:13:13 12:00:00", "0000:00:00 00:00:00", "    :  :     :  :  "],
)
def test_read_time_refuses(text):
    """What is no time is none, the placeholders of cameras included."""
    assert read_time(text) is None


@given(st.text() | st.datetimes(timezones=st.timezones()).map(datetime.isoformat))
def test_read_time_any_text(text):
    """Whatever a file states is a time in UTC, or none."""
    time = read_time(text)
    assert time is None or time.utcoffset().total_seconds() == 0


def test_stated_time_of_the_tool():
    """What the tool itself states comes first."""
    reading = Reading("Civitai", claimed_time="2024-07-13T12:00:00Z")
    assert stated_time(carrying(DateTime="2020:01:01 00:00:00"), reading) == reading.claimed_time


def test_stated_time_closest_to_the_making():
    """Of several times in EXIF, that of the making is the one."""
    found = carrying(DateTime="2024:01:01 00:00:00", DateTimeOriginal="2020:01:01 00:00:00")
    assert stated_time(found, None) == "2020:01:01 00:00:00"


@pytest.mark.parametrize(
    ("found", "stated"),
    [
        pytest.param(carrying(Creation_Time="today"), "today", id="PNG keyword"),
        pytest.param(carrying(DateTime="  ", Software="x"), None, id="blank"),
        pytest.param(carrying(), None, id="nothing"),
    ],
)
def test_stated_time_as_spelled(found, stated):
    """A time is given as it is spelled, whether or not it can be read."""
    assert stated_time(found, None) == stated
