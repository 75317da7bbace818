"""Wording: every code that can be said has a sentence, and every sentence its place."""

import itertools

import pytest

from bozzetto.capture.dialects import NOTES
from bozzetto.capture.dialects.reading import ROLES
from bozzetto.labels import finding
from bozzetto.labels.inspection import (
    NAMES,
    SENTENCES,
    WORTHS,
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Stamp,
    Trust,
    Voice,
    shields_of,
)
from bozzetto.labels.inspection.wording import ACTIONS, SOURCES
from bozzetto.labels.iptc import SourceType
from bozzetto.language import translate_filled


def test_every_code_of_the_floors_below():
    """Notes of tools, roles of prompts, source types and departures all have plain words."""
    assert {f"note.{code}" for code in NOTES} <= SENTENCES.keys()
    assert {f"prompt.{role}" for role in ROLES} <= NAMES.keys()
    assert {each.rpartition("/")[2] for each in SourceType} <= SOURCES.keys()
    codes = {
        line.split()[0]
        for line in (finding.__doc__ or "").splitlines()
        if line.startswith("    ") and "." in line.split()[0]
    }
    assert len(codes) >= 14
    assert {f"departs.{code}" for code in codes} <= SENTENCES.keys()
    assert {f"action.{code}" for code in ACTIONS} <= SENTENCES.keys()


@pytest.mark.parametrize("speaker", Speaker)
def test_every_protection_has_words(speaker):
    """Whoever speaks, and whatever protects it, both are said."""
    head = Sentence("head.nothing")
    for kind, integrity, trust, stamp in itertools.product(
        Kind, Integrity, (None, *Trust), (None, *Stamp)
    ):
        if kind is Kind.TOOL_SIGNATURE and integrity in {Integrity.BROKEN, Integrity.UNREAD}:
            continue  # a tool's signature holds, does not, or was not checked
        shield = Protection(kind, integrity, trust, stamp, trust)
        voice = Voice(speaker, "Cats", shield, head, "nothing")
        assert all(each.words(translate_filled) for each in shields_of(voice))
        assert voice.title.words(translate_filled)
    assert Voice(speaker, None, Protection(), head, "nothing").title.words(translate_filled)


def test_worths_say_what_is_not_proved():
    """Each sort has one sentence or two, and none of them calls anything proved."""
    assert all(words.endswith(".") for words in WORTHS.values())
    assert not [words for words in WORTHS.values() if " proves that" in words]
