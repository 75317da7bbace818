"""Assets: files, bound by digest.

``{"digest", "size", "type"}`` and, where known, ``"name"``, ``"width"``, ``"height"`` and
``"pixels"``. The bytes are kept as they were found, to the last byte. ``pixels`` is a digest
over the decoded samples of a losslessly coded picture (docs/formats/pixels.md), so that a copy
whose metadata was stripped is still recognised as this picture.
"""

import re
from dataclasses import dataclass
from typing import Self

from bozzetto.errors import FormatError
from bozzetto.record.canonical import JSON, MAX_INTEGER, JSONObject
from bozzetto.record.commitment import OPAQUE
from bozzetto.record.value import Digest, parse_digest

__all__ = ["Asset", "assets_in"]

# type "/" subtype as RFC 6838 4.2 restricts them, lower case, no parameters
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_REQUIRED = {"digest", "size", "type"}
_OPTIONAL = {"name", "width", "height", "pixels"}
MAX_NAME = 1024  # characters; four times what file systems allow


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as the record names it."""

    digest: Digest  # of the bytes
    size: int  # bytes
    type: str  # media type, from the bytes and never from the name
    name: str | None = None  # as it was found, without its folder
    width: int | None = None  # pixels
    height: int | None = None  # pixels
    pixels: Digest | None = None  # of the decoded samples

    def __post_init__(self) -> None:
        parse_digest(self.digest)
        if self.pixels is not None:
            parse_digest(self.pixels)
        if _TYPE.fullmatch(self.type) is None:
            raise FormatError("not a media type: {text!r}", text=self.type)
        if self.name is not None and not 1 <= len(self.name) <= MAX_NAME:
            raise FormatError("not a file name: {text!r}", text=self.name[:80])
        for number in (self.size, self.width, self.height):
            if number is not None and not 0 <= number <= MAX_INTEGER:
                raise FormatError("integer out of range: {value}", value=number)

    @classmethod
    def from_value(cls, value: JSON) -> Self:
        """Read an asset as it stands in an event.

        Raises:
            FormatError: a field is missing, unknown or not of its form.
        """
        if not isinstance(value, dict) or not _REQUIRED <= value.keys() <= _REQUIRED | _OPTIONAL:
            raise FormatError("not an asset: {text!r}", text=value)
        for name, item in value.items():
            wanted = int if name in {"size", "width", "height"} else str
            if type(item) is not wanted:
                raise FormatError("not an asset: {text!r}", text=value)
        return cls(**value)  # type: ignore[arg-type]  # names and types are checked above

    def to_value(self) -> JSONObject:
        """Return what stands in the event: unknown fields are absent, never null."""
        found: JSONObject = {
            "digest": self.digest,
            "size": self.size,
            "type": self.type,
            "name": self.name,
            "width": self.width,
            "height": self.height,
            "pixels": self.pixels,
        }
        return {name: item for name, item in found.items() if item is not None}


def assets_in(value: JSON) -> list[Asset]:
    """List the assets that an event's body names, in order.

    Known from the form alone (the three required fields), so that a reader finds them in
    kinds that it does not know. In the members of ``OPAQUE``, a tool's own words, nothing is
    looked for.

    Raises:
        FormatError: an object has an asset's fields, and is not an asset.
    """
    if isinstance(value, list):
        return [found for item in value for found in assets_in(item)]
    if not isinstance(value, dict):
        return []
    if value.keys() >= _REQUIRED:
        return [Asset.from_value(value)]
    return [
        found for name, item in value.items() if name not in OPAQUE for found in assets_in(item)
    ]
