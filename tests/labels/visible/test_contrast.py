"""The ratio of WCAG, by its own examples, and on letters."""

import pytest
from PIL import Image, ImageDraw, ImageFilter

from bozzetto.labels.visible.contrast import luminance, measure_contrast, ratio


@pytest.mark.parametrize(
    ("colour", "on_white"),
    [((0, 0, 0), 21.0), ((255, 255, 255), 1.0), ((118, 118, 118), 4.54), ((255, 0, 0), 4.0)],
)
def test_ratio_is_wcags(colour, on_white):
    """Known pairs: #767676 is the lightest grey that passes on white."""
    assert ratio(luminance(*colour), 1.0) == pytest.approx(on_white, abs=0.005)


def _letters(ground, ink, mode="RGB"):
    mask = Image.new("L", (60, 40))
    ImageDraw.Draw(mask).rectangle((20, 12, 40, 28), fill=255)
    halo = mask.filter(ImageFilter.MaxFilter(9))
    piece = Image.new(mode, mask.size, ground)
    piece.paste(ink, (0, 0), mask)
    return piece, mask, halo


def test_contrast_of_letters():
    """With what is next to them."""
    piece, mask, halo = _letters("#767676", "white")
    assert measure_contrast(piece, mask, halo) == pytest.approx(4.54, abs=0.01)


def test_worst_neighbour_counts():
    """Here a corner of the ground is as light as the letters."""
    piece, mask, halo = _letters("black", "white")
    piece.paste("#eeeeee", (16, 8, 24, 11))
    assert measure_contrast(piece, mask, halo) < 1.3


def test_ground_on_both_sides_is_no_contrast():
    """Grey letters on black and white are not told apart from both."""
    piece, mask, halo = _letters("black", "#777777")
    piece.paste("white", (0, 0, 60, 12))
    assert measure_contrast(piece, mask, halo) == 1.0


def test_transparent_ground_is_seen_on_white_and_black():
    """White letters on nothing are lost on a white page."""
    piece, mask, halo = _letters((0, 0, 0, 0), (255, 255, 255, 255), "RGBA")
    assert measure_contrast(piece, mask, halo) == 1.0


def test_letters_without_neighbours_have_no_contrast():
    """What cannot be measured is not claimed."""
    piece, mask, _ = _letters("black", "white")
    assert measure_contrast(piece, mask, mask) == 1.0
