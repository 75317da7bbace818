"""Moments of entries, for people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bozzetto.cli.moments import AT_ONCE, spell_recorded
from bozzetto.language import Language, speak
from bozzetto.record import Moment, moment_of, time_of
from vectors.record_story import story

(EVENT,) = (entry.event for entry in story().entries if entry.event.kind == "instruction.given")
AT = Moment("2026-11-22T04:22:45.120000Z")
SPELLED = "2026-11-22 04:22:45Z"


def seen(apart, kind="instruction.given"):
    """Return an event that was seen so long before it was recorded."""
    observed = moment_of(time_of(AT) - apart)
    return replace(EVENT, at=AT, kind=kind, body={**EVENT.body, "observed": observed})


def test_spell_recorded_by_the_recorder():
    """What the recorder itself saw has one time."""
    body = {name: value for name, value in EVENT.body.items() if name != "observed"}
    assert spell_recorded(replace(EVENT, at=AT, body=body)) == SPELLED


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        pytest.param(timedelta(0), "", id="at once"),
        pytest.param(AT_ONCE, "", id="nearly at once"),
        pytest.param(-AT_ONCE, "", id="nearly at once, by another clock"),
        pytest.param(
            timedelta(seconds=3),
            " (seen 2026-11-22 04:22:42Z, handed over 3 s later)",
            id="seconds later",
        ),
        pytest.param(
            timedelta(hours=3),
            " (seen 2026-11-22 01:22:45Z, handed over 3 h later)",
            id="hours later",
        ),
        pytest.param(
            timedelta(days=-1), " (seen 2026-11-23 04:22:45Z: the clocks differ)", id="before"
        ),
    ],
)
def test_spell_recorded_of_what_was_handed_over(apart, words):
    """What was handed over later has both times, and how far they are apart."""
    assert spell_recorded(seen(apart)) == SPELLED + words


def test_spell_recorded_of_an_unknown_kind():
    """Of a kind that is not known a field means nothing, whatever stands there."""
    assert spell_recorded(seen(timedelta(hours=3), "review.held")) == SPELLED
    odd = replace(seen(timedelta(0), "review.held"), body={"observed": "yesterday"})
    assert spell_recorded(odd) == SPELLED


def test_spell_recorded_of_the_first_and_the_last_day():
    """No two moments are too far apart to be said."""
    first = Moment("0001-01-01T00:00:00.000000Z")
    late = replace(EVENT, at=AT, body={**EVENT.body, "observed": first})
    assert "days later" in spell_recorded(late)
    early = replace(late, at=first, body={**EVENT.body, "observed": AT})
    assert "clocks differ" in spell_recorded(early)


def test_spell_recorded_speaks():
    """The words are those of the language; a moment is the same in each."""
    speak(Language.ZH)
    assert spell_recorded(seen(timedelta(hours=3))).startswith(SPELLED)
