"""Contents: the files that a work's entries name, read once, and followed.

Every act asks whether the work names the files that the act is about. Only entries that were
not read before are read for it: a chain grows at its end and nowhere else, so what was read
stays right whoever records, in this process or in another.
"""

import json
import threading

from bozzetto.errors import FormatError
from bozzetto.record import Asset, Digest, assets_in
from bozzetto.studio.database import Database

__all__ = ["Contents"]

# A field that every asset has. Within a JSON string the quotes are escaped, so a line without
# these bytes names no file.
_ASSET = b'"size":'


class Contents:
    """The files of one work, as far as it was read. May be used by several threads."""

    def __init__(self, chain: Digest) -> None:
        self._chain = chain
        self._lock = threading.Lock()  # guards the two below
        self._read = 0  # entries of the chain
        self._assets: dict[Digest, Asset] = {}

    def assets(self, database: Database) -> dict[Digest, Asset]:
        """Return the files that the entries name, up to the newest entry.

        Raises:
            StudioError: the studio has no such chain.
            FormatError: an entry is damaged.
        """
        with self._lock:
            self._follow(database)
            return dict(self._assets)

    def missing(self, database: Database, digests: list[Digest]) -> list[Digest]:
        """Return those of `digests` that no entry names, in their order.

        Raises:
            StudioError: the studio has no such chain.
            FormatError: an entry is damaged.
        """
        with self._lock:
            if all(digest in self._assets for digest in digests):
                return []  # an entry is never taken back
            self._follow(database)
            return [digest for digest in digests if digest not in self._assets]

    def _follow(self, database: Database) -> None:
        for _, line in database.lines(database.chain_id(self._chain), self._read):
            if _ASSET in line:
                self._assets.update((asset.digest, asset) for asset in _assets_of(line))
            self._read += 1


def _assets_of(line: bytes) -> list[Asset]:
    """Read the files that one entry names. Digest and signatures are for who verifies."""
    try:
        return assets_in(json.loads(line)["event"]["body"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FormatError("not an entry: want event, open and signatures") from error
