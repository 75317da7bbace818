"""Placing: all files, or none, and nothing written over."""

import os
from pathlib import Path

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.labels.release.placing import Placing


def written(placing, *names):
    """Write files in the workshop."""
    for name in names:
        (placing.workshop / name).write_text(name)


def placed(folder, *names):
    """Place some files."""
    with Placing(folder) as placing:
        written(placing, *names)
        placing.place(*names)


def failing(folder, *names):
    """Place some files, and fail after that."""
    with Placing(folder) as placing:
        written(placing, "1")
        placing.place(*names)
        raise ValueError("later")


def test_all_get_their_names(tmp_path):
    """They stand together, in a folder that is made for them, and nothing else does."""
    folder = tmp_path / "a" / "b"
    with Placing(folder) as placing:
        written(placing, "1", "2", "between")
        assert placing.place("1", "2") == [folder / "1", folder / "2"]
    assert sorted(each.name for each in folder.iterdir()) == ["1", "2"]


def test_failure_leaves_nothing(tmp_path):
    """An error at any time leaves neither files nor the folders that were made."""
    for names in ((), ("1",)):
        with pytest.raises(ValueError, match="later"):
            failing(tmp_path / "a" / "b", *names)
        assert list(tmp_path.iterdir()) == []


def test_failure_leaves_what_was_there(tmp_path):
    """Files of others stay, and so does a folder that was there."""
    (tmp_path / "old").write_text("old")
    with Placing(tmp_path) as placing:
        written(placing, "1", "old")
        with pytest.raises(StudioError, match="already"):
            placing.place("1", "old")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("old", "old")]


def test_what_comes_in_between_is_not_written_over(tmp_path, monkeypatch):
    """A file that came after the look is kept, and the others are taken back."""
    (tmp_path / "2").write_text("another's")
    monkeypatch.setattr(Placing, "target", lambda _self, name: tmp_path / name)
    with pytest.raises(RecordingError):
        placed(tmp_path, "1", "2")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("2", "another's")]


def test_a_link_to_nothing_is_something(tmp_path):
    """A name that is taken is taken, also by a link that leads nowhere."""
    (tmp_path / "1").symlink_to(tmp_path / "gone")
    with Placing(tmp_path) as placing, pytest.raises(StudioError, match="already"):
        placing.target("1")


def test_without_links(tmp_path, monkeypatch):
    """A disk that knows no hard links gets the files all the same."""

    def refuse(*_paths):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    with Placing(tmp_path) as placing:
        written(placing, "1")
        placing.place("1")
    assert (tmp_path / "1").read_text() == "1"


def test_folder_that_cannot_be(tmp_path):
    """Where a file stands in the way, nothing is made."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordingError, match="cannot write"), Placing(tmp_path / "file" / "a"):
        pass
    assert [each.name for each in Path(tmp_path).iterdir()] == ["file"]
