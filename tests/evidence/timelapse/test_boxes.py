"""Boxes: written and read back; what is cut off is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.evidence.timelapse.boxes import box, children, find, full_box


@given(st.lists(st.tuples(st.binary(min_size=4, max_size=4), st.binary(max_size=40))))
def test_boxes_are_read_as_they_were_written(wanted):
    """Kind and content."""
    data = b"".join(box(kind, content) for kind, content in wanted)
    assert [(kind, whole[8:]) for kind, whole in children(data)] == wanted


def test_a_box_is_found_inside_of_others():
    """By the path to it."""
    inner = full_box(b"stts", b"12", flags=3)
    data = box(b"free") + box(b"moov", box(b"trak", box(b"mdia", inner)))
    assert find(data, b"moov", b"trak", b"mdia", b"stts") == inner
    assert inner[8:12] == b"\0\0\0\3"


@pytest.mark.parametrize(
    "data",
    [b"\0\0\0", b"\0\0\0\7free", b"\0\0\0\x09free", b"\0\0\0\1free"],
    ids=["no head", "too small", "too large", "64 bits"],
)
def test_a_box_that_is_cut_off_is_refused(data):
    """Before what is in it is looked at."""
    with pytest.raises(FormatError, match="cut off"):
        list(children(data))


def test_a_box_that_is_not_there_is_named():
    """By its kind."""
    with pytest.raises(FormatError, match="moov"):
        find(box(b"free"), b"moov")
