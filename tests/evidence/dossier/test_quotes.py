"""Quotes: whole, or said to be withheld."""

from bozzetto.evidence.dossier.blocks import Line, Quote
from bozzetto.evidence.dossier.quotes import quote
from bozzetto.evidence.dossier.words import same


def test_words_are_quoted_whole(source):
    """With the entry that they stand in."""
    found = quote(same("Ann"), "a\nb" * 999, source, source.work[1])
    assert isinstance(found, Quote)
    assert found.text == "a\nb" * 999
    assert found.mark.groups == (("stated", "1"),)


def test_what_is_withheld_says_so(source):
    """Instead of an empty quote."""
    found = quote(same("Ann"), None, source, source.work[1])
    assert isinstance(found, Line)
    assert found.words.en == "Ann: [withheld]"
