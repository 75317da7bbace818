"""Measuring: how the pixels of two kept files differ, once for each pair.

Only losslessly coded pictures are compared: a lossy coding changes most pixels by itself, so of
those it is said that they were encoded anew, and nothing more. What was measured is kept in the
studio's cache, by both digests, and can be made again at any time.
"""

import importlib.util
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.pixels import decode_picture
from bozzetto.errors import FormatError, StudioError
from bozzetto.record import Digest, JSONObject
from bozzetto.studio import Studio
from bozzetto.studio.durable import make_folder, write_durably

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from bozzetto.story.pixels import Change

__all__ = [
    "Measured",
    "Measures",
    "Why",
    "can_measure",
    "compare",
    "picture_in",
    "require_measuring",
]

MAX_PIXELS = 64_000_000  # a picture: comparing takes twenty bytes for each, in memory


class Why(StrEnum):
    """Why nothing was measured."""

    NOT_HERE = "not here"  # the studio does not have the bytes, or has them no more
    RE_ENCODED = "re-encoded"  # one of the two is lossily coded, or no picture that is decoded
    RESIZED = "resized"  # no pixel of the one answers to one of the other
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Measured:
    """What there is to say of two files."""

    before: Digest
    after: Digest
    change: "Change | None"
    why: Why | None  # where there is no change to tell

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "before": self.before,
            "after": self.after,
            "change": None if self.change is None else self.change.to_value(),
            "why": None if self.why is None else self.why.value,
        }


def can_measure() -> bool:
    """Whether what compares pixels is installed."""
    return importlib.util.find_spec("numpy") is not None


def require_measuring() -> None:
    """Make sure that pixels can be compared.

    Raises:
        StudioError: what compares them is not installed.
    """
    if not can_measure():
        raise StudioError(
            "numpy is needed to compare pixels, and is not installed",
            hint="install it with: pip install 'bozzetto[measure]'",
        )


class Measures:
    """Measures the files of one studio."""

    def __init__(self, studio: Studio) -> None:
        """Take the studio.

        Raises:
            StudioError: what measures is not installed.
        """
        require_measuring()
        self._studio = studio
        self._cache = studio.layout.cache / "changes"

    def of(self, before: Digest, after: Digest) -> Measured:
        """Compare two files.

        Raises:
            RecordingError: what was measured could not be kept.
        """
        known = self._kept(before, after)
        if known is not None:
            return Measured(before, after, known, None)
        try:
            with self._studio.assets.open(before) as old, self._studio.assets.open(after) as young:
                found = compare(old, young)
        except StudioError:
            found = Why.NOT_HERE
        if isinstance(found, Why):
            return Measured(before, after, None, found)
        self._keep(before, after, found)
        return Measured(before, after, found, None)

    def _place(self, before: Digest, after: Digest) -> Path:
        names = [each.removeprefix("sha256:") for each in (before, after)]
        return self._cache / names[0][:2] / f"{'-'.join(names)}.json"

    def _kept(self, before: Digest, after: Digest) -> "Change | None":
        from bozzetto.story.pixels import parse_change  # noqa: PLC0415

        try:
            return parse_change(json.loads(self._place(before, after).read_bytes()))
        except (OSError, ValueError, RecursionError, FormatError):
            return None  # not measured yet, by this method

    def _keep(self, before: Digest, after: Digest, change: "Change") -> None:
        place = self._place(before, after)
        make_folder(place.parent)
        write_durably(place, json.dumps(change.to_value()).encode())


def compare(before: BinaryIO, after: BinaryIO) -> "Change | Why":
    """Compare two files, wherever they are; numpy must be installed."""
    from bozzetto.story.pixels import measure  # noqa: PLC0415  # an extra, and slow to import

    found: list[NDArray[np.uint8]] = []
    for file in (before, after):
        image = picture_in(file)
        if isinstance(image, Why):
            return image
        found.append(_samples(image))
    old, young = found
    return measure(old, young) if old.shape == young.shape else Why.RESIZED


def picture_in(file: BinaryIO) -> "Image.Image | Why":
    """Decode a losslessly coded picture; or say why that is not done."""
    told = read_picture(file)
    if told.width is None or told.height is None or told.pixels is None:
        return Why.RE_ENCODED
    if told.width * told.height > MAX_PIXELS:
        return Why.TOO_LARGE
    file.seek(0)
    found = decode_picture(file, told.type, (told.width, told.height))
    return Why.RE_ENCODED if found is None or ";" in found.mode else found


def _samples(image: "Image.Image") -> "NDArray[np.uint8]":
    """Return a picture's samples as red, green, blue and opacity."""
    import numpy as np  # noqa: PLC0415  # an extra

    return np.asarray(image.convert("RGBA"), dtype=np.uint8)
