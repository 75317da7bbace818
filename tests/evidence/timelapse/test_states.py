"""States: what is shown, in the order of the record, and nothing left out."""

import pytest

from bozzetto.errors import StudioError
from bozzetto.evidence.timelapse import states as module
from bozzetto.evidence.timelapse.states import MAX_CELLS, Act, states_of
from bozzetto.record import Seen
from tests.story.told import picture, steps_of


@pytest.fixture
def states(ledger):
    """Give the states of what was told so far."""
    return lambda: states_of(steps_of(ledger)[1])


def _acts(found):
    return [state.act for state in found]


def test_a_work_is_shown_in_the_order_of_its_record(shown):
    """A batch together, then what it was chosen from, then what was chosen."""
    found = states_of(shown.source.work)
    assert _acts(found) == [
        Act.MATERIAL,
        Act.OUTPUT,
        Act.OFFER,
        Act.CHOSEN,
        Act.EDIT,
        Act.MATERIAL,
        Act.ERASURE,
    ]
    numbers = [state.step.entry.event.number for state in found]
    assert numbers == sorted(numbers)
    one, two, three = (shown.files[name] for name in ("one", "two", "three"))
    assert [each.digest for each in found[1].shown] == [one, two, three]
    assert [each.mark for each in found[2].shown] == ["rejected", "chosen", "undecided"]
    assert [(each.digest, each.mark) for each in found[3].shown] == [(two, "chosen")]
    assert [each.digest for each in found[6].shown] == [three]


def test_a_choice_of_all_needs_one_frame(teller, ledger, states):
    """There is nothing beside what was chosen."""
    made = [picture(ledger, "one")]
    teller.receive(None, [*made])
    teller.choose(made, 0, "it is all there is")
    assert _acts(states()) == [Act.OUTPUT, Act.CHOSEN]


def test_a_choice_of_none_shows_what_was_offered(teller, ledger, states):
    """With its marks; nothing was chosen, so nothing follows."""
    made = [picture(ledger, name) for name in ("one", "two")]
    teller.receive(None, [*made])
    digests = [each["digest"] for each in made]
    ledger.act("choice.made", {"among": digests, "chosen": [], "rejected": digests}, person=True)
    assert _acts(states()) == [Act.OUTPUT, Act.OFFER]
    assert {each.mark for each in states()[1].shown} == {"rejected"}


def test_what_leads_an_instruction_is_shown_once(teller, ledger, states):
    """Pictures and masks that nothing showed before; those that were are not shown again."""
    sketch, mask = picture(ledger, "sketch"), picture(ledger, "mask")
    led = {"role": "init", "asset": sketch, "region": mask}
    teller.instruct("a", {}, [led])
    teller.instruct("b", {}, [led])
    (state,) = states()
    assert state.act is Act.LEADING
    assert [each.digest for each in state.shown] == [sketch["digest"], mask["digest"]]


@pytest.mark.parametrize(
    ("by_hand", "act"), [(True, Act.EDIT), (False, Act.SAVE)], ids=["person", "program"]
)
def test_a_save_is_not_called_a_person_s(ledger, states, by_hand, act):
    """Where nobody claimed it, the program saved it: who held the pen was not seen."""
    body = {
        "before": [],
        "after": picture(ledger, "edited"),
        "tool": {"name": "Krita"},
        "dimensions": [],
    }
    ledger.act("edit.made", body, person=by_hand, seen=Seen.LIVE)
    assert _acts(states()) == [act]


def test_a_large_batch_takes_several_frames(teller, ledger, states):
    """And no picture is left out."""
    made = [picture(ledger, str(number)) for number in range(MAX_CELLS + 3)]
    teller.receive(None, [*made])
    first, second = states()
    assert [(each.part, each.parts, each.count) for each in (first, second)] == [
        (1, 2, len(made)),
        (2, 2, len(made)),
    ]
    shown = [each.digest for each in (*first.shown, *second.shown)]
    assert shown == [each["digest"] for each in made]


def test_a_release_and_a_copy_are_shown(teller, ledger, states):
    """The final picture, and what was captured elsewhere."""
    final, copy = picture(ledger, "final"), picture(ledger, "copy")
    teller.receive(None, [final])
    ledger.act(
        "work.released",
        {
            "asset": final["digest"],
            "place": ledger.text("a market"),
            "licence": ledger.text("all rights reserved"),
            "source type": "trainedAlgorithmicMedia",
        },
        person=True,
        seen=Seen.STATED,
    )
    found = {"where": ledger.text("a shop"), "captured": [copy]}
    ledger.act("copy.found", found, person=True, seen=Seen.STATED)
    assert _acts(states()) == [Act.OUTPUT, Act.RELEASE, Act.COPY]
    assert states()[1].shown[0].digest == final["digest"]


def test_an_empty_work_has_no_state(empty):
    """Its opening brings no picture."""
    assert states_of(empty.source.work) == ()


def test_too_many_states_are_refused(shown, monkeypatch):
    """With a number, and before anything is drawn."""
    monkeypatch.setattr(module, "MAX_STATES", 5)
    with pytest.raises(StudioError, match="more than 5"):
        states_of(shown.source.work)
