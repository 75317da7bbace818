"""Tests of when a frame shows nothing new."""

import pytest
from PIL import Image, ImageDraw

from bozzetto.capture.frames.likeness import CELLS, glimpse, is_alike

SIZE = (1280, 720)
WHITE = (255, 255, 255)


def painted(*rectangles, ground=WHITE, ink=(0, 0, 0)):
    """A screen with something on it."""
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    for rectangle in rectangles:
        draw.rectangle(rectangle, fill=ink)
    return glimpse(image)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        pytest.param(painted(), True, id="the same"),
        pytest.param(painted((40, 40, 41, 55)), True, id="a mark in a text"),
        pytest.param(painted((1200, 4, 1230, 16)), True, id="two digits of a clock"),
        pytest.param(painted(ground=(250, 250, 250)), True, id="a little darker all over"),
        pytest.param(painted((100, 100, 300, 103)), False, id="a thin stroke"),
        pytest.param(painted((100, 100, 180, 180)), False, id="a blot"),
        pytest.param(painted(ground=(255, 255, 200)), False, id="another colour, as bright"),
        pytest.param(painted(ground=(246, 246, 246)), False, id="visibly darker all over"),
    ],
)
def test_alike(other, alike):
    """What blinks is nothing new; what is drawn is. It is the same from either side."""
    assert is_alike(painted(), other) is alike
    assert is_alike(other, painted()) is alike


def test_colours_of_equal_brightness_differ():
    """Red is not green, however bright."""
    assert not is_alike(painted(ground=(200, 0, 0)), painted(ground=(0, 102, 0)))


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (64, 36), (3000, 10)])
def test_glimpse_has_its_size(size):
    """Whatever the size of a window, it is seen in as many cells."""
    assert glimpse(Image.new("RGB", size)).size == CELLS
