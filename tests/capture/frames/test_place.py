"""Tests of rectangles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.frames.place import MAX_PIXEL, Rectangle
from bozzetto.errors import FormatError

SIDES = st.integers(1, 400)
CORNERS = st.integers(-400, 400)
RECTANGLES = st.builds(Rectangle, CORNERS, CORNERS, SIDES, SIDES)


def points(rectangle):
    """The corners of a rectangle: left, top, right, bottom."""
    return (
        rectangle.left,
        rectangle.top,
        rectangle.left + rectangle.width,
        rectangle.top + rectangle.height,
    )


@given(st.builds(Rectangle, st.integers(0, 400), st.integers(0, 400), SIDES, SIDES))
def test_parse_reads_what_is_spelled(rectangle):
    """A rectangle that a person can give is read as it is spelled."""
    assert Rectangle.parse(rectangle.spell()) == rectangle


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("1,2,3", id="three"),
        pytest.param("1,2,3,4,5", id="five"),
        pytest.param("1,2,0,4", id="no width"),
        pytest.param("1,2,3,0", id="no height"),
        pytest.param("-1,2,3,4", id="left of what is taken"),
        pytest.param(" 1,2,3,4", id="white space"),
        pytest.param("1,2,3,4.5", id="part of a pixel"),
        pytest.param("1,2,3,\u0664", id="another script's digit"),
        pytest.param(f"0,0,{MAX_PIXEL + 1},1", id="too wide"),
    ],
)
def test_parse_refuses(text):
    """What is no rectangle is refused."""
    with pytest.raises(FormatError, match="not a rectangle"):
        Rectangle.parse(text)


@given(RECTANGLES, RECTANGLES)
def test_within_is_common_to_both(one, other):
    """The common part lies in both, is the same from either side, and is as large as can be."""
    common = one.within(other)
    assert common == other.within(one)
    assert one.within(one) == one
    low = [max(a, b) for a, b in zip(points(one)[:2], points(other)[:2], strict=True)]
    high = [min(a, b) for a, b in zip(points(one)[2:], points(other)[2:], strict=True)]
    if common is None:
        assert low[0] >= high[0] or low[1] >= high[1]
    else:
        assert [*points(common)] == low + high


@given(RECTANGLES, RECTANGLES)
def test_moved_and_seen_from_undo_each_other(one, corner):
    """A rectangle on the desktop is the same when it is said from a corner and back."""
    assert one.seen_from(corner).moved_to(corner) == one
