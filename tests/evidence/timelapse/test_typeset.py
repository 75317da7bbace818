"""Typesetting: words in the room that there is, and nothing in them that does something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.timelapse.film import open_type
from bozzetto.evidence.timelapse.typeset import MAX_TEXT, Ink
from tests.evidence.timelapse.conftest import HOSTILE

INK = Ink(16, "black")


@pytest.fixture(scope="module")
def both():
    """The font, in both languages."""
    return open_type(("zh", "en"))


def test_languages_stand_in_their_order(both):
    """And once where they are the same."""
    assert both.say(pair("chosen", "选用")) == ["选用", "chosen"]
    assert both.say(same("Krita")) == ["Krita"]
    assert open_type(("en",)).say(pair("chosen", "选用")) == ["chosen"]


def test_hostile_text_is_one_line_of_plain_letters(both):
    """What turns the reading around, rings a bell or is no glyph is spelled by its number."""
    text = both.fit(HOSTILE)
    assert text.startswith("猫 [U+1F431] [U+202E]gnp.exe[U+202C] [U+0007] =HYPERLINK() {0}")
    assert "\n" not in text
    assert len(text) < MAX_TEXT + 100


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("word " * 40, "word"),
        ("0123456789abcdef" * 20, "0123"),
        ("记录程序时钟，" * 40, "记录"),
        ("猫が好き mixed 文字 words, " * 20, "猫"),
    ],
    ids=["words", "digits", "Chinese", "mixed"],
)
def test_lines_fit_and_nothing_is_lost(both, text, first):
    """No line is wider than its room, whatever the script; all letters are there."""
    lines = both.lines(text, INK, 200, 1000)
    assert len(lines) > 1
    assert lines[0].startswith(first)
    assert max(both.width(line, INK) for line in lines) <= 200
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_text_that_is_too_long_ends_in_dots(both):
    """Within its room."""
    lines = both.lines("word " * 400, INK, 200, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert both.width(lines[-1], INK) <= 201


def test_no_line_begins_with_a_full_stop(both):
    """As Chinese is set."""
    for width in range(60, 140, 7):
        lines = both.lines("一二三四五。六七八九十，" * 6, INK, width, 100)
        assert not [line for line in lines if line[0] in "。，"]


@given(st.text(max_size=80), st.integers(1, 200))
def test_whatever_was_typed_comes_to_an_end(text, width):
    """Even where no letter fits into the room."""
    type_ = open_type(("en",))
    assert len(type_.lines(type_.fit(text), INK, width, 4)) <= 4


def test_letters_are_drawn(both):
    """Dark ones, where they were asked for."""
    image = Image.new("L", (100, 40), 255)
    both.draw(ImageDraw.Draw(image), (20, 10), "猫 Cat", INK)
    assert image.crop((20, 10, 60, 30)).getextrema()[0] < 80
    assert image.crop((0, 0, 18, 40)).getextrema() == (255, 255)
