"""Facts: the whole story, the same each time, and never more than the record says."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.record import canonical
from bozzetto.story import tell
from bozzetto.story.facts import FORMAT
from tests.fakes.authority import Authority
from tests.fakes.works import harbour, hostile
from tests.story.told import facts_of, steps_of


@pytest.fixture(scope="module")
def ledger():
    """Give a work with every kind of node."""
    with Authority() as authority:
        yield harbour(authority)


def _rests(value):
    """Yield every fact's entries and strength, at whatever level."""
    if isinstance(value, dict):
        if "entries" in value:
            yield value["entries"], value["strength"]
        for each in value.values():
            yield from _rests(each)
    elif isinstance(value, list):
        for each in value:
            yield from _rests(each)


def test_every_fact_rests_on_entries(ledger):
    """That are in the record, with every way in which one of them is known."""
    studio, work = steps_of(ledger)
    seen = {step.digest: step.seen.value for step in (*studio, *work)}
    rests = [*_rests(tell(studio, work).to_value())]
    assert len(rests) > 20
    for entries, strength in rests:
        assert {seen[digest] for digest in entries} == set(strength)


def test_the_story_of_the_harbour(ledger):
    """What a reader of it would say, by counts."""
    facts = facts_of(ledger)
    assert [each.answer for each in facts.rounds] == ["first", "responsive", "responsive"]
    assert len(facts.selection.marked("chosen")) == 2
    assert len(facts.selection.marked("rejected")) == 3
    assert [edit.layers for edit in facts.edits] == [("boats", "sky")]
    assert [hand.name for hand in facts.hands.people] == ["Li Na", "王芳"]
    assert len(facts.pace.sessions) == 2
    assert facts.to_value()["format"] == FORMAT


def test_facts_are_canonical(ledger):
    """They can be spelled as all that Bozzetto signs, and are the same each time."""
    assert canonical(facts_of(ledger).to_value()) == canonical(facts_of(ledger).to_value())


def test_hostile_words_are_words():
    """Whatever a prompt or a setting is called."""
    with Authority() as authority:
        facts = facts_of(hostile(authority))
    assert len(facts.rounds) == 7
    assert canonical(facts.to_value())


def test_a_work_without_entries():
    """There is nothing to tell."""
    with pytest.raises(FormatError, match="no story"):
        tell((), ())
