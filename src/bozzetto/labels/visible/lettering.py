"""Lettering: a label's text as ink, as high as it must be, and measured.

The height of a text is no fixed thing: a font's size is larger than any of its letters. What is
measured is ink, from the highest to the lowest pixel that is covered by half or more, of each of
the two required elements by itself; the lower of them counts.
"""

import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bozzetto.errors import FormatError, StudioError
from bozzetto.labels.visible.wording import Element

__all__ = ["Lettering", "font_file", "letter"]

PACKAGE = "noto_cjk_sans_otc"  # Noto Sans CJK, OFL: https://github.com/notofonts/noto-cjk
FILE = "NotoSansCJK-Regular.ttc"
_FACE = 2  # of the collection: Noto Sans CJK SC, with the mainland's forms
_PROBE = 256  # pixels: the size at which heights and widths are first estimated
_COVERED = 128  # of 255: from here on a pixel is ink
_LEADING = 1.3  # of the font's size, from line to line
_BOLDER = 1 / 40  # of the font's size is added around each letter: thin strokes fade in pictures
_OUTLINE = 1 / 10  # of the font's size
_THINNEST = 2  # pixels of an outline: one alone is a mixture with what it parts
_MISSING = "\U0010ffff"  # no font has it


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text as ink.

    Attributes:
        lines: The text, as it is broken.
        ink: How far each pixel is covered by letters, 8 bits.
        halo: The same size; how far it is covered by letters with their outline.
        height: Of the lower of the two elements, in pixels of ink.
        outline: How wide the outline is, in pixels; `ink` has that margin on each side.
    """

    lines: tuple[str, ...]
    ink: Image.Image
    halo: Image.Image
    height: int
    outline: int


@lru_cache(8)  # labels of pictures of one size are the same
def letter(
    text: str, elements: tuple[Element, Element], height: int, room: int
) -> Lettering | None:
    """Write a text in one line or two.

    Args:
        text: What it says.
        elements: What is measured.
        height: Pixels of ink that the lower of these has, at least.
        room: Pixels of width that there are.

    Returns:
        The ink, or None where two lines are too wide as well.

    Raises:
        FormatError: the font lacks a letter.
        StudioError: the font is not installed.
    """
    _check_letters(text)
    size = _size_for(elements, height)
    measured = _lowest(elements, size)
    outline = max(_THINNEST, round(size * _OUTLINE))
    for lines in ((text,), _broken(text, elements)):
        drawn = _draw(lines, size, outline)
        if drawn[0].width <= room:
            return Lettering(lines, *drawn, measured, outline)
    return None


def _size_for(elements: tuple[Element, Element], height: int) -> int:
    """Return the least font size, in pixels, at which the lower element is high enough."""
    size = max(1, ceil(_PROBE * height / _lowest(elements, _PROBE)) - 1)
    while _lowest(elements, size) < height:  # letters are fitted to whole pixels
        size += 1
    return size


def _lowest(elements: tuple[Element, Element], size: int) -> int:
    return min(_height(element.text, size) for element in elements)


@lru_cache(256)
def _height(text: str, size: int) -> int:
    """Measure the ink of one line; the weight that is added is not counted."""
    image = Image.new("L", (size * (len(text) + 1), size * 2))
    ImageDraw.Draw(image).text((size // 2, size // 2), text, fill=255, font=_face(size))
    box = image.point(_half).getbbox()
    return 0 if box is None else box[3] - box[1]


def _half(coverage: int) -> int:
    return 255 if coverage >= _COVERED else 0


def _draw(lines: tuple[str, ...], size: int, outline: int) -> tuple[Image.Image, Image.Image]:
    """Draw lines, one below the other and centred: their ink, and with an outline around it."""
    bold = size * _BOLDER
    font = _face(size)
    widths = [font.getlength(line) for line in lines]
    canvas = (ceil(max(widths)) + 2 * size, ceil(size * _LEADING * len(lines)) + 2 * size)
    ink, halo = Image.new("L", canvas), Image.new("L", canvas)
    for number, (line, width) in enumerate(zip(lines, widths, strict=True)):
        at = ((canvas[0] - width) / 2, size / 2 + number * size * _LEADING)
        pen = ImageDraw.Draw(ink)
        pen.text(at, line, fill=255, font=font, stroke_width=bold)
        ImageDraw.Draw(halo).text(at, line, fill=255, font=font, stroke_width=bold + outline)
    left, top, right, bottom = ink.getbbox() or (0, 0, 1, 1)
    box = (left - outline, top - outline, right + outline, bottom + outline)
    return ink.crop(box), halo.crop(box)


def _broken(text: str, elements: tuple[Element, Element]) -> tuple[str, ...]:
    """Break a text in two, not within an element, so that the longer line is short."""
    font = _face(_PROBE)
    places = [
        place
        for place in range(1, len(text))
        if not any(element.start < place < element.end for element in elements)
        and not (_is_latin(text[place - 1]) and _is_latin(text[place]))
    ]
    pairs = [(text[:place].rstrip(), text[place:].lstrip()) for place in places]
    return min(pairs, key=lambda pair: max(map(font.getlength, pair)), default=(text,))


def _is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".'")


@lru_cache(256)
def _check_letters(text: str) -> None:
    font = _face(_PROBE)
    lacking = bytes(font.getmask(_MISSING))
    for character in text:
        if character != " " and bytes(font.getmask(character)) == lacking:
            raise FormatError("the font has no letter {letter!r}", letter=character)


@lru_cache(16)
def _face(size: int) -> ImageFont.FreeTypeFont:
    """Open the font at a size; of its 19 MB only what is drawn is read."""
    return ImageFont.truetype(str(font_file()), size, _FACE, layout_engine=ImageFont.Layout.BASIC)


def font_file() -> Path:
    """Return where the packaged font is.

    Raises:
        StudioError: it is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    place = None if found is None or found.origin is None else Path(found.origin).parent / FILE
    if place is None or not place.is_file():
        raise StudioError(
            "no font with Chinese characters is installed, and without one no label is drawn",
            hint="install it with: pip install 'bozzetto[visible]'",
        )
    return place
