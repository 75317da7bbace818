"""Ingredients: what went in, and what of it goes into the file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.credentials import Ingredient, Relation
from bozzetto.labels.credentials.ingredient import MAX_DATA


def test_a_prompt():
    """As C2PA's own example has it, and byte for byte."""
    prompt = Ingredient.prompt("a cat 猫")
    assert prompt.data == "a cat 猫".encode()
    assert prompt.json() == {
        "title": "prompt",
        "relationship": "inputTo",
        "instance_id": "prompt",
        "format": "text/plain",
        "data_types": [{"type": "c2pa.types.generator.prompt"}],
        "data": {"format": "text/plain", "identifier": "prompt.bin"},
    }


def test_a_name_and_no_more():
    """What is not handed over is not in the file."""
    sketch = Ingredient("sketch", "sketch.png", Relation.INPUT)
    assert sketch.json() == {
        "title": "sketch.png",
        "relationship": "inputTo",
        "instance_id": "sketch",
    }


def make(**values):
    """An ingredient with some values that matter."""
    return Ingredient(**{"id": "a", "title": "a", "relation": Relation.INPUT} | values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({"id": "a b"}, "not the id", id="id"),
        pytest.param({"id": "../a"}, "not the id", id="id that climbs"),
        pytest.param({"title": "a\nb"}, "not one line", id="title"),
        pytest.param({"media_type": "png"}, "not a media type", id="media type"),
        pytest.param({"kind": "prompt"}, "not a sort", id="kind without a dot"),
        pytest.param({"relation": Relation.PARENT}, "names none", id="parent without a file"),
        pytest.param({"data": b"x"}, "has a media type", id="data of no type"),
        pytest.param(
            {"data": b"x", "media_type": "text/plain", "path": Path("a")},
            "and no file",
            id="data and a file",
        ),
        pytest.param({"data": b"", "media_type": "text/plain"}, "0 bytes", id="no data"),
        pytest.param(
            {"data": bytes(MAX_DATA + 1), "media_type": "text/plain"}, "not between", id="long"
        ),
    ],
)
def test_ingredients_that_are_refused(values, words):
    """And why."""
    with pytest.raises(FormatError, match=words):
        make(**values)


def test_a_prompt_that_is_no_text():
    """A lone surrogate has no bytes."""
    with pytest.raises(FormatError, match="UTF-8"):
        Ingredient.prompt("\ud800")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=99))
def test_prompts_keep_their_bytes(text):
    """Nothing is normalised, no line end is changed."""
    assert Ingredient.prompt(text).data == text.encode()
