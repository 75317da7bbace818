"""Releasing: from a recorded work to copies that others read, and an entry; or to nothing."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.anchor import Authority
from bozzetto.api import Input, Instruction, Program, Prompt, Studio
from bozzetto.capture.importing import import_files
from bozzetto.errors import (
    AnchorError,
    FormatError,
    RecordingError,
    StudioError,
    VerificationError,
)
from bozzetto.labels import Aigc, SourceType, find_labels, label_file
from bozzetto.labels.credentials import PROCESS, Timestamp, Trust
from bozzetto.labels.release import (
    Order,
    Preset,
    Propagator,
    RecordRoot,
    checking,
    propose,
    release,
)
from bozzetto.labels.visible import Visible
from bozzetto.record import Asset, Digest, digest_of
from bozzetto.upkeep.facts import facts_of
from tests.labels.credentials.readers import encypher, store
from tests.labels.pictures import NEEDS_EXIFTOOL, exiftool, gradient, pixels, sample, saved
from tests.studio.whole import check_whole

COMFYUI = Program("ComfyUI", "0.3.64")
CODE = "001191110102MACQD9K64010000"  # a provider's, met in the wild


@dataclass
class Scene:
    """A work with a picture that is ready for release."""

    studio: Studio
    asset: Asset
    folder: Path

    @property
    def work(self):
        """The only work."""
        return self.studio.find_work("Cat")

    def order(self, *presets, **more):
        """Ask for a release."""
        source = SourceType.COMPOSITE_TRAINED
        return Order(self.asset.digest, presets, "https://example.org", "CC0", source, **more)

    def release(self, order, folder="out"):
        """Release it."""
        return release(self.work, facts_of(self.studio, self.work), order, self.folder / folder)


def recorded(folder, data=None, suffix="png"):
    """Record a work through the public interface: a sketch goes in, a picture comes out."""
    studio = Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk")
    work = studio.open_work("Cat")
    (folder / "sketch.png").write_bytes(saved("PNG", size_of(32)))
    sketch = work.take(folder / "sketch.png")
    work.add_material(sketch, role="sketch", origin="own hand")
    told = work.give_instruction(
        Instruction(
            COMFYUI.name,
            COMFYUI.version,
            prompts=(Prompt("a silver cat", role="positive", by="person"),),
            inputs=(Input("control", sketch),),
        )
    )
    path = folder / f"猫 final.{suffix}"
    path.write_bytes(data or saved("PNG", size_of(320)))
    asset = work.take(path)
    work.receive_output(told, [asset], program=COMFYUI)
    return Scene(studio, asset, folder)


def size_of(side):
    """A picture of that width."""
    return gradient("RGB", (side, side * 3 // 4))


@pytest.fixture(autouse=True)
def _without_exiftool(monkeypatch):
    """Let Pillow read: only what is published once is read by ExifTool, which takes its time."""
    monkeypatch.setattr(checking.shutil, "which", lambda _name: None)


@pytest.fixture
def scene(tmp_path):
    """A recorded work; whatever the test did to it, the whole log holds at the end."""
    made = recorded(tmp_path)
    yield made
    made.studio.close()
    check_whole(tmp_path / "studio")


@pytest.fixture(scope="module")
def published(tmp_path_factory, own, served):
    """Every preset at once, of one recorded work."""
    made = recorded(tmp_path_factory.mktemp("published"))
    order = made.order(
        *Preset,
        creators=("李",),
        provider=CODE,
        with_root=True,
        bundle=digest_of(b"a bundle"),
        signer=own,
        authority=Authority("local", "Local", served.url, min_interval=0),
    )
    yield made, made.release(order)
    made.studio.close()


def by_preset(published):
    """Return the copies."""
    return {copy.preset: copy for copy in published[1].copies}


def test_files(published):
    """One copy a preset, by the picture's own name, and nothing else in the folder."""
    scene, done = published
    names = [copy.path.name for copy in done.copies]
    assert names == [f"猫-final-{preset}.png" for preset in ("cn", "eu", "us", "plain")]
    assert {each.name for each in (scene.folder / "out").iterdir()} == set(names)
    for copy in done.copies:
        assert copy.digest == digest_of(copy.path.read_bytes())
        assert copy.size == copy.path.stat().st_size


