"""Between what is stored and what is seen."""

import pytest
from PIL import Image, ImageOps

from bozzetto.labels.visible.turning import Turn


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turn_is_as_pillow_turns(orientation):
    """There and back, and a box is where it is seen."""
    image = Image.frombytes("L", (7, 5), bytes(range(35)))
    image.getexif()[0x0112] = orientation
    seen = ImageOps.exif_transpose(image)
    turn = Turn(orientation)
    assert turn.size(image.size) == seen.size
    assert turn.upright(image).tobytes() == seen.tobytes()
    assert turn.stored(turn.upright(image)).tobytes() == image.tobytes()
    box = (1, 0, 3, 4)
    piece = image.crop(turn.box(box, seen.size))
    assert turn.upright(piece).tobytes() == seen.crop(box).tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_box_beyond_the_picture(orientation):
    """As a band's is: it grows to the side that is seen at the top."""
    image = Image.new("L", (7, 5), 9)
    turn = Turn(orientation)
    width, height = turn.size(image.size)
    grown = turn.upright(image.crop(turn.box((0, -2, width, height), (width, height))))
    assert grown.size == (width, height + 2)
    assert grown.crop((0, 0, width, 2)).getextrema() == (0, 0)
    assert grown.crop((0, 2, width, height + 2)).getextrema() == (9, 9)
