"""Selection: the last choice about a file counts."""

from bozzetto.story.selection import selection_of
from tests.story.told import picture, steps_of


def test_what_was_chosen_and_what_was_not(teller, ledger):
    """With the reason, and with what nobody offered."""
    told = teller.instruct("a", {}, [])
    made = [picture(ledger, name) for name in ("one", "two", "three")]
    teller.receive(told, [*made])
    teller.choose(made[:2], 1, "calmer")
    selection = selection_of(steps_of(ledger)[1])
    one, two, three = (each["digest"] for each in made)
    assert selection.marked("chosen") == (two,)
    assert selection.marked("rejected") == (one,)
    assert selection.never_offered == (three,)
    (choice,) = selection.choices
    assert (choice.reason, choice.among) == ("calmer", (one, two))


def test_a_later_choice_overrules(teller, ledger):
    """Both stay in the record, and both are named."""
    told = teller.instruct("a", {}, [])
    made = [picture(ledger, name) for name in ("one", "two")]
    teller.receive(told, [*made])
    teller.choose(made, 0, "first thought")
    teller.choose(made, 1, "second thought", rest=False)
    selection = selection_of(steps_of(ledger)[1])
    one, two = selection.candidates
    assert (one.mark, two.mark) == ("undecided", "chosen")
    assert [choice.reason for choice in one.choices] == ["first thought", "second thought"]
    assert len(one.to_value()["entries"]) == 2


def test_a_work_without_choices(teller, ledger):
    """Every output was never offered, as far as the record knows."""
    told = teller.instruct("a", {}, [])
    teller.receive(told, [picture(ledger, "one"), picture(ledger, "one")])
    selection = selection_of(steps_of(ledger)[1])
    assert selection.candidates == ()
    assert len(selection.never_offered) == 1