def test_labels(published):
    """Each has what its preset names."""
    kinds = {preset.value: copy.labels for preset, copy in by_preset(published).items()}
    assert kinds == {
        "cn": ("visible", "aigc", "iptc", "c2pa"),
        "eu": ("iptc", "c2pa"),
        "us": ("iptc", "sb942", "c2pa"),
        "plain": ("iptc", "c2pa"),
    }


def test_implicit_label(published):
    """China's label names provider, number and the record's root; no other copy has one."""
    scene, done = published
    copies = by_preset(published)
    (found,) = find_labels(copies[Preset.CN].path)
    assert found.departures == ()
    assert (found.aigc.label, found.aigc.producer) == ("1", CODE)
    assert found.aigc.produce_id == done.identifier
    assert done.identifier == f"{scene.work.digest[7:23]}-{scene.asset.digest[7:39]}"
    assert RecordRoot.parse(found.aigc.reserved1).size == done.recorded.place
    assert all(find_labels(copies[each].path) == () for each in Preset if each is not Preset.CN)


@NEEDS_EXIFTOOL
def test_as_exiftool(published):
    """ExifTool reads source type, system, creator and SB 942's five in the copy for the US."""
    path = by_preset(published)[Preset.US].path
    said = json.loads(exiftool(path, "-j", "-n", "-XMP:all"))[0]
    assert said["DigitalSourceType"] == str(SourceType.COMPOSITE_TRAINED)
    assert (said["AISystemUsed"], said["AISystemVersionUsed"]) == ("ComfyUI", "0.3.64")
    assert said["Creator"] == "李"
    assert (said["Source"], said["DigitalImageGUID"]) == (CODE, published[1].identifier)
    assert said["DateCreated"].endswith("Z")
    assert said["ModifyDate"].endswith("Z")
    assert "silver" not in json.dumps(said)


def test_credentials(published, root, served):
    """Two readers that others wrote hold all credentials to be whole and by this signer."""
    for copy in published[1].copies:
        told = store(copy.path, root + served.root_pem.decode())
        assert told["validation_state"] == "Trusted"
        assert encypher(copy.path, root, served.root_pem.decode()) == "Trusted"
        assert (copy.signed.trust, copy.signed.timestamp) == (
            Trust.SELF_ATTESTED,
            Timestamp.STAMPED,
        )


def test_what_credentials_say(published):
    """They tell the making, the record's root, the bundle and counts; and nothing private."""
    copy = by_preset(published)[Preset.CN]
    told = store(copy.path)
    manifest = told["manifests"][told["active_manifest"]]
    said = {each["label"]: each["data"] for each in manifest["assertions"]}
    actions = said["c2pa.actions.v2"]["actions"]
    assert [each["action"] for each in actions] == [
        "c2pa.created",
        "c2pa.addedText",
        "c2pa.edited.metadata",
        "c2pa.published",
    ]
    assert actions[0]["softwareAgent"] == {"name": "ComfyUI", "version": "0.3.64"}
    assert said[PROCESS]["root"]["size"] == published[1].recorded.place
    assert said[PROCESS]["bundle"] == digest_of(b"a bundle")
    assert said[PROCESS]["counts"]["instructions"] == 1
    assert [each["title"] for each in manifest["ingredients"]] == ["control"]
    assert b"silver" not in copy.path.read_bytes()


def test_altered_copies(published, tmp_path):
    """A byte that is changed is found by both readers."""
    data = bytearray(by_preset(published)[Preset.EU].path.read_bytes())
    data[data.index(b"IDAT") + 40] ^= 1
    (tmp_path / "a.png").write_bytes(data)
    assert store(tmp_path / "a.png")["validation_state"] == "Invalid"
    assert encypher(tmp_path / "a.png") == "Invalid"


def test_pixels(published):
    """Without a visible label no pixel changes; with one, what is around it stays."""
    scene, copies = published[0], by_preset(published)
    original = scene.studio.assets.path(scene.asset.digest)
    for preset in (Preset.EU, Preset.US, Preset.PLAIN):
        assert pixels(copies[preset].path) == pixels(original)
    shown = copies[Preset.CN].shown
    assert shown.percent >= 5
    with Image.open(copies[Preset.CN].path) as image, Image.open(original) as before:
        assert image.crop((0, 0, *shown.box[:2])).tobytes() == (
            before.crop((0, 0, *shown.box[:2])).tobytes()
        )


