"""Layout: where on a picture its label stands, in the coordinates in which people see it."""

from dataclasses import dataclass
from math import ceil

from bozzetto.errors import FormatError
from bozzetto.labels.visible.lettering import Lettering, letter
from bozzetto.labels.visible.request import Visible
from bozzetto.labels.visible.shown import Box

__all__ = ["MIN_TEXT", "Layout", "lay_out"]

MIN_TEXT = 10  # pixels of ink: Chinese characters of fewer are not read
_PADDING = 0.4  # of the letters' height, between them and the edge of their plate
_MOST = 0.5  # of the picture's height: a label that covers more is no label at its edge
_ROUNDS = 8  # of fitting a band to the picture that it makes higher; three are enough


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        size: Width and height of the copy.
        top: Where the picture begins in the copy: below a band.
        box: What the label takes.
        at: Where the lettering's left upper corner is, its outline included.
        lettering: The ink.
    """

    size: tuple[int, int]
    top: int
    box: Box
    at: tuple[int, int]
    lettering: Lettering

    @property
    def letters(self) -> Box:
        """The box of the lettering, its outline included."""
        left, top = self.at
        return left, top, left + self.lettering.ink.width, top + self.lettering.ink.height

    @property
    def ink(self) -> Box:
        """The bounding box of the letters."""
        margin = self.lettering.outline
        left, top, right, bottom = self.letters
        return left + margin, top + margin, right - margin, bottom - margin


def lay_out(visible: Visible, size: tuple[int, int]) -> Layout:
    """Find the label's place.

    Args:
        visible: What is wanted.
        size: Width and height of the picture, in pixels.

    Raises:
        FormatError: the picture is too small or too narrow for a legible label.
        StudioError: the font is not installed.
    """
    if visible.position.is_band:
        return _band(visible, size)
    lettering = _lettered(visible, size, min(size))
    width, height = _taken(lettering)
    if height > size[1] * _MOST:
        raise _too_small(visible, size)
    margin = round(min(size) * visible.margin / 100) if visible.position.is_corner else 0
    margin = min(margin, (size[0] - width) // 2)
    top = margin if visible.position.is_top else size[1] - height - margin
    if not visible.position.is_corner:
        return Layout(size, 0, (0, top, size[0], top + height), *_centred(size, top, lettering))
    at_left = visible.position.endswith("left")
    left = margin if at_left else size[0] - width - margin
    padding = _padding(lettering)
    at = (left + padding, top + padding)
    return Layout(size, 0, (left, top, left + width, top + height), at, lettering)


def _band(visible: Visible, size: tuple[int, int]) -> Layout:
    """Find the height of a band whose letters are high enough for the picture with the band."""
    band = 0
    for _ in range(_ROUNDS):
        copy = (size[0], size[1] + band)
        lettering = _lettered(visible, size, min(copy))
        if _taken(lettering)[1] <= band:
            break
        band = _taken(lettering)[1]
    if band > size[1] * _MOST:
        raise _too_small(visible, size)
    at_top = visible.position.is_top
    top = 0 if at_top else size[1]
    box = (0, top, size[0], top + band)
    return Layout(copy, band if at_top else 0, box, *_centred(copy, top, lettering))


def _lettered(visible: Visible, size: tuple[int, int], side: int) -> Lettering:
    height = max(ceil(side * visible.height / 100), MIN_TEXT)
    elements = visible.elements
    room = size[0] - 2 * round(height * _PADDING)
    found = letter(visible.words, elements, height, room) if room > 0 else None
    if found is None:
        raise _too_small(visible, size)
    return found


def _padding(lettering: Lettering) -> int:
    """Return pixels between the outline and the box."""
    return max(1, round(lettering.height * _PADDING) - lettering.outline)


def _taken(lettering: Lettering) -> tuple[int, int]:
    padding = 2 * _padding(lettering)
    return lettering.ink.width + padding, lettering.ink.height + padding


def _centred(
    size: tuple[int, int], top: int, lettering: Lettering
) -> tuple[tuple[int, int], Lettering]:
    left = (size[0] - lettering.ink.width) // 2
    return (left, top + _padding(lettering)), lettering


def _too_small(visible: Visible, size: tuple[int, int]) -> FormatError:
    return FormatError(
        "a picture of {width} × {height} pixels has no room for a legible {text!r}",
        width=size[0],
        height=size[1],
        text=visible.words,
        hint="take a shorter text, a lesser height, or a larger picture",
    )
