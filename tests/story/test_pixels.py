"""Pixels: one change of the whole is told apart from places that were painted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from bozzetto.errors import FormatError
from bozzetto.story.pixels import MAX_REGIONS, Region, measure, parse_change
from tests.fakes.harbour import Harbour

SIDE = 256


@pytest.fixture(scope="module")
def scene():
    """Draw something with tones, edges and noise."""
    noise = np.random.default_rng(7).normal(0, 3, (SIDE, SIDE, 3))
    drawn = Harbour().draw().convert("RGB").resize((SIDE, SIDE))
    return Image.fromarray(np.clip(np.asarray(drawn) + noise, 0, 255).astype(np.uint8))


def _measure(before, after):
    return measure(np.asarray(before), np.asarray(after))


def test_the_same_picture_does_not_differ(scene):
    """Nothing is told of it."""
    change = _measure(scene, scene)
    assert (change.differing, change.regions, change.tones) == (0, (), ())


def test_one_painted_ellipse_is_one_region(scene):
    """Its box is where it was painted."""
    painted = scene.copy()
    ImageDraw.Draw(painted).ellipse([80, 90, 140, 170], fill=(250, 10, 30))
    change = _measure(scene, painted)
    (region,) = change.regions
    assert (change.shift, change.tones, change.is_spread) == ((0, 0), (), False)
    assert abs(region.left - 80) + abs(region.top - 90) <= 2
    assert abs(region.width - 61) + abs(region.height - 81) <= 4
    assert region.pixels <= change.differing


def test_two_places_are_two_regions(scene):
    """The larger first."""
    painted = scene.copy()
    ImageDraw.Draw(painted).rectangle([10, 10, 30, 30], fill=(250, 10, 30))
    ImageDraw.Draw(painted).rectangle([150, 150, 220, 220], fill=(250, 10, 30))
    first, second = _measure(scene, painted).regions
    assert first.pixels > second.pixels
    assert (second.left, second.top) == (10, 10)


def test_brightness_is_a_change_of_the_whole(scene):
    """Nearly every pixel differs, and no region is left."""
    brighter = scene.point(lambda value: min(255, round(value * 1.1)))
    change = _measure(scene, brighter)
    assert change.differing > SIDE * SIDE // 2
    assert change.regions == ()
    assert all(0 < each < 30 for each in change.tones)


def test_brightness_hides_no_painting(scene):
    """What was painted besides is a region."""
    painted = scene.point(lambda value: min(255, round(value * 1.1)))
    ImageDraw.Draw(painted).ellipse([80, 90, 140, 170], fill=(250, 10, 30))
    change = _measure(scene, painted)
    assert change.tones
    assert [abs(each.left - 80) <= 2 for each in change.regions] == [True]


def test_a_flat_sky_that_was_painted_is_no_change_of_tones(scene):
    """Though it is a third of the picture, all of one value."""
    flat = scene.copy()
    ImageDraw.Draw(flat).rectangle([0, 0, SIDE, 80], fill=(30, 90, 200))
    painted = flat.copy()
    ImageDraw.Draw(painted).rectangle([0, 0, SIDE, 80], fill=(240, 200, 120))
    change = _measure(flat, painted)
    (region,) = change.regions
    assert (region.top, region.width, region.height) == (0, SIDE, 81)


@pytest.mark.parametrize("shift", [(3, 5), (-4, 0), (0, 7)])
def test_a_shift_is_taken_off(scene, shift):
    """Afterwards nothing differs."""
    moved = np.roll(np.asarray(scene), (shift[1], shift[0]), (0, 1))
    change = measure(np.asarray(scene), moved)
    assert change.shift == shift
    assert change.regions == ()


def test_regions_of_a_shifted_picture_are_where_they_are_now(scene):
    """In pixels of the picture after."""
    moved = Image.fromarray(np.roll(np.asarray(scene), (5, 3), (0, 1)))
    ImageDraw.Draw(moved).rectangle([100, 120, 139, 159], fill=(250, 10, 30))
    (region,) = _measure(scene, moved).regions
    assert abs(region.left - 100) <= 1
    assert abs(region.top - 120) <= 1


def test_what_differs_everywhere_is_not_cut_into_regions(scene):
    """Another picture, as it were."""
    blurred = scene.filter(ImageFilter.GaussianBlur(9)).rotate(90)
    change = _measure(scene, blurred)
    assert change.is_spread
    assert change.regions == ()


def test_dots_of_noise_are_no_regions(scene):
    """Single pixels are not what anybody painted."""
    dotted = np.asarray(scene).copy()
    dotted[::16, ::16] = 255
    change = measure(np.asarray(scene), dotted)
    assert change.differing
    assert change.regions == ()


def test_only_the_largest_regions_are_named():
    """And how many more there are."""
    before = np.zeros((8 * 40, 8 * 40, 3), np.uint8)
    after = before.copy()
    for row in range(10):
        for column in range(10):
            after[row * 32 : row * 32 + 6, column * 32 : column * 32 + 6] = 200
    change = measure(before, after)
    assert (len(change.regions), change.more) == (MAX_REGIONS, 100 - MAX_REGIONS)


@pytest.mark.parametrize("shape", [(8, 8, 4), (8, 9, 3), (8, 8)])
def test_pictures_of_another_shape_are_refused(shape):
    """No pixel of the one answers to one of the other."""
    with pytest.raises(FormatError, match="different sizes"):
        measure(np.zeros((8, 8, 3), np.uint8), np.zeros(shape, np.uint8))


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_any_two_pictures_can_be_measured(height, width, seed):
    """Of whatever size; what is told of them can be kept and read again."""
    dice = np.random.default_rng(seed)
    before, after = dice.integers(0, 256, (2, height, width, 4), np.uint8)
    change = measure(before, after)
    assert parse_change(change.to_value()) == change
    assert 0 <= change.differing <= width * height
    for region in change.regions:
        assert region.left >= 0 <= region.top
        assert region.left + region.width <= width
        assert region.top + region.height <= height


@pytest.mark.parametrize(
    "changed",
    [{"method": "another"}, {"regions": [{}]}, {"width": "8"}, {"tones": ["x"]}, {"shift": [1]}],
    ids=str,
)
def test_what_was_kept_in_another_form_is_refused(changed):
    """It is measured anew then."""
    value = measure(np.zeros((8, 8, 3), np.uint8), np.ones((8, 8, 3), np.uint8)).to_value()
    with pytest.raises(FormatError):
        parse_change(value | changed)
    with pytest.raises(FormatError):
        parse_change(None)


def test_a_region_is_told_as_a_box():
    """Left, top, width and height."""
    assert Region(1, 2, 3, 4, 5).to_value() == {"box": [1, 2, 3, 4], "pixels": 5}
