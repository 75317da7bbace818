"""Wording: every factor has all of its words, in both languages, with the same counts."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.law.wording import FACTORS, Words, parse_factors, words_of_value

WORDS = '{ en = "a", zh = "甲" }'
FIELDS = ("name", "documented", "thin", "missing", "can", "counter")
WHOLE = "[one]\n" + "\n".join(f"{field} = {WORDS}" for field in FIELDS)


def test_every_state_has_its_words():
    """A factor is said in each of its states."""
    (one,) = parse_factors(WHOLE).values()
    assert [one.of_state(state) for state in ("documented", "thin", "missing")] == [
        Words("a", "甲")
    ] * 3
    assert len(FACTORS) == 16


def test_counts_are_filled_in():
    """In both languages."""
    assert Words("{n} a", "{n} 甲").filled({"n": 3, "m": 1}) == Words("3 a", "3 甲")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = [", id="no TOML"),
        pytest.param("one = 1", id="no table"),
        pytest.param(WHOLE.replace("thin", "thick"), id="another field"),
        pytest.param(WHOLE.replace(', zh = "甲"', "", 1), id="one language"),
        pytest.param(WHOLE.replace('"甲"', '" "', 1), id="empty"),
        pytest.param(WHOLE.replace('"甲"', "1", 1), id="no text"),
        pytest.param(WHOLE.replace('"a"', '"{n} a"', 1), id="counts differ"),
        pytest.param(WHOLE.replace("甲", '甲", ja = "あ', 1), id="a third language"),
    ],
)
def test_another_form_is_refused(text):
    """Whole, with the place."""
    with pytest.raises(FormatError):
        parse_factors(text)


def test_words_say_where_they_were_wrong():
    """So that whoever edits the file finds it."""
    with pytest.raises(FormatError, match="intent: can"):
        words_of_value({}, "intent: can")