def test_entry(published):
    """The record names the original, the copies and their labels, and has the copies' bytes."""
    scene, done = published
    entry = scene.work.entries()[-1][1]
    assert (entry.event.kind, entry.digest) == ("work.released", done.recorded.digest)
    body = entry.event.body
    assert body["asset"] == scene.asset.digest
    assert body["source type"] == "compositeWithTrainedAlgorithmicMedia"
    assert [copy["asset"]["digest"] for copy in body["copies"]] == [
        copy.digest for copy in done.copies
    ]
    assert all(scene.studio.assets.has(Digest(copy.digest)) for copy in done.copies)
    facts = facts_of(scene.studio, scene.work)
    assert propose(facts, scene.asset.digest).source_type == SourceType.COMPOSITE_TRAINED


def test_as_json(published):
    """What came of it can be said in JSON."""
    value = json.loads(json.dumps(by_preset(published)[Preset.CN].to_value()))
    assert value["credentials"]["timestamp"] == "stamped"
    assert value["visible"]["text"] == "AI生成"
    assert value["found"] == []


@pytest.mark.parametrize("suffix", ["jpg", "avif"])
def test_formats(tmp_path, own, suffix):
    """Other formats are released, too, with credentials that hold."""
    kind = {"jpg": "JPEG", "avif": "AVIF"}[suffix]
    made = recorded(tmp_path, saved(kind, size_of(320)), suffix)
    done = made.release(made.order(Preset.CN, provider="example", signer=own))
    made.studio.close()
    assert done.copies[0].path.suffix == f".{suffix}"
    assert len(find_labels(done.copies[0].path)) == 1
    assert encypher(done.copies[0].path) == "Valid"


def test_without_a_signer(scene):
    """Labels alone are possible where no preset wants more."""
    (copy,) = scene.release(scene.order(Preset.PLAIN, visible=Visible("AI-generated", "en"))).copies
    assert (copy.labels, copy.signed) == (("visible", "iptc"), None)
    assert copy.shown.text == "AI-generated"


def test_prompts_only_on_purpose(scene):
    """The words of the prompt stand in the copy where their author wants it."""
    (copy,) = scene.release(scene.order(Preset.PLAIN, with_prompts=True)).copies
    assert b"a silver cat" in copy.path.read_bytes()
    sketch = next(iter(scene.work.assets()))
    order = replace(scene.order(Preset.PLAIN, with_prompts=True), asset=sketch)
    with pytest.raises(StudioError, match="no words"):
        scene.release(order, "sketch")


def test_labels_that_are_there(tmp_path):
    """A picture that is labelled keeps its label; who spreads it is added if that is asked."""
    (tmp_path / "a.png").write_bytes(saved("PNG", size_of(320)))
    theirs = Aigc("1", "another", "n-1")
    label_file(tmp_path / "a.png", tmp_path / "b.png", theirs)
    made = recorded(tmp_path, (tmp_path / "b.png").read_bytes())
    order = made.order(Preset.CN, provider="example", declines_visible=True)
    (copy,) = made.release(order, "kept").copies
    assert [each.aigc for each in find_labels(copy.path)] == [theirs]
    assert copy.labels == ("aigc", "iptc")
    assert [(each.name, each.written) for each in copy.remarks] == [("TC260:AIGC", None)]
    spread = replace(order, propagator=Propagator("platform", "p-7"))
    (copy,) = made.release(spread, "spread").copies
    made.studio.close()
    assert find_labels(copy.path)[0].aigc == theirs.spread_by("platform", "p-7")


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        pytest.param("openai-c2pa/chatgpt-image2.png", False, id="OpenAI"),
        pytest.param("google-gemini-c2pa/gemini_3.1pro.png", False, id="Gemini"),
        pytest.param("adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg", True, id="Photoshop"),
    ],
)
def test_real_credentials_are_carried_on(tmp_path, own, name, visible):
    """What others signed becomes the parent, whole, also where pixels change."""
    path = sample(name)
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat")
        import_files(work, [path])
        made = Scene(studio, next(iter(work.assets().values())), tmp_path)
        order = made.order(Preset.PLAIN, signer=own, visible=Visible() if visible else None)
        (copy,) = made.release(order).copies
    told = store(copy.path)
    manifest = told["manifests"][told["active_manifest"]]
    (parent,) = manifest["ingredients"]
    assert parent["relationship"] == "parentOf"
    assert parent["active_manifest"] == store(path)["active_manifest"]
    assert manifest["assertions"][0]["data"]["actions"][0]["action"] == "c2pa.opened"
    assert "credentials" not in (copy.shown.lost if copy.shown else ())
    assert encypher(copy.path) == "Valid"
    if not visible:
        assert pixels(copy.path) == pixels(path)


