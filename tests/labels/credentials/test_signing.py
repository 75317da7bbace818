"""Signing: both readers take what was signed, and neither takes what was changed since."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from bozzetto.anchor import Authority
from bozzetto.capture.credentials import State
from bozzetto.errors import BozzettoError, FormatError, StudioError
from bozzetto.labels import SourceType, find_labels, label_file
from bozzetto.labels.aigc import Aigc
from bozzetto.labels.credentials import (
    PROCESS,
    Act,
    Created,
    Ingredient,
    Manifest,
    Opened,
    Process,
    Program,
    Region,
    Relation,
    Signer,
    Timestamp,
    Trust,
    sign_credentials,
)
from bozzetto.labels.credentials.library import names_specification
from bozzetto.log import Checkpoint
from bozzetto.studio import Clock
from tests.labels.credentials.readers import (
    FORMATS,
    crjson,
    encypher,
    needs_c2pa,
    picture,
    state,
    store,
)
from tests.labels.credentials.rubric import CHECKS, failed
from tests.labels.pictures import NEEDS_EXIFTOOL, behind_header, chunk, pixels, sample, segment

needs_c2pa()

PROCESS_SAID = Process(
    Checkpoint("bozzetto.local/0123456789abcdef", 17, b"r" * 32),
    "sha256:" + "ab" * 32,
    {"steps": 3},
)
PROMPT = "一只猫, at night"


def whole(start=None):
    """A manifest that says all that one can."""
    when = datetime(2026, 3, 4, tzinfo=UTC)
    return Manifest(
        "cat",
        start
        or Created(SourceType.TRAINED, Program("ComfyUI", "0.3.64"), when, "made", ("prompt",)),
        (
            Act(
                "c2pa.edited",
                SourceType.COMPOSITE_TRAINED,
                Program("Krita", "5"),
                when,
                "inpainted",
                (Region(1, 2, 3, 4, "the eye"),),
                ("mask",),
            ),
            Act("c2pa.placed", uses=("layer",)),
            Act("com.example.selected"),
        ),
        (
            Ingredient.prompt(PROMPT),
            Ingredient("mask", "mask.png", Relation.INPUT, "image/png"),
            Ingredient("layer", "layer.png", Relation.COMPONENT, "image/png"),
        ),
        PROCESS_SAID,
        generator=Program("Bozzetto", "0.1.0"),
    )


def plain():
    """A manifest that says little."""
    return Manifest("cat", Created(SourceType.TRAINED))


@pytest.fixture(scope="module")
def signed(tmp_path_factory, own):
    """A signed picture of each format, and the plain one beside it."""
    made = {}
    for suffix in FORMATS:
        folder = tmp_path_factory.mktemp(suffix)
        source, target = picture(folder, suffix), folder / f"signed.{suffix}"
        made[suffix] = source, target, sign_credentials(source, target, whole(), own)
    return made


@pytest.mark.parametrize("suffix", FORMATS)
def test_both_readers_take_it(signed, suffix, root):
    """The integrity is one thing, and the trust another: that comes with the root only."""
    _source, target, result = signed[suffix]
    assert (result.integrity, result.trust) == (State.INTACT, Trust.SELF_ATTESTED)
    assert (result.timestamp, result.stamped_by, result.why) == (Timestamp.NONE, None, "")
    assert [state(target), state(target, root)] == ["Valid", "Trusted"]
    assert [encypher(target), encypher(target, root)] == ["Valid", "Trusted"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_pixels_stay(signed, suffix):
    """To the last bit, and the source as it was."""
    source, target, _result = signed[suffix]
    assert pixels(target) == pixels(source)
    assert state(source) is None


def alterations(data, suffix):
    """The file with one thing changed, each time another."""
    at = data.index(b"com.bozzetto.process")  # in the manifest, and its end is behind that
    words = data.index(PROMPT.encode())
    yield "manifest", data[: at + 4] + b"B" + data[at + 5 :]
    yield "prompt", data[:words] + b"\xe4\xba\x8c" + data[words + 3 :]
    # What is no whole box is passed over by one of the readers
    yield "appended", data + (b"\0\0\0\x0cmine1234" if suffix == "avif" else b"\0\0\0\0")
    if suffix == "png":
        yield "text", behind_header(data, chunk(b"tEXt", b"Comment\0mine"))
    if suffix == "jpg":
        yield "comment", data[:2] + segment(0xFE, b"mine") + data[2:]


@pytest.mark.parametrize("suffix", FORMATS)
def test_both_readers_reject_what_was_changed(signed, suffix, root, tmp_path):
    """Whatever it was."""
    _source, target, _result = signed[suffix]
    taken = []
    for name, data in alterations(target.read_bytes(), suffix):
        path = tmp_path / f"{name}.{suffix}"
        path.write_bytes(data)
        taken += [
            (name, reader.__name__)
            for reader in (state, encypher)
            if reader(path, root) in {"Valid", "Trusted"}
        ]
    assert taken == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_both_readers_reject_other_pixels(signed, suffix, root, tmp_path):
    """One byte, in the middle of what the picture is made of."""
    source, target, _result = signed[suffix]
    before, data = source.read_bytes(), bytearray(target.read_bytes())
    at = len(before) // 2
    place = data.find(before[at : at + 12])
    assert place >= 0
    data[place + 5] ^= 1
    path = tmp_path / f"changed.{suffix}"
    path.write_bytes(data)
    assert {state(path, root), encypher(path, root)} <= {"Invalid", None}


def test_the_rubric_of_c2pa(signed):
    """All 31 checks; in releases of the library that cannot name the specification, 30."""
    unnamed = [] if names_specification() else ["mandatory_spec_version"]
    assert len(CHECKS) == 31
    for _source, target, _result in signed.values():
        assert failed(crjson(target)) == unnamed


def test_the_rubric_of_what_was_opened(signed, own, tmp_path):
    """With a parent that has credentials, and an input that has."""
    _source, parent, _result = signed["png"]
    unnamed = [] if names_specification() else ["mandatory_spec_version"]
    other = Ingredient("pose", "pose.jpg", Relation.INPUT, path=signed["jpg"][1])
    manifest = Manifest("cat", Opened(parent, "in.png"), (Act("c2pa.published"),), (other,))
    sign_credentials(parent, tmp_path / "a.png", manifest, own)
    assert failed(crjson(tmp_path / "a.png")) == unnamed


def test_the_rubric_finds_faults(own, tmp_path, monkeypatch):
    """The library's own defaults fail, so the checks do check."""
    monkeypatch.setattr("bozzetto.labels.credentials.signing.settings", lambda **_more: {})
    sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own)
    assert "inception_action_position" in failed(crjson(tmp_path / "a.png"))


