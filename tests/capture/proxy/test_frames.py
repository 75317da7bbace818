"""Looking into a websocket: the texts that pass, however they are cut."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.proxy.frames import MAX_TEXT, Texts


def frame(operation, data, *, last=True):
    """A frame of RFC 6455, not masked."""
    first = operation | (0x80 if last else 0)
    if len(data) < 126:
        return bytes([first, len(data)]) + data
    if len(data) < 1 << 16:
        return struct.pack(">BBH", first, 126, len(data)) + data
    return struct.pack(">BBQ", first, 127, len(data)) + data


def texts(stream, size):
    """Feed a stream in pieces of so many bytes."""
    reader = Texts()
    return [
        text
        for at in range(0, len(stream), size)
        for text in reader.feed(memoryview(stream[at : at + size]))
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2]), st.sampled_from([0, 1, 125, 126, 66_000])), max_size=6
    ),
    st.integers(500, 5000),
)
def test_texts_are_found_however_they_are_cut(messages, size):
    """Binary messages are passed over, and no cut changes what is found."""
    parts = [(kind, bytes([65 + at % 26]) * long) for at, (kind, long) in enumerate(messages)]
    stream = b"".join(frame(kind, data) for kind, data in parts)
    assert texts(stream, size) == [data for kind, data in parts if kind == 1]


def test_message_in_several_frames_is_put_together():
    """Control frames may stand between its parts: RFC 6455 section 5.4."""
    stream = (
        frame(1, b"a", last=False)
        + frame(9, b"ping")
        + frame(0, b"b", last=False)
        + frame(0, b"c")
        + frame(2, b"x", last=False)
        + frame(0, b"y")
        + frame(1, b"d")
    )
    assert texts(stream, 1) == texts(stream, 3) == texts(stream, 100) == [b"abc", b"d"]


def test_text_beyond_the_limit_is_passed_over():
    """Nothing is held that no tool sends; what comes after it is found."""
    stream = frame(1, bytes(MAX_TEXT + 1)) + frame(1, b"after")
    assert texts(stream, 1 << 20) == [b"after"]


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data):
    """What is no websocket at all gives nothing worse than no texts."""
    texts(data, 7)
