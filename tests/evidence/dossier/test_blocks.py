"""Blocks: values that become JSON, and are never markup."""

import pytest

from bozzetto.evidence.dossier.blocks import (
    Card,
    Changes,
    Code,
    Columns,
    Commands,
    Fields,
    Gallery,
    Head,
    Line,
    Mark,
    Picture,
    Quote,
    Rendering,
    Table,
    cards_of,
)
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.record import Digest

BOTH = Rendering(("zh", "en"), {}, {ord("🐱"): "[U+1F431]"})
CAT = Digest("sha256:" + "ab" * 32)


def test_words_are_said_in_the_languages_that_are_shown():
    """And once where they are the same."""
    assert BOTH.say(pair("cat", "猫")) == ["猫", "cat"]
    assert BOTH.say(same("Ann")) == ["Ann"]
    assert Rendering(("en",), {}, {}).say(pair("cat", "猫")) == ["cat"]


def test_what_the_font_lacks_is_spelled():
    """In every text, wherever it stands."""
    assert BOTH.say(same("🐱!")) == ["[U+1F431]!"]
    assert Quote(same("a"), "🐱\nb").to_value(BOTH)["lines"] == ["[U+1F431]", "b"]
    value = Changes(same("a"), ("🐱",), ("🐱",), (same("🐱"),)).to_value(BOTH)
    assert value["added"] == value["removed"] == ["[U+1F431]"]
    assert value["other"] == [["[U+1F431]"]]


def test_a_mark_keeps_ways_of_knowing_apart():
    """One list of numbers for each."""
    mark = Mark((("live", "4–6"), ("stated", "7")))
    assert Line(same("a"), mark).to_value(BOTH)["mark"] == [["live", "4–6"], ["stated", "7"]]


def test_a_card_without_a_picture_says_why():
    """The frame is not left empty."""
    card = Card(Picture(CAT, 288), same("a.png"), "rejected", pair("erased", "已删除"))
    value = card.to_value(BOTH)
    assert (value["file"], value["absent"]) == (None, ["已删除", "erased"])
    shown = Rendering(("zh",), {card.picture: "0.jpg"}, {})
    assert card.to_value(shown)["file"] == "0.jpg"
    assert Gallery((card,), columns=2).to_value(BOTH)["columns"] == 2


def test_cells_are_words_digests_or_marks():
    """Each under a name of its own."""
    row = (same("a"), Code(CAT), Mark((("live", "1"),)))
    table = Table(Columns((same("h"),) * 3, ("1fr",) * 3), (row,)).to_value(BOTH)
    said, code, mark = table["rows"][0]
    assert (said, code, mark) == ("a", {"code": ["ab" * 32]}, {"mark": [["live", "1"]]})
    assert table["lines"] == [0]
    assert Fields(((same("n"), Code("x")),)).to_value(BOTH)["rows"] == [[["n"], {"code": ["x"]}]]


def test_headings_and_commands():
    """As they are."""
    assert Head(2, same("a"), "thin").to_value(BOTH)["badge"] == "thin"
    assert Commands("a\nb\n").to_value(BOTH)["text"] == "a\nb"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("x" * 24, 0, id="a word"),
        pytest.param("x" * 200, 200, id="a very long word"),
        pytest.param("猫" * 200, 0, id="Han characters"),
        pytest.param("。" * 40, 40, id="signs that begin no line"),
        pytest.param("a\u00a0" * 40, 80, id="spaces that do not break"),
        pytest.param("e\u0301" * 40, 40, id="accents stay on their letters"),
    ],
)
def test_what_no_line_can_end_in_is_given_places(text, places):
    """And nothing else: what is copied from the pages is what was typed, but for these."""
    shown = BOTH.text(text)
    assert shown.count("\u200b") == places
    assert shown.replace("\u200b", "") == text
    assert "\u200b\u0301" not in shown


def test_what_is_copied_from_the_page_is_whole():
    """Digests and commands have no places to break; what a tool calls a digest may be anything."""
    rows = ((same("a"), Code(CAT)), (same("b"), Code("猫" * 99)))
    (_, code), (_, words) = Fields(rows).to_value(BOTH)["rows"]
    assert code == {"code": ["ab" * 32]}
    assert words == "猫" * 99
    assert "\u200b" not in Commands("x" * 99).to_value(BOTH)["text"]


def test_every_picture_of_some_blocks_is_found():
    """In their order."""
    cards = tuple(Card(Picture(CAT, side), same("a")) for side in (9, 8))
    assert list(cards_of([Head(1, same("a")), Gallery(cards)])) == list(cards)
