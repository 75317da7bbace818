"""Layout: what a file is made of is found, within limits."""

import io
import struct

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.layout import holder_of, packets_of, read_layout
from bozzetto.labels.carriers.source import Source
from tests.labels.pictures import COLOUR, MIME, box, heif

ONE = {1: (COLOUR, 0, [b"colour"]), 2: (MIME, 0, [b"<x/>"])}


def film(*inner):
    """A film with these boxes at the bottom."""
    data = b"".join(inner)
    for outer in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        data = box(outer, data)
    return data


def layout(data):
    """What a file is made of."""
    return read_layout(Source(io.BytesIO(data)))


def test_layout():
    """Boxes, the file's tables, and those of a film are found wherever they stand."""
    track = box(b"trak", box(b"meta", bytes(4), box(b"hdlr")), box(b"meta", box(b"hdlr")))
    data = heif(ONE, behind=film(box(b"stco", bytes(8))) + box(b"moov", track, box(b"udta")))
    found = layout(data)
    assert [each.kind for each in found.boxes] == [b"ftyp", b"meta", b"mdat", b"moov", b"moov"]
    assert [each.kind for each in found.chunks] == [b"stco"]
    assert [len(found.metas), len(found.tracks), found.fixed] == [3, 2, None]
    ((span,),) = packets_of(Source(io.BytesIO(data)), found)
    assert data[slice(*span)] == b"<x/>"
    assert holder_of(found, (span,)) == found.boxes[2]
    assert holder_of(found, (span, span)) is None
    assert holder_of(found, ((0, 4),)) is None


@pytest.mark.parametrize("kind", [b"saio", b"cmov"])
def test_fixed(kind):
    """What cannot be moved is named, however deep it stands."""
    assert layout(heif(ONE, behind=film(box(kind)))).fixed == kind


def deep(count):
    """Tracks in one another."""
    return b"".join(struct.pack(">I", 8 * (count - n)) + b"trak" for n in range(count))


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(box(b"moov", deep((1 << 16) + 1)), id="deep"),
        pytest.param(film(box(b"stco", bytes(8 + (2 << 20)))), id="chunks"),
        pytest.param(box(b"moov", b"\0\0\0\x09trak"), id="cut off"),
        pytest.param(box(b"moov", box(b"trak", box(b"meta", bytes(4), b"x"))), id="tables"),
    ],
)
def test_refused(behind):
    """More than any film has is refused in time."""
    with pytest.raises(FormatError):
        layout(heif(ONE, behind=behind))
