"""Rules about the making: their bounds."""

import pytest

from bozzetto.law import findings
from bozzetto.law.creation import derived_words
from bozzetto.record import Actor, Seen
from tests.story.told import facts_of, picture, steps_of


def _state(ledger, factor):
    return next(each for each in findings(facts_of(ledger)) if each.factor == factor)


def test_an_intent_after_the_fact_is_thin(teller, ledger):
    """What was stated after an output could have been read off it."""
    teller.receive(teller.instruct("a", {}, []), [picture(ledger, "one")])
    assert _state(ledger, "intent").state == "missing"
    teller.state("a cat")
    found = _state(ledger, "intent")
    assert (found.state, found.values) == ("thin", {"before": 0, "after": 1})
    assert [seen.value for seen in found.rest.strength] == ["stated"]


@pytest.mark.parametrize(
    ("writer", "seen", "state"),
    [
        ("person", Seen.LIVE, "documented"),
        ("unknown", Seen.LIVE, "documented"),  # the person acted, and nobody else is named
        ("language model", Seen.LIVE, "thin"),
        ("image description", Seen.LIVE, "missing"),
        ("person", Seen.IMPORTED, "thin"),
    ],
)
def test_whose_words_and_how_they_are_known(teller, ledger, writer, seen, state):
    """Live words of a person bear; others are thin, and words out of a picture are none."""
    teller.instruct("a", {}, [], writer=writer, seen=seen)
    assert _state(ledger, "instructions").state == state
    step = facts_of(ledger).rounds[0].node.step
    assert derived_words(step) == (writer == "image description")


def test_words_that_only_a_tool_is_named_for(ledger):
    """Nobody acted and nobody is said to have written: that is thin."""
    body = {
        "tool": {"name": "t"},
        "models": [],
        "prompts": [{"role": "positive", "text": ledger.text("a"), "by": "unknown"}],
        "settings": {},
        "inputs": [],
    }
    ledger.act("instruction.given", body)
    assert _state(ledger, "instructions").state == "thin"


def test_one_answer_is_thin(teller, ledger):
    """Several are documented only if somebody acted upon an output."""
    for words in ("a", "b"):
        teller.receive(teller.instruct(words, {}, []), [picture(ledger, words)])
    assert _state(ledger, "iteration").state == "thin"
    teller.receive(teller.instruct("c", {}, []), [picture(ledger, "c")])
    assert _state(ledger, "iteration").state == "thin"
    body = {"text": ledger.text("too loud"), "about": [picture(ledger, "c")["digest"]]}
    ledger.act("comment.made", body, person=True, seen=Seen.STATED)
    teller.instruct("d", {}, [])
    assert _state(ledger, "iteration").state == "documented"


def test_a_choice_without_a_reason_is_thin(teller, ledger):
    """So is one that rejects nothing."""
    made = [picture(ledger, name) for name in ("one", "two")]
    teller.receive(teller.instruct("a", {}, []), [*made])
    digests = [each["digest"] for each in made]
    body = {"among": digests, "chosen": digests[:1], "rejected": digests[1:]}
    ledger.act("choice.made", body, person=True)
    assert _state(ledger, "selection").state == "thin"
    teller.choose(made, 0, "calmer", rest=False)
    assert _state(ledger, "selection").state == "thin"
    teller.choose(made, 0, "calmer")
    assert _state(ledger, "selection").state == "documented"


def test_an_input_that_is_only_named_is_thin(teller, ledger):
    """The file is what shows what led."""
    teller.instruct("a", {}, [{"role": "control", "name": "pose.png"}])
    assert _state(ledger, "control").state == "thin"
    inputs = [{"role": "init", "asset": picture(ledger, "a"), "region": picture(ledger, "m")}]
    teller.instruct("b", {}, inputs)
    found = _state(ledger, "control")
    assert (found.state, found.values) == ("documented", {"held": 1, "named": 1, "regions": 1})


def test_own_drawings_count_where_they_were_used(teller, ledger):
    """One that lies among the materials is thin; somebody else's is none."""
    sketch, stock = picture(ledger, "sketch"), picture(ledger, "stock")
    teller.add(stock, "reference", "licensed")
    assert _state(ledger, "own input").state == "missing"
    teller.add(sketch, "sketch", "own hand")
    assert _state(ledger, "own input").state == "thin"
    teller.instruct("a", {}, [{"role": "control", "asset": sketch}])
    assert _state(ledger, "own input").state == "documented"


def test_an_edit_needs_what_was_before(teller, ledger):
    """Of the record: a digest that nothing brought is no picture before."""
    one = picture(ledger, "one")
    for before in ([], [one["digest"]]):
        body = {
            "before": before,
            "after": picture(ledger, f"after {before}"),
            "tool": {"name": "Krita"},
            "dimensions": [],
            "layers": [ledger.text("sky")],
        }
        ledger.act("edit.made", body, by=Actor(tool="Krita", version="5"))
    assert _state(ledger, "modification").state == "thin"
    teller.receive(None, [one])
    assert _state(ledger, "modification").state == "thin"  # brought only afterwards
    assert _state(ledger, "arrangement").state == "documented"
    assert len(steps_of(ledger)[1]) == 4


def test_reasons_alone_are_thin_features(teller, ledger):
    """A statement that names a picture or a part of it ties."""
    made = [picture(ledger, "one")]
    teller.receive(teller.instruct("a", {}, []), [*made])
    teller.choose(made, 0, "calmer")
    assert _state(ledger, "features").state == "thin"
    teller.state("the ears listen", targets=[made[0]["digest"]])
    assert _state(ledger, "features").state == "documented"


def test_foresight_is_said_before_a_later_round(teller, ledger):
    """What was said before the first output alone is thin; afterwards is none."""
    first = teller.instruct("a", {}, [])
    assert _state(ledger, "foresight").state == "missing"
    teller.state("a calm cat")
    teller.receive(first, [picture(ledger, "one")])
    assert _state(ledger, "foresight").state == "thin"
    second = teller.instruct("b", {}, [])
    teller.state("a calmer cat")
    teller.receive(second, [picture(ledger, "two")])
    found = _state(ledger, "foresight")
    assert (found.state, found.values["later"]) == ("documented", 1)
    assert len(found.rest.entries) == 4
