"""Sources: parts are passed on as they are, and a file that ends too early is refused."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.source import Source, Span, edited, size_of, write_parts


@given(st.binary(max_size=40), st.lists(st.integers(0, 40), max_size=6), st.binary(max_size=3))
@settings(max_examples=40)
def test_edited(data, cuts, new):
    """Edits replace what they name, in whatever order they are given."""
    bounds = sorted(min(cut, len(data)) for cut in cuts)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    parts = edited([(start, end, new) for start, end in reversed(pairs)], len(data))
    out = io.BytesIO()
    write_parts(Source(io.BytesIO(data)), parts, out)
    want, done = b"", 0
    for start, end in pairs:
        want += data[done:start] + new
        done = end
    assert out.getvalue() == want + data[done:]
    assert size_of(parts) == len(out.getvalue())


def test_short():
    """What is not there is not read, and a span of it is not written."""
    source = Source(io.BytesIO(b"abc"))
    assert source.head(1, 9) == b"bc"
    with pytest.raises(FormatError, match="ends"):
        source.read(1, 3)
    with pytest.raises(FormatError, match="ends"):
        write_parts(source, [Span(0, 4)], io.BytesIO())


def test_shrinking():
    """A file that becomes shorter while it is read is refused."""
    file = io.BytesIO(b"abc")
    source = Source(file)
    file.truncate(1)
    with pytest.raises(FormatError, match="ends"):
        source.read(0, 3)
