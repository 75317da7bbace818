"""Hands: person by person, program by program, and what several put their keys to."""

from bozzetto.record import Actor, Seen
from tests.story.told import facts_of, picture


def test_who_did_what(teller, ledger):
    """The owner instructs, a program answers, a second person edits."""
    teller.join()
    told = teller.instruct("a", {}, [])
    one = picture(ledger, "one")
    teller.receive(told, [one])
    body = {
        "before": [one["digest"]],
        "after": picture(ledger, "final"),
        "tool": {"name": "Krita"},
        "dimensions": [],
    }
    by = Actor(teller.second.key, "Krita", "5.2.9")
    ledger.act("edit.made", body, by=by, signers=(ledger.device, teller.second))
    hands = facts_of(ledger).hands
    owner, second = hands.people
    assert (owner.name, owner.person) == ("Li Na", ledger.owner.key)
    assert {kind: len(acts) for kind, acts in owner.acts.items()} == {
        "work.opened": 1,
        "instruction.given": 1,
    }
    assert (second.name, [*second.acts], len(second.signed)) == ("王芳", ["edit.made"], 1)
    assert [(each.name, [*each.acts]) for each in hands.programs] == [
        ("bozzetto", ["output.received"])
    ]
    assert hands.joint == ()


def test_an_act_that_only_the_device_signed(teller, ledger):
    """It names a person, and their key is not on it: both are said."""
    teller.instruct("a", {}, [])
    (owner,) = facts_of(ledger).hands.people
    assert len(owner.acts["instruction.given"]) == 1
    assert [step.kind for step in owner.signed] == ["work.opened"]
    assert owner.to_value()["signed"] == 1


def test_what_was_confirmed_later_is_joint(teller, ledger):
    """A second person's countersignature stands in an entry of its own."""
    teller.join()
    told = teller.instruct("a", {}, [])
    wish = teller.state("a cat")
    ledger.act(
        "entry.countersigned",
        {"entries": [wish, told]},
        by=Actor(teller.second.key),
        signers=(teller.second,),
        seen=Seen.STATED,
    )
    (joint,) = facts_of(ledger).hands.joint
    assert joint.step.digest == wish
    assert joint.people == (ledger.owner.key, teller.second.key)
    assert len(joint.to_value()["entries"]) == 2


def test_a_new_key_keeps_its_name(teller, ledger):
    """Who replaced a key is called what they were called."""
    teller.join()
    body = {"old": teller.second.key, "new": ledger.device.key, "reason": ledger.text("lost")}
    ledger.act("key.replaced", body, person=True)
    ledger.act("comment.made", {"text": ledger.text("x"), "about": []}, by=Actor(ledger.device.key))
    assert facts_of(ledger).hands.people[-1].name == "王芳"
