"""Where a studio keeps what: every name on disk stands here.

studio.sqlite        the record, its tree, and notes of the recorder that are no evidence
assets/ab/cdef...    original bytes, by SHA-256
staging/             files on their way into assets/; emptied at every start
keys/                private keys, readable by their owner only
authorities.toml     whom to ask for outside time
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bozzetto.record import Digest

__all__ = ["ENVIRONMENT", "Layout", "default_studio", "state_folder"]

ENVIRONMENT = "BOZZETTO_STUDIO"


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one studio."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "studio.sqlite"

    @property
    def assets(self) -> Path:
        """Original bytes by digest."""
        return self.root / "assets"

    @property
    def staging(self) -> Path:
        """Files that are not yet recorded."""
        return self.root / "staging"

    @property
    def keys(self) -> Path:
        """Private keys."""
        return self.root / "keys"

    @property
    def authorities(self) -> Path:
        """Timestamp authorities to ask."""
        return self.root / "authorities.toml"

    def asset(self, digest: Digest) -> Path:
        """The place of an asset's bytes; 256 folders keep each of them short."""
        name = digest.removeprefix("sha256:")
        return self.assets / name[:2] / name[2:]

    def exists(self) -> bool:
        """Whether a studio stands here."""
        return self.database.is_file()


def default_studio() -> Path:
    """Name the studio that is meant where none is named."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_data_path("bozzetto")) / "studio"


def state_folder() -> Path:
    """Name the folder of what this machine remembers about studios, outside of them."""
    return Path(platformdirs.user_state_path("bozzetto"))
