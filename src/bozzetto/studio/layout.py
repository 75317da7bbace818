"""Where a studio keeps what: every name on disk stands here.

studio.sqlite        the record, its tree, and notes of the recorder that are no evidence
assets/ab/cdef...    original bytes, by SHA-256
staging/             files on their way into assets/; emptied at every start
keys/                private keys, readable by their owner only
keys/credentials/    a certificate of the studio's own for signing pictures, where one was made
authorities.toml     whom to ask for outside time
settings.json        what the user chose about how the studio is run
watches.json         the folders that the studio's server watches
connections.json     the tools that hand over what happens in them
pairings.json        which browsers' extensions may hand over, by digests of their tokens
spool/               what they handed over and is not yet recorded: a folder for each connection
jobs/                what the server was asked to do, and the bundles that it wrote
sessions.json        browsers that the server let in, by digests of their cookies
serve.json           where the studio's server listens, and its secret, while it runs
serve.lock           held by that server as long as it lives; nothing stands in it
cache/catalogue.sqlite   what Home and Works show; made again where it is missing
cache/changes/       how the pixels of two files differ; measured again where it is missing
cache/thumbnails/    pictures made small, by side and SHA-256; made again where they are missing
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
    def credentials(self) -> Path:
        """The chain of certificates that was made for signing pictures, and its keys."""
        return self.keys / "credentials"

    @property
    def authorities(self) -> Path:
        """Timestamp authorities to ask."""
        return self.root / "authorities.toml"

    @property
    def sessions(self) -> Path:
        """Browsers that were let in, by digests of their cookies."""
        return self.root / "sessions.json"

    @property
    def serving(self) -> Path:
        """What the running server says of itself, for its owner's other processes."""
        return self.root / "serve.json"

    @property
    def serving_lock(self) -> Path:
        """What the running server holds."""
        return self.root / "serve.lock"

    @property
    def cache(self) -> Path:
        """What can be made again from the rest, and be removed at any time."""
        return self.root / "cache"

    @property
    def thumbnails(self) -> Path:
        """Pictures made small: a folder for each length of the longer side."""
        return self.cache / "thumbnails"

    @property
    def catalogue(self) -> Path:
        """The index that Home and Works are read from."""
        return self.cache / "catalogue.sqlite"

    def thumbnail(self, digest: Digest, side: int | str) -> Path:
        """The place of an asset's picture, made as small as `side` says (pixels)."""
        name = digest.removeprefix("sha256:")
        return self.thumbnails / str(side) / name[:2] / f"{name}.webp"

    @property
    def settings(self) -> Path:
        """What the user chose."""
        return self.root / "settings.json"

    @property
    def watches(self) -> Path:
        """Which folders the server watches."""
        return self.root / "watches.json"

    @property
    def connections(self) -> Path:
        """Which tools hand over what happens in them."""
        return self.root / "connections.json"

    @property
    def spool(self) -> Path:
        """What tools handed over, until it is recorded."""
        return self.root / "spool"

    @property
    def jobs(self) -> Path:
        """Long work of the server."""
        return self.root / "jobs"

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
