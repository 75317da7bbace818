"""Labels on every ground, in every mode, and nowhere but in their box."""

import pytest
from PIL import Image, ImageChops

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position, Style
from tests.labels.pictures import saved
from tests.labels.visible.made import SIZE, calm, noise, outside_of, put, seen

GROUNDS = {
    "white": calm("white"),
    "black": calm("black"),
    "grey": calm("#808080"),
    "red": calm("red"),
    "noise": noise(),
    "gradient": Image.linear_gradient("L").resize(SIZE).convert("RGB"),
    "dots": noise("1").convert("RGB"),
}


@pytest.mark.parametrize("style", [Style.PLATE, Style.OUTLINE])
@pytest.mark.parametrize("ground", GROUNDS)
def test_label_is_legible_on_any_ground(tmp_path, ground, style):
    """Measured on the copy; and all else is as it was."""
    shown, copy = put(tmp_path, GROUNDS[ground], style=style)
    assert shown.contrast >= 7
    assert shown.style is style
    assert outside_of(seen(copy), shown.box) == outside_of(GROUNDS[ground], shown.box)
    changed = ImageChops.difference(seen(copy), GROUNDS[ground]).getbbox()
    assert changed[0] <= shown.ink[0]
    assert changed[2] >= shown.ink[2]


def test_style_is_chosen_by_the_ground(tmp_path):
    """On a calm one an outline, on a busy one a plate; a band is a plate always."""
    assert put(tmp_path, GROUNDS["white"])[0].style is Style.OUTLINE
    assert put(tmp_path, GROUNDS["noise"])[0].style is Style.PLATE
    band = put(tmp_path, GROUNDS["white"], position=Position.TOP_BAND, style=Style.OUTLINE)
    assert band[0].style is Style.PLATE


@pytest.mark.parametrize("position", [Position.TOP_LEFT, Position.BOTTOM_STRIP, Position.TOP_BAND])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_mode_stays(tmp_path, mode, position):
    """A mode is drawn in as it is, and not a sample changes elsewhere."""
    image = noise(mode)
    shown, copy = put(tmp_path, image, position=position)
    made = seen(copy)
    assert made.mode == mode
    assert shown.contrast >= 7
    if position.is_band:
        band = shown.box[3]
        assert made.crop((0, band, *shown.size)).tobytes() == image.tobytes()
    else:
        inside = Image.new("1", SIZE)
        inside.paste(1, shown.box)
        made.paste(image.copy(), (0, 0), inside)
        assert made.tobytes() == image.tobytes()


@pytest.mark.parametrize("entries", [4, 256])
def test_palette_gets_two_colours_where_it_has_none(tmp_path, entries):
    """In place of entries that no pixel uses."""
    image = calm(3, mode="P")
    image.putpalette([100, 90, 80] * entries)
    shown, copy = put(tmp_path, image)
    assert shown.contrast >= 7
    assert seen(copy).convert("RGB").getpixel((1, 1)) == (100, 90, 80)


def test_palette_without_contrast_or_room_is_refused(tmp_path):
    """Its colours are the picture's: none that it uses is taken away."""
    image = Image.new("P", SIZE)
    image.putdata([at % 256 for at in range(SIZE[0] * SIZE[1])])
    image.putpalette([100, 90, 80] * 256)
    with pytest.raises(FormatError, match="no two colours"):
        put(tmp_path, image)


def test_transparent_palette_entry_is_no_colour_for_letters(tmp_path):
    """White letters that nobody sees are no label."""
    image = calm(3, mode="P")
    image.putpalette([255, 255, 255, 0, 0, 0, 200, 200, 200, 90, 90, 90])
    shown, copy = put(tmp_path, saved("PNG", image, transparency=0))
    made = seen(copy)
    assert shown.contrast >= 7
    assert made.convert("RGBA").crop(shown.ink).getchannel("A").getextrema() == (255, 255)


def test_lowest_bit_of_alpha_stays(tmp_path):
    """Tools hide text there, which survives even below the label."""
    image = noise("RGBA")
    shown, copy = put(tmp_path, image, position=Position.TOP_STRIP)
    bits = [each.getchannel("A").point(lambda level: level & 1) for each in (image, seen(copy))]
    assert bits[0].tobytes() == bits[1].tobytes()
    assert shown.contrast >= 7


def test_colours_below_full_transparency_stay(tmp_path):
    """Around the outline nothing is laid, and what nobody sees is kept as well."""
    image = noise("RGBA")
    image.putalpha(0)
    shown, copy = put(tmp_path, image, style=Style.OUTLINE)
    left, top, right, _bottom = shown.box
    rim = (left, top, right, top + 1)
    assert seen(copy).crop(rim).tobytes() == image.crop(rim).tobytes()
