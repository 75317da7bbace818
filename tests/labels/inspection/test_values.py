"""Values: whatever is not of its form is left out, and long texts are cut."""

import pytest

from bozzetto.labels.inspection.values import MAX_WORDS, items, member, members, text


@pytest.mark.parametrize("value", [None, 3, "a", [], [{}], True], ids=repr)
def test_what_is_no_object(value):
    """Nothing is found in what is no object."""
    assert (member(value, "a"), members(value), items(value, "a")) == (None, {}, [])


def test_what_is_there():
    """Members and items are found as they stand there."""
    value = {"a": [1], "b": "x"}
    assert (member(value, "b"), members(value), items(value, "a")) == ("x", value, [1])
    assert items(value, "b") == []


def test_texts():
    """A text is cut, halves of surrogates are replaced, and an empty one is none."""
    assert text("x" * 999) == "x" * MAX_WORDS
    assert text("a\ud800") == "a\ufffd"
    assert (text(""), text(7)) == (None, None)
