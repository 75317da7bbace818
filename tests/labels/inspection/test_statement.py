"""Statements: ours are translated, others' stay as they are, and the most protected is first."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.inspection import (
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Statement,
    Trust,
    Voice,
)
from bozzetto.labels.inspection.statement import joined
from bozzetto.language import translate_filled

SIGNED = Kind.CREDENTIALS


def voice(*shield, speaker=Speaker.SIGNER):
    """A voice with this behind it."""
    return Voice(speaker, None, Protection(*shield), Sentence("head.nothing"), "nothing")


def test_sentences_in_sentences():
    """Parts of ours are said in the same language, and other people's words are escaped."""
    said = joined(("\x1b[31mred", Sentence("action.created"), Sentence.of("plain", words="x")))
    assert said.words(translate_filled) == "\\x1b[31mred; created; x"
    assert joined([Sentence("action.created")]) == Sentence("action.created")


def test_errors_are_sentences():
    """What was refused is said by the refusal's own template."""
    error = FormatError("Label is 1, 2 or 3, not {value!r}", value="9\u202e")
    assert Sentence.of_error(error).words(translate_filled) == "Label is 1, 2 or 3, not '9\\u202e'"


def test_labels_of_statements():
    """A setting is called as the file calls it, all else by a name of ours."""
    assert Statement("setting", "7", detail="CFG scale").label(translate_filled) == "CFG scale"
    assert Statement("creator", "Ann").label(translate_filled) == "creator"


@pytest.mark.parametrize("better", range(5))
def test_ranks(better):
    """A trusted signer stands before any, one that holds before an earlier one, words last."""
    line = [
        voice(SIGNED, Integrity.INTACT, Trust.LISTED),
        voice(SIGNED, Integrity.INTACT, Trust.NO_LIST),
        voice(SIGNED, Integrity.INTACT, Trust.NO_LIST, speaker=Speaker.EARLIER),
        voice(SIGNED, Integrity.ALTERED, Trust.NO_LIST),
        voice(Kind.NOTHING),
    ]
    assert [each.rank for each in line] == sorted({each.rank for each in line})
    assert line[better].protection.holds is (better < 3)
