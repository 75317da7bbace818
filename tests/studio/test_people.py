"""People: who joins, who leaves, which key takes another one's place."""

import io

import pytest

from bozzetto.errors import StudioError, VerificationError
from bozzetto.record import Actor, Key, Seen
from bozzetto.studio import Draft, Instruction, Keys, Program, Studio
from tests.studio.whole import check_whole

TOOL = Program("tool", "1")
ANNS, BENS, NEW = "ann's own", "ben's own", "ann's new one"  # what opens their keys


@pytest.fixture
def ben(studio):
    """A second person in the studio."""
    return studio.people.join("Ben", "colourist")


def kinds(studio):
    """List the kinds of the studio chain's entries."""
    return [entry.event.kind for _, entry in studio.entries(studio.digest)]


def newest(studio):
    """Return the studio chain's newest entry."""
    return [entry for _, entry in studio.entries(studio.digest)][-1]


def signers(entry):
    """Return the keys that signed an entry."""
    return {signature.key for signature in entry.signatures}


def test_join_signed_by_both(studio, ben):
    """Who joins signs beside the owner, and then stands."""
    entry = newest(studio)
    assert entry.event.kind == "person.joined"
    assert entry.text(entry.event.body["name"]) == "Ben"
    assert entry.text(entry.event.body["role"]) == "colourist"
    assert signers(entry) == {studio.owner, ben}
    assert studio.roll.standing.people == {studio.owner, ben}


def test_join_under_passphrase(folder, clock):
    """A person's key has that person's own passphrase, and stays open until the end."""
    with Studio.create(folder, name="A", owner="Ann", passphrase=ANNS, clock=clock) as studio:
        ben = studio.people.join("Ben", "colourist", passphrase=BENS)
        work = studio.open_work("Cat")
        entry = work.state_intent("a cat").digest
        work.countersign([entry], ben)
    with Studio.open(folder, passphrase=ANNS, clock=clock) as studio:
        (work,) = studio.works()
        with pytest.raises(StudioError, match="does not open"):
            work.countersign([entry], ben)
        with pytest.raises(StudioError, match="does not open"):
            studio.unlock(ben, "wrong")
        assert studio.unlock(ben, BENS).key == ben
        work.countersign([entry], ben)
    check_whole(folder)


def test_member_acts(studio, work, ben):
    """A person who joined confirms entries, and acts through programs."""
    intent = work.state_intent("a cat")
    work.countersign([intent.digest], ben)
    work.give_instruction(Instruction("tool"), person=ben)
    assert signers(work.entries()[-1][1]) == {ben, studio.device}


def test_stranger_refused(studio, work):
    """A key that nobody introduced signs nothing, though its private half is here."""
    stranger = studio.keys.make()
    with pytest.raises(VerificationError, match="nobody introduced"):
        work.countersign([work.digest], stranger)
    assert len(work.entries()) == 1


def test_leave(studio, work, ben):
    """Who left signs no more; what was signed before stays good."""
    work.countersign([work.digest], ben)
    studio.people.leave(ben, "moved to Lyon")
    entry = newest(studio)
    assert entry.text(entry.event.body["reason"]) == "moved to Lyon"
    with pytest.raises(VerificationError, match="retired"):
        work.countersign([work.digest], ben)
    with pytest.raises(StudioError, match="nobody in the studio has the key"):
        studio.people.leave(ben)


@pytest.mark.parametrize("who", ["owner", "device"])
def test_leave_refused(studio, who):
    """The owner stays, and so does the only device: their keys are replaced."""
    with pytest.raises(StudioError, match="replace"):
        studio.people.leave(getattr(studio, who))
    assert kinds(studio) == ["studio.opened"]


def test_leave_device_elsewhere(studio, folder):
    """A device is not the only one because another one's key is kept elsewhere."""
    laptop = studio.people.join_device("laptop")
    studio.keys._path(laptop).rename(folder / "away")  # noqa: SLF001  # to the laptop
    with pytest.raises(StudioError, match="only device"):
        studio.people.leave(studio.device)
    studio.people.leave(laptop)
    assert kinds(studio)[-1] == "device.left"


def test_join_device(studio, folder, clock):
    """A device that joins signs what it records, once the first one has left."""
    first = studio.device
    laptop = studio.people.join_device("laptop")
    assert studio.device == first
    studio.people.leave(first)
    assert studio.device == laptop
    with Studio.open(folder, clock=clock) as again:
        assert again.device == laptop
        again.open_work("Dog").give_instruction(Instruction("tool"))
        assert signers(newest(again)) == {laptop}


def test_replace_own(studio, work, ben):
    """A replaced key is signed for by the old one and the new one, and never signs again."""
    new = studio.people.replace(ben, "the laptop was sold")
    entry = newest(studio)
    assert (entry.event.by, signers(entry)) == (Actor(person=ben), {ben, new})
    assert studio.roll.standing.people == {studio.owner, new}
    work.countersign([work.digest], new)
    with pytest.raises(VerificationError, match="retired"):
        work.countersign([work.digest], ben)


