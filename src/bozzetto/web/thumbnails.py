"""Thumbnails: pictures made small for the page, each once.

They are kept in the studio's cache, by digest and by the length of the longer side. A file that
is no picture, or too large a one, has none. The limits are those of `capture.pixels`.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from bozzetto.capture.flat import open_picture
from bozzetto.record import Digest
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.layout import Layout

__all__ = ["SIDES", "Thumbnails"]

SIDES = (128, 256, 512, 1024)  # pixels of the longer side
QUALITY = 80  # of WebP: differences of candidates stay to be seen, at 20 kB for 512 pixels
MOST_AT_ONCE = 2  # that are decoded: each may take the memory of a whole picture
LOCKS = 64  # so many pictures are kept from being made twice at once
PROFILE_LIMIT = 1 << 16  # bytes of a colour profile that go along; larger ones are for printers


class Thumbnails:
    """Makes and keeps them for one studio."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._decoding = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._locks = tuple(threading.Lock() for _ in range(LOCKS))

    def path(self, digest: Digest, side: int) -> Path | None:
        """Return the file of a picture's thumbnail, made now or before.

        Returns:
            None where the bytes are not here, or are no picture that can be decoded.
        """
        source, place = self._layout.asset(digest), self._layout.thumbnail(digest, side)
        with self._locks[hash(digest) % LOCKS]:
            if not source.is_file():
                self.forget(digest)
                return None
            if place.is_file():
                return place
            with self._decoding:
                small = _made_small(source, side)
            if small is None:
                return None
            make_folder(place.parent)
            write_durably(place, small)
            if not source.is_file():  # erased in this moment
                self.forget(digest)
                return None
            return place

    def forget(self, digest: Digest) -> None:
        """Remove a picture's thumbnails, as its bytes are gone."""
        for side in SIDES:
            with suppress(OSError):
                self._layout.thumbnail(digest, side).unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove the thumbnails whose pictures were erased meanwhile; return how many."""
        gone = [path for path in self._kept() if not self._layout.asset(_digest(path)).is_file()]
        for path in gone:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        return len(gone)

    def _kept(self) -> Iterator[Path]:
        return self._layout.thumbnails.glob("*/??/*.webp")


def _digest(path: Path) -> Digest:
    return Digest(f"sha256:{path.stem}")


def _made_small(source: Path, side: int) -> bytes | None:
    with source.open("rb") as file:
        try:
            image = _decoded(file, side)
            return None if image is None else _encoded(image)
        except Exception:  # noqa: BLE001 - Pillow's decoders name no closed set of errors
            return None


def _decoded(file: BinaryIO, side: int) -> Image.Image | None:
    image = open_picture(file)
    if image is None:
        return None
    if isinstance(image, JpegImageFile):
        image.draft("RGB", (side, side))  # decodes at a half, a quarter or an eighth
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    shown = _plain(image)
    shown.thumbnail((side, side))
    ImageOps.exif_transpose(shown, in_place=True)
    keeps = isinstance(profile, bytes) and len(profile) <= PROFILE_LIMIT
    shown.info = {"icc_profile": profile} if keeps else {}
    return shown


def _plain(image: Image.Image) -> Image.Image:
    """Turn whatever a file holds into colours of 8 bits, with alpha where it has any."""
    image.load()
    if image.mode.startswith("I;16"):
        # Pillow's own conversion cuts off at 255
        return image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if image.mode in {"RGB", "RGBA"} and "transparency" not in image.info:
        return image
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    converted = image.convert(wanted)
    converted.info.setdefault("exif", image.info.get("exif", b""))
    return converted


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    profile = image.info.get("icc_profile")
    image.save(out, "WEBP", quality=QUALITY, icc_profile=profile, exif=b"")
    return out.getvalue()
