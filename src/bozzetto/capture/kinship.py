"""Kinship: which pictures of a work a file may have been made from.

A proposal, and never a decision. The methods, the surest first:

- ``same bytes``: it is that picture;
- ``same pixels``: the decoded samples have one digest, only the metadata differs;
- ``fingerprint``: the pictures look alike in the large. A fingerprint has 64 bits, the signs of
  the differences between neighbours in a row of the picture reduced to 9 by 8 greys (the
  difference hash, "dHash"); up to 10 bits may differ. The mirrored picture is compared too.
  Another coding, another size, another brightness and retouching change few bits. A crop of more
  than a twentieth or so, a turn or painting over large parts change many, and are not found;
- ``name``: its name begins with the picture's name, as ``cat-01_edited.png`` does with
  ``cat-01.png``.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import BinaryIO

from PIL import ExifTags, Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from bozzetto.capture.flat import open_flat
from bozzetto.record import Asset, Digest

__all__ = [
    "MAX_DISTANCE",
    "Fingerprint",
    "Fingerprints",
    "Kin",
    "Method",
    "fingerprint_of",
    "propose_parents",
]

MAX_DISTANCE = 10  # bits of 64 that may differ: unrelated pictures differ in 32 or so
MOST_KEPT = 16_384  # fingerprints that are remembered; each takes some 200 bytes
_WIDTH, _HEIGHT = 9, 8  # greys: eight differences in each of eight rows
_LEAST_RANGE = 8  # grey levels of 255: below it a picture is even, and all even ones are alike
_SMALL = (128, 128)  # pixels, before the 9 by 8: a JPEG is decoded at an eighth


class Method(StrEnum):
    """How a picture was found."""

    BYTES = "same bytes"
    PIXELS = "same pixels"
    FINGERPRINT = "fingerprint"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Kin:
    """A picture that a file may have been made from."""

    asset: Digest
    method: Method
    distance: int | None = None  # bits of 64, of a fingerprint


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a picture looks like in the large: 64 bits, and those of its mirror image."""

    bits: int
    mirrored: int

    def distance(self, other: "Fingerprint") -> int:
        """Count the bits that differ, the other one as it is or mirrored."""
        return min((self.bits ^ other.bits).bit_count(), (self.mirrored ^ other.bits).bit_count())


class Fingerprints:
    """Fingerprints by digest, each made once in a process. Any thread may ask."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[Digest, Fingerprint | None] = OrderedDict()  # newest last

    def __len__(self) -> int:
        return len(self._known)

    def has(self, digest: Digest) -> bool:
        """Whether a picture was looked at, with whatever outcome."""
        return digest in self._known

    def of(self, digest: Digest, open_file: Callable[[], BinaryIO]) -> Fingerprint | None:
        """Return a picture's fingerprint, None where it has none."""
        with self._lock:
            if digest in self._known:
                self._known.move_to_end(digest)
                return self._known[digest]
        with open_file() as file:
            made = fingerprint_of(file)
        with self._lock:
            self._known[digest] = made
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return made


def fingerprint_of(file: BinaryIO) -> Fingerprint | None:
    """Take the fingerprint of a picture or project file.

    Returns:
        None where the file shows nothing that can be decoded, or shows one even colour.
    """
    image = open_flat(file)
    if image is None:
        return None
    try:
        greys = _greys(image)
    except Exception:  # noqa: BLE001 - Pillow's decoders name no closed set of errors
        return None
    return _fingerprint(greys)


def _fingerprint(greys: bytes) -> Fingerprint | None:
    if max(greys) - min(greys) < _LEAST_RANGE:
        return None
    rows = [greys[at : at + _WIDTH] for at in range(0, len(greys), _WIDTH)]
    return Fingerprint(_bits(rows), _bits([row[::-1] for row in rows]))


def _bits(rows: Iterable[bytes]) -> int:
    bits = 0
    for row in rows:
        for left, right in pairwise(row):
            bits = bits << 1 | (left > right)
    return bits


def _greys(image: Image.Image) -> bytes:
    """Reduce a picture to 9 by 8 greys, on white where it can be looked through."""
    if isinstance(image, JpegImageFile):
        image.draft("RGB", _SMALL)
    image.load()
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image)
    small = image.convert("L").resize(_SMALL, Image.Resampling.BOX)
    small.info["exif"] = turned.tobytes()
    upright = ImageOps.exif_transpose(small)
    return upright.resize((_WIDTH, _HEIGHT), Image.Resampling.BOX).tobytes()


def propose_parents(
    child: Asset,
    pictures: Iterable[Asset],
    prints: Mapping[Digest, Fingerprint],
    most: int = 5,
) -> list[Kin]:
    """Propose what a file was made from, the best proposal first, each picture once.

    Args:
        child: The file.
        pictures: Those that it may have been made from, the likeliest first where nothing else
            tells: the newest.
        prints: Fingerprints of the file and of the pictures, as far as they are known.
        most: So many at most.
    """
    found: dict[Digest, Kin] = {}
    for kin in _candidates(child, list(pictures), prints):
        found.setdefault(kin.asset, kin)
    return list(found.values())[:most]


def _candidates(
    child: Asset, pictures: list[Asset], prints: Mapping[Digest, Fingerprint]
) -> Iterator[Kin]:
    for picture in pictures:
        if picture.digest == child.digest:
            yield Kin(picture.digest, Method.BYTES)
    for picture in pictures:
        if child.pixels is not None and picture.pixels == child.pixels:
            yield Kin(picture.digest, Method.PIXELS)
    yield from sorted(_alike(child, pictures, prints), key=lambda kin: kin.distance or 0)
    named = [picture for picture in pictures if _is_named_after(child, picture)]
    for picture in sorted(named, key=lambda picture: -len(_stem(picture))):
        yield Kin(picture.digest, Method.NAME)


def _alike(
    child: Asset, pictures: list[Asset], prints: Mapping[Digest, Fingerprint]
) -> Iterator[Kin]:
    own = prints.get(child.digest)
    for picture in pictures:
        other = prints.get(picture.digest)
        if own is not None and other is not None:
            distance = own.distance(other)
            if distance <= MAX_DISTANCE:
                yield Kin(picture.digest, Method.FINGERPRINT, distance)


def _stem(asset: Asset) -> str:
    """Return a name without its ending, and without marks at its end: ``ComfyUI_00001_``."""
    stem = os.path.splitext(asset.name or "")[0]  # noqa: PTH122  # a name, not a path
    return stem.casefold().rstrip("_-. ")


def _is_named_after(child: Asset, picture: Asset) -> bool:
    """Whether a name is the picture's, or begins with it and goes on with another word."""
    stem, longer = _stem(picture), _stem(child)
    if not stem or not longer.startswith(stem):
        return False
    return longer == stem or not longer[len(stem)].isalnum()
