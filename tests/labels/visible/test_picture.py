"""Limits, and errors of decoders."""

import pytest
from PIL import Image

from bozzetto.errors import FormatError
from bozzetto.labels.visible.picture import check_size, decode


@pytest.mark.parametrize("size", [(30_000, 20_000), (2_000_000, 1), (20_000, 10_001)])
def test_huge_picture_is_refused_by_its_header(size):
    """Before a sample of it is decoded."""
    with pytest.raises(FormatError, match="too large to be decoded"):
        check_size(*size, "image/png")


def test_picture_without_a_size_is_refused():
    """There is nothing to label."""
    with pytest.raises(FormatError, match="no size"):
        check_size(0, 5, "image/png")


@pytest.mark.parametrize("error", [OSError("cut off"), SyntaxError("odd"), MemoryError()])
def test_error_of_a_decoder_is_ours(error):
    """Whatever it raises."""

    def make():
        raise error

    with pytest.raises(FormatError, match="cannot be decoded"):
        decode(make)


def test_moving_picture_is_refused():
    """A label on its first frame only would be none."""
    image = Image.new("L", (1, 1))
    image.n_frames = 2
    with pytest.raises(FormatError, match="moves or has several pages"):
        decode(lambda: image)
