"""Rounds: whether somebody answered to what had come out, or only ran it again."""

import pytest

from bozzetto.record import Actor
from bozzetto.story import Step, tell
from bozzetto.story.rounds import Answer
from tests.story.told import facts_of, picture, steps_of


def _first(teller, words="a cat", **settings):
    told = teller.instruct(words, {"seed": "1", **settings}, [])
    made = [picture(teller.ledger, name) for name in ("one", "two")]
    teller.receive(told, [*made])
    return told, made


def test_changed_words_after_an_output_are_responsive(teller, ledger):
    """With what a person did about the output in between."""
    first, made = _first(teller)
    teller.choose(made, 0, "the ears are too long")
    choice = steps_of(ledger)[1][-1].digest
    teller.instruct("a cat, short ears", {"seed": "2"}, [])
    one, two = facts_of(ledger).rounds
    assert (one.answer, two.answer) == (Answer.FIRST, Answer.RESPONSIVE)
    assert two.before is not None
    assert two.before.step.digest == first
    assert [step.digest for step in two.looked] == [choice]
    assert [change.change for change in two.words] == ["changed", "same"]
    assert [change.name for change in two.seeds] == ["seed"]
    assert choice in two.to_value()["entries"]


def test_another_seed_is_a_repetition(teller, ledger):
    """It says nothing of what somebody wanted."""
    _first(teller)
    teller.instruct("a cat", {"seed": "99"}, [])
    assert facts_of(ledger).rounds[1].answer is Answer.REPETITION


@pytest.mark.parametrize("change", ["words", "settings", "models", "inputs"])
def test_each_sort_of_change_counts(teller, ledger, change):
    """What a person can decide: words, settings, models, and pictures that lead."""
    _, made = _first(teller)
    words = "a dog" if change == "words" else "a cat"
    settings = {"seed": "1"} | ({"cfg": "3"} if change == "settings" else {})
    inputs = [{"role": "init", "asset": made[0]}] if change == "inputs" else []
    if change == "models":
        body = dict(steps_of(ledger)[1][1].body)
        prompts = [
            {"role": "positive", "text": ledger.text("a cat"), "by": "person"},
            {"role": "negative", "text": ledger.text("blurry, text, watermark"), "by": "template"},
        ]
        ledger.act("instruction.given", {**body, "models": [], "prompts": prompts})
    else:
        teller.instruct(words, settings, inputs)
    told = facts_of(ledger).rounds[1]
    assert told.answer is Answer.RESPONSIVE
    found = {
        "words": any(each.change == "changed" for each in told.words),
        "settings": bool(told.settings),
        "models": bool(told.models),
        "inputs": bool(told.inputs_added),
    }
    assert [name for name, is_there in found.items() if is_there] == [change]


def test_a_burst_answers_to_nothing(teller, ledger):
    """Instructions that were queued before anything came out were no answer to it."""
    first = teller.instruct("a cat", {}, [])
    teller.instruct("a dog", {}, [])
    teller.receive(first, [picture(ledger, "late")])
    assert facts_of(ledger).rounds[1].answer is Answer.UNANSWERED


def test_withheld_words_are_unknown(teller, ledger):
    """Nothing is said of words that nobody shows; another change still counts."""
    _first(teller)
    teller.instruct("a cat", {"seed": "2"}, [])
    studio, work = steps_of(ledger)
    hidden = [
        Step(step.entry.without(text.digest for text in step.entry.texts), step.place)
        for step in work
    ]
    assert tell(studio, hidden).rounds[1].answer is Answer.UNKNOWN
    teller.instruct("a cat", {"seed": "2", "cfg": "9"}, [])
    studio, work = steps_of(ledger)
    hidden = [
        Step(step.entry.without(text.digest for text in step.entry.texts), step.place)
        for step in work
    ]
    assert tell(studio, hidden).rounds[2].answer is Answer.UNANSWERED


def test_an_input_that_went_is_named(teller, ledger):
    """Its role too, since a sketch that leads no more is a decision."""
    sketch = picture(ledger, "sketch")
    teller.add(sketch, "sketch", "own hand")
    told = teller.instruct("a", {}, [{"role": "control", "asset": sketch}])
    teller.receive(told, [picture(ledger, "one")])
    teller.instruct("a", {}, [])
    value = facts_of(ledger).rounds[1].to_value()
    assert [each["role"] for each in value["inputs removed"]] == ["control"]
    assert value["inputs added"] == []


def test_what_a_tool_did_in_between_is_no_look(teller, ledger):
    """Only persons look; and an edit of an output is a look at it."""
    _, made = _first(teller)
    for by in (Actor(tool="Krita", version="5"), Actor(ledger.owner.key, "Krita", "5")):
        body = {
            "before": [made[0]["digest"]],
            "after": picture(ledger, f"edit {by.person}"),
            "tool": {"name": "Krita"},
            "dimensions": [],
        }
        ledger.act("edit.made", body, by=by)
    edit = steps_of(ledger)[1][-1]
    teller.instruct("a cat, bold", {}, [])
    assert [step.digest for step in facts_of(ledger).rounds[1].looked] == [edit.digest]


def test_what_was_said_before_it_could_be_seen(teller, ledger):
    """An intent belongs to the round whose output came next, and not to what had come already."""
    teller.state("a calm cat")
    first = steps_of(ledger)[1][-1].digest
    _, made = _first(teller)
    teller.choose(made, 0, "the ears are too long")
    teller.state("short ears")
    second = steps_of(ledger)[1][-1].digest
    told = teller.instruct("a cat, short ears", {"seed": "1"}, [])
    assert facts_of(ledger).rounds[1].foretold == ()  # nothing came of it yet
    teller.receive(told, [picture(ledger, "three")])
    teller.state("said when it was there")
    one, two = facts_of(ledger).rounds
    assert [step.digest for step in one.foretold] == [first]
    assert [step.digest for step in two.foretold] == [second]
    assert second in two.to_value()["entries"]


def test_a_queue_was_foretold_before_it_was_given(teller, ledger):
    """Where nothing had come of the round before, what counts is that it was given."""
    one = teller.instruct("a cat", {"seed": "1"}, [])
    teller.state("a dog as well")
    wanted = steps_of(ledger)[1][-1].digest
    two = teller.instruct("a dog", {"seed": "1"}, [])
    teller.receive(two, [picture(ledger, "dog")])
    teller.receive(one, [picture(ledger, "cat")])
    rounds = facts_of(ledger).rounds
    assert [[step.digest for step in each.foretold] for each in rounds] == [[wanted], [wanted]]
