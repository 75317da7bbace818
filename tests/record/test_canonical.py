import json

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record.canonical import MAX_DEPTH, MAX_INTEGER, canonical, parse, parse_object
from tests.record.strategies import any_json, edits, json_values


@given(json_values)
@example({"\U0001f600": 1, "\ue000": 2})
@example({"a": {"é": 1, "z": 2}, "A": [{"\uffff": None, "\U00010000": None}]})
def test_canonical_is_rfc_8785(value):
    """The spelling is that of the reference implementation, whatever the names."""
    assert canonical(value) == rfc8785.dumps(value)


@given(json_values)
def test_canonical_and_back(value):
    """What is spelled parses to the same value."""
    assert parse(canonical(value)) == value


@given(any_json)
def test_parse_takes_only_what_would_be_written(value):
    """Any other spelling of any JSON is refused, and nothing else is raised."""
    for data in (
        json.dumps(value).encode(),
        json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(errors="replace"),
    ):
        try:
            parsed = parse(data)
        except FormatError:
            continue
        assert canonical(parsed) == data


@given(json_values.map(canonical).flatmap(edits) | st.binary())
def test_parse_of_changed_bytes(data):
    """Changed bytes are refused, or are the one spelling of another value."""
    try:
        parsed = parse(data)
    except FormatError:
        return
    assert canonical(parsed) == data


@given(st.dictionaries(st.text("abé\ue000\U0001f600", max_size=3), st.integers(0, 9), min_size=2))
def test_parse_refuses_another_order(value):
    """Members stand in one order only."""
    spelled = [canonical({name: item})[1:-1] for name, item in value.items()]
    ordered = sorted(value, key=lambda name: name.encode("utf-16-be"))
    right = b"{%b}" % b",".join(canonical({name: value[name]})[1:-1] for name in ordered)
    assert parse(right) == value
    if list(value) != ordered:
        with pytest.raises(FormatError, match="second spelling"):
            parse(b"{%b}" % b",".join(spelled))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(0.5, id="fraction"),
        pytest.param(1.0, id="float of an integer"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param(MAX_INTEGER + 1, id="too large"),
        pytest.param(-MAX_INTEGER - 1, id="too small"),
        pytest.param([2**64], id="too large inside"),
        pytest.param("\ud800", id="surrogate"),
        pytest.param({"\udfff": 1}, id="surrogate in a name"),
        pytest.param({"é": "\ud800"}, id="surrogate beside a name that is not ASCII"),
        pytest.param({1: "a"}, id="name that is a number"),
        pytest.param(("a",), id="tuple"),
        pytest.param(b"a", id="bytes"),
    ],
)
def test_canonical_refuses(value):
    """What is outside of the format has no spelling."""
    with pytest.raises(FormatError):
        canonical(value)


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1, 100_000])
@pytest.mark.parametrize("ends", [("[", "]"), ('{"a":', "}")], ids=["lists", "objects"])
def test_depth_is_limited(depth, ends):
    """A value is at most 32 levels deep, and deeper ones do not exhaust the stack."""
    inner = "{}" if ends[0] == '{"a":' else "[]"
    data = (ends[0] * (depth - 1) + inner + ends[1] * (depth - 1)).encode()
    if depth == MAX_DEPTH:
        assert canonical(parse(data)) == data
    else:
        with pytest.raises(FormatError, match="nested deeper"):
            parse(data)


def test_parse_refuses_a_long_number_at_once():
    """A million digits are refused before they are read as a number."""
    with pytest.raises(FormatError, match="out of range"):
        parse(b"9" * 1_000_000)


@pytest.mark.parametrize("data", [b"[]", b'"a"', b"null", b"1"])
def test_parse_object_refuses(data):
    """What is no object is refused."""
    with pytest.raises(FormatError, match="not a JSON object"):
        parse_object(data)


def test_parse_object_returns():
    """An object is returned as it stands."""
    assert parse_object(b'{"a":[1,null,true]}') == {"a": [1, None, True]}
