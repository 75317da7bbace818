"""Wording: phrases, their weights, and what came and went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.story.wording import Phrase, Reweighted, Words, change_of, phrases


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("a cat,  of glass ,", ["a cat", "of glass"], id="commas"),
        pytest.param("港口，黄昏、剪影；海面。", ["港口", "黄昏", "剪影", "海面"], id="Chinese"),
        pytest.param("红色的猫 蓝色背景", ["红色的猫", "蓝色背景"], id="space between Han"),
        pytest.param("a red 猫 on glass", ["a red 猫 on glass"], id="space beside Han"),
        pytest.param("A cat. It sits!\nAlone", ["A cat", "It sits", "Alone"], id="sentences"),
        pytest.param("1.5 m of U.S. glass v2.1", ["1.5 m of U.S", "glass v2.1"], id="points"),
        pytest.param("((cat)), [dog], {owl}", ["((cat))", "[dog]", "{owl}"], id="other brackets"),
        pytest.param(r"smile \(happy:1.2\)", [r"smile \(happy:1.2\)"], id="escaped"),
        pytest.param("(a (b:1.2) c:1.3)", ["(a", ("b", "1.2"), "c:1.3)"], id="nested"),
        pytest.param("(blue, red hair:1.2) x", [("blue", "1.2"), ("red hair", "1.2"), "x"], id="w"),
        pytest.param("<lora:Cat:0.8>glass", [("<lora:Cat>", "0.8"), "glass"], id="lora"),
        pytest.param("<hypernet:x:-1:2>", [("<hypernet:x>", "-1")], id="two weights"),
        pytest.param("a < b > c: 3", ["a < b > c: 3"], id="no tag"),
        pytest.param("a\x85b\u2028c\u3000d", ["a b c d"], id="white space"),
        pytest.param("a\x1cb\ufeffc\u200bd", ["a\x1cb\ufeffc\u200bd"], id="no white space"),
        pytest.param("", [], id="nothing"),
        pytest.param(" ,，\n", [], id="separators"),
    ],
)
def test_a_prompt_is_cut_into_phrases(text, wanted):
    """At separators; weights only where they are spelled out."""
    found = [
        phrase.text if phrase.weight is None else (phrase.text, phrase.weight)
        for phrase in phrases(text)
    ]
    assert found == wanted


@given(st.text(alphabet="ab ,，。猫(:1.2)<>\\[]\n", max_size=60))
def test_nothing_breaks_the_cut(text):
    """Every phrase has words, and no letter comes out of nowhere."""
    for phrase in phrases(text):
        assert phrase.text
        assert set(phrase.text) <= set(text) | {" "}


@given(st.text(max_size=80))
def test_the_same_words_do_not_differ(text):
    """Whatever the words are."""
    (change,) = change_of([_words(text)], [_words(text)])
    assert (change.change, change.added, change.removed) == ("same", (), ())
    assert not change.reweighted
    assert not change.is_moved


@given(*[st.lists(st.sampled_from(["a", "b", "(a:1.2)", "c d"]), max_size=6)] * 2)
def test_what_is_there_now_is_what_stayed_and_what_came(old, young):
    """The old phrases without those that went, with those that came, are the new ones."""
    before, after = phrases(",".join(old)), phrases(",".join(young))
    (change,) = change_of([_words(",".join(young))], [_words(",".join(old))])
    came = [each.text for each in change.added]
    went = [each.text for each in change.removed]
    left = [each.text for each in before]
    for text in went:
        left.remove(text)
    assert sorted([*left, *came]) == sorted(each.text for each in after)


def _words(text, role="positive", writer="person"):
    return Words(role, writer, text)


def test_what_came_and_what_went():
    """A new weight is neither."""
    (change,) = change_of(
        [_words("a cat, (glass:1.3), blue")], [_words("a cat, (glass:1.1), red, red")]
    )
    assert change.change == "changed"
    assert change.added == (Phrase("blue"),)
    assert change.removed == (Phrase("red"), Phrase("red"))
    assert change.reweighted == (Reweighted("glass", "1.1", "1.3"),)


def test_the_order_may_be_all_that_changed():
    """It is said, since to many tools the order counts."""
    (change,) = change_of([_words("b, a")], [_words("a, b")])
    assert (change.change, change.added, change.removed) == ("changed", (), ())
    assert change.is_moved


@pytest.mark.parametrize(
    ("before", "after", "is_moved"),
    [
        pytest.param("a, b, a", "a, b", False, id="the last one went"),
        pytest.param("a, b, a", "b, a", False, id="the first one went"),
        pytest.param("a, b", "b, a, b", False, id="one came"),
        pytest.param("a, b, c, a", "c, b", True, id="and another order"),
    ],
)
def test_which_of_equal_phrases_stayed_is_not_known(before, after, is_moved):
    """So nothing moved where what stayed may stand as it did."""
    (change,) = change_of([_words(after)], [_words(before)])
    assert change.is_moved is is_moved


def test_roles_are_compared_apart():
    """A role that came is added whole, one that went removed whole; each knows its writer."""
    changes = change_of(
        [_words("a"), _words("b", "style", "template")], [_words("a"), _words("c", "negative")]
    )
    assert [(each.role, each.change, each.writer) for each in changes] == [
        ("positive", "same", "person"),
        ("style", "added", "template"),
        ("negative", "removed", "person"),
    ]


def test_withheld_words_are_not_compared():
    """What cannot be read has not changed, and has not stayed."""
    (change,) = change_of([_words(None)], [_words("a")])
    assert change.change == "unknown"
    (added,) = change_of([_words(None)], [])
    assert (added.change, added.added) == ("added", ())
