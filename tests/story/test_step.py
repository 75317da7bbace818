"""Steps: entries as they can be told, and what a fact rests on."""

from bozzetto.record import Seen
from bozzetto.story.step import brought_by, rest_on, subjects_of
from tests.story.told import picture, steps_of


def test_a_step_says_what_its_entry_says(teller, ledger):
    """Its texts come with their words, and a withheld one without."""
    teller.state("a cat of glass", dimensions=["colour"])
    _, (opened, stated) = steps_of(ledger)
    assert (opened.kind, opened.words("title")) == ("work.opened", "Cat pendant")
    assert (stated.kind, stated.seen, stated.words("text")) == (
        "intent.stated",
        Seen.STATED,
        "a cat of glass",
    )
    hidden = stated.entry.without(stated.entry.event.body["text"].values())
    assert hidden.text(stated.body["text"]) is None
    assert stated.words("note") is None


def test_a_fact_rests_on_entries_in_their_order(teller, ledger):
    """Each once, with every way in which one of them is known."""
    teller.state("a")
    told = teller.instruct("a cat", {}, [])
    teller.receive(told, [picture(ledger, "one")])
    _, (opened, stated, given, made) = steps_of(ledger)
    rest = rest_on([made, stated, given, made])
    assert rest.entries == (stated.digest, given.digest, made.digest)
    assert rest.strength == (Seen.LIVE, Seen.STATED)
    assert rest_on([]).to_value() == {"entries": [], "strength": []}
    assert opened.seen is Seen.LIVE


def test_files_and_subjects(teller, ledger):
    """What a step brought, and what it is about."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    teller.add(one, "sketch", "own hand")
    told = teller.instruct("a cat", {}, [])
    teller.receive(told, [one, two])
    teller.choose([one, two], 1, "calmer")
    work = steps_of(ledger)[1]
    by_kind = {step.kind: step for step in work}
    assert brought_by(by_kind["material.added"]) == (one["digest"],)
    assert brought_by(by_kind["output.received"]) == (one["digest"], two["digest"])
    assert brought_by(by_kind["choice.made"]) == ()
    chosen, first, second = subjects_of(by_kind["choice.made"])
    assert (chosen, first, second) == (two["digest"], one["digest"], two["digest"])
    assert subjects_of(by_kind["work.opened"]) == ()


def test_a_release_brings_its_copies(ledger):
    """A labelled copy is a file of its own."""
    one, copy = picture(ledger, "one"), picture(ledger, "copy")
    body = {
        "asset": one["digest"],
        "place": ledger.text("a shop"),
        "licence": ledger.text("all rights reserved"),
        "source type": "trainedAlgorithmicMedia",
        "copies": [{"asset": copy, "labels": ["AIGC"]}],
    }
    ledger.act("work.released", body, person=True, seen=Seen.STATED)
    assert brought_by(steps_of(ledger)[1][-1]) == (copy["digest"],)
