"""Roots: one spelling, within the letters that a label may have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels import Aigc
from bozzetto.labels.release import RecordRoot
from bozzetto.log import Checkpoint

ROOT = bytes(range(32))


@settings(max_examples=25)
@given(st.integers(1, 2**49), st.binary(min_size=32, max_size=32))
def test_round_trip(size, root):
    """Whatever is written is read, and a label may carry it."""
    found = RecordRoot(size, root)
    assert RecordRoot.parse(str(found)) == found
    label = Aigc("1", "example", "cat-1", str(found))
    assert RecordRoot.parse(Aigc.parse(str(label)).reserved1) == found


def test_of_a_checkpoint():
    """It is the state of the log, without the log's name."""
    assert str(RecordRoot.of(Checkpoint("bozzetto.local/0", 17, ROOT))) == (
        "bozzetto-root/1;17;sha256:" + ROOT.hex()
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"bozzetto-root/2;17;sha256:{ROOT.hex()}", id="another version"),
        pytest.param(f"bozzetto-root/1;017;sha256:{ROOT.hex()}", id="a zero in front"),
        pytest.param(f"bozzetto-root/1;0;sha256:{ROOT.hex()}", id="no entries"),
        pytest.param(f"bozzetto-root/1;17;sha256:{ROOT.hex().upper()}", id="capitals"),
        pytest.param(f"bozzetto-root/1;17;sha256:{ROOT.hex()[2:]}", id="short"),
        pytest.param(f"bozzetto-root/1;17;sha256:{ROOT.hex()}\n", id="a line end"),
        pytest.param("", id="nothing"),
    ],
)
def test_refused(text):
    """Any other spelling is refused."""
    with pytest.raises(FormatError, match="not a record's root"):
        RecordRoot.parse(text)


def test_refused_by_construction():
    """A root of another length is none."""
    with pytest.raises(FormatError, match="not a record's root"):
        RecordRoot(17, b"short")