def test_what_the_manifest_says(signed):
    """The record's root and counts, and the actions with their places; no thumbnail."""
    for _source, target, result in signed.values():
        manifest = store(target)["manifests"][result.manifest]
        said = {each["label"]: each["data"] for each in manifest["assertions"]}
        said.pop("c2pa.hash.bmff.v3", None)  # of an AVIF; other bindings are not listed
        assert said.keys() == {"c2pa.actions.v2", PROCESS}
        assert said[PROCESS] == PROCESS_SAID.json()
        assert "thumbnail" not in manifest
        began, edited, placed, own_action = said["c2pa.actions.v2"]["actions"]
        assert began["action"] == "c2pa.created"
        assert edited["changes"][0]["region"][0]["shape"]["width"] == 3
        assert [placed["action"], own_action["action"]] == ["c2pa.placed", "com.example.selected"]
        assert [each["relationship"] for each in manifest["ingredients"]] == [
            "inputTo",
            "inputTo",
            "componentOf",
        ]


def test_the_prompt_is_there_only_where_it_was_given(signed, own, tmp_path):
    """Byte for byte; else nothing of it."""
    _source, target, _result = signed["png"]
    assert PROMPT.encode() in target.read_bytes()
    sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own)
    assert PROMPT.encode() not in (tmp_path / "a.png").read_bytes()


@NEEDS_EXIFTOOL
@pytest.mark.parametrize("suffix", ["png", "jpg"])  # it reads no others so far
def test_exiftool_sees_it(signed, suffix):
    """Another program, of which nobody here wrote a line."""
    _source, target, _result = signed[suffix]
    told = subprocess.run(
        ["exiftool", "-j", "-G", "-struct", target], check=True, capture_output=True, text=True
    ).stdout
    assert "JUMBF" in told
    assert "bozzetto" in told.lower()


