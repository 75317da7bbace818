"""Kept studios: read without keys, and without writing."""

import shutil

import pytest

from bozzetto.errors import StudioError
from bozzetto.studio import Database, Layout
from bozzetto.upkeep.health import CheckState, check_assets, check_log, survey
from bozzetto.upkeep.kept import KeptStudio


def test_kept_studio_is_surveyed_without_keys(atelier, tmp_path):
    """The record and the files of a folder are checked where there is no key."""
    root = tmp_path / "kept"
    (root / "assets").mkdir(parents=True)
    shutil.copytree(atelier.layout.assets, root / "assets", dirs_exist_ok=True)
    atelier.database.copy_to(root / "other.sqlite")
    with KeptStudio(root / "other.sqlite", Layout(root)) as kept:
        found = survey(kept, deep=True)
        assert kept.digest == atelier.digest
        assert len(kept.anchors()) == 1
        assert check_log(kept, found).state is CheckState.OK
        assert check_assets(kept, found, deep=True).state is CheckState.OK
    assert sorted(path.name for path in root.iterdir()) == ["assets", "other.sqlite"]


def test_unfinished_studio_is_none(tmp_path):
    """A database without an opening entry is no studio."""
    Database(tmp_path / "studio.sqlite", create=True).close()
    with pytest.raises(StudioError, match="was not finished"):
        KeptStudio(tmp_path / "studio.sqlite", Layout(tmp_path))


def test_nothing_is_none(tmp_path):
    """Where there is no database there is no studio."""
    with pytest.raises(StudioError, match="no studio at"):
        KeptStudio(tmp_path / "studio.sqlite", Layout(tmp_path))
