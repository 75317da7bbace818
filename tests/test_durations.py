"""Lengths of time and sizes, for people."""

from datetime import timedelta

import pytest

from bozzetto.durations import spell_duration, spell_size
from bozzetto.language import Language, speak


@pytest.fixture(autouse=True)
def english():
    """Begin and end in English."""
    speak(Language.EN)
    yield
    speak(Language.EN)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 s"), (119.9, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 days")],
)
def test_spell_duration(seconds, words):
    """A length is spelled in its largest whole unit; a clock that ran back gives zero."""
    assert spell_duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1500, "1.5 kB"),
        (85_000_000_000, "85.0 GB"),
        (10**19, "10000.0 PB"),
    ],
)
def test_spell_size(size, words):
    """Sizes are spelled in the units that disks are sold in."""
    assert spell_size(size) == words


def test_spell_duration_speaks_chinese():
    """The unit is translated."""
    speak(Language.ZH)
    assert spell_duration(timedelta(hours=3)) == "3 小时"
