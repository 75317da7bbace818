"""Directories: tables of all forms are read once each, and what is damaged is refused."""

import io
import itertools

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.directories import Form, read_tables
from bozzetto.labels.carriers.source import Source
from tests.labels.pictures import tiff

FORMS = list(itertools.product(("little", "big"), (False, True)))
ASCII, SHORT, LONG = 2, 3, 4


def read(data):
    """The tables of some bytes."""
    return read_tables(Source(io.BytesIO(data)))


def used(data):
    """What is used of a file."""
    return list(read(data).used(Source(io.BytesIO(data))))


@pytest.mark.parametrize(("order", "big"), FORMS)
def test_tables(order, big):
    """Pages, the tables that their tags point at and their values are found in every form."""
    inner = [(0x9286, 7, 12, b"ASCII\0\0\0text")]
    pages = [
        [(256, SHORT, 1, (9).to_bytes(2, order)), (0x8769, LONG, 1, inner)],
        [(270, ASCII, 12, b"second page\0")],
    ]
    data = tiff(order, pages, big=big)
    tables = read(data)
    assert tables.form == Form(order, big=big)
    found = [(each.page, each.owner) for each in tables.directories]
    assert found == [(0, 0), (None, 0), (1, 1)]
    texts = [
        data[e.start : e.end] for d in tables.directories for e in d.entries if e.tag != 0x8769
    ]
    assert texts == [(9).to_bytes(2, order), b"ASCII\0\0\0text", b"second page\0"]


def test_used():
    """Strips, tiles and JPEGs are used where their tags say, as far as both tags go."""
    at = (1000).to_bytes(4) + (3000).to_bytes(4)
    sizes = (7).to_bytes(2) + (9).to_bytes(2)
    page = [(273, LONG, 2, at), (279, SHORT, 2, sizes), (513, LONG, 1, at[:4])]
    assert {(1000, 1007), (3000, 3009)} <= set(used(tiff("big", [page])))
    assert len(used(tiff("big", [page]))) == 1 + len(page) + 2


def pointing(data, at):
    """A small file whose first page is followed by a table at `at`."""
    return data[:-4] + at.to_bytes(4, "little")


ONE = tiff("little", [[(256, SHORT, 1, b"\1\0")]])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"II*\0", id="mark only"),
        pytest.param(b"II*\0\0\0\0\0", id="no page"),
        pytest.param(ONE[:-1], id="cut off"),
        pytest.param(ONE[:8] + b"\0\0" + ONE[10:], id="no tags"),
        pytest.param(ONE[:8] + b"\xff\xff" + ONE[10:], id="many tags"),
        pytest.param(pointing(ONE, 8), id="circle"),
        pytest.param(pointing(ONE, 2**32 - 1), id="far away"),
        pytest.param(b"II+\0\x08\0\1\0" + bytes(8), id="BigTIFF, head"),
        pytest.param(b"II+\0\x08\0\0\0" + b"\xff" * 8, id="BigTIFF, 64 bits"),
        pytest.param(
            tiff("little", [[(256, SHORT, 1, b"\1\0")]], big=True)[:16] + b"\xff" * 8 + bytes(99),
            id="BigTIFF, many tags",
        ),
        pytest.param(tiff("big", [[(330, LONG, 2**31, b"12345678")]]), id="many pointers"),
        pytest.param(tiff("big", [[(330, LONG, 1, b"\0\0\1\0")]]), id="pointer outside"),
        pytest.param(tiff("big", [[]] * 3), id="empty"),
    ],
)
def test_refused(data):
    """Damaged and hostile tables are refused."""
    with pytest.raises(FormatError):
        read(data)


def test_tables_inside_each_other():
    """Tables that overlap to make many of a small file are refused in time."""
    count = 0x4141
    data = bytearray(tiff("little", [[(256, SHORT, 1, b"\1\0")]])) + b"\x41" * (count * 14)
    data[4:8] = (100).to_bytes(4, "little")
    with pytest.raises(FormatError):
        read(bytes(data))


def test_many_strips():
    """More strips than any picture has are refused."""
    count = (1 << 20) + 1
    offsets = bytes(4 * count)
    page = [(273, LONG, count, offsets), (279, LONG, count, offsets)]
    with pytest.raises(FormatError):
        used(tiff("big", [page]))


def test_spell():
    """A number that has no room is refused: at 4 GiB a TIFF ends."""
    assert Form("big", big=True).spell(2**32, 8) == (2**32).to_bytes(8)
    with pytest.raises(FormatError, match="larger"):
        Form("big", big=False).spell(2**32, 4)
