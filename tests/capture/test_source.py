"""Sources."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.source import Source

DATA = bytes(range(200))
SPANS = st.lists(st.tuples(st.integers(0, 199), st.integers(0, 40)), max_size=6).map(
    lambda spans: [(at, min(size, 200 - at)) for at, size in spans]
)


def test_read_whole_file():
    """The whole of a file reads as the file does, and not beyond it."""
    source = Source.of_file(io.BytesIO(DATA))
    assert source.size == 200
    assert source.read(190, 50) == DATA[190:]
    assert source.read(200, 5) == b""
    assert source.read(-3, 5) == b""


@given(SPANS, st.integers(0, 250), st.integers(0, 250))
def test_read_spans(spans, position, size):
    """Spans read as if they had been copied one after the other."""
    joined = b"".join(DATA[at : at + length] for at, length in spans)
    source = Source(io.BytesIO(DATA), spans)
    assert source.size == len(joined)
    assert source.read(position, size) == joined[position : position + size]


@given(SPANS, st.integers(0, 250), st.integers(0, 250), st.integers(0, 250))
def test_part_of_spans(spans, start, size, position):
    """A part of spans is clipped to them, and its positions lead back to the file."""
    joined = b"".join(DATA[at : at + length] for at, length in spans)
    part = Source(io.BytesIO(DATA), spans).part(start, size)
    assert part.read(0, 300) == joined[start : start + size]
    if position < part.size:
        assert DATA[part.offset(position)] == part.read(position, 1)[0]


@given(SPANS)
def test_stream_spans(spans):
    """A stream over spans reads and seeks like a file of its own."""
    joined = b"".join(DATA[at : at + length] for at, length in spans)
    stream = Source(io.BytesIO(DATA), spans).stream()
    assert stream.read() == joined
    assert stream.seek(-1, io.SEEK_END) == max(0, len(joined) - 1)
    assert stream.read() == joined[-1:]
    assert stream.seek(2) == 2
    assert stream.seek(1, io.SEEK_CUR) == 3
    assert stream.read(4) == joined[3:7]


def test_stream_leaves_file_open():
    """Closing a stream does not close the file under it."""
    file = io.BytesIO(DATA)
    Source.of_file(file).stream().close()
    assert not file.closed


def test_offset_of_empty_part():
    """A part without bytes still says where it would stand."""
    source = Source.of_file(io.BytesIO(DATA))
    assert source.part(77, 0).offset(0) == 77
    assert source.part(500, 3).offset(0) == 200
    assert Source(io.BytesIO(), []).offset(0) == 0


class _Trickle(io.BytesIO):
    """A file that hands out three bytes a read, as an unbuffered one may."""

    def read(self, size=-1):
        return super().read(min(size, 3) if size >= 0 else 3)


def test_read_short_reads():
    """A file that gives less than was asked for is asked again."""
    assert Source(_Trickle(DATA), [(0, 200)]).read(10, 50) == DATA[10:60]


@pytest.mark.parametrize("size", [0, 5, 99], ids=["emptied", "cut within", "cut short"])
def test_read_file_that_shrinks(size):
    """A file that becomes shorter while it is read gives what is left."""
    file = io.BytesIO(DATA)
    source = Source.of_file(file)
    file.truncate(size)
    assert source.read(0, 100) == DATA[:size]
