"""Boxes: they stand side by side up to the end, or the file is refused."""

import io

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.boxes import Box, Cursor, make_box, walk
from bozzetto.labels.carriers.source import Source


def walked(data):
    """The boxes of some bytes."""
    return list(walk(Source(io.BytesIO(data)), 0, len(data)))


def test_walk():
    """Boxes have sizes of 32 or 64 bits; the last one may go to the end."""
    long = (1).to_bytes(4) + b"long" + (18).to_bytes(8) + b"ab"
    boxes = walked(make_box(b"free", b"x") + long + bytes(4) + b"lastabc")
    assert boxes == [
        Box(b"free", 0, 8, 9),
        Box(b"long", 9, 25, 27),
        Box(b"last", 27, 35, 38, open=True),
    ]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\0\0\0\x07free", id="smaller than its head"),
        pytest.param(b"\0\0\0\x09free", id="cut off"),
        pytest.param(b"\0\0\0\x08fre", id="cut off in its head"),
        pytest.param(b"\0\0\0\1free" + (2**63).to_bytes(8), id="64 bits"),
        pytest.param(b"\0\0\0\1free" + (15).to_bytes(8), id="64 bits, too small"),
        pytest.param(make_box(b"free") * ((1 << 16) + 1), id="too many"),
    ],
)
def test_walk_refuses(data):
    """What does not end where it should is refused."""
    with pytest.raises(FormatError):
        walked(data)


def test_resized():
    """A box says its new size in the field that it has."""
    assert Box(b"mdat", 4, 12, 20).resized(3) == (4, 8, (19).to_bytes(4))
    assert Box(b"mdat", 4, 20, 30).resized(-3) == (12, 20, (23).to_bytes(8))
    with pytest.raises(FormatError, match="larger"):
        Box(b"mdat", 0, 8, 20).resized(2**32)


def test_cursor():
    """A table ends where it ends."""
    table = Cursor(b"\0\1abc")
    assert (table.number(2), table.number(0), table.take(1)) == (1, 0, b"a")
    assert (table.left, table.rest(), table.left) == (2, b"bc", 0)
    with pytest.raises(FormatError, match="ends"):
        table.take(1)
