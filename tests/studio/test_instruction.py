"""Instructions: what a tool was told, as the record holds it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.record import KINDS, WRITERS, Asset, Moment, Text, commitments_in, digest_of
from bozzetto.studio import CarrierPlace, Input, Instruction, ModelFile, Prompt

ASSET = Asset(digest_of(b"cat"), 3, "image/png", "cat.png")
MASK = Asset(digest_of(b"mask"), 4, "image/png")
CARRIER = CarrierPlace(ASSET.digest, "png:tEXt", "parameters", 41, 512, digest_of(b"words"))
FULL = Instruction(
    "ComfyUI",
    "0.3.10",
    prompts=(
        Prompt("a silver cat", by="person"),
        Prompt("blurry", role="negative", by="template"),
        Prompt("broken \ufffd", exact=False),
    ),
    models=(ModelFile("sdxl.safetensors", "sha256:00"), ModelFile("lora.pt")),
    settings={"seed": "18446744073709551615", "cfg": "7.0", "采样器": "euler"},
    inputs=(
        Input("image", ASSET, region=MASK),
        Input("control", ASSET),
        Input("reference", digest=digest_of(b"elsewhere"), name="photo.jpg"),
        Input("style"),
    ),
    job="b1c2",
    account="ann@example.com",
    raw=ASSET,
    carriers=(CARRIER, CarrierPlace(ASSET.digest, "png:iTXt", "", 9, 1, digest_of(b"x"))),
    notes=("prompt.wildcard",),
    observed=Moment("2026-11-22T01:02:03.456789Z"),
)


def salted(words):
    """Commit to words with a salt that is always the same."""
    return Text.with_salt(words, bytes(16))


def check(instruction):
    """Return the body of an instruction, held to the format, and its texts."""
    body, texts = instruction.to_body(salted)
    KINDS["instruction.given"].body(body, "instruction.given")
    assert [text.digest for text in texts if text.digest in commitments_in(body)]
    return body, texts


def test_full_body():
    """Everything that is known stands in the body, spelled as the tool spelled it."""
    body, texts = check(FULL)
    assert body["tool"] == {"name": "ComfyUI", "version": "0.3.10"}
    assert body["models"][1] == {"name": "lora.pt", "digest": None}
    assert body["settings"]["seed"] == "18446744073709551615"
    assert body["prompts"][0] == {
        "role": "positive",
        "text": salted("a silver cat").to_value(),
        "by": "person",
    }
    assert body["prompts"][2]["exact"] == "no"
    assert body["inputs"] == [
        {"role": "image", "asset": ASSET.to_value(), "region": MASK.to_value()},
        {"role": "control", "asset": ASSET.to_value()},
        {"role": "reference", "digest": digest_of(b"elsewhere"), "name": "photo.jpg"},
        {"role": "style"},
    ]
    assert body["carriers"][0]["name"] == "parameters"
    assert "name" not in body["carriers"][1]
    assert body["notes"] == ["prompt.wildcard"]
    assert body["observed"] == "2026-11-22T01:02:03.456789Z"
    assert (body["job"], body["raw"]) == ("b1c2", ASSET.to_value())
    assert [text.text for text in texts] == [
        "a silver cat",
        "blurry",
        "broken \ufffd",
        "ann@example.com",
    ]


def test_least_body():
    """What is not known is absent, and nothing is made up."""
    body, texts = Instruction("tool").to_body(salted)
    KINDS["instruction.given"].body(body, "instruction.given")
    assert body == {
        "tool": {"name": "tool"},
        "models": [],
        "prompts": [],
        "settings": {},
        "inputs": [],
    }
    assert texts == []


def test_account_hidden():
    """An account is committed to, and does not stand in the body."""
    body, _ = check(FULL)
    assert "ann@example.com" not in str(body)
    assert body["account"] == salted("ann@example.com").to_value()


@given(st.lists(st.tuples(st.text(max_size=50), st.sampled_from(WRITERS)), max_size=5))
def test_prompts_any_words(pairs):
    """Any words are committed to in their order, exactly as typed."""
    prompts = tuple(Prompt(words, by=by) for words, by in pairs)
    try:
        body, texts = Instruction("tool", prompts=prompts).to_body(salted)
    except FormatError:
        assert any("\ud800" <= letter <= "\udfff" for words, _ in pairs for letter in words)
        return
    assert [text.text for text in texts] == [words for words, _ in pairs]
    assert commitments_in(body) == [text.digest for text in texts]


@pytest.mark.parametrize(
    "instruction",
    [
        pytest.param(Instruction(""), id="tool without a name"),
        pytest.param(Instruction("t", prompts=(Prompt("x", by="me"),)), id="unknown writer"),
        pytest.param(Instruction("t", prompts=(Prompt("x", role="A B"),)), id="role not a word"),
        pytest.param(Instruction("t", models=(ModelFile(""),)), id="model without a name"),
        pytest.param(Instruction("t", settings={"seed": 7}), id="a number"),
        pytest.param(Instruction("t", inputs=(Input("image", digest="md5:0"),)), id="no digest"),
    ],
)
def test_refused_by_recorder(studio, work, instruction):
    """What the format has no place for is not recorded."""
    with pytest.raises(FormatError):
        work.give_instruction(instruction)
    assert len(work.entries()) == 1
    assert studio.database.size() >= 3


def test_recorded_whole(work):
    """An instruction comes back from the record as it was given."""
    assert work.take(io.BytesIO(b"cat")).digest == ASSET.digest
    assert work.take(io.BytesIO(b"mask")).digest == MASK.digest
    work.give_instruction(FULL)
    entry = work.entries()[-1][1]
    said = [entry.text(prompt["text"]) for prompt in entry.event.body["prompts"]]
    assert said == [prompt.text for prompt in FULL.prompts]
    assert entry.event.by.tool == "ComfyUI"
