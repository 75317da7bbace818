"""Text in the lowest bits: kept, or named as lost."""

import pytest

from bozzetto.labels.visible import Position
from bozzetto.labels.visible.formats import open_picture
from bozzetto.labels.visible.hidden import hidden_in
from tests.labels.pictures import sample, saved
from tests.labels.visible.made import calm, put

SAMPLE = "a1111/d3x-at__automatic1111_stealth.png"


def test_hidden_text_survives_a_corner(tmp_path):
    """It runs down the columns from the left, in alpha, whose lowest bit stays."""
    data = sample(SAMPLE).read_bytes()
    shown, copy = put(tmp_path, data)
    assert hidden_in(open_picture(copy)) == hidden_in(open_picture(data)) != ()
    assert shown.lost == ()


def test_hidden_text_lost_by_a_band_is_named(tmp_path):
    """Columns are longer by it, so that the text no longer reads."""
    shown, copy = put(tmp_path, sample(SAMPLE).read_bytes(), position=Position.BOTTOM_BAND)
    assert hidden_in(open_picture(copy)) == ()
    assert shown.lost == ("stealth",)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_most_pictures_hide_nothing(kind):
    """And with loss there is nothing to look for."""
    assert hidden_in(open_picture(saved(kind, calm()))) == ()
