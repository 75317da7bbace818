"""Drafting: what is recorded together names each other rightly."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bozzetto.record import Seen
from tests.capture.handover.handing import instruction, picture

ACTS = st.lists(
    st.tuples(st.sampled_from(["tell", "make", "end", "lose", "model"]), st.integers(0, 2)),
    max_size=12,
)


def _do(hand, act, job):
    match act:
        case "tell":
            hand.report("instruction", instruction(), job=f"j{job}")
        case "make":
            files = [("a.png", picture((job, hand.number, 0)))]
            hand.report("output", {"files": [0]}, job=f"j{job}", files=files)
        case "end":
            hand.report("ended", {"how": "failed"}, job=f"j{job}")
        case "lose":
            hand.report("lost", {"note": "x"})
        case "model":
            model = {"name": f"m{job}", "digest": "sha256:" + "0" * 64, "size": 1}
            hand.report("model", model)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS, st.booleans())
def test_whatever_the_order_outputs_name_their_instruction(
    hand, receiver, work, studio, acts, at_once
):
    """Recorded at once or one by one, each output and end names its job's newest instruction."""
    before = len(work.entries())
    hand.report("instruction", instruction(), job="j0")
    for act, job in acts:
        _do(hand, act, job)
        if not at_once:
            receiver.drain()
    receiver.drain()
    newest = {}
    for place, entry in work.entries()[:]:
        event = entry.event
        if event.kind == "instruction.given":
            newest[event.body["job"]] = entry.digest
        elif event.kind in {"output.received", "job.ended"} and place >= before:
            assert event.body["instruction"] == newest.get(event.body["job"])
    entries = [entry for _, entry in work.entries()]
    assert all(after.event.previous == each.digest for each, after in pairwise(entries))
    assert studio.database.size() >= len(entries)


@pytest.mark.parametrize("number", [1, 7], ids=str)
def test_many_lost_files_are_said_shortly(hand, receiver, found, number):
    """Five names are enough; the rest is counted."""
    files = [(f"{index}.png", {"lost": "gone"}) for index in range(number)]
    hand.report("output", {"files": list(range(number))}, files=files)
    receiver.drain()
    ((what, note),) = found()
    assert what == "lost event"
    assert note.endswith("0.png: gone" if number == 1 else "4.png: gone; and 2 more")


def test_a_material_or_an_edit_without_its_file_is_no_entry(hand, receiver, entries, found):
    """Nothing is said about bytes that did not come."""
    gone = [("a.png", {"lost": "gone"})]
    hand.report("material", {"file": 0, "role": "mask", "origin": "own hand"}, files=gone)
    hand.report("edit", {"before": [], "after": 0}, files=gone)
    receiver.drain()
    assert [each.kind for each in entries()] == ["work.opened"]
    assert [what for what, _ in found()] == ["lost event"] * 2


def test_an_input_whose_file_did_not_come_has_its_name(hand, receiver, entries):
    """The instruction stands all the same."""
    body = instruction(inputs=[{"role": "init", "file": 0}])
    hand.report("instruction", body, job="j", files=[("in.png", {"lost": "gone"})])
    receiver.drain()
    assert entries("instruction.given")[0].body["inputs"] == [{"role": "init", "name": "in.png"}]


def test_what_is_chosen_was_offered(hand, receiver, entries):
    """A tool that forgot to list what was chosen among the candidates is read kindly."""
    hand.report("instruction", instruction(), job="j")
    files = [("a", picture("red")), ("b", picture("blue"))]
    hand.report("output", {"files": [0, 1]}, job="j", files=files)
    refs = [{"job": "j", "index": index} for index in (0, 1)]
    hand.report("choice", {"among": refs[:1], "chosen": refs, "rejected": refs[:1]})
    receiver.drain()
    body = entries("choice.made")[0].body
    assert len(body["among"]) == 2
    assert body["rejected"] == []
    assert entries("choice.made")[0].seen is Seen.LIVE


def test_the_person_must_stand_in_the_studio(hand, receiver, studio, entries):
    """Who left acts no more: only the tool is named."""
    ben = studio.people.join("Ben", "colourist")
    object.__setattr__(receiver.connection, "person", ben)
    hand.report("instruction", instruction(), job="j1")
    receiver.drain()
    studio.people.leave(ben)
    hand.report("instruction", instruction(), job="j2")
    receiver.drain()
    assert [each.by.person for each in entries("instruction.given")] == [ben, None]


def test_words_that_a_language_model_revised_are_not_the_persons_act(hand, receiver, entries):
    """What the service's model wrote in place of the given prompt is the tool's alone."""
    hand.report("instruction", instruction(), job="j1")
    model = {"role": "positive", "text": "a fine silver cat", "by": "language model"}
    revised = instruction(prompts=[model], notes=["prompt.revised"])
    hand.report("instruction", revised, job="j1 revised")
    receiver.drain()
    given, anew = entries("instruction.given")
    assert given.by.person == receiver.connection.person
    assert given.by.person is not None
    assert anew.by.person is None
    assert anew.by.tool == given.by.tool