def test_labels_stay(own, tmp_path):
    """They are written first, and covered."""
    source = picture(tmp_path)
    label = Aigc("1", "example-studio", "cat-1")
    label_file(source, tmp_path / "labelled.png", label)
    sign_credentials(tmp_path / "labelled.png", tmp_path / "signed.png", plain(), own)
    assert [each.aigc for each in find_labels(tmp_path / "signed.png")] == [label]
    assert state(tmp_path / "signed.png") == "Valid"


def test_a_picture_with_credentials_was_not_created(signed, own, tmp_path):
    """Whatever the caller says."""
    with pytest.raises(StudioError, match="it was opened, and not created here"):
        sign_credentials(signed["png"][1], tmp_path / "a.png", plain(), own)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [b"com.bozzetto.process", b"jumb"], ids=["altered", "unread"])
def test_credentials_that_do_not_hold_are_there_all_the_same(signed, own, tmp_path, words):
    """Neither what was altered nor what cannot be read is absent."""
    data = signed["png"][1].read_bytes()
    at = data.index(words)
    (tmp_path / "b.png").write_bytes(data[:at] + b"X" + data[at + 1 :])
    with pytest.raises(StudioError, match="was opened"):
        sign_credentials(tmp_path / "b.png", tmp_path / "a.png", plain(), own)


def test_what_was_opened_keeps_its_credentials(signed, own, root, tmp_path):
    """Below the new ones; the labels that were written since broke those in the copy."""
    parent = signed["png"][1]
    label_file(parent, tmp_path / "labelled.png", Aigc("1", "example-studio", "cat-1"))
    manifest = Manifest("cat", Opened(parent, "in.png"), (Act("c2pa.edited.metadata"),))
    result = sign_credentials(tmp_path / "labelled.png", tmp_path / "a.png", manifest, own)
    assert (result.integrity, result.parent) == (State.INTACT, State.INTACT)
    read = store(tmp_path / "a.png", root)
    assert read["validation_state"] == "Trusted"
    assert len(read["manifests"]) == 2
    assert encypher(tmp_path / "a.png", root) == "Trusted"


def test_an_altered_parent_is_said_to_be_altered(signed, own, tmp_path):
    """The new signature holds, and what was opened did not."""
    parent = tmp_path / "b.png"
    parent.write_bytes(signed["png"][1].read_bytes() + b"\0")
    manifest = Manifest("cat", Opened(parent, "in.png"), is_complete=True)
    result = sign_credentials(parent, tmp_path / "a.png", manifest, own)
    assert (result.integrity, result.parent) == (State.INTACT, State.ALTERED)
    assert [state(tmp_path / "a.png"), encypher(tmp_path / "a.png")] == ["Valid", "Valid"]


def test_credentials_are_not_dropped(signed, own, tmp_path):
    """Where another file is said to have been opened."""
    manifest = Manifest("cat", Opened(picture(tmp_path), "in.png"), is_complete=True)
    with pytest.raises(StudioError, match="would be lost"):
        sign_credentials(signed["png"][1], tmp_path / "a.png", manifest, own)


@pytest.mark.parametrize(
    "name",
    ["openai-c2pa/chatgpt-image2.png", "google-gemini-c2pa/gemini_3.1pro.png"],
    ids=["OpenAI", "Gemini"],
)
def test_pictures_of_services(name, own, tmp_path):
    """Their makers' credentials are chained, not replaced."""
    source = sample(name)
    manifest = Manifest("cat", Opened(source, source.name), (Act("c2pa.published"),))
    result = sign_credentials(source, tmp_path / "a.png", manifest, own)
    assert (result.integrity, result.parent) == (State.INTACT, State.INTACT)
    assert state(tmp_path / "a.png") == "Valid"
    assert encypher(tmp_path / "a.png") == "Valid"


def asked(served):
    """The authority, as it is asked."""
    return Authority("loopback", "Loopback", served.url, min_interval=0)


