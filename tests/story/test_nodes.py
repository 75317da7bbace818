"""Nodes: what belongs together."""

from bozzetto.story.nodes import gather
from tests.story.told import picture, steps_of


def test_an_attempt_has_its_outputs_and_its_ends(teller, ledger):
    """Wherever in the record they stand."""
    first = teller.instruct("a", {}, [])
    second = teller.instruct("b", {}, [])
    one, two = picture(ledger, "one"), picture(ledger, "two")
    teller.receive(first, [one])
    ledger.act("job.ended", {"instruction": second, "how": "failed"})
    teller.receive(first, [two])
    root, a, b = gather(steps_of(ledger)[1]).nodes
    assert [node.shape for node in (root, a, b)] == ["work", "attempt", "attempt"]
    assert [*a.assets] == [one["digest"], two["digest"]]
    assert [step.body["how"] for step in b.ended] == ["failed"]
    assert (a.attempt_before, b.attempt_before) == (None, a)


def test_an_output_of_unknown_instruction_stands_alone(teller, ledger):
    """It is an attempt of which nobody knows what was asked."""
    teller.receive(None, [picture(ledger, "found")])
    node = gather(steps_of(ledger)[1]).nodes[1]
    assert (node.shape, node.step.kind) == ("attempt", "output.received")
    assert len(node.steps) == 1


def test_a_file_belongs_to_who_brought_it_first(teller, ledger):
    """A tool that gives the same bytes once more made nothing new."""
    one = picture(ledger, "one")
    teller.add(one, "reference", "unknown")
    told = teller.instruct("a", {}, [])
    teller.receive(told, [one])
    gathered = gather(steps_of(ledger)[1])
    assert gathered.by_asset[one["digest"]].shape == "material"


def test_choices_belong_to_what_they_are_about(teller, ledger):
    """A choice is at the attempt whose picture was chosen."""
    told = teller.instruct("a", {}, [])
    one = picture(ledger, "one")
    teller.receive(told, [one])
    teller.choose([one], 0, "the only one")
    steps = steps_of(ledger)[1]
    gathered = gather(steps)
    assert gathered.by_step[steps[-1].digest].step.digest == told


def test_a_record_that_begins_in_the_middle_has_a_root(teller, ledger):
    """Whatever comes first is one."""
    teller.instruct("a", {}, [])
    teller.state("wish")
    steps = steps_of(ledger)[1]
    assert gather(steps[2:]).nodes[0].shape == "work"
    assert gather([]).nodes == ()
