"""MPF: sizes and offsets follow what grows."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.mpf import shift


def index(order, pictures):
    """An index of pictures, each a size and an offset."""
    mark = b"MM\0*" if order == "big" else b"II*\0"

    def number(value, size=4):
        return value.to_bytes(size, order)

    listed = b"".join(bytes(4) + number(size) + number(at) + bytes(4) for size, at in pictures)
    tags = number(0xB002, 2) + number(7, 2) + number(len(listed)) + number(26)
    return b"MPF\0" + mark + number(8) + number(1, 2) + tags + number(0) + listed


PICTURES = [(1000, 0), (50, 900), (60, 950)]


@pytest.mark.parametrize("order", ["big", "little"])
@pytest.mark.parametrize("growth", [7, -7])
def test_shift(order, growth):
    """The first picture's size changes, and offsets where the growth lies behind the index."""
    first = (1000 + growth, 0)
    before = index(order, PICTURES)
    assert shift(before, growth, after=False) == index(order, [first, *PICTURES[1:]])
    moved = [(50, 900 + growth), (60, 950 + growth)]
    assert shift(before, growth, after=True) == index(order, [first, *moved])


@pytest.mark.parametrize("growth", [-1001, 2**32])
def test_shift_refuses(growth):
    """A size that cannot be is refused."""
    with pytest.raises(FormatError, match="MPF"):
        shift(index("big", PICTURES), growth, after=False)
