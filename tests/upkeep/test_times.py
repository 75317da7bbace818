"""Times: the interval of each entry, by the studio's own anchors."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.anchor import Interval
from bozzetto.api import Studio
from bozzetto.record import Digest, Moment, digest_of
from bozzetto.upkeep.times import (
    Anchor,
    Anchors,
    newest_anchor,
    read_anchors,
    short_moment,
    short_time,
)

pytestmark = pytest.mark.usefixtures("work")


def anchor(size, second):
    """Return an anchor that covers `size` entries and was made in a second."""
    made = datetime(2026, 11, 22, 4, 9, second, tzinfo=UTC)
    name = digest_of(str(size).encode())
    return Anchor(name, Moment("2026-11-22T04:09:15.000000Z"), size, Interval(made, made), ("a",))


ANCHORS = Anchors((anchor(3, 10), anchor(7, 20)))


@pytest.mark.parametrize(
    ("place", "second"),
    [(0, 10), (2, 10), (3, 20), (6, 20), (7, None)],
)
def test_interval_ends_with_the_first_anchor_that_covers(place, second):
    """An entry is earlier than the first anchor that covers it; without one there is no end."""
    before = ANCHORS.interval(place, None).before
    assert (before.second if before else None) == second
    assert ANCHORS.covers(place) == (second is not None)


def test_interval_begins_with_the_anchor_that_is_named():
    """An entry is later than the anchor in its ``after``; an unknown one says nothing."""
    assert ANCHORS.interval(5, ANCHORS.all[0].entry).after.second == 10
    assert ANCHORS.interval(5, Digest("sha256:" + "0" * 64)).after is None


@given(st.lists(st.integers(1, 50), max_size=8).map(sorted), st.integers(0, 60))
def test_covering_is_the_first_that_is_larger(sizes, place):
    """The search finds what a walk through all anchors finds."""
    anchors = Anchors(tuple(anchor(size, index) for index, size in enumerate(sizes)))
    first = next((known for known in anchors.all if known.size > place), None)
    found = anchors.interval(place, None).before
    assert found == (first.interval.before if first else None)


def test_anchors_are_read_from_the_studio(run, asking):
    """An anchor has its token's time, its authority and what it covers."""
    assert asking
    run("seal")
    with Studio.open() as studio:
        (found,) = read_anchors(studio).all
        assert found.authorities == ("local",)
        assert found.size == studio.database.size() - 1
        assert found.interval.width.total_seconds() >= 2


def test_newest_anchor_is_the_last_of_all(run, asking):
    """The newest anchor is read without the others, and is the same."""
    assert asking
    with Studio.open() as studio:
        assert newest_anchor(studio) is None
    for _ in range(2):
        run("seal")
    with Studio.open() as studio:
        anchors = read_anchors(studio).all
        assert len(anchors) == 2
        assert newest_anchor(studio) == anchors[-1]


def test_damaged_tokens_leave_the_interval_open(run, asking):
    """A token that cannot be read says nothing; the anchor still covers."""
    assert asking
    run("seal")
    with Studio.open() as studio:
        for path in studio.layout.assets.rglob("*"):
            if path.is_file():
                path.write_bytes(b"damaged")
        found = read_anchors(studio)
        assert found.all[0].time is None
        assert found.covers(0)
    assert "unreadable" in run("work", "show", "Cat pendant").stdout


def test_short_spellings():
    """Times are spelled to the second, in UTC."""
    time = datetime(2026, 11, 22, 4, 9, 15, 120000, tzinfo=UTC)
    assert short_time(time) == short_moment("2026-11-22T04:09:15.120000Z") == "2026-11-22 04:09:15Z"
