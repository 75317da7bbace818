"""FlatBuffers, read within bounds."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.archives import flatbuffer
from bozzetto.capture.archives.flatbuffer import root
from bozzetto.errors import FormatError
from tests.capture.archives.tables import Pair, table

FIELDS = {
    0: ("q", -5),
    1: ("f", 0.5),
    2: "a cat 猫",
    3: b"\xff\xd8",
    4: [{0: "x.safetensors", 1: ("f", 0.75)}, {}],
    5: Pair((3, 4)),
    9: ("I", 4_000_000_000),
}


def everything(data):
    """All that is in a table, as the readers ask for it."""
    read = root(data)
    return (
        read.integer(0, "q"),
        read.number(1, "f"),
        read.text(2),
        read.data(3),
        [(each.text(0), each.number(1, "f", 0.5)) for each in read.tables(4)],
        read.pair(5),
        read.integer(9, "I"),
    )


def test_read():
    """Numbers, strings, bytes, tables and structures are given as they were written."""
    assert everything(table(FIELDS)) == (
        -5,
        0.5,
        "a cat 猫",
        b"\xff\xd8",
        [("x.safetensors", 0.75), ("", 0.5)],
        (3, 4),
        4_000_000_000,
    )


def test_defaults():
    """What is not there has its default, and so has a field that the table is too old for."""
    read = root(table({1: ("i", 7)}))
    assert (read.integer(0, "q", -1), read.integer(70, "q", -2)) == (-1, -2)
    assert (read.text(0), read.data(0), read.tables(0), read.pair(0)) == ("", b"", [], None)


def test_strings_that_are_none():
    """What is no UTF-8 is replaced."""
    assert root(table({0: b"a\xff"})).text(0) == "a\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        struct.pack("<I", 400),
        struct.pack("<Ii", 4, 99),
        struct.pack("<Ii", 4, -99),
        table(FIELDS)[:60],
    ],
    ids=["empty", "short", "outside", "no vtable", "vtable outside", "cut"],
)
def test_damaged(data):
    """What lies outside is refused."""
    with pytest.raises(FormatError):
        everything(data)


def test_too_many(monkeypatch):
    """A vector of more tables than are read is refused before any is."""
    monkeypatch.setattr(flatbuffer, "MAX_ELEMENTS", 1)
    with pytest.raises(FormatError, match="more in a FlatBuffer"):
        root(table(FIELDS)).tables(4)


@given(st.integers(0, 199), st.integers(0, 255))
def test_mutated(place, value):
    """Whatever a byte is changed into, something is read or a `FormatError` says that it cannot."""
    data = bytearray(table(FIELDS))
    data[place % len(data)] = value
    try:
        everything(bytes(data))
    except FormatError:
        return
