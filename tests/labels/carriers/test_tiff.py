"""TIFF: one tag of the first page changes, and everything else stays at its offset."""

import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.directories import read_tables
from bozzetto.labels.carriers.source import Source, size_of, write_parts
from bozzetto.labels.carriers.tiff import read, rewrite
from bozzetto.labels.packet import Packet
from tests.labels.pictures import XMP, saved, tiff

PACKET = Packet.new().data
OLD = (XMP % "").encode()
FORMS = list(itertools.product(("little", "big"), (False, True)))
BYTE, ASCII, SHORT, LONG, UNDEFINED = 1, 2, 3, 4, 7


def found(data):
    """What is read."""
    return read(Source(io.BytesIO(data)))


def written(data, packet=PACKET):
    """The copy with a packet."""
    source, out = Source(io.BytesIO(data)), io.BytesIO()
    write_parts(source, rewrite(source, packet), out)
    return out.getvalue()


def tags(data):
    """All tags but XMP, with their values, by page."""
    return [
        (each.page, e.tag, e.kind, data[e.start : e.end])
        for each in read_tables(Source(io.BytesIO(data))).directories
        for e in each.entries
        if e.tag != 700
    ]


def pages(order, *more, xmp=None):
    """Two pages, of which the second has XMP, and the first what is given."""
    first = [(256, SHORT, 1, (9).to_bytes(2, order)), (270, ASCII, 12, b'{"AIGC":{}}\0'), *more]
    first += [] if xmp is None else [(700, BYTE, len(xmp), xmp)]
    first.append((0x8769, LONG, 1, [(0x9286, UNDEFINED, 12, b"ASCII\0\0\0text")]))
    return [first, [(270, ASCII, 12, b"second page\0"), (700, BYTE, len(OLD), OLD)]]


@pytest.mark.parametrize("tail", [b"", b"odd"], ids=["", "odd"])
@pytest.mark.parametrize(("order", "big"), FORMS)
def test_added(order, big, tail):
    """A file without XMP gets a table at its end; up to there only one offset changes."""
    before = tiff(order, pages(order, xmp=None), big=big, tail=tail)
    after = written(before)
    wide = 8 if big else 4
    assert after[:wide] + before[wide : 2 * wide] + after[2 * wide : len(before)] == before
    assert int.from_bytes(after[wide : 2 * wide], order) % 2 == 0
    assert after.endswith(PACKET)
    assert tags(after) == tags(before)
    assert (found(after).packets, found(after).others) == ((PACKET,), (OLD,))
    first = read_tables(Source(io.BytesIO(after))).directories[0]
    assert [each.tag for each in first.entries] == [256, 270, 700, 0x8769]
    assert next(each.kind for each in first.entries if each.tag == 700) == UNDEFINED
    assert written(written(after, OLD), PACKET) == after


def test_tag_goes_last():
    """In a table of lower tags only, XMP comes last."""
    before = tiff("big", [[(256, SHORT, 1, b"\0\1")]])
    tables = read_tables(Source(io.BytesIO(written(before))))
    assert [each.tag for each in tables.directories[0].entries] == [256, 700]


@pytest.mark.parametrize(("order", "big"), FORMS)
def test_replaced_in_place(order, big):
    """XMP is replaced where it stands if there is room, and zeros fill the rest."""
    before = tiff(order, pages(order, xmp=OLD), big=big)
    short = b"<a short packet/>"
    after = written(before, short)
    assert len(after) == len(before)
    at = before.index(OLD)
    assert after[at : at + len(OLD)] == short.ljust(len(OLD), b"\0")
    assert found(after).packets == (short,)
    assert tags(after) == tags(before)


