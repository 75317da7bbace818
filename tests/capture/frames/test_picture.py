"""Tests of what is painted over, and of how small a frame becomes."""

import io

import pytest
from PIL import Image

from bozzetto.capture.frames.picture import MAX_SIDE, encode, paint_over
from bozzetto.capture.frames.place import Rectangle

WHITE = (255, 255, 255)


def black(image):
    """The pixels that are black: left, top, right, bottom, and how many."""
    found = Image.eval(image.convert("L"), lambda level: 255 if level == 0 else 0)
    return found.getbbox(), found.histogram()[255]


@pytest.mark.parametrize(
    ("scale", "mask", "box"),
    [
        pytest.param(1, Rectangle(10, 20, 30, 5), (10, 20, 40, 25), id="as it is given"),
        pytest.param(2, Rectangle(10, 20, 30, 5), (20, 40, 80, 50), id="fine screen"),
        pytest.param(1.5, Rectangle(11, 21, 3, 3), (16, 31, 21, 36), id="rather more than less"),
        pytest.param(1, Rectangle(190, 90, 50, 50), (190, 90, 200, 100), id="over the edge"),
        pytest.param(1, Rectangle(0, 0, 1, 1), (0, 0, 1, 1), id="one pixel"),
    ],
)
def test_paint_over_is_exact(scale, mask, box):
    """All of a mask is black, and nothing beside it."""
    image = Image.new("RGB", (200, 100), WHITE)
    paint_over(image, scale, [mask])
    assert black(image) == (box, (box[2] - box[0]) * (box[3] - box[1]))


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        pytest.param((2560, 1440), (1280, 720), id="twice the bound"),
        pytest.param((1080, 1920), (720, 1280), id="upright"),
        pytest.param((300, 200), (300, 200), id="small stays"),
        pytest.param((5000, 2), (1280, 1), id="a line"),
    ],
)
def test_encode_is_small(size, kept):
    """A frame is a WebP within the bound, and is never made larger."""
    image = Image.new("RGB", size, WHITE)
    data, told = encode(image)
    with Image.open(io.BytesIO(data)) as read:
        assert (read.format, read.size, told) == ("WEBP", kept, kept)
    assert max(kept) <= MAX_SIDE
    assert image.size == size
