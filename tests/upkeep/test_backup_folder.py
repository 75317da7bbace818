"""The folder of backups."""

import os

import pytest

from bozzetto.errors import StudioError
from bozzetto.upkeep.backup_folder import PART, clean, prepare
from bozzetto.upkeep.backup_readme import README


def test_prepare(atelier, tmp_path):
    """A folder is made, says what it is, and may be used again; what systems put there is none."""
    root = tmp_path / "backups"
    for _ in range(2):
        prepare(root, atelier)
        assert (root / "README.txt").read_text("utf-8") == README
        (root / "lost+found").mkdir(exist_ok=True)


def test_prepare_refuses(atelier, tmp_path):
    """Neither the studio itself nor a folder of other things is taken."""
    with pytest.raises(StudioError, match="inside of the studio"):
        prepare(atelier.layout.root / "backups", atelier)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    with pytest.raises(StudioError, match="other things"):
        prepare(tmp_path / "full", atelier)


def test_clean(tmp_path):
    """What a dead process was writing goes; what a living one writes, or another studio, stays."""
    gone = tmp_path / f"{PART}studio-x-01234567-999999999"
    living = tmp_path / f"{PART}studio-x-01234567-{os.getppid()}"
    other = tmp_path / f"{PART}studio-x-89abcdef-999999999"
    for folder in (gone, living, other):
        folder.mkdir()
    clean(tmp_path, "01234567")
    assert sorted(tmp_path.iterdir()) == sorted([living, other])
