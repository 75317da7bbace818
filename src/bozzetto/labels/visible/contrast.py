"""Contrast: how well letters stand out from what is next to them.

The ratio is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, over luminances as
https://www.w3.org/TR/WCAG22/#dfn-relative-luminance has them. Samples are taken for sRGB, whatever
profile the picture has. Method: the letters are their median, since one pixel at an edge is a
mixture; of what is next to them, the worst pixel counts, but for the hundredth part that coding
with loss may have made. Where a picture is transparent, it is shown on white and on black, and
the lower ratio counts.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import compress

from PIL import Image, ImageChops, ImageFilter

__all__ = ["MIN_CONTRAST", "luminance", "measure_contrast", "ratio"]

MIN_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA
_FAR = 3  # pixels square around a letter's pixel that are not looked at: mixtures
_SOLID = 250  # of 255: a pixel that is covered so far shows nothing else
_BARE = 16  # of 255: a pixel that letters cover less is as good as free of them
_OUTLIERS = 0.01  # of the pixels next to the letters
_PROBES = 1 << 15  # pixels that are looked at; of larger labels, every second, third and so on


def ratio(one: float, other: float) -> float:
    """Return the contrast ratio of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminance(red: int, green: int, blue: int) -> float:
    """Return the relative luminance of a colour in sRGB, 0 to 1."""
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def measure_contrast(piece: Image.Image, ink: Image.Image, halo: Image.Image) -> float:
    """Measure the contrast of letters in a piece of a picture.

    Args:
        piece: The lettering's place on the picture, in any mode.
        ink: How far each pixel of it is covered by letters.
        halo: How far each pixel of it is covered by letters with their surroundings.
    """
    core, near = _core(ink), _near(ink, halo)
    return min(_measure(each, core, near) for each in _opaque(piece))


def _core(ink: Image.Image) -> Image.Image:
    """Return the mask of what is letter all through; of thin letters, what is most so."""
    most = min(_SOLID, int(ink.getextrema()[1]))  # type: ignore[arg-type]  # one band: two numbers
    return ink.point([255 if level >= most else 0 for level in range(256)])


def _near(ink: Image.Image, halo: Image.Image) -> Image.Image:
    """Return the mask of what is next to letters, and no mixture with them."""
    around = halo.point([255 if level >= _SOLID else 0 for level in range(256)])
    for letters in (ink.filter(ImageFilter.MaxFilter(_FAR)), ink):  # small ones have no more room
        bare = letters.point([255 if level <= _BARE else 0 for level in range(256)])
        near = ImageChops.multiply(around, bare)
        if near.getbbox() is not None:
            break
    return near


def _opaque(piece: Image.Image) -> Iterable[Image.Image]:
    if not piece.has_transparency_data:
        return [piece.convert("RGB")]
    shown = piece.convert("RGBA")
    grounds = (Image.new("RGBA", shown.size, colour) for colour in ("white", "black"))
    return [Image.alpha_composite(ground, shown).convert("RGB") for ground in grounds]


def _measure(piece: Image.Image, core: Image.Image, near: Image.Image) -> float:
    letters, around = _luminances(piece, core), _luminances(piece, near)
    if not letters or not around:
        return 1.0
    middle = _at(letters, 0.5)
    worst = (_at(around, _OUTLIERS), _at(around, 1 - _OUTLIERS))
    if worst[0] < middle < worst[1]:
        return 1.0  # between: some of it is as light as the letters
    return min(ratio(middle, each) for each in worst)


def _at(counted: list[tuple[float, int]], part: float) -> float:
    """Return the luminance below which a part of the pixels is."""
    left = part * sum(count for _, count in counted)
    for level, count in counted:
        left -= count
        if left < 0:
            return level
    return counted[-1][0]


def _luminances(piece: Image.Image, mask: Image.Image) -> list[tuple[float, int]]:
    """Return the luminances below a mask with their numbers of pixels, from the lowest up."""
    step = max(1, piece.width * piece.height // _PROBES)
    data = piece.tobytes()
    samples = zip(data[0 :: 3 * step], data[1 :: 3 * step], data[2 :: 3 * step], strict=True)
    colours = Counter(compress(samples, mask.tobytes()[::step]))
    return sorted((luminance(*each), count) for each, count in colours.items())


@cache
def _linear(sample: int) -> float:
    value = sample / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