def test_replace_lost_by_owner(studio, work, ben):
    """Where the old key is lost, the owner signs in its place."""
    studio.keys._path(ben).unlink()  # noqa: SLF001  # the laptop is gone
    new = studio.people.replace(ben, "the laptop was stolen", lost=True)
    entry = newest(studio)
    assert (entry.event.by.person, signers(entry)) == (studio.owner, {studio.owner, new})
    work.countersign([work.digest], new)


def test_replace_absent_not_lost(folder, studio, clock, ben):
    """A key that is not here is not replaced, unless it is said to be lost."""
    studio.keys._path(ben).unlink()  # noqa: SLF001  # the laptop is gone
    with (
        Studio.open(folder, clock=clock) as again,
        pytest.raises(StudioError, match="not in this studio"),
    ):
        again.people.replace(ben, "where is it?")
    assert kinds(studio) == ["studio.opened", "person.joined"]


@pytest.mark.parametrize("opened", ["here", "anew"])
def test_replace_owner(studio, folder, clock, opened):
    """After the owner's key was replaced, the studio signs with the new one."""
    old = studio.owner
    new = studio.people.replace(old, "yearly")
    assert studio.owner == new
    if opened == "anew":
        with Studio.open(folder, clock=clock) as again:
            assert again.owner == new
            work = again.open_work("Dog")
            work.state_intent("a dog")
    else:
        work = studio.open_work("Dog")
        work.state_intent("a dog")
    found = [entry for _, entry in studio.entries(work.digest)]
    assert [signers(entry) for entry in found] == [{new}, {new}]
    assert found[0].event.body["people"] == [new]


def test_replace_owner_passphrase(folder, clock):
    """The new key has the new passphrase; the old one opens nothing any more."""
    with Studio.create(folder, name="A", owner="Ann", passphrase=ANNS, clock=clock) as studio:
        studio.people.replace(studio.owner, "it was seen", passphrase=NEW)
        studio.open_work("Cat")
    with (
        Studio.open(folder, passphrase=ANNS, clock=clock) as studio,
        pytest.raises(StudioError, match="does not open"),
    ):
        studio.open_work("Dog")
    with Studio.open(folder, passphrase=NEW, clock=clock) as studio:
        studio.open_work("Dog")
    check_whole(folder)


def test_replace_owner_lost_refused(studio):
    """A lost owner's key is replaced by nobody."""
    with pytest.raises(StudioError, match="the owner's key is lost") as caught:
        studio.people.replace(studio.owner, "gone", lost=True)
    assert "new studio" in caught.value.hint


def test_replace_twice(studio):
    """A key that took another one's place is replaced in turn."""
    first = studio.owner
    second = studio.people.replace(first, "once")
    third = studio.people.replace(second, "twice")
    assert studio.owner == third
    assert studio.roll.standing.retired == {first, second}
    with pytest.raises(StudioError, match="nobody in the studio"):
        studio.people.replace(first, "again")


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
def test_replace_device(studio, work, folder, clock, lost):
    """After the device's key was replaced, a run that is open signs with the new one."""
    work.give_instruction(Instruction("tool"))
    old = studio.device
    new = studio.people.replace(old, "yearly", lost=lost)
    entry = newest(studio)
    assert signers(entry) == {studio.owner, new} | (set() if lost else {old})
    assert studio.device == new
    done = work.give_instruction(Instruction("tool"))
    work.receive_output(done, [io.BytesIO(b"cat")], program=TOOL)
    studio.run.stop()
    assert signers(newest(studio)) == {new}
    with Studio.open(folder, clock=clock) as again:
        assert again.device == new
        again.works()[0].give_instruction(Instruction("tool"))
        assert signers(again.works()[0].entries()[-1][1]) == {new}


def test_replaced_elsewhere(studio, folder, clock):
    """A key that another process replaced is not used by this one."""
    work = studio.open_work("Cat")
    with Studio.open(folder, clock=clock) as other:
        other.people.replace(other.owner, "yearly")
        other.people.replace(other.device, "yearly")
    work.state_intent("a cat")
    work.give_instruction(Instruction("tool"))
    check_whole(folder)


def test_stale_draft_refused(studio, work):
    """A draft that was put together before its key was retired is refused, and alone."""
    text = studio.text("late")
    old = studio.signer(studio.owner)
    studio.people.replace(studio.owner, "yearly")
    late = Draft(
        "intent.stated",
        {"text": text.to_value()},
        Seen.STATED,
        Actor(person=old.key),
        (old,),
        work.digest,
        (text,),
    )
    with pytest.raises(VerificationError, match="retired"):
        studio.record(late)
    work.state_intent("in time")


def test_unknown_key_refused(studio, tmp_path):
    """Nobody leaves who never came, and no key is replaced that nobody has."""
    stranger = Keys(tmp_path / "elsewhere").make()
    with pytest.raises(StudioError, match="nobody in the studio"):
        studio.people.leave(stranger)
    with pytest.raises(StudioError, match="nobody in the studio"):
        studio.people.replace(Key(stranger), "why not")
