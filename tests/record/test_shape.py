from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record import shape
from bozzetto.record.shape import MAX_ITEMS, MAX_STRING
from bozzetto.record.value import digest_of
from tests.record.strategies import json_values
from vectors.record_bodies import FULL, PICTURE, committed

DIGEST = digest_of(b"")
OPENED = committed(FULL["studio.opened"])[0]
KEY = OPENED["owner"]["key"]
LOG = OPENED["log"]
MOMENT = "2026-11-22T04:09:15.120000Z"

SHAPES = {
    "asset": (shape.asset, [PICTURE.to_value()], [{}, "a", None, []]),
    "boolean": (shape.boolean, [True, False], [0, 1, "true", None]),
    "count": (shape.count, [0, 2**53 - 1], [-1, True, "0", None]),
    "digest": (shape.digest, [DIGEST], [DIGEST.upper(), "", None, 7, {}]),
    "ed25519": (shape.ed25519, [LOG["ed25519"]], [LOG["ml-dsa-44"], "", None]),
    "key": (shape.key, [KEY], [LOG["ml-dsa-44"], KEY + "=", None, []]),
    "ml_dsa_44": (shape.ml_dsa_44, [LOG["ml-dsa-44"]], [KEY, "", None, 7]),
    "moment": (shape.moment, [MOMENT], [MOMENT[:-1], "", None, 7]),
    "settings": (
        shape.settings,
        [{}, {"": ""}, {"seed": "1"}, {"a": "b" * MAX_STRING}],
        [{"a": 1}, {"a": None}, {"a": {}}, [], None, {"a": "b" * (MAX_STRING + 1)}],
    ),
    "string": (
        shape.string,
        ["a", " ", "鹤" * MAX_STRING],
        ["", "a" * (MAX_STRING + 1), None, 7, ["a"]],
    ),
    "text": (shape.text, [{"text": DIGEST}], [{}, {"text": "a"}, {"text": DIGEST, "a": 1}, DIGEST]),
    "word": (
        shape.word,
        ["a", "own hand", "model-note", "sd15", "a" * 64],
        ["", "A", "a_b", "a ", " a", "a  b", "1a", "a\n", "é", "a" * 65, None],
    ),
    "nullable": (shape.nullable(shape.digest), [None, DIGEST], ["", 0, False]),
    "one_of": (shape.one_of("a", "b"), ["a", "b"], ["c", "", None, ["a"], 0]),
    "listing": (shape.listing(shape.boolean), [[], [True]], [[1], {}, None, "a", (True,)]),
    "listing of one": (shape.listing(shape.boolean, 1), [[True, False]], [[]]),
    "fields": (
        shape.fields({"a": shape.boolean}, {"b": shape.count}),
        [{"a": True}, {"a": False, "b": 0}],
        [{}, {"b": 0}, {"a": True, "c": 0}, {"a": 1}, {"a": True, "b": None}, [], None],
    ),
    "no fields": (shape.fields({}), [{}], [{"a": 1}, [], None]),
    "either": (
        shape.either(shape.fields({"a": shape.boolean}), shape.settings, by="a"),
        [{"a": True}, {}, {"b": "c"}],
        [{"a": "b"}, {"b": 1}, None, "a"],
    ),
}


def cases(which):
    """Give each shape with each of its values, or of those that it refuses."""
    return [
        pytest.param(each[0], value, id=f"{name} {index}")
        for name, each in SHAPES.items()
        for index, value in enumerate(each[which])
    ]


@pytest.mark.parametrize(("check", "value"), cases(1))
def test_shape_takes(check, value):
    """A value of the form passes."""
    check(value, "here")


@pytest.mark.parametrize(("check", "value"), cases(2))
def test_shape_refuses(check, value):
    """A value of another form is refused."""
    with pytest.raises(FormatError):
        check(value, "here")


@pytest.mark.parametrize("check", [each[0] for each in SHAPES.values()], ids=list(SHAPES))
@given(value=json_values)
def test_shape_of_any_value(check, value):
    """Whatever the value is, it passes or is refused: nothing else is raised."""
    with suppress(FormatError):
        check(value, "here")


def test_refusal_names_the_place():
    """The place of the value that is refused is named from the body down."""
    check = shape.fields({"a": shape.listing(shape.fields({"b": shape.count}))})
    with pytest.raises(FormatError, match=r"^kind\.a\[1\]\.b: want an integer from 0, got 'x'$"):
        check({"a": [{"b": 0}, {"b": "x"}]}, "kind")


def test_listing_is_limited():
    """A list is limited in length, so that a reader's work is."""
    check = shape.listing(lambda *_: None)
    check([0] * MAX_ITEMS, "here")
    with pytest.raises(FormatError, match="want a list"):
        check([0] * (MAX_ITEMS + 1), "here")


@given(st.text(max_size=30))
def test_word_has_no_second_spelling(text):
    """A term's words are parted by one space or hyphen, and stand alone."""
    try:
        shape.word(text, "here")
    except FormatError:
        return
    assert text == text.strip().lower()
    assert "  " not in text
