"""Traces: a sketch that was followed is told from one that was not, and from what chance gives."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from bozzetto.errors import FormatError
from bozzetto.story.trace import Agreement, parse_trace, trace_of

SIDE = 320


def _sketch(draw=True):
    """A cat that looks to one side, in lines."""
    image = Image.new("L", (SIDE, SIDE), 255)
    pen = ImageDraw.Draw(image)
    if draw:
        pen.ellipse([40, 60, 150, 170], outline=0, width=3)
        pen.polygon([(50, 80), (60, 20), (95, 62)], outline=0, width=3)
        pen.arc([110, 120, 290, 300], 180, 330, fill=0, width=3)
        pen.line([(110, 210), (100, 300), (240, 300)], fill=0, width=3)
        pen.ellipse([75, 95, 90, 112], outline=0, width=2)
    return image


def _painted(mirror=False, noise=9, seed=5):
    """What a tool would make of it: the same forms filled, shaded, with grain."""
    image = Image.new("RGB", (SIDE, SIDE), (92, 120, 150))
    pen = ImageDraw.Draw(image)
    pen.polygon([(110, 210), (100, 300), (240, 300), (285, 250), (200, 122)], fill=(150, 110, 60))
    pen.arc([110, 120, 290, 300], 180, 330, fill=(30, 20, 10), width=4)
    pen.ellipse([40, 60, 150, 170], fill=(190, 150, 90))
    pen.polygon([(50, 80), (60, 20), (95, 62)], fill=(200, 140, 80))
    pen.ellipse([75, 95, 90, 112], fill=(20, 40, 20))
    image = image.filter(ImageFilter.GaussianBlur(1))
    if mirror:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    grain = np.random.default_rng(seed).normal(0, noise, (SIDE, SIDE, 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _another(seed=3):
    """A picture of other things: boxes and stripes, with grain."""
    image = Image.new("RGB", (SIDE, SIDE), (60, 70, 60))
    pen, dice = ImageDraw.Draw(image), np.random.default_rng(seed)
    for left, top, width, height, tone in dice.integers(0, 255, (14, 5)):
        box = [int(left), int(top), int(left + width // 2 + 9), int(top + height // 2 + 9)]
        pen.rectangle(box, fill=(int(tone), 140, 255 - int(tone)))
    grain = dice.normal(0, 9, (SIDE, SIDE, 3))
    return Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))


def _trace(given, made):
    return trace_of(*(np.asarray(each.convert("L"), dtype=np.float32) for each in (given, made)))


def test_sketch_that_was_followed_stands_out():
    """Its lines lie in what was made, and those of its copies do not."""
    lines = _trace(_sketch(), _painted()).lines
    assert lines.is_above
    assert lines.value > 600
    assert len(lines.copies) == 6


@pytest.mark.parametrize("seed", range(3))
def test_sketch_that_was_not_followed_does_not(seed):
    """Another picture has edges too, and they are no nearer to it than to its copies."""
    assert not _trace(_sketch(), _another(seed)).lines.is_above


def test_mirrored_output_does_not_either():
    """There one of the copies agrees."""
    lines = _trace(_sketch(), _painted(mirror=True)).lines
    assert not lines.is_above
    assert lines.copies[0] > 600
    assert lines.value < 100


def test_blank_sketch_has_no_lines():
    """Nothing can be said of it: not that it shows, and not that it does not."""
    trace = _trace(_sketch(draw=False), _painted())
    assert (trace.edges, trace.lines, trace.tones) == (0, None, None)


def test_photograph_shows_in_tones_too():
    """What was painted over it lightly keeps where it is light and dark."""
    photograph = _painted(seed=1)
    trace = _trace(photograph, _painted(seed=2).filter(ImageFilter.GaussianBlur(2)))
    assert trace.tones.is_above
    assert trace.lines.is_above
    assert not _trace(photograph, _another()).tones.is_above


def test_size_does_not_matter_and_proportions_do():
    """A sketch is scaled by the tool; whether it was stretched or cut is not known."""
    own = _trace(_sketch(), _painted()).lines.value
    larger = _trace(_sketch().resize((704, 704)), _painted().resize((512, 512))).lines
    assert abs(larger.value - own) < 120
    assert larger.is_above
    with pytest.raises(FormatError, match="proportions"):
        _trace(_sketch(), _painted().resize((512, 320)))
    with pytest.raises(FormatError, match="small"):
        _trace(_sketch().resize((32, 32)), _painted())


def test_symmetric_picture_is_not_compared_with_itself():
    """Copies that are what it is itself are no other pictures."""
    ring = Image.new("L", (SIDE, SIDE), 255)
    ImageDraw.Draw(ring).ellipse([60, 60, 260, 260], outline=0, width=4)
    trace = _trace(ring, ring)
    assert trace.lines.is_above
    assert len(trace.lines.copies) == 3
    assert Agreement(900, ()).is_above is None


def test_kept_trace_is_read_again():
    """As it was; of another form or method it is none."""
    trace = _trace(_sketch(), _painted())
    assert parse_trace(trace.to_value()) == trace
    for value in (
        None,
        {},
        {**trace.to_value(), "method": "x"},
        {**trace.to_value(), "edges": 1.5},
    ):
        with pytest.raises(FormatError):
            parse_trace(value)
