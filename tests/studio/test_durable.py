"""Durable writes: the order of system calls, and all or nothing."""

import os
import stat

import pytest

from bozzetto.studio import durable
from bozzetto.studio.durable import make_folder, move_durably, sync_folder, write_durably


@pytest.fixture
def calls(monkeypatch):
    """Note the calls that decide about durability, and make them."""
    noted = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor):
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        noted.append(f"sync {kind}")
        real_fsync(descriptor)

    def rename(self, target):
        noted.append("rename")
        real_replace(self, target)
        return target

    monkeypatch.setattr(durable.os, "fsync", fsync)
    monkeypatch.setattr(durable.Path, "replace", rename)
    return noted


def test_write_order(tmp_path, calls):
    """The file is synced before it has its name, and the name after."""
    write_durably(tmp_path / "file", b"data")
    assert calls == ["sync file", "rename", "sync folder"]
    assert (tmp_path / "file").read_bytes() == b"data"


def test_write_owner_only(tmp_path):
    """What is written can be read by its owner alone, and replaces what stood there."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "file").chmod(0o644)
    write_durably(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_write_by_function(tmp_path):
    """A function may write the bytes."""
    write_durably(tmp_path / "file", lambda file: file.writelines([b"a", b"b"]))
    assert (tmp_path / "file").read_bytes() == b"ab"


def test_write_fails_whole(tmp_path):
    """A write that fails leaves what stood there, and nothing beside it."""

    def fail(file):
        file.write(b"half")
        raise RuntimeError

    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(RuntimeError):
        write_durably(tmp_path / "file", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_make_folder_once(tmp_path, calls):
    """A new folder's name is made durable; one that stands is left alone."""
    make_folder(tmp_path / "new")
    assert calls == ["sync folder"]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    make_folder(tmp_path / "new")
    assert calls == ["sync folder"]


def test_move_into_new_folder(tmp_path, calls):
    """A file is moved into a folder that is made for it."""
    (tmp_path / "temporary").write_bytes(b"data")
    move_durably(tmp_path / "temporary", tmp_path / "ab" / "cd")
    assert (tmp_path / "ab" / "cd").read_bytes() == b"data"
    assert calls == ["sync folder", "rename", "sync folder"]


def test_sync_folder_elsewhere(tmp_path, calls, monkeypatch):
    """Where folders cannot be synced, nothing is done."""
    monkeypatch.setattr(durable.os, "name", "nt")
    sync_folder(tmp_path)
    monkeypatch.undo()
    assert calls == []