@pytest.mark.parametrize(("order", "big"), FORMS)
def test_replaced_at_end(order, big):
    """XMP that has grown goes to the end, and nothing of the old one is left."""
    before = tiff(order, pages(order, xmp=OLD), big=big)
    longer = OLD + b" " * 50
    after = written(before, longer)
    assert after.endswith(longer)
    assert after.count(b"u:kept") == 2  # the second page's, and the new one
    assert tags(after) == tags(before)
    assert written(written(after, PACKET), longer) == after


def test_notes():
    """The texts of the first page are read, and those of its EXIF."""
    notes = found(tiff("little", pages("little"))).notes
    assert [(note.place, note.text) for note in notes] == [
        ("exif:ImageDescription", '{"AIGC":{}}'),
        ("exif:UserComment", "text"),
    ]


def test_credentials():
    """Content credentials are seen."""
    page = [(256, SHORT, 1, b"\0\1"), (0xCD41, UNDEFINED, 9, b"jumbjumbj")]
    assert found(tiff("big", [page])).has_credentials
    assert not found(saved("TIFF")).has_credentials


@pytest.mark.parametrize("value", [b"", b"<x/>"], ids=["empty", "in the entry"])
def test_no_room(value):
    """A packet so short that it needs no place of its own is replaced all the same."""
    before = tiff("big", [[(256, SHORT, 1, b"\0\1"), (700, ASCII, len(value), value)]])
    assert found(before).packets == (value,)
    after = written(before)
    assert (found(after).packets, after[: len(before) - 20]) == (
        (PACKET,),
        before[: len(before) - 20],
    )


def strip(at, size):
    """A page with XMP, and a strip somewhere."""
    numbers = [(273, LONG, 1, at.to_bytes(4)), (279, LONG, 1, size.to_bytes(4))]
    return tiff("big", [[*numbers, (700, BYTE, len(OLD), OLD)]])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(strip(99, 9), "something else", id="strip in XMP"),
        pytest.param(strip(10, 9999), "ends", id="strip behind the end"),
        pytest.param(tiff("big", [[(701, BYTE, 9, b"\xff\0\0\0")]]), "ends", id="value"),
    ],
)
def test_not_written(data, why):
    """What would be damaged in the copy, or has been before, is not written."""
    with pytest.raises(FormatError, match=why):
        written(data)


@pytest.mark.parametrize("count", [1, 3])
def test_too_much(count):
    """XMP that is more than fits in memory is refused before it is read."""
    size = (100 << 20) if count == 1 else (15 << 20)
    page = [(700, BYTE, size, b"12345")] * count
    with pytest.raises(FormatError, match="more XMP"):
        found(tiff("big", [page], tail=bytes(16 << 20)))


@pytest.mark.parametrize("big", [False, True], ids=["TIFF", "BigTIFF"])
def test_too_large(tmp_path, big):
    """A TIFF does not grow beyond 4 GiB, and a BigTIFF does."""
    path = tmp_path / "a.tif"
    path.write_bytes(tiff("big", [[(256, SHORT, 1, b"\0\1")]], big=big))
    with path.open("r+b") as file:
        file.truncate(2**32 - 100)
        source = Source(file)
        if big:
            assert size_of(rewrite(source, PACKET)) > 2**32
            return
        with pytest.raises(FormatError, match="larger"):
            rewrite(source, PACKET)


WHOLE = tiff(
    "little", pages("little", (273, LONG, 1, b"\x10\0\0\0"), (279, LONG, 1, b"\x20\0\0\0"))
)


@given(st.integers(4, len(WHOLE)), st.binary(min_size=1, max_size=4), st.booleans())
@settings(max_examples=50)
def test_mutations(at, junk, packet):
    """Of a damaged file all other values are the same afterwards, or it is refused."""
    base = tiff("little", pages("little", xmp=OLD)) if packet else WHOLE
    data = base[:at] + junk + base[at + len(junk) :]
    try:
        if len(found(data).packets) > 1:
            return
        after = written(data)
        assert found(after).packets == (PACKET,)
    except FormatError:
        return
    assert tags(after) == tags(data)
