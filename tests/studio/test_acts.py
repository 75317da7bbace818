"""Acts: whose they are, how a choice is undone, and what they may be about."""

import io

import pytest

from bozzetto.errors import LockedError, StudioError, VerificationError
from bozzetto.record import digest_of
from bozzetto.studio import DISPUTE, MILESTONE, UNDONE, Program, Studio

TOOL = Program("ComfyUI", "0.3.10")
BENS = "ben's own"  # what opens his key


@pytest.fixture
def ben(studio):
    """A second person in the studio."""
    return studio.people.join("Ben", "colourist")


@pytest.fixture
def pictures(work):
    """Four pictures that a tool made."""
    work.receive_output(None, [io.BytesIO(name) for name in (b"a", b"b", b"c", b"d")], program=TOOL)
    return list(work.assets())


def newest(work):
    """Return the work's newest entry."""
    return work.entries()[-1][1]


def decided(work):
    """Return what the newest entry offers, chooses and rejects."""
    body = newest(work).event.body
    return body["among"], body["chosen"], body["rejected"]


def test_each_act_is_its_persons(work, pictures, ben):
    """Every stated act is signed by the person whose it is, and by nobody else."""
    work.state_intent("warmer", person=ben)
    work.add_material(io.BytesIO(b"m"), role="photo", origin="own photo", person=ben)
    choice = work.choose(pictures, person=ben)
    work.undo(choice.digest, person=ben)
    work.record_edit(pictures[:1], io.BytesIO(b"e"), program=TOOL, person=ben)
    work.comment("good", person=ben)
    work.correct(choice.digest, "no", person=ben)
    work.name_milestone("coloured", person=ben)
    work.state_dispute("mine", person=ben)
    work.erase(pictures[:1], "blurred", person=ben)
    stated = [entry for _, entry in work.entries() if entry.event.seen == "stated"][1:]
    assert len(stated) == 11
    for entry in stated:
        assert entry.event.by.person == ben
        assert [signature.key for signature in entry.signatures] == [ben]


def test_locked_person(folder, clock):
    """Without that person's passphrase nothing is recorded in that person's name."""
    with Studio.create(folder, name="A", owner="Ann", clock=clock) as studio:
        ben = studio.people.join("Ben", "colourist", passphrase=BENS)
        studio.open_work("Cat")
    with Studio.open(folder, clock=clock) as studio:
        (work,) = studio.works()
        with pytest.raises(LockedError, match="is locked"):
            work.comment("good", person=ben)
        with pytest.raises(LockedError, match="does not open"):
            studio.unlock(ben, "wrong")
        assert len(work.entries()) == 1
        work.comment("the owner's own")


def test_device_is_no_person(studio, work):
    """A device's key acts for programs, and for nobody's words."""
    with pytest.raises(VerificationError):
        work.comment("good", person=studio.device)
    assert len(work.entries()) == 1


def test_undo_restores(work, pictures):
    """What a choice had made of its candidates, and of no others, is taken back."""
    a, b, c, d = pictures
    work.choose([a, b, c], chosen=[a], rejected=[b])
    second = work.choose([b, c, d], chosen=[b, c], rejected=[d], reason="the eyes")
    corrected, restored = work.undo(second.digest, "the light was wrong")
    assert decided(work) == ([b, c, d], [], [b])
    assert (corrected.number, restored.number) == (4, 5)
    correction = work.entries()[4][1]
    assert correction.event.body["corrects"] == second.digest
    assert correction.text(correction.event.body["text"]) == "the light was wrong"


def test_undo_of_undo(work, pictures):
    """What restores is a choice itself: undoing it does again what was undone."""
    first = work.choose(pictures, chosen=pictures[:2], rejected=pictures[2:])
    _, restored = work.undo(first.digest)
    assert decided(work) == (pictures, [], [])
    assert work.entries()[-2][1].texts[0].text == UNDONE
    work.undo(restored.digest)
    assert decided(work) == (pictures, pictures[:2], pictures[2:])


def test_undo_of_a_hundred(work):
    """A board of a hundred candidates is chosen from, and undone, in one act each."""
    work.receive_output(None, [io.BytesIO(b"%d" % n) for n in range(100)], program=TOOL)
    among = list(work.assets())
    work.undo(work.choose(among, chosen=among[:50], rejected=among[50:]).digest)
    assert decided(work) == (among, [], [])


def test_undo_refused(studio, work, pictures):
    """Only a choice of this work is undone; nothing is recorded otherwise."""
    with pytest.raises(StudioError, match="no choice"):
        work.undo(work.digest)
    choice = work.choose(pictures)
    count = len(work.entries())
    with pytest.raises(StudioError, match="has no entry"):
        studio.open_work("Dog").undo(choice.digest)
    assert len(work.entries()) == count


def test_milestone_and_dispute(work):
    """Both are remarks about the work itself that begin with a word of their own."""
    work.name_milestone("lines are done")
    entry = newest(work)
    assert entry.event.kind == "comment.made"
    assert entry.event.body["about"] == [work.digest]
    assert entry.text(entry.event.body["text"]) == MILESTONE + "lines are done"
    work.state_dispute("not mine")
    assert newest(work).texts[0].text == DISPUTE + "not mine"


def test_about_what_is_there(studio, work, pictures):
    """Words are about files and entries of the work, and about nothing else."""
    work.comment("both", [pictures[0], work.digest])
    work.state_intent("both", targets=[work.digest, pictures[0]])
    other = studio.open_work("Dog")
    for things in ([digest_of(b"z")], [pictures[0]], [work.digest]):
        with pytest.raises(StudioError, match="has no entry"):
            other.comment("x", things)
        with pytest.raises(StudioError, match="has no entry"):
            other.state_intent("x", targets=things)
    with pytest.raises(StudioError, match="has no entry"):
        other.countersign([work.digest], studio.owner)
    assert len(other.entries()) == 1


def test_recorded_elsewhere(work, folder, clock):
    """What another process recorded is known at the next act."""
    work.comment("this process has read the work")
    with Studio.open(folder, clock=clock) as other:
        theirs = other.works()[0].receive_output(None, [io.BytesIO(b"new")], program=TOOL)
    work.choose([digest_of(b"new")])
    work.correct(theirs.digest, "not a cat")
