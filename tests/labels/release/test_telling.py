"""Telling: how credentials begin, what was done since, and what they keep to themselves."""

import json
from dataclasses import replace

import pytest

from bozzetto.labels import SourceType
from bozzetto.labels.credentials import Created, Opened, Region, Relation
from bozzetto.labels.release.telling import MOST_EDITS, Telling, counts_of, tell
from bozzetto.log import Checkpoint
from bozzetto.record import Actor, Digest, Seen
from tests.labels.test_disclosure import AT
from tests.story.told import facts_of, picture

ROOT = Checkpoint("bozzetto.local/0", 17, bytes(range(32)))
LABEL = Region(1, 2, 3, 4, "label")


@pytest.fixture
def told(ledger, tmp_path):
    """Tell the manifest of a picture; files are there for the digests that are given."""

    def call(asset, *, signed=(), here=(), **more):
        def find(digest):
            names = {each["digest"]: each["name"] for each in (*here, *signed)}
            return tmp_path / names[digest] if digest in names else None

        telling = Telling(
            facts_of(ledger),
            Digest(asset["digest"]),
            SourceType.COMPOSITE_TRAINED,
            ROOT,
            find,
            lambda path: path.name in {each["name"] for each in signed},
        )
        return tell(replace(telling, **more), AT, None)

    return call


def edited(ledger, before, after, tool="Krita", **more):
    """Record an edit."""
    body = {
        "before": [each["digest"] for each in before],
        "after": after,
        "tool": {"name": tool, "version": "5"},
        "dimensions": [],
    }
    return ledger.act("edit.made", body, by=Actor(tool=tool, version="5"), **more)


def names(manifest):
    """Return the names of what was done."""
    return [act.name for act in manifest.acts]


def test_output(teller, ledger, told):
    """What a tool gave was created by it, when it was seen, and published."""
    one = picture(ledger, "one")
    teller.receive(teller.instruct("a cat", {}, []), [one])
    manifest = told(one)
    start = manifest.start
    assert isinstance(start, Created)
    assert (start.source_type, start.program.name) == (SourceType.COMPOSITE_TRAINED, "ComfyUI")
    assert start.when is not None
    assert start.words == ""
    assert names(manifest) == ["c2pa.edited.metadata", "c2pa.published"]
    assert (manifest.ingredients, manifest.is_complete) == ((), False)
    assert manifest.process.root == ROOT
    assert manifest.process.counts == {
        "entries": 3,
        "instructions": 1,
        "outputs": 1,
        "materials": 0,
        "choices": 0,
        "edits": 0,
    }


def test_inputs(teller, ledger, told):
    """What the tool was given is named by its role, with its bytes where they may be read."""
    sketch, mask, one = (picture(ledger, name) for name in ("sketch", "mask", "one"))
    teller.add(sketch, "sketch", "own hand")
    inputs = [{"role": "init image", "asset": sketch, "region": mask}, {"role": "control"}]
    teller.receive(teller.instruct("a cat", {}, inputs), [one])
    manifest = told(one, here=[sketch])
    found = [(each.id, each.title, each.relation, each.path) for each in manifest.ingredients]
    assert [each[:3] for each in found] == [
        ("input-1", "init image", Relation.INPUT),
        ("mask-1", "mask", Relation.INPUT),
        ("input-2", "control", Relation.INPUT),
    ]
    assert [each[3] is None for each in found] == [False, True, True]
    assert manifest.start.uses == ("input-1", "mask-1", "input-2")


def test_prompts_only_on_purpose(teller, ledger, told):
    """The words go into the picture only where their author wants it."""
    one = picture(ledger, "one")
    teller.receive(teller.instruct("a secret cat", {}, []), [one])
    assert "secret" not in told(one).write()
    manifest = told(one, with_prompts=True)
    assert [each.data for each in manifest.ingredients] == [
        b"a secret cat",
        b"blurry, text, watermark",
    ]
    assert manifest.start.uses == ("prompt-1", "prompt-2")


def test_edits(teller, ledger, told):
    """A generated picture was created by its tool, as what it was then, and edited since."""
    one, patch, two, three = (picture(ledger, name) for name in ("one", "patch", "two", "three"))
    teller.receive(teller.instruct("a cat", {}, []), [one])
    teller.add(patch, "texture", "own photo")
    edited(ledger, [one, patch], two)
    edited(ledger, [two], three, tool="GIMP")
    boxes = {(one["digest"], two["digest"]): (Region(0, 0, 5, 5),) * 20}
    manifest = told(three, here=[patch], regions=boxes)
    assert manifest.start.source_type == SourceType.TRAINED
    assert names(manifest)[:3] == ["c2pa.placed", "c2pa.edited", "c2pa.edited"]
    placed, first, second = manifest.acts[:3]
    assert [each.relation for each in manifest.ingredients] == [Relation.COMPONENT]
    assert placed.uses == (manifest.ingredients[0].id,)
    assert (len(first.regions), second.regions) == (16, ())
    assert (first.source_type, second.program.name) == (SourceType.HUMAN_EDITS, "GIMP")


