"""Heads: what this machine signed last, kept outside of the studio."""

import json

import pytest

from bozzetto.record import digest_of
from bozzetto.studio.heads import Head, read_head, remember_head
from bozzetto.studio.layout import state_folder

STUDIO = digest_of(b"studio")
HEAD = Head(STUDIO, 17, bytes(range(32)))


def place():
    """Name the file of the one head."""
    (file,) = (state_folder() / "heads").iterdir()
    return file


def test_head_round_trip():
    """A head is read as it was remembered, for its own studio only."""
    remember_head(HEAD)
    assert read_head(STUDIO) == HEAD
    assert read_head(digest_of(b"other")) is None
    remember_head(Head(STUDIO, 18, bytes(32)))
    assert read_head(STUDIO) == Head(STUDIO, 18, bytes(32))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="without members"),
        pytest.param(b"\xff", id="not UTF-8"),
        pytest.param(json.dumps({"size": -1, "root": "A" * 43 + "="}).encode(), id="negative"),
        pytest.param(json.dumps({"size": 1, "root": "AAAA"}).encode(), id="short root"),
        pytest.param(json.dumps({"size": 1, "root": "*"}).encode(), id="not base64"),
        pytest.param(json.dumps({"size": None, "root": ""}).encode(), id="no size"),
    ],
)
def test_damaged_is_unknown(content):
    """A damaged note is none: the recorder must not stop for it."""
    remember_head(HEAD)
    place().write_bytes(content)
    assert read_head(STUDIO) is None


def test_unwritable_home(own_folders):
    """A home that cannot be written to does not stop anything."""
    own_folders.mkdir()
    (own_folders / "state").write_bytes(b"a file stands where the folder should")
    remember_head(HEAD)
    assert read_head(STUDIO) is None


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (1, bytes(31))])
def test_head_refused(size, root):
    """A head has a size and a root."""
    with pytest.raises(ValueError, match=str(size)):
        Head(STUDIO, size, root)
