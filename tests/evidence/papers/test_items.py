"""What is handed in as evidence, and what each exhibit is to prove."""

from dataclasses import replace
from datetime import UTC, datetime

from bozzetto.api import Program
from bozzetto.evidence.dossier import Anchoring, Bundle
from bozzetto.evidence.papers.items import GROUPS
from bozzetto.law import Place
from bozzetto.record import Actor, Digest, Seen
from bozzetto.studio.recorder import Draft
from bozzetto.upkeep.sources import Asking, source_of
from tests.evidence.papers.works import case, drawn, joint

WHOLE, PEOPLE, INTENTS, ROUNDS, CHOICES, EDITS, RELEASES, COPIES = range(8)


def items(source, group):
    """Return the exhibits of a group."""
    return list(GROUPS[group][1](source))


def test_every_act_of_the_making_is_in_an_exhibit(full):
    """No instruction, output, choice or edit is left out, whatever it shows."""
    named = {step.digest for _, found in GROUPS for item in found(full) for step in item.steps}
    kinds = {"instruction.given", "output.received", "choice.made", "edit.made", "material.added"}
    assert {step.digest for step in full.work if step.kind in kinds} <= named


def test_every_file_is_in_an_exhibit_with_an_entry_that_names_it(full):
    """Also the one whose bytes were erased."""
    files = [file for _, found in GROUPS for item in found(full) for file in item.files]
    assert {digest for digest, _ in files} == set(full.assets)
    assert all(digest in str(step.body) for digest, step in files)
    assert full.erased < {digest for digest, _ in files}


def test_the_record_comes_first(full):
    """With the bundle's digest, where there is one, and what authorities said."""
    digest = Digest("sha256:" + "cd" * 32)
    (whole,) = items(full, WHOLE)
    assert "待填" in whole.name.zh
    assert whole.digest is None
    anchor = Anchoring(digest, datetime(2026, 11, 23, tzinfo=UTC), 9, ("digicert",))
    late = replace(anchor, time=None)
    source = replace(full, bundle=Bundle("c.zip", digest, 9), anchors=(anchor, late))
    whole, tokens = items(source, WHOLE)
    assert whole.digest == digest
    assert tokens.name.en == "Timestamp tokens (1)"
    assert "digicert" in tokens.purpose.zh


def test_people_are_named_by_their_own_word(full):
    """And the exhibit says that it is no more."""
    (item,) = items(full, PEOPLE)
    assert "Ann" in item.purpose.zh
    assert "密钥归谁须另行证明" in item.purpose.zh
    assert [step.kind for step in item.steps] == ["studio.opened", "work.opened"]


def test_what_several_confirmed_is_an_exhibit(tmp_path):
    """Each entry once."""
    with joint(tmp_path) as told:
        _, confirmed = items(told.source, PEOPLE)
    kinds = [step.kind for step in confirmed.steps]
    assert kinds == ["intent.stated", "entry.countersigned"]


def test_a_round_says_what_it_answered(full):
    """And where its words stand."""
    first, second = items(full, ROUNDS)
    assert first.name.en == "Round 1: instruction and outputs"
    assert "First instruction of its line." in first.purpose.en
    assert "1-1" in first.purpose.zh
    assert len(first.files) == 4  # one that it started from, three outputs
    assert [step.kind for step in first.steps] == ["instruction.given", "output.received"]
    assert second.purpose.en.endswith("was in the record.")


def test_choices_quote_the_reason_or_say_that_there_is_none(full):
    """Candidates are the files."""
    first, second = items(full, CHOICES)
    assert "耳朵 and the tail" in first.purpose.zh
    assert second.purpose.en.endswith("Reason: none given")
    assert [len(each.files) for each in (first, second)] == [3, 2]


def test_an_edit_without_a_state_before_shows_it(tmp_path):
    """What was never kept is not made up: zero states before."""
    with case(tmp_path, "Théâtre d'Opéra Spatial") as told:
        (item,) = items(told.source, EDITS)
    assert "states before kept: 0" in item.purpose.en
    assert len(item.files) == 1


def stated(studio, work, kind, body, **texts):
    """Record that a person says something for which there is no method yet."""
    opened = [studio.text(text) for text in texts.values()]
    named = dict(zip(texts, (text.to_value() for text in opened), strict=True))
    by, signers = Actor(person=studio.owner), (studio.signer(studio.owner),)
    draft = Draft(kind, {**body, **named}, Seen.STATED, by, signers, work.digest, tuple(opened))
    studio.record(draft)


def test_releases_and_copies_are_exhibits(tmp_path):
    """In the words of the person; an output of nobody's instruction, too."""
    with case(tmp_path, "Cui, Frost's Descent") as told:
        work, studio = told.work, told.studio
        asset = work.take(drawn(tmp_path / "x.png", 99))
        work.receive_output(None, [asset], program=Program("folder", "1"))
        body = {"asset": asset.digest, "source type": "composite"}
        stated(studio, work, "work.released", body, place="=weibo", licence="all rights")
        copy = work.take(drawn(tmp_path / "y.png", 98))
        stated(studio, work, "copy.found", {"captured": [copy.to_value()]}, where="a shop")
        source = source_of(studio, work, Asking(Place.CN), "bozzetto 1")
    (release,) = items(source, RELEASES)
    assert "=weibo" in release.purpose.en
    assert "=weibo" in release.purpose.zh
    assert release.files == ((asset.digest, source.work[-2]),)
    (found,) = items(source, COPIES)
    assert "a shop" in found.purpose.zh
    assert found.files == ((copy.digest, source.work[-1]),)
    assert items(source, ROUNDS)[-1].name.en == "Outputs without a known instruction"
