"""Tests of how answers are cut into values."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.api import framing
from bozzetto.capture.api.framing import Framing
from bozzetto.errors import FormatError

EVENTS = {"content-type": "text/event-stream; charset=utf-8"}


def cut(framed, data, size):
    """Feed bytes in pieces of a size, and return the values."""
    found = []
    for start in range(0, len(data), size):
        found += framed.feed(data[start : start + size])
    return found + framed.finish()


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_plain_answer(size):
    """A plain answer is one value, at its end."""
    assert cut(Framing({}), b'{"a": 1}\n', size) == [b'{"a": 1}\n']


def test_empty_answer():
    """An empty answer has no value."""
    assert Framing({}).finish() == []


@pytest.mark.parametrize("line", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_events(line, size):
    """A stream's events are its values; names, comments and the last mark are none."""
    lines = [
        b": hello",
        b"",
        b"event: one",
        b'data: {"a":1}',
        b"",
        b'data:{"b":',
        b"data: 2}",
        b"",
        b"data: [DONE]",
        b"",
        b"data: 3",
    ]
    assert cut(Framing(EVENTS), line.join(lines), size) == [b'{"a":1}', b'{"b":\n2}', b"3"]


def test_event_is_given_when_it_is_whole():
    """An event does not wait for the next one."""
    framed = Framing(EVENTS)
    assert framed.feed(b'data: {"a":') == []
    assert framed.feed(b"1}\n") == []
    assert framed.feed(b"\ndata:") == [b'{"a":1}']


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress)],
)
@pytest.mark.parametrize("size", [1, 1000])
def test_packed(name, pack, size):
    """Packed answers are unpacked as they arrive."""
    headers = {"content-encoding": name}
    assert cut(Framing(headers), pack(b'{"a":1}'), size) == [b'{"a":1}']
    assert cut(Framing(EVENTS | headers), pack(b"data: 1\n\ndata: 2\n\n"), size) == [b"1", b"2"]


def test_other_packing():
    """Another packing is undone at the end, by whoever asked for it."""
    headers = EVENTS | {"content-encoding": "br"}
    framed = Framing(headers, lambda name, data: data.removeprefix(name.encode()))
    assert framed.feed(b"brdata: 1\n\n") == []
    assert framed.finish() == [b"1"]
    with pytest.raises(FormatError, match="unpacked"):
        Framing({"content-encoding": "br"}).finish()


def test_not_packed_as_it_says():
    """What is not packed as it says is refused."""
    with pytest.raises(FormatError, match="unpacked"):
        Framing({"content-encoding": "gzip"}).feed(b"plain text")


def test_too_large(monkeypatch):
    """An answer has a limit, unpacked; so has each event of a stream, but not the stream."""
    monkeypatch.setattr(framing, "MAX_ANSWER", 100)
    with pytest.raises(FormatError, match="too large"):
        Framing({}).feed(bytes(101))
    packed = gzip.compress(bytes(100_000))
    with pytest.raises(FormatError, match="too large"):
        cut(Framing({"content-encoding": "gzip"}), packed, 10)
    assert len(cut(Framing(EVENTS), b"data: 12345678\n\n" * 50, 20)) == 50


@given(st.lists(st.binary(max_size=40)), st.booleans())
def test_hostile_bytes(chunks, is_stream):
    """Any bytes are cut into something."""
    framed = Framing(EVENTS if is_stream else {})
    for chunk in chunks:
        framed.feed(chunk)
    framed.finish()