def test_many_edits(teller, ledger, told):
    """Of very many edits the last are told."""
    last = picture(ledger, "0")
    teller.receive(None, [last])
    for number in range(1, MOST_EDITS + 3):
        before, last = last, picture(ledger, str(number))
        edited(ledger, [before], last)
    assert names(told(last)).count("c2pa.edited") == MOST_EDITS


def test_credentials_are_carried_on(teller, ledger, told):
    """A picture with credentials was opened, and so was one that was edited since."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    teller.receive(teller.instruct("a cat", {}, []), [one])
    edited(ledger, [one], two)
    opened = told(one, signed=[one])
    assert isinstance(opened.start, Opened)
    assert names(opened) == ["c2pa.edited.metadata", "c2pa.published"]
    later = told(two, signed=[one])
    assert later.start.parent.name == "one.png"
    assert names(later)[0] == "c2pa.edited"


def test_material(teller, ledger, told):
    """A picture that began as somebody's photograph was opened."""
    photo, two = picture(ledger, "photo"), picture(ledger, "two")
    teller.add(photo, "photo", "own photo")
    edited(ledger, [photo], two)
    manifest = told(two, here=[photo, two])
    assert manifest.start.parent.name == "photo.png"
    assert names(manifest)[0] == "c2pa.edited"
    assert isinstance(told(two).start, Created)  # where the photograph's bytes are gone


def test_edit_from_nowhere(ledger, told):
    """An edit that does not say what it was made from is the beginning."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    edited(ledger, [], one)
    edited(ledger, [one], two)
    manifest = told(two, here=[two])
    assert isinstance(manifest.start, Created)
    assert manifest.start.program.name == "Krita"
    assert names(manifest).count("c2pa.edited") == 1


def test_how_it_is_known(teller, ledger, told):
    """What the recorder did not see is told as somebody's word, and has no time."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    teller.receive(None, [one])
    body = {"before": [one["digest"]], "after": two, "tool": {"name": "Krita"}, "dimensions": []}
    ledger.act("edit.made", body, person=True, seen=Seen.STATED)
    manifest = told(two)
    assert (manifest.start.when, manifest.start.words) == (
        None,
        "as a file says that was recorded afterwards",
    )
    assert (manifest.acts[0].when, manifest.acts[0].words) == (None, "as its author says")


def test_visible_label(teller, ledger, tmp_path):
    """The label that was put onto the picture is told, and where."""
    one = picture(ledger, "one")
    teller.receive(None, [one])
    facts = facts_of(ledger)
    telling = Telling(
        facts,
        Digest(one["digest"]),
        SourceType.TRAINED,
        ROOT,
        lambda _digest: tmp_path / "one.png",
        lambda _path: False,
    )
    manifest = tell(telling, AT, LABEL)
    assert (manifest.acts[0].name, manifest.acts[0].regions) == ("c2pa.addedText", (LABEL,))


def test_nothing_private(teller, ledger, told):
    """No title, no file's name, no layer, no model and no person is in it."""
    secret = ledger.asset(b"x", name="secret client.png")
    teller.add(secret, "sketch", "own hand", "secret note")
    one = ledger.asset(b"y", name="secret cat.png")
    teller.receive(
        teller.instruct("secret", {"seed": "1"}, [{"role": "a", "asset": secret}]), [one]
    )
    text = told(one).write()
    assert "secret" not in text
    assert "safetensors" not in text
    assert "Cat pendant" not in text
    assert set(json.loads(text)) == {"title", "claim_generator_info", "ingredients", "assertions"}


def test_counts(teller, ledger):
    """What is counted is the work's own chain."""
    teller.receive(None, [picture(ledger, "one")])
    assert counts_of(facts_of(ledger))["outputs"] == 1


def test_a_circle(ledger, told):
    """A record whose edits name each other is followed to its beginning."""
    one, two = picture(ledger, "one"), picture(ledger, "two")
    edited(ledger, [two], one)
    edited(ledger, [one], two)
    assert names(told(two)).count("c2pa.edited") == 1
