"""Statements: what was said, and whether before anything came out."""

from bozzetto.record import Seen
from tests.story.told import facts_of, picture, steps_of


def test_intent_before_and_after_the_first_output(teller, ledger):
    """Only what was said before could not be read off the picture."""
    teller.state("a cat of glass", dimensions=["colour"])
    told = teller.instruct("a cat", {}, [])
    one = picture(ledger, "one")
    teller.receive(told, [one])
    teller.state("its ears mean listening", targets=[one["digest"]])
    first, second = facts_of(ledger).statements
    assert (first.text, first.dimensions, first.is_before) == ("a cat of glass", ("colour",), True)
    assert (second.about, second.is_before) == ((one["digest"],), False)
    assert second.to_value()["strength"] == ["stated"]


def test_corrections_and_comments_are_statements(ledger):
    """With what they are about; without an output, all of it was before."""
    ledger.act(
        "entry.corrected",
        {"corrects": ledger.work, "text": ledger.text("two cats")},
        person=True,
        seen=Seen.STATED,
    )
    (statement,) = facts_of(ledger).statements
    assert (statement.about, statement.is_before) == ((ledger.work,), True)
    assert steps_of(ledger)[1][-1].digest == statement.step.digest