def test_a_timestamp(served, own, root, tmp_path):
    """Both readers find it, and trust it with the authority's root."""
    target = tmp_path / "a.png"
    anchors = root + served.root_pem.decode()
    before = served.requests
    result = sign_credentials(
        picture(tmp_path), target, plain(), own, authority=asked(served), anchors=anchors
    )
    assert served.requests == before + 1
    assert (result.timestamp, result.trust) == (Timestamp.STAMPED, Trust.TRUSTED)
    assert result.stamped_by == "Loopback timestamps signer, good"
    assert "timeStamp.trusted" in str(store(target, anchors)["validation_results"])
    late = own.expires + timedelta(days=30)  # it outlives the certificate
    assert encypher(target, root, served.root_pem.decode(), late) == "Trusted"


def test_an_authority_that_is_down(served, own, root, tmp_path):
    """The picture is signed without, and the result says why."""
    served.down = True
    try:
        result = sign_credentials(
            picture(tmp_path), tmp_path / "a.png", plain(), own, authority=asked(served)
        )
    finally:
        served.down = False
    assert result.timestamp is Timestamp.MISSED
    assert "not reached" in result.why
    assert state(tmp_path / "a.png", root) == "Trusted"


def test_an_authority_that_readers_do_not_take(own, tmp_path):
    """Its token would make the whole signature invalid to them, so it is left out."""
    from tests.fakes.authority import Authority as Plain  # noqa: PLC0415  # of no issuer's key

    with Plain() as served:
        result = sign_credentials(
            picture(tmp_path), tmp_path / "a.png", plain(), own, authority=asked(served)
        )
    assert result.timestamp is Timestamp.MISSED
    assert "do not take its timestamps: signingCredential.invalid" in result.why
    assert state(tmp_path / "a.png") == "Valid"


def test_nobody_is_asked_unasked(served, own, tmp_path):
    """Neither to sign nor to read back."""
    before = served.requests
    sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own)
    assert served.requests == before


@pytest.mark.parametrize("error", [OSError("no token in the slot"), KeyboardInterrupt()], ids=repr)
def test_what_a_key_raises_comes_out(own, tmp_path, error):
    """As it was raised, and nothing is left behind."""

    def sign(_data):
        raise error

    with pytest.raises(type(error)) as caught:
        sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), Signer(own.chain, sign))
    assert caught.value is error
    assert [path.name for path in tmp_path.iterdir()] == ["plain.png"]


def test_a_key_that_signs_wrongly(own, tmp_path):
    """Is found before the file has its name."""
    wrong = Signer(own.chain, lambda data: own.sign(data + b"\0"))
    with pytest.raises(BozzettoError, match=r"claimSignature\.mismatch|COSE"):
        sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), wrong)
    assert not (tmp_path / "a.png").exists()


def test_nothing_is_written_over(own, tmp_path):
    """Not even a link that leads nowhere."""
    (tmp_path / "a.png").symlink_to("nowhere")
    with pytest.raises(StudioError, match="there is something at"):
        sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "is no picture"),
        (b"", "is no picture"),
        (b"\x89PNG\r\n\x1a\n", "cannot be written"),
    ],
    ids=["text", "empty", "cut"],
)
def test_files_that_are_refused(own, tmp_path, data, words):
    """As one of our errors."""
    (tmp_path / "b.png").write_bytes(data)
    with pytest.raises((FormatError, StudioError), match=words):
        sign_credentials(tmp_path / "b.png", tmp_path / "a.png", plain(), own)
    assert not (tmp_path / "a.png").exists()


def test_a_certificate_that_has_expired(own, tmp_path):
    """Signs nothing any more."""

    class Later(Clock):
        def now(self):
            return own.expires + timedelta(days=1)

    with pytest.raises(StudioError, match="expired at"):
        sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own, clock=Later())


def test_without_the_library(own, tmp_path, monkeypatch):
    """The word says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "c2pa", None)
    with pytest.raises(StudioError, match="is not installed") as caught:
        sign_credentials(picture(tmp_path), tmp_path / "a.png", plain(), own)
    assert "bozzetto[credentials]" in caught.value.hint


@pytest.mark.skipif(shutil.which("vips") is None, reason="vips is not installed")
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif"])
def test_others_open_it(signed, suffix):
    """Pillow, and libvips."""
    _source, target, _result = signed[suffix]
    with Image.open(target) as image:
        image.load()
    done = subprocess.run(["vips", "avg", target], check=True, capture_output=True, text=True)
    assert float(done.stdout) >= 0
