"""Likeness: whether a frame shows next to nothing that the frame kept before it does not.

A frame is averaged into `CELLS`; two are alike if fewer than `MOST` cells differ, one differing
where red, green or blue does by `STEP` levels or more. The frame kept last is what each is held
against, so that slow change adds up. A clock or a blinking mark in a text fills one cell or two;
a stroke of the brush, or a menu, fills more.
"""

from PIL import Image, ImageChops

__all__ = ["CELLS", "MOST", "STEP", "glimpse", "is_alike"]

CELLS = (64, 36)  # across and down: of 20 by 20 pixels on a screen of 1280 by 720
STEP = 8  # levels of 255 in the mean of a cell: a black stroke over a thirtieth of it, on white
MOST = 4  # cells, of 2304


def glimpse(image: Image.Image) -> Image.Image:
    """Return a picture averaged into cells."""
    return image.resize(CELLS, Image.Resampling.BOX)


def is_alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two glimpses show next to the same."""
    red, green, blue = ImageChops.difference(one, other).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(largest.histogram()[STEP:]) < MOST
