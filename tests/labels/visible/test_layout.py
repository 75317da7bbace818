"""Where a label stands, and which pictures have no room for one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.visible import MIN_TEXT, Position, Visible
from bozzetto.labels.visible.layout import lay_out

SIZES = st.tuples(st.integers(16, 1500), st.integers(16, 1500))


@given(SIZES, st.sampled_from(Position), st.sampled_from((5.0, 8.5)), st.booleans())
@settings(max_examples=12)
def test_label_is_within_the_copy_and_high_enough(size, position, height, long):
    """Or the picture is refused: never is a label below what was asked for."""
    text = "人工智能生成" if long else ""
    try:
        found = lay_out(Visible(text, position=position, height=height), size)
    except FormatError:
        assert min(size) < 150
        return
    width, bottom = found.size
    assert 0 <= found.box[0] <= found.ink[0] < found.ink[2] <= found.box[2] <= width
    assert 0 <= found.box[1] <= found.ink[1] < found.ink[3] <= found.box[3] <= bottom
    assert found.lettering.height >= max(min(found.size) * height / 100, MIN_TEXT)
    assert found.box[3] - found.box[1] <= found.size[1] / 2


@pytest.mark.parametrize("position", Position)
def test_label_is_at_its_edge(position):
    """In corners with the margin that was asked for."""
    found = lay_out(Visible(position=position, margin=5), (1000, 500))
    left, top, right, bottom = found.box
    edge = {"top": top, "bottom": found.size[1] - bottom}["top" if position.is_top else "bottom"]
    assert edge == (25 if position.is_corner else 0)
    if position.is_corner:
        assert (left if position.endswith("left") else 1000 - right) == 25
    else:
        assert (left, right) == (0, 1000)


@pytest.mark.parametrize(
    ("position", "top"), [(Position.TOP_BAND, True), (Position.BOTTOM_BAND, False)]
)
def test_band_covers_nothing_and_counts_itself(position, top):
    """The copy is higher by the band; of a broad picture that makes the shortest side longer."""
    found = lay_out(Visible(position=position), (1000, 500))
    band = found.size[1] - 500
    assert found.box[3] - found.box[1] == band
    assert found.top == (band if top else 0)
    assert found.lettering.height >= 0.06 * (500 + band)
    assert lay_out(Visible(position=position), (500, 1000)).lettering.height == 30


@pytest.mark.parametrize("size", [(16, 16), (30, 4000), (4000, 30), (1, 1)])
def test_picture_without_room_is_refused(size):
    """With its size and the words, and never with letters that are too small."""
    with pytest.raises(FormatError, match=f"{size[0]} × {size[1]} pixels has no room"):
        lay_out(Visible(), size)


def test_narrow_picture_gets_two_lines():
    """The letters stay as high."""
    assert lay_out(Visible("人工智能生成"), (66, 2000)).lettering.lines == ("人工智能", "生成")
