"""Shift: offsets follow edits, and bytes that an edit touches have none."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.shift import Shift
from bozzetto.labels.carriers.source import Source, edited, write_parts

DATA = bytes(range(40))


@given(
    st.lists(st.integers(0, 40), max_size=6),
    st.binary(max_size=5),
    st.integers(0, 39),
    st.integers(1, 9),
)
@settings(max_examples=30)
def test_moved(cuts, new, start, size):
    """Bytes stand in the copy where it is said, or are said to be touched."""
    bounds = sorted(cuts)
    edits = [(a, b, new) for a, b in zip(bounds[::2], bounds[1::2], strict=False) if a < b]
    edits = [each for n, each in enumerate(edits) if not n or edits[n - 1][1] <= each[0]]
    source, out = Source(io.BytesIO(DATA)), io.BytesIO()
    write_parts(source, edited(edits, len(DATA)), out)
    end = min(start + size, len(DATA))
    touched = any(a < end and start < b for a, b, _ in edits)
    try:
        at = Shift(edits, len(DATA)).moved(start, end)
    except FormatError:
        assert touched
    else:
        assert not touched
        assert out.getvalue()[at : at + end - start] == DATA[start:end]


def test_put_in():
    """What is put in moves what stands there, and not what ends there."""
    shift = Shift([(10, 10, b"abc"), (20, 25, b"")], 40)
    assert [shift.moved(0, 10), shift.moved(10, 20), shift.moved(25, 40)] == [0, 13, 23]
    assert [shift.before(10), shift.before(20), shift.before(30)] == [10, 23, 28]
    for span in ((9, 11), (20, 21), (24, 30), (22, 22)):
        with pytest.raises(FormatError, match="something else"):
            shift.moved(*span)
    with pytest.raises(FormatError, match="something else"):
        Shift([(0, 10, b""), (9, 12, b"")], 40)
    with pytest.raises(FormatError, match="ends"):
        shift.moved(39, 41)
