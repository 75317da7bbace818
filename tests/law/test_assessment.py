"""Assessments: who asks for what, and what was recorded before a dispute."""

from datetime import UTC, datetime, timedelta

from bozzetto.anchor import Interval
from bozzetto.law import FACTORS, Place, assess, authorities, since, weak_points
from bozzetto.record import canonical
from bozzetto.story import tell
from tests.story.told import facts_of, picture, steps_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_place_asks_for_its_own_factors(teller, ledger):
    """Each with everybody who asks for it; without a place every factor is there."""
    teller.instruct("a", {}, [])
    facts = facts_of(ledger)
    every = assess(facts)
    assert [each.finding.factor for each in every] == [*FACTORS]
    assert all(each.asked_by == () for each in every)
    asked = {ask.factor for authority in authorities(Place.JP) for ask in authority.asks}
    japan = assess(facts, Place.JP)
    assert {each.finding.factor for each in japan} == asked
    assert all(each.asked_by for each in japan)


def test_what_is_said_counts(teller, ledger):
    """In both languages, and in JSON with the entries that it rests on."""
    told = teller.instruct("a", {}, [])
    (found,) = [each for each in assess(facts_of(ledger)) if each.finding.factor == "instructions"]
    assert "Instructions: 1." in found.said.en
    assert "共 1 条指令" in found.said.zh
    value = found.to_value()
    assert (value["state"], value["entries"]) == ("documented", [told])
    assert canonical(value)


def test_missing_stands_before_thin(teller, ledger):
    """Weak points are told with the worst first."""
    teller.instruct("a", {}, [])
    states = [each.finding.state.value for each in weak_points(assess(facts_of(ledger)))]
    assert states == sorted(states, key=["missing", "thin"].index)
    assert "documented" not in states


def test_a_dispute_parts_the_record(teller, ledger):
    """By outside times alone; words that came out of a picture are named."""
    told = teller.instruct("a", {}, [])
    teller.receive(told, [picture(ledger, "one")])
    late = teller.instruct("a cat, as seen", {}, [], writer="image description")
    made = steps_of(ledger)[1][2].digest
    intervals = {
        told: Interval(None, NOON),
        made: Interval(None, NOON + timedelta(hours=2)),
    }
    parted = since(tell(*steps_of(ledger, intervals)), NOON + timedelta(hours=1))
    assert parted.before.entries == (told,)
    assert parted.after.entries == (made, late)
    assert parted.derived.entries == (late,)
    assert parted.to_value()["before"]["strength"] == ["live"]
