"""Letters are as high as they must be, on their ink."""

import importlib.util

import pytest

from bozzetto.errors import FormatError, StudioError
from bozzetto.labels.visible import elements_of
from bozzetto.labels.visible.lettering import font_file, letter


def _letter(text, height, room=10_000, language="zh"):
    return letter(text, elements_of(text, language), height, room)


@pytest.mark.parametrize("height", [10, 11, 62])
@pytest.mark.parametrize(
    ("text", "language"),
    [("AI生成", "zh"), ("人工智能生成", "zh"), ("AI-generated", "en"), ("Synthetic by AI", "en")],
)
def test_lower_element_is_as_high_as_asked(text, language, height):
    """Not the font's size and not the whole line's: the ink of the lower element."""
    found = _letter(text, height, language=language)
    assert height <= found.height <= height + 1
    left, top, right, bottom = found.ink.point(lambda level: 255 * (level >= 128)).getbbox()
    assert bottom - top >= found.height
    margin = found.outline
    assert left >= margin
    assert top >= margin
    assert (found.ink.width - right, found.ink.height - bottom) >= (margin, margin)
    assert found.halo.size == found.ink.size


def test_line_too_wide_is_broken_between_elements():
    """In two at most, and never within an element or a Latin word."""
    wide = _letter("人工智能生成", 20)
    assert wide.lines == ("人工智能生成",)
    broken = _letter("人工智能生成", 20, wide.ink.width - 1)
    assert broken.lines == ("人工智能", "生成")
    assert broken.height == wide.height
    assert _letter("AI-generated", 20, 150, "en").lines == ("AI-", "generated")
    assert _letter("AI生成", 20, 20) is None


def test_letter_that_the_font_lacks_is_refused():
    """A box instead of a letter says nothing."""
    with pytest.raises(FormatError, match="no letter '🐱'"):
        _letter("AI生成🐱", 20)


def test_absent_font_is_named(monkeypatch):
    """With the words that install it."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(StudioError, match="no font") as caught:
        font_file()
    assert "bozzetto[visible]" in caught.value.hint
