"""Names on disk, and which studio is meant where none is named."""

from pathlib import Path

from bozzetto.record import digest_of
from bozzetto.studio import ENVIRONMENT, Layout, default_studio
from bozzetto.studio.layout import state_folder

ROOT = Path("/somewhere/studio")


def test_layout_names():
    """Every name stands below the root."""
    layout = Layout(ROOT)
    assert layout.database == ROOT / "studio.sqlite"
    assert layout.assets == ROOT / "assets"
    assert layout.staging == ROOT / "staging"
    assert layout.keys == ROOT / "keys"
    assert layout.authorities == ROOT / "authorities.toml"


def test_asset_by_digest():
    """An asset's place is named by its digest, in one of 256 folders."""
    digest = digest_of(b"bytes")
    name = digest.removeprefix("sha256:")
    assert Layout(ROOT).asset(digest) == ROOT / "assets" / name[:2] / name[2:]


def test_exists_with_database(tmp_path):
    """A studio stands where its database does."""
    layout = Layout(tmp_path)
    assert not layout.exists()
    layout.database.touch()
    assert layout.exists()


def test_default_studio_named(monkeypatch, tmp_path):
    """The environment names the studio that is meant."""
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "mine"))
    assert default_studio() == tmp_path / "mine"


def test_default_studio_unnamed(monkeypatch, own_folders):
    """Otherwise it is the one in the user's data folder."""
    monkeypatch.delenv(ENVIRONMENT)
    assert default_studio() == own_folders / "data" / "bozzetto" / "studio"


def test_state_folder(own_folders):
    """What a machine remembers about studios stands outside of them."""
    assert state_folder() == own_folders / "state" / "bozzetto"
