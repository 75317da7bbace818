"""Plan: tables of every form take one item more, or say that they cannot."""

import io
import struct

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.items import Extent
from bozzetto.labels.carriers.layout import read_layout
from bozzetto.labels.carriers.plan import Plan
from bozzetto.labels.carriers.source import Source, edited, write_parts
from tests.labels.pictures import COLOUR, box, heif

PACKET = b"<packet/>"
ONE = {1: (COLOUR, 0, [b"colour"])}
SHORT_NAMES = bytes(4) + struct.pack(">H", 1)
LONG_NAMES = b"\1\0\0\0" + struct.pack(">I", 1)


def added(data):
    """The tables of a copy that got a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    layout = read_layout(source)
    plan = Plan(source, layout, PACKET)
    plan.add(layout.meta, None)
    write_parts(source, edited(plan.finish(), source.size), out)
    return read_layout(Source(out)).meta


def rebuilt(iref=b"", *, names=SHORT_NAMES, pitm=b"\0\0\0\0\0\1"):
    """A file whose names, picture and references are in another form."""
    infe = box(b"infe", b"\2\0\0\0", struct.pack(">HH", 1, 0), COLOUR)
    iloc = bytes((1, 0, 0, 0, 0x44, 0)) + struct.pack(">HHHHHII", 1, 1, 0, 0, 1, 0, 4)
    tables = [box(b"pitm", pitm), box(b"iloc", iloc), box(b"iinf", names, infe), iref]
    return box(b"ftyp", b"avif", bytes(4)) + box(b"meta", bytes(4), *tables)


@pytest.mark.parametrize("names", [SHORT_NAMES, LONG_NAMES], ids=["short", "long"])
@pytest.mark.parametrize(
    "iref",
    [
        b"",
        box(b"iref", bytes(4)),
        box(b"iref", b"\1\0\0\0", box(b"cdsc", struct.pack(">IHI", 7, 1, 1))),
    ],
    ids=["none", "short", "long"],
)
def test_forms(iref, names):
    """Numbers of items have 16 bits or 32, as the table has them already."""
    meta = added(rebuilt(iref, names=names))
    assert [each.number for each in meta.items] == [1, 2]
    assert meta.described[2] == [1]
    assert meta.described.get(7) == ([1] if b"\0\7" in iref else None)


def test_large_number():
    """A picture whose number has 32 bits is described where that has room."""
    pitm = b"\1\0\0\0" + (0x10001).to_bytes(4)
    assert added(rebuilt(pitm=pitm)).described == {2: [0x10001]}
    with pytest.raises(FormatError, match="so many items"):
        added(rebuilt(box(b"iref", bytes(4)), pitm=pitm))


def test_large_file(tmp_path):
    """In a file of 4 GiB offsets get 64 bits."""
    data = heif(ONE)
    at = data.index(b"mdat") - 4
    path = tmp_path / "a"
    path.write_bytes(data[:at] + bytes(4) + data[at + 4 :])  # a box to the end of the file
    with path.open("r+b") as file:
        file.truncate(2**32)
        source = Source(file)
        layout = read_layout(source)
        plan = Plan(source, layout, PACKET)
        plan.add(layout.meta, None)
        copy = b"".join(data for _, _, data in sorted(plan.finish()))
    assert b"\1\0\0\0\x84\0\0\2" in copy
    assert layout.meta.locations.widened(2**32).all[0].extents == (Extent(at + 8, 6),)
