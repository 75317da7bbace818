"""What label may be asked for."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position, Visible


def test_usual_label():
    """Without a word more, it is the standard's, in a corner, above its least height."""
    label = Visible()
    assert (label.words, label.position, label.height) == ("AI生成", Position.BOTTOM_RIGHT, 6.0)
    assert Visible(language="en").words == "AI-generated"


@pytest.mark.parametrize("height", [0, 4.99, 25.1, float("nan")])
def test_height_beyond_its_limits_is_refused(height):
    """Below five percent it is no label, and far above no picture."""
    with pytest.raises(FormatError, match=r"5\.0 to 25\.0 percent"):
        Visible(height=height)


@pytest.mark.parametrize("margin", [-1, 11, float("nan")])
def test_margin_beyond_its_limits_is_refused(margin):
    """A label stands at the edge."""
    with pytest.raises(FormatError, match=r"0 to 10\.0 percent"):
        Visible(margin=margin)


@pytest.mark.parametrize(("text", "language"), [("猫", "zh"), ("cat", "en"), ("", "fr")])
def test_words_are_checked_at_once(text, language):
    """Not when the first picture comes."""
    with pytest.raises(FormatError):
        Visible(text, language)


@pytest.mark.parametrize(
    ("position", "facts"),
    [
        (Position.TOP_LEFT, (True, False, True)),
        (Position.BOTTOM_RIGHT, (False, False, True)),
        (Position.TOP_STRIP, (True, False, False)),
        (Position.BOTTOM_BAND, (False, True, False)),
    ],
)
def test_position_facts(position, facts):
    """At the top, beside the picture, in a corner."""
    assert (position.is_top, position.is_band, position.is_corner) == facts
