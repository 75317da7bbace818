"""Files that commands leave: whole, or not at all."""

import os

import pytest

from bozzetto.cli.writing import write_file
from bozzetto.errors import RecordingError


def test_what_stood_there_is_replaced(tmp_path):
    """By all of the new file; nothing else is left in the folder."""
    path = tmp_path / "cat.pdf"
    for data in (b"old", b"new"):
        write_file(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_what_stood_there_stays_where_writing_fails(tmp_path, monkeypatch):
    """A disk that fills up takes nothing away: the file that is signed may be the one read."""
    path = tmp_path / "cat.pdf"
    path.write_bytes(b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordingError, match="No space left"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX's here")
def test_links_are_followed_and_pipes_written_to(tmp_path):
    """Neither is replaced by a file."""
    place, link, pipe = tmp_path / "place.pdf", tmp_path / "link.pdf", tmp_path / "pipe"
    link.symlink_to(place)
    write_file(link, b"cat")
    assert (link.is_symlink(), place.read_bytes()) == (True, b"cat")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, b"cat")
        assert os.read(reader, 9) == b"cat"
    finally:
        os.close(reader)
    assert not pipe.is_file()
