"""TIFF's tables of tags."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats.directory import LONG, SHORT, Directory, Field

ORDERS = ("big", "little")


def _file(order, *fields, following=0):
    table = Directory(order, {each.tag: each for each in fields}, following)
    return bytes(8) + table.encode()


@pytest.mark.parametrize("order", ORDERS)
def test_table_is_read_as_it_is_written(order):
    """In order of its tags, with its values in place and elsewhere."""
    one = Field(257, SHORT, 2, (3).to_bytes(2, order) + (4).to_bytes(2, order))
    two = Field(256, LONG, 2, (0).to_bytes(4, order))
    data = _file(order, one, two, following=7)
    table = Directory.parse(data, 8, order)
    assert list(table.fields) == [256, 257]
    assert (table.fields[256], table.fields[257], table.following) == (two, one, 7)
    assert table.encode() == data[8:]
    assert table.numbers(data, 257) == (3, 4)
    assert table.value(data, 256) == bytes(8)
    assert table.value(data, 1) == b""
    assert table.numbers(data, 1) == ()


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (_file("big", Field(256, SHORT, 1, bytes(4))), 0),
        (bytes(20), 8),
        (_file("big", Field(256, SHORT, 1, bytes(4)))[:-1], 8),
        (_file("big", Field(256, LONG, 9, (20).to_bytes(4))), 8),
        (bytes(8) + b"\0\2" + b"\1\0\0\3\0\0\0\1\0\0\0\0" * 2 + bytes(4), 8),
    ],
    ids=["at-the-header", "empty", "cut", "value-beyond", "twice"],
)
def test_damaged_table_is_refused(data, at):
    """A value beyond the end is none."""
    with pytest.raises(FormatError):
        Directory.parse(data, at, "big")


@settings(max_examples=30)
@given(st.binary(max_size=120), st.sampled_from(ORDERS))
def test_any_bytes_are_read_or_refused(data, order):
    """And what is read is what would be written, in order of its tags."""
    try:
        table = Directory.parse(b"1234" + data, 4, order)
    except FormatError:
        return
    assert Directory.parse(b"1234" + data, 4, order) == table
    assert len(table.encode()) <= len(data)
