"""Tests of the values that services share."""

import pytest

from bozzetto.capture.api.call import Head, flat, without_query
from bozzetto.capture.dialects.jsontext import Number


def test_head():
    """A head knows its path, its host without a user, and its query."""
    head = Head("POST", "https://ann:pw@api.example:8443/v1/x?key=abc&key=d#f", {})
    assert (head.path, head.host) == ("/v1/x", "api.example:8443")
    assert head.query("key") == "abc"
    assert head.query("nothing") is None


def test_without_query():
    """An address is kept without what may be a key."""
    address = "https://ann:pw@api.example:8443/a/b.png?sig=secret#part"
    assert without_query(address) == "https://api.example:8443/a/b.png"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param({"n": Number("2"), "q": "low", "s": True}, ["n", "q", "s"], id="plain"),
        pytest.param({"a": None, "b": []}, [], id="nothing"),
        pytest.param({"a": {"b": {"c": "d"}}}, ["a.b.c"], id="nested"),
        pytest.param({"a": ["x", Number("1.0")]}, ["a"], id="list"),
        pytest.param({"a": [{"b": "c"}]}, [], id="list of objects"),
        pytest.param({"a": "x" * 65_537}, [], id="too long"),
        pytest.param({"left": "out"}, [], id="left out"),
    ],
)
def test_flat(data, found):
    """Single values are spelled as they are, behind their names."""
    assert list(flat(data, "left")) == found


def test_flat_spells_as_spelled():
    """Numbers keep their spelling, and lists are one text."""
    assert flat({"a": [Number("1.10"), "b"], "t": True}, before="x.") == {
        "x.a": "1.10, b",
        "x.t": "true",
    }
