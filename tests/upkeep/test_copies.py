"""Copies of files."""

import hashlib

import pytest

from bozzetto.studio.assets import CHUNK
from bozzetto.upkeep.copies import UnreadableError, copy_file, digits_of


def test_copy_file(tmp_path):
    """A copy is the same bytes, for its owner only, and its digest is that of what was read."""
    data = bytes(range(256)) * (CHUNK // 128)
    source, place = tmp_path / "a", tmp_path / "b"
    source.write_bytes(data)
    assert copy_file(source, place) == hashlib.sha256(data).hexdigest() == digits_of(place)
    assert place.read_bytes() == data
    assert place.stat().st_mode & 0o777 == 0o600


def test_copy_file_over_another(tmp_path):
    """What a longer file left is not in the copy."""
    (tmp_path / "a").write_bytes(b"new")
    (tmp_path / "b").write_bytes(b"something older")
    copy_file(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"new"


def test_copy_file_that_cannot_be_read(tmp_path):
    """A source that is not there is told from a place that cannot be written."""
    with pytest.raises(UnreadableError, match="No such file"):
        copy_file(tmp_path / "none", tmp_path / "b")
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(FileNotFoundError):
        copy_file(tmp_path / "a", tmp_path / "none" / "b")
