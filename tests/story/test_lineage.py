"""Lineage: made from, or only next."""

from bozzetto.record import Actor, Seen
from bozzetto.story.lineage import lineage_of
from tests.fakes.harbour import Harbour, png
from tests.story.told import picture, steps_of


def _shown(lineage):
    ranks = {descent.node: descent.node.rank for descent in lineage.descents}
    return [
        (each.node.shape, ranks.get(each.parent), each.link, [ranks[one] for one in each.others])
        for each in lineage.descents
    ]


def test_what_was_made_from_what(teller, ledger):
    """Sketch, mask, an attempt, another from its picture and the mask, an edit, a release."""
    sketch, mask = picture(ledger, "sketch"), picture(ledger, "mask")
    teller.add(sketch, "sketch", "own hand")
    first = teller.instruct("a", {}, [{"role": "control", "asset": sketch}])
    one = picture(ledger, "one")
    teller.receive(first, [one])
    teller.add(mask, "mask", "own hand")
    inputs = [
        {"role": "control", "asset": sketch},
        {"role": "init image", "asset": one, "region": mask},
    ]
    second = teller.instruct("b", {}, inputs)
    two, final = picture(ledger, "two"), picture(ledger, "final")
    teller.receive(second, [two])
    body = {"before": [two["digest"]], "after": final, "tool": {"name": "Krita"}, "dimensions": []}
    ledger.act("edit.made", body, by=Actor(tool="Krita", version="5"))
    release = {
        "asset": final["digest"],
        "place": ledger.text("a shop"),
        "licence": ledger.text("mine"),
        "source type": "compositeWithTrainedAlgorithmicMedia",
    }
    ledger.act("work.released", release, person=True, seen=Seen.STATED)
    assert _shown(lineage_of(steps_of(ledger)[1])) == [
        ("work", None, None, []),
        ("material", 0, "came next", []),
        ("attempt", 1, "made from", []),
        ("material", 0, "came next", []),
        ("attempt", 2, "made from", [3, 1]),
        ("edit", 4, "made from", []),
        ("release", 5, "made from", []),
    ]


def test_an_attempt_from_nothing_came_next(teller, ledger):
    """After the attempt before it, which is no more than the order of the record."""
    teller.instruct("a", {}, [])
    teller.add(picture(ledger, "sketch"), "sketch", "own hand")
    teller.instruct("b", {}, [])
    assert _shown(lineage_of(steps_of(ledger)[1]))[3] == ("attempt", 1, "came next", [])


def test_nothing_comes_of_what_came_later(teller, ledger):
    """An input whose file is brought only later is no parent, so there are no circles."""
    later = picture(ledger, "later")
    told = teller.instruct("a", {}, [{"role": "init", "asset": later}])
    teller.receive(told, [later])
    assert _shown(lineage_of(steps_of(ledger)[1]))[1] == ("attempt", 0, "came next", [])


def test_the_instruction_before(teller, ledger):
    """The nearest one above, past edits and materials."""
    first = teller.instruct("a", {}, [])
    one, final = picture(ledger, "one"), ledger.asset(png(Harbour().draw()))
    teller.receive(first, [one])
    body = {"before": [one["digest"]], "after": final, "tool": {"name": "Krita"}, "dimensions": []}
    ledger.act("edit.made", body, by=Actor(tool="Krita", version="5"))
    second = teller.instruct("b", {}, [{"role": "init", "asset": final}])
    lineage = lineage_of(steps_of(ledger)[1])
    node = lineage.gathered.by_step[second]
    before = lineage.instruction_before(node)
    assert before is not None
    assert before.step.digest == first
    assert lineage.instruction_before(before) is None
    value = lineage.descents[node.rank].to_value()
    assert (value["link"], value["node"]) == ("made from", second)
