"""Telling: readings as instructions."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.capture.carriers import Carrier, Picture
from bozzetto.capture.dialects import NOTES, TOOLS, InputFile, ModelFile, PromptText, Reading
from bozzetto.capture.telling import tell, told_alike
from bozzetto.record import (
    MAX_LINE_BYTES,
    Actor,
    Asset,
    Entry,
    Event,
    Moment,
    Seen,
    Signer,
    Text,
    digest_of,
)

FILE = digest_of(b"the file")
MOMENT = Moment("2026-11-22T04:09:15.120000Z")
HOSTILE = "\0 \u202e\u2066 😀 \ufffd \x1b[2J " + '{"text":"sha256:00"}'


def carrier(raw=b"a cat", name="parameters", offset=52):
    """A text in a PNG."""
    return Carrier("png:tEXt", name, offset, raw, raw.decode("latin-1"), exact=True)


def carrying(*carriers):
    """A picture with these carriers."""
    return Picture("image/png", 8, 8, False, carriers, (), None)


def unknown(_digest, _name):
    """Hold no input."""


def told(reading, *carriers, find=unknown):
    """The instruction of a reading."""
    return tell(reading, carrying(*carriers), FILE, find)


def entry_of(instruction, signer):
    """The entry that would be recorded of it: raises where the format does not take it."""
    salts = iter(range(1 << 20))
    body, texts = instruction.to_body(
        lambda words: Text.with_salt(words, next(salts).to_bytes(16, "big"))
    )
    event = Event(
        FILE,
        "instruction.given",
        FILE,
        1,
        FILE,
        MOMENT,
        None,
        Seen.LIVE,
        Actor(None, instruction.tool, instruction.version or "unknown"),
        body,
    )
    return Entry.sealed(event, texts, [signer])


@pytest.fixture(scope="module")
def signer():
    """A device."""
    return Signer(Ed25519PrivateKey.from_private_bytes(b"\1" * 32))


def test_tell_everything(signer):
    """All that a reading says stands in the entry, spelled as the file spells it."""
    digest = hashlib.sha256(b"sketch").hexdigest()
    reading = Reading(
        "ComfyUI",
        version="0.3.64",
        prompts=(
            PromptText("positive", HOSTILE, "template", exact=False),
            PromptText("negative", "fog"),
        ),
        models=(ModelFile("sd.safetensors", "autov2:0123456789"), ModelFile("lora")),
        settings=(("cfg", "7.50"), ("seed", "18446744073709551615")),
        inputs=(InputFile("init", "sketch.png", f"sha256:{digest}"),),
        job="0007",
        account="ann",
        carriers=(1,),
        notes=("comfyui.no-workflow",),
    )
    other = carrier(b"other", "Software", 8)
    body = entry_of(told(reading, other, carrier()), signer).event.body
    assert body["tool"] == {"name": "ComfyUI", "version": "0.3.64"}
    assert [(prompt["role"], prompt["by"], prompt.get("exact")) for prompt in body["prompts"]] == [
        ("positive", "template", "no"),
        ("negative", "unknown", None),
    ]
    assert body["models"] == [
        {"name": "sd.safetensors", "digest": "autov2:0123456789"},
        {"name": "lora", "digest": None},
    ]
    assert body["settings"] == {"cfg": "7.50", "seed": "18446744073709551615"}
    assert body["inputs"] == [{"role": "init", "digest": f"sha256:{digest}", "name": "sketch.png"}]
    assert body["job"] == "0007"
    assert body["notes"] == ["comfyui.no-workflow"]
    assert body["carriers"] == [
        {
            "file": FILE,
            "place": "png:tEXt",
            "name": "parameters",
            "offset": 52,
            "size": 5,
            "digest": digest_of(b"a cat"),
        }
    ]


def test_tell_keeps_words_exactly(signer):
    """A prompt with NUL, marks of direction and emoji is committed to as it is."""
    reading = Reading("Forge", prompts=(PromptText("positive", HOSTILE),), account=HOSTILE)
    assert {text.text for text in entry_of(told(reading), signer).texts} == {HOSTILE}


def test_tell_an_input_that_is_held():
    """An input whose bytes the studio holds is named as a file, asked for by digest and name."""
    sketch = Asset(digest_of(b"sketch"), 6, "image/png", "sketch.png")
    asked = []

    def find(digest, name):
        asked.append((digest, name))
        return sketch

    reading = Reading("ComfyUI", inputs=(InputFile("init", "in/sketch.png", sketch.digest),))
    (used,) = told(reading, find=find).inputs
    assert used.to_value() == {"role": "init", "asset": sketch.to_value()}
    assert asked == [(sketch.digest, "in/sketch.png")]


def test_tell_an_input_without_digest():
    """An input that is named only is not looked for: a name identifies no file."""

    def find(_digest, _name):
        pytest.fail("there is nothing to look for")

    (used,) = told(Reading("Forge", inputs=(InputFile("mask", "m.png"),)), find=find).inputs
    assert used.to_value() == {"role": "mask", "name": "m.png"}


LONG = "x" * 65_537
HUGE = "é" * ((1 << 19) + 1)  # bytes count, not characters


@pytest.mark.parametrize(
    ("reading", "note"),
    [
        pytest.param(
            Reading("Forge", prompts=(PromptText("positive", HUGE),)), "text.too-long", id="prompt"
        ),
        pytest.param(Reading("Forge", account=HUGE), "name.too-long", id="account"),
        pytest.param(Reading("Forge", settings=(("a", LONG),)), "setting.too-long", id="setting"),
        pytest.param(Reading("Forge", models=(ModelFile(LONG),)), "name.too-long", id="model"),
        pytest.param(Reading("Forge", version="9" * 257), "name.too-long", id="version"),
        pytest.param(Reading("Forge", job=LONG), "name.too-long", id="job"),
        pytest.param(
            Reading("Forge", inputs=(InputFile("init", LONG),)), "name.too-long", id="input"
        ),
        pytest.param(
            Reading("Forge", settings=tuple((f"{i:04}", "x" * 65_536) for i in range(400))),
            "told.too-much",
            id="many settings",
        ),
        pytest.param(
            Reading("Forge", settings=tuple((f"{i:04}", "\0" * 65_536) for i in range(40))),
            "told.too-much",
            id="settings that grow when they are written",
        ),
        pytest.param(
            Reading(
                "Forge",
                prompts=tuple(PromptText("positive", f"{i}" + "x" * 9**6) for i in range(40)),
            ),
            "told.too-much",
            id="many prompts",
        ),
        pytest.param(
            Reading("Forge", models=tuple(ModelFile(str(i)) for i in range(70_000))),
            "told.too-much",
            id="many models",
        ),
    ],
)
def test_tell_leaves_out(signer, reading, note):
    """What is beyond the format's limits is left out, a note says so, and the rest is recorded."""
    entry = entry_of(told(reading), signer)
    assert entry.event.body["notes"] == [note]
    assert len(entry.line) <= MAX_LINE_BYTES


