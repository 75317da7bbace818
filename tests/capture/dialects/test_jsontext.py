import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.dialects.jsontext import (
    MAX_JSON_TEXT,
    Number,
    elements,
    members,
    parse_json,
    same,
    scalar,
    scalars,
    string,
)


@pytest.mark.parametrize(
    "digits",
    ["0", "-1", "1.10", "1e5", "0.8700000000000001", "18446744073709551616", "9" * 5000],
    ids=lambda digits: digits[:20],
)
def test_numbers_keep_their_spelling(digits):
    """A number is what stands in the file, digit for digit."""
    assert scalars(members(parse_json(f'{{"n": {digits}}}'))) == {"n": digits}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_has_not(word):
    """What tools write for no number is kept as the word."""
    assert scalar(parse_json(word)) == word


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="cut short"),
        pytest.param("{'a': 1}", id="quoted as in Python"),
        pytest.param("[" * 200_000, id="opened too often"),
        pytest.param("[" * 200_000 + "]" * 200_000, id="nested too deep"),
        pytest.param('{"a":' * 100_000 + "1" + "}" * 100_000, id="objects nested too deep"),
        pytest.param(" " * (MAX_JSON_TEXT + 1), id="too long"),
    ],
)
def test_parse_gives_none(text):
    """What cannot be read within the limits is nothing, and raises nothing."""
    assert parse_json(text) is None


def test_parse_takes_nul_at_the_end():
    """A string that its writer ended with NUL is read."""
    assert parse_json('{"a": "b\\u0000"}\0') == {"a": "b\0"}


def test_numbers_are_no_strings():
    """A number is told apart from a string of the same characters."""
    assert string(parse_json("1")) is None
    assert string(parse_json('"1"')) == "1"
    assert isinstance(parse_json("1"), Number)


@pytest.mark.parametrize("value", ["text", True, None, Number("1")])
def test_members_and_elements_of_single_values(value):
    """Nothing is inside what holds nothing."""
    assert not members(value)
    assert not elements(value)


def test_scalars_leave_out_the_rest():
    """Nested values, null and names left out do not appear; truth values are JSON's words."""
    data = {"a": "x", "b": True, "c": None, "d": [1], "e": {}, "f": "y", "g\ud800": "\udc00"}
    assert scalars(data, "f") == {"a": "x", "b": "true", "g\ufffd": "\ufffd"}


def test_same_survives_depth():
    """Values too deep to compare are not the same, and nothing is raised."""
    left, right = [], []
    for _ in range(100_000):
        left, right = [left], [right]
    assert not same(left, right)
    assert same({"a": ["b"]}, {"a": ["b"]})


@given(st.text())
def test_parse_never_raises(text):
    """Whatever the text, there is an answer."""
    parse_json(text)


@given(
    st.recursive(
        st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_parse_reads_what_json_writes(value):
    """Without numbers, what was written is what is read."""
    assert parse_json(json.dumps(value)) == value
