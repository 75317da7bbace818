"""Kept: files that a page has sent, until an act names them.

Their bytes are in the studio's store from the moment they were sent. What the record says of
them beside the digest is remembered here, above all the name; after a restart it is read from
the bytes again, and the name is lost.
"""

import threading
from collections import OrderedDict
from dataclasses import replace

from bozzetto.record import Asset, Digest
from bozzetto.studio import Studio
from bozzetto.studio.acts import Acts
from bozzetto.web.answers import Refusal

__all__ = ["MOST_KEPT", "Kept"]

MOST_KEPT = 1024  # files that were sent and are remembered; each takes a few hundred bytes


class Kept:
    """Remembers what was sent, by digest. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._assets: OrderedDict[Digest, Asset] = OrderedDict()  # the newest last

    def put(self, asset: Asset) -> Asset:
        """Remember a file that was sent, or was described just now."""
        with self._lock:
            self._assets.pop(asset.digest, None)
            self._assets[asset.digest] = asset
            while len(self._assets) > MOST_KEPT:
                self._assets.popitem(last=False)
        return asset

    def find(self, work: Acts, digest: Digest) -> Asset:
        """Return what the record says of a file that was sent, or that the work names.

        Raises:
            Refusal: its bytes are not in the studio.
        """
        if not work.studio.assets.has(digest):
            raise Refusal(
                400,
                "studio",
                "no file with the digest {digest} was sent",
                hint="send the file first",
                digest=digest,
            )
        with self._lock:
            known = self._assets.get(digest)
        return known or work.assets().get(digest) or self.put(_read(work.studio, digest))

    def named(self, asset: Asset, name: str | None) -> Asset:
        """Return the file under a name, where none is known of it."""
        return asset if asset.name or name is None else replace(asset, name=name)


def _read(studio: Studio, digest: Digest) -> Asset:
    """Describe bytes that are in the store."""
    with studio.assets.open(digest) as file:
        size = file.seek(0, 2)
        file.seek(0)
        said = studio.describe(file)
    return Asset(digest, size, said.type, None, said.width, said.height, said.pixels)