def test_tell_keeps_the_name_of_a_setting(signer):
    """A setting whose value is too long stands there without it, beside the others."""
    reading = Reading("Forge", settings=(("Lora", LONG), ("Steps", "20"), ("VAE", "")))
    body = entry_of(told(reading), signer).event.body
    assert body["settings"] == {"Lora": "", "Steps": "20", "VAE": ""}


def test_tell_keeps_what_is_as_long_as_can_be(signer):
    """Values of exactly the format's limits are recorded."""
    words = "é" * (1 << 19)
    reading = Reading(
        "Forge",
        version="9" * 256,
        prompts=(PromptText("positive", words),),
        settings=(("a", "x" * 65_536),),
    )
    instruction = told(reading)
    entry_of(instruction, signer)
    assert instruction.notes == ()
    assert (instruction.prompts[0].text, instruction.version) == (words, "9" * 256)


TEXTS = st.text(max_size=30)
DIGESTS = st.binary(min_size=32, max_size=32).map(lambda raw: f"sha256:{raw.hex()}")
READINGS = st.builds(
    Reading,
    tool=st.sampled_from(TOOLS),
    version=st.none() | TEXTS,
    prompts=st.lists(
        st.builds(PromptText, st.sampled_from(["positive", "region"]), TEXTS), max_size=3
    ).map(tuple),
    models=st.lists(st.builds(ModelFile, TEXTS.filter(bool), st.none() | DIGESTS), max_size=3).map(
        tuple
    ),
    settings=st.dictionaries(TEXTS, TEXTS, max_size=4).map(
        lambda found: tuple(sorted(found.items()))
    ),
    inputs=st.lists(
        st.builds(
            InputFile, st.sampled_from(["image", "mask"]), st.none() | TEXTS, st.none() | DIGESTS
        ),
        max_size=3,
    ).map(tuple),
    job=st.none() | TEXTS,
    account=st.none() | TEXTS,
    carriers=st.sampled_from([(), (0,)]),
    notes=st.sets(st.sampled_from(sorted(NOTES)), max_size=2).map(
        lambda found: tuple(sorted(found))
    ),
)
CARRIERS = st.builds(
    Carrier,
    st.just("png:iTXt"),
    st.text(st.characters()),
    st.integers(0, 1 << 40),
    st.binary(),
    TEXTS,
    st.booleans(),
)


@given(READINGS, CARRIERS)
@settings(deadline=None)
def test_tell_any_reading(signer, reading, found):
    """Whatever a dialect reads, the record takes what is told of it."""
    entry = entry_of(told(reading, found), signer)
    assert Entry.parse(entry.line).line == entry.line


def test_told_alike_by_the_same_bytes():
    """Files that bear the same bytes in carriers of the same name bear one instruction."""
    reading = Reading("Forge", carriers=(0,))
    one = told_alike(reading, carrying(carrier(offset=52)))
    assert one == told_alike(reading, carrying(carrier(offset=99), carrier(b"else", "Software")))


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        pytest.param(Reading("Forge", carriers=(0,)), carrier(b"a dog"), id="other bytes"),
        pytest.param(Reading("Forge", carriers=(0,)), carrier(name="Comment"), id="other keyword"),
        pytest.param(Reading("reForge", carriers=(0,)), carrier(), id="other tool"),
        pytest.param(
            Reading("Forge", carriers=(0,), notes=("carriers.disagree",)),
            carrier(),
            id="read otherwise",
        ),
        pytest.param(Reading("Forge"), carrier(), id="read from elsewhere"),
    ],
)
def test_told_alike_tells_apart(reading, found):
    """Anything else is another instruction."""
    one = told_alike(Reading("Forge", carriers=(0,)), carrying(carrier()))
    assert one != told_alike(reading, carrying(found))


def test_told_alike_pinned():
    """The digest is that of the tool, the notes and each carrier's place, name and bytes."""
    value = f'["Forge",[],[["png:tEXt","parameters","{digest_of(b"a cat")}"]]]'
    digest = told_alike(Reading("Forge", carriers=(0,)), carrying(carrier()))
    assert digest == digest_of(value.encode())
