"""The label of GB 45438-2025: one spelling a label, and nothing in it that cannot be."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.aigc import KEYS, Aigc

CODE = "001191110102MACQD9K64010000"
LABEL = Aigc("1", CODE, "cat-1", "sha256:ab")
TEXT = (
    '{"Label":"1","ContentProducer":"001191110102MACQD9K64010000","ProduceID":"cat-1",'
    '"ReservedCode1":"sha256:ab","ContentPropagator":"","PropagateID":"","ReservedCode2":""}'
)


def test_text():
    """A label is one line of JSON, its seven keys in the standard's order."""
    assert str(LABEL) == TEXT
    assert Aigc.parse(TEXT) == LABEL
    assert tuple(json.loads(TEXT)) == KEYS


VALUES = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, blacklist_characters='"\\'), min_size=1
).filter(lambda text: not text.startswith("00"))


@given(VALUES, VALUES, VALUES, VALUES)
@settings(max_examples=50)
def test_round_trip(name, number, reserved, other):
    """Whatever the standard allows is written and parsed again."""
    label = Aigc("1", name, number, reserved).spread_by(other, number)
    assert Aigc.parse(str(label)) == label


@given(
    st.text() | st.builds(TEXT.replace, st.sampled_from(["cat-1", ",", "1", "Label"]), st.text())
)
@settings(max_examples=50)
def test_one_text_for_each_value(text):
    """Whatever parses is exactly what would be written."""
    try:
        label = Aigc.parse(text)
    except FormatError:
        return
    assert str(label) == text


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param(("4", "a", "b"), "Label is", id="label"),
        pytest.param(("", "a", "b"), "Label is", id="no label"),
        pytest.param(("1",), "no ContentProducer", id="no producer"),
        pytest.param(("2",), "no ContentProducer", id="nobody"),
        pytest.param(("1", "a"), "ContentProducer and ProduceID", id="no number"),
        pytest.param(("1", "", "b"), "ContentProducer and ProduceID", id="number of nobody"),
        pytest.param(("1", "a", "b", "", "c"), "ContentPropagator and", id="half a propagator"),
        pytest.param(("1", "a", "b", "", "", "", "x"), "ReservedCode2", id="data of nobody"),
        pytest.param(("1", "抖音", "b"), "ContentProducer takes", id="Chinese name"),
        pytest.param(("1", "a b", "b"), "ContentProducer takes", id="space"),
        pytest.param(("1", "a", 'b"'), "ProduceID takes", id="quote"),
        pytest.param(("1", "a", "b\\"), "ProduceID takes", id="backslash"),
        pytest.param(("1", "a", "b\n"), "ProduceID takes", id="line feed"),
        pytest.param(("1", "a", "b\x7f"), "ProduceID takes", id="delete"),
        pytest.param(("1", "a", "b" * 4097), "more than 4096", id="long"),
        pytest.param(("1", CODE[:-1], "b"), "27 characters", id="code, short"),
        pytest.param(("1", "a", "b", "", CODE.replace("K", "L"), "c"), "mistyped", id="code"),
    ],
)
def test_refused(values, why):
    """What cannot be is refused, and the error says what and where."""
    with pytest.raises(FormatError, match=why):
        Aigc(*values)


@pytest.mark.parametrize("sort", ["2", "3"])
def test_platforms(sort):
    """A platform that only suspects names itself, and no producer."""
    assert Aigc(sort, propagator="a", propagate_id="b").producer == ""


def test_spread():
    """A propagator is added once, and the producer's part stays."""
    spread = LABEL.spread_by("platform", "p-1", "x")
    assert spread.items()[:4] == LABEL.items()[:4]
    assert dict(spread.items())["ContentPropagator"] == "platform"
    with pytest.raises(FormatError, match="already"):
        spread.spread_by("another", "p-2")
    with pytest.raises(FormatError, match="no ContentPropagator"):
        LABEL.spread_by("", "")
