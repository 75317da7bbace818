"""Escapes: what other people's words may do to a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.escape import escape, shorten


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a cat", "a cat", id="plain"),
        pytest.param("猫　🐈\u200d⬛", "猫　🐈\u200d⬛", id="Chinese and a joined emoji"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="colour"),
        pytest.param("a\nb\tc\r", "a\\nb\\tc\\r", id="lines and tabs"),
        pytest.param("\u202egnp", "\\u202egnp", id="right to left override"),
        pytest.param("\u2066\u2069", "\\u2066\\u2069", id="isolates"),
        pytest.param("\x7f\x9b", "\\x7f\\x9b", id="DEL and an eight bit CSI"),
        pytest.param("\u2028\u2029", "\\u2028\\u2029", id="line separators"),
        pytest.param("\ud83d", "\\ud83d", id="lone surrogate"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag letters"),
    ],
)
def test_escape_shows(text, shown):
    """What could do something is spelled out; everything else stays."""
    assert escape(text) == shown


@given(st.text())
def test_escape_leaves_nothing_harmful(text):
    """No control character, surrogate or direction mark is left, and doing it twice is once."""
    shown = escape(text)
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert escape(shown) == shown
    shown.encode()


@given(st.text(), st.integers(1, 30))
def test_shorten_keeps_the_limit(text, limit):
    """A text is never longer than the limit, and a short one stays as it is."""
    found = shorten(text, limit)
    assert len(found) <= limit
    assert found == text or found.endswith("…")
