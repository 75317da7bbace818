"""Words: both languages, side by side."""

from bozzetto.evidence.dossier import words
from bozzetto.evidence.dossier.words import listed, pair, same
from bozzetto.law import Words
from bozzetto.record.kinds import DIMENSIONS, ENDED, FOUND, KINDS, WRITERS
from bozzetto.story import Answer


def test_a_value_goes_into_each_language_as_it_has_it():
    """And what is in braces within a value stays what it is."""
    said = pair("{n} by {who}", "{who} 的 {n}", n=2, who=Words("Ann {x}", "安 {x}"))
    assert said == Words("2 by Ann {x}", "安 {x} 的 2")


def test_lists_are_joined_as_each_language_does():
    """With its own comma."""
    assert listed([same("a"), pair("b", "乙")]) == Words("a, b", "a、乙")
    assert listed([]) == Words("", "")


def test_every_term_of_the_format_has_words():
    """Kinds, dimensions, writers, endings and findings: none is printed as it is spelled."""
    assert set(KINDS) - {"anchors.opened", "time.anchored"} <= set(words.ACTS)
    assert set(words.DIMENSIONS) == set(DIMENSIONS)
    assert set(words.WRITERS) == set(WRITERS)
    assert set(words.ENDED) == set(ENDED)
    assert set(words.GAPS) == {*FOUND, "unwatched"}
    assert set(words.ANSWERS) == set(Answer)
