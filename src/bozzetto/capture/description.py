"""Descriptions: what the record says of a file, from its own bytes."""

from typing import BinaryIO

from bozzetto.capture.carriers import Picture, read_picture
from bozzetto.record import Digest
from bozzetto.studio import Description

__all__ = ["describe", "description_of"]


def describe(file: BinaryIO) -> Description:
    """Describe any file; what cannot be read is absent."""
    return description_of(read_picture(file))


def description_of(picture: Picture) -> Description:
    """Return what the record says of a picture that was read."""
    pixels = None if picture.pixels is None else Digest(picture.pixels)
    return Description(picture.type, picture.width, picture.height, pixels)
