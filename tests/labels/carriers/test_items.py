"""Items: tables are read, written again as they were, and refused where they are damaged."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.items import Extent, Location, Locations, infe_box
from bozzetto.labels.carriers.shift import Shift

EXTENTS = st.lists(
    st.builds(Extent, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=3
)


@given(
    st.integers(0, 2),
    st.sampled_from([(4, 4, 0, 0), (8, 4, 4, 0), (4, 8, 8, 8)]),
    st.lists(EXTENTS, max_size=4),
)
@settings(max_examples=25)
def test_locations_round_trip(version, widths, items):
    """A table that is written is read as it was."""
    widths = (*widths[:3], widths[3] if version else 0)
    located = tuple(
        Location(n, n % 3 if version else 0, n, 7 if widths[2] else 0, tuple(extents))
        for n, extents in enumerate(items)
    )
    table = Locations(bytes((version, 0, 0, 0)), widths, located)
    assert Locations.parse(table.encode()) == table
    wider = table.widened(2**32)
    assert Locations.parse(wider.encode()) == replace(table, widths=(8, *widths[1:]))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\3\0\0\0\x44\0\0\0", id="version"),
        pytest.param(b"\0\0\0\0\x54\0\0\0", id="width"),
        pytest.param(b"\0\0\0\0\x44\0\0\0more", id="more"),
        pytest.param(b"\0\0\0\0\x44\0\0\1\0\1\0\0\0\1\0\0\0\0", id="cut off"),
        pytest.param(b"\0\0\0\0\x44\0\0\2" + b"\0\1\0\0\0\0" * 2, id="twice"),
        pytest.param(
            b"\0\0\0\0\0\0\0\x09" + b"".join(struct.pack(">HHH", n, 0, 0xFFFF) for n in range(9)),
            id="extents of no bytes",
        ),
    ],
)
def test_locations_refused(data):
    """A damaged table is refused, however little it takes to describe much."""
    with pytest.raises(FormatError):
        Locations.parse(data)


@pytest.mark.parametrize(("number", "offset"), [(0x10000, 0), (1, 2**32)], ids=["number", "offset"])
def test_locations_have_no_room(number, offset):
    """A number that a field cannot hold is refused, not cut."""
    located = (Location(number, 0, 0, 0, (Extent(offset, 1),)),)
    with pytest.raises(FormatError, match="larger"):
        Locations(bytes(4), (4, 4, 0, 0), located).encode()


def test_moved():
    """What stands behind an edit moves; what stands elsewhere does not, and is not this file's."""
    shift = Shift([(10, 10, b"abc")], 40)
    place = Location(1, 0, 0, 4, (Extent(0, 6), Extent(6, 5), Extent(26, 0)))
    assert place.spans(0, 40) == ((4, 10), (10, 15), (30, 40))
    assert place.moved(shift, 40) == Location(
        1, 0, 0, 0, (Extent(4, 6), Extent(13, 5), Extent(33, 0))
    )
    for still in (Location(1, 0, 0, 4, (Extent(0, 6),)), Location(1, 2, 0, 0, (Extent(99, 9),))):
        assert still.moved(shift, 40) == still
    with pytest.raises(FormatError, match="another file"):
        Location(1, 0, 1, 0, (Extent(0, 1),)).moved(shift, 40)


def test_infe_box():
    """The box of an item of XMP is that which libavif writes, whose files are read everywhere."""
    assert (
        infe_box(3)
        == bytes.fromhex("0000002c696e666502000000000300006d696d65584d5000")
        + b"application/rdf+xml\0"
    )
