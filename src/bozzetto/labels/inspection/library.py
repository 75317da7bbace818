"""The library: whether a file, its pixels, or a picture that looks like it, is in a studio.

Only read. Three methods, the surest first: the file's digest; the digest of its decoded pixels;
and the fingerprint of `capture.kinship`, 64 bits of how it looks in the large, of which up to 10
may differ. A fingerprint finds copies that were coded anew, made smaller or brighter; not a crop
of more than a twentieth, a turn, or large parts painted over. That something is found by it says
that two pictures look alike, and not that one was made from the other.
"""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bozzetto.capture.kinship import MAX_DISTANCE, Fingerprint, Fingerprints, fingerprint_of
from bozzetto.capture.naming import safe_name
from bozzetto.errors import StudioError
from bozzetto.record import Asset, Digest
from bozzetto.studio import Studio

__all__ = ["SECONDS", "Held", "Library", "Match"]

SECONDS = 10.0  # that pictures are compared for one file, the newest first; 5 to 50 ms each
MOST = 5  # matches of each sort that are told
_Near = tuple[int, Digest]  # bits that differ, and the picture
_SIDES = (128, 256, 512)  # pixels of thumbnails that stand for their picture: they look the same


@dataclass(frozen=True, slots=True)
class Match:
    """A file of the studio."""

    work: Digest
    title: str
    asset: Digest
    name: str | None
    distance: int | None = None  # bits of 64 that differ, of a fingerprint


@dataclass(frozen=True, slots=True)
class Held:
    """What a studio has of a file.

    Attributes:
        same_bytes: This very file.
        same_pixels: Files with the same pixels, and other metadata.
        alike: Pictures that look like it, the likest first.
        compared: With how many pictures its look was compared.
        pictures: How many others the studio has; if more, there was no time for the rest.
    """

    same_bytes: tuple[Match, ...] = ()
    same_pixels: tuple[Match, ...] = ()
    alike: tuple[Match, ...] = ()
    compared: int = 0
    pictures: int = 0


class Library:
    """The files of a studio, as they were when this was made. For one thread."""

    def __init__(
        self, studio: Studio, prints: Fingerprints | None = None, seconds: float = SECONDS
    ) -> None:
        """List the studio's files.

        Args:
            studio: Open as long as this is asked.
            prints: Fingerprints that are known already.
            seconds: That pictures are compared for one file.

        Raises:
            StudioError: it cannot be read.
            FormatError: an entry is damaged.
        """
        self._studio = studio
        self._prints = prints or Fingerprints()
        self._seconds = seconds
        self._files: dict[Digest, list[tuple[Digest, str, Asset]]] = {}
        self._pixels: dict[Digest, list[Digest]] = {}
        for work in studio.works():
            for asset in work.assets().values():
                self._files.setdefault(asset.digest, []).append((work.digest, work.title, asset))
                if asset.pixels is not None:
                    self._pixels.setdefault(asset.pixels, []).append(asset.digest)

    def find(self, digest: Digest, pixels: str | None, look: Path | None) -> Held:
        """Look for a file.

        Args:
            digest: Of its bytes.
            pixels: The digest of its decoded pixels, where it has one.
            look: The file, where its looks are to be compared.
        """
        same = self._pixels.get(Digest(pixels), []) if pixels is not None else []
        others = [each for each in dict.fromkeys(same) if each != digest]
        held = (self._matches([digest]), self._matches(others))
        pictures = [
            each for each, uses in self._files.items() if uses[0][2].type.startswith("image/")
        ]
        pictures = [each for each in pictures[::-1] if each != digest]
        own = None if look is None else _fingerprint(look)
        if own is None:
            return Held(*held, pictures=len(pictures))
        alike, compared = self._alike(own, pictures)
        seen = {digest, *others}
        shown = sorted((pair for pair in alike if pair[1] not in seen), key=lambda pair: pair[0])
        matches = [
            match
            for distance, each in shown[:MOST]
            for match in self._matches([each], distance)[:1]
        ]
        return Held(*held, tuple(matches), compared, len(pictures))

    def _matches(self, digests: list[Digest], distance: int | None = None) -> tuple[Match, ...]:
        found = [use for each in digests for use in self._files.get(each, [])]
        return tuple(
            Match(work, title, asset.digest, asset.name, distance)
            for work, title, asset in found[:MOST]
        )

    def _alike(self, own: Fingerprint, pictures: list[Digest]) -> tuple[list[_Near], int]:
        """Compare while there is time; fingerprints that were taken before cost none."""
        found: list[_Near] = []
        compared = 0
        end = time.monotonic() + self._seconds
        for digest in pictures:
            if not self._prints.has(digest) and time.monotonic() > end:
                continue
            try:
                other = self._prints.of(digest, partial(self._open, digest))
            except (OSError, StudioError):
                continue  # erased: what is not there looks like nothing
            compared += 1
            if other is not None and (distance := own.distance(other)) <= MAX_DISTANCE:
                found.append((distance, digest))
        return found, compared

    def _open(self, digest: Digest) -> BinaryIO:
        """Open a picture, or a thumbnail of it, which is decoded at once."""
        if self._studio.assets.has(digest):
            for side in _SIDES:
                path = self._studio.layout.thumbnail(digest, side)
                if path.is_file():
                    return path.open("rb")
        return self._studio.assets.open(digest)


def _fingerprint(path: Path) -> Fingerprint | None:
    try:
        with path.open("rb") as file:
            return fingerprint_of(file)
    except OSError as error:
        raise StudioError(
            "cannot read {name}: {why}",
            name=safe_name(path.name),
            why=error.strerror or str(error),
        ) from error