def nothing_left(scene):
    """Whether a refused release left neither files nor an entry."""
    kinds = [entry.event.kind for _place, entry in scene.work.entries()]
    return "work.released" not in kinds and not (scene.folder / "out").exists()


def test_refused_orders(scene):
    """What is missing is said, and nothing is left."""
    with pytest.raises(StudioError, match="names who provides"):
        scene.release(scene.order(Preset.CN))
    with pytest.raises(FormatError, match="27 characters"):
        scene.release(scene.order(Preset.CN, provider=CODE[:-1]))
    with pytest.raises(StudioError, match="names the file"):
        scene.release(replace(scene.order(Preset.PLAIN), asset=digest_of(b"another's")))
    assert nothing_left(scene)


def test_an_authority_that_is_not_there(scene, own):
    """The copy for the EU needs the time; others go without, and that is said."""
    nobody = Authority("local", "Local", "http://127.0.0.1:9", min_interval=0)
    with pytest.raises(AnchorError, match="no timestamp came"):
        scene.release(scene.order(Preset.EU, signer=own, authority=nobody))
    assert nothing_left(scene)
    (copy,) = scene.release(scene.order(Preset.PLAIN, signer=own, authority=nobody)).copies
    assert copy.signed.timestamp is Timestamp.MISSED
    assert copy.signed.why


def test_no_picture(tmp_path):
    """What is no picture that labels stand in is refused."""
    made = recorded(tmp_path, b"GIF89a and no more", "gif")
    with pytest.raises(FormatError):
        made.release(made.order(Preset.PLAIN))
    assert nothing_left(made)
    made.studio.close()


def test_what_is_there_stays(scene):
    """Nothing is written over, and a release that finds something is none."""
    (scene.folder / "out").mkdir()
    (scene.folder / "out" / "猫-final-plain.png").write_text("another's")
    with pytest.raises(StudioError, match="already"):
        scene.release(scene.order(Preset.PLAIN))
    assert (scene.folder / "out" / "猫-final-plain.png").read_text() == "another's"
    assert len(list((scene.folder / "out").iterdir())) == 1


def test_damaged_bytes(tmp_path):
    """Bytes that are not those of the record are not released."""
    made = recorded(tmp_path)
    path = made.studio.assets.path(made.asset.digest)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(VerificationError, match="not those of"):
        made.release(made.order(Preset.PLAIN))
    assert nothing_left(made)
    made.studio.close()


def test_an_entry_that_cannot_be_recorded(scene, monkeypatch):
    """Where the record refuses, the copies are taken back."""

    def refuse(*_drafts, **_more):
        raise RecordingError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(scene.studio, "record", refuse)
        with pytest.raises(RecordingError, match="full"):
            scene.release(scene.order(Preset.PLAIN))
    assert nothing_left(scene)


def test_hostile_names(tmp_path):
    """A name that would lead elsewhere, or show as something else, names a plain file."""
    made = recorded(tmp_path)
    work = made.work
    with (tmp_path / "sketch.png").open("rb") as file:
        asset = work.take(file, "../../etc/\u202egnp.exe\n.png")
    work.receive_output(None, [asset], program=COMFYUI)
    (copy,) = made.release(replace(made.order(Preset.PLAIN), asset=asset.digest)).copies
    made.studio.close()
    assert copy.path.parent == tmp_path / "out"
    assert copy.path.name == "gnp.exe-plain.png"
