"""The dialect of a request: read where it is recorded, whoever handed it over."""

import json

import pytest

from bozzetto.capture.handover.acts import GivenInput, GivenPrompt, Instructed, NamedModel
from bozzetto.capture.handover.dialect import COMFYUI, complete
from bozzetto.record.commitment import MAX_TEXT_BYTES
from tests.integrations.comfyui.graphs import node, sampled

WORKFLOW = {"extra_pnginfo": {"workflow": {"nodes": []}}}
WORDS = [("positive", "a lighthouse at dawn"), ("negative", "watermark")]


def raw(graph, extra=None):
    """The text of a request."""
    return json.dumps({"prompt": graph, "extra_data": WORKFLOW if extra is None else extra})


def given(**members):
    """An instruction as it is handed over with its request."""
    found = {
        "prompts": (),
        "models": (),
        "settings": {},
        "inputs": (),
        "raw": 0,
        "account": None,
        "notes": (),
        "dialect": COMFYUI,
    }
    return Instructed(**{**found, **members})


def used(role, name=None, file=None, node=None):
    """A file that a tool was told to use."""
    return GivenInput(role, file, None, None, name, node)


def test_a_request_says_the_rest():
    """Prompts, settings and models are what its graph says."""
    said = complete(given(), raw(sampled()))
    assert [(prompt.role, prompt.text) for prompt in said.prompts] == WORDS
    assert (said.settings["seed"], said.settings["cfg"], said.settings["width"]) == (
        "7",
        "7.0",
        "16",
    )
    assert said.models == (NamedModel("tiny.safetensors", None),)
    assert (said.raw, said.notes) == (0, ())


def test_what_was_handed_over_goes_before():
    """The tool's own part knows more: its words, digests, settings and models stand."""
    mine = GivenPrompt("positive", "mine", "person", True)
    models = (NamedModel("clip.safetensors", None), NamedModel("tiny.safetensors", "sha256:00"))
    said = complete(
        given(prompts=(mine,), models=models, settings={"seed": "8", "own": "1"}, notes=("z.z",)),
        raw(sampled(), {}),
    )
    assert said.prompts == (mine,)
    assert said.models == models
    assert (said.settings["seed"], said.settings["own"], said.settings["steps"]) == ("8", "1", "3")
    assert said.notes == ("comfyui.no-workflow", "z.z")


def test_inputs_have_the_roles_that_their_nodes_give_them():
    """Once for each use; what no known node uses keeps the role that was handed over."""
    graph = sampled()
    graph["5"] = node("VAEEncodeForInpaint", pixels=["10", 0], vae=["4", 2], mask=["10", 1])
    graph["10"] = node("LoadImage", image="a.png")
    graph["11"] = node("LoadImageMask", image="b.png")
    graph["12"] = node("LoadImage", image="c.png")
    inputs = (
        used("image", "a.png", 1, "10"),
        used("image", "b.png", 2, "11"),
        used("reference", "c.png", 3, "12"),
        used("sketch", "d.png", 4),
        used("image", "a.png", 1, "10"),
    )
    assert complete(given(inputs=inputs), raw(graph)).inputs == (
        used("init", "a.png", 1),
        used("mask", "a.png", 1),
        used("mask", "b.png", 2),
        used("reference", "c.png", 3),
        used("sketch", "d.png", 4),
    )


@pytest.mark.parametrize(
    "text",
    [None, "", "[]", "{", '{"prompt": {}}', '{"prompt": 5}', "[" * 100_000, "\x00"],
    ids=["gone", "empty", "list", "cut", "no nodes", "number", "deep", "nul"],
)
def test_a_request_that_is_none_is_noted(text):
    """What was handed over stands, and that the rest could not be read is said."""
    act = given(notes=("secret.removed",), settings={"seed": "1"})
    said = complete(act, text)
    assert said.notes == ("request.unread", "secret.removed")
    assert (said.prompts, said.settings) == ((), {"seed": "1"})


def test_without_a_dialect_nothing_is_read():
    """A request of which nobody said how it is read stays a file."""
    act = given(dialect=None)
    assert complete(act, raw(sampled())) is act


def test_words_are_within_the_records_limits():
    """What is longer than the record takes is left out, and said to be."""
    said = complete(given(), raw(sampled(positive="x" * (MAX_TEXT_BYTES + 1))))
    assert [prompt.text for prompt in said.prompts] == ["watermark"]
    assert said.notes == ("text.too-long",)


def test_halves_of_characters_are_not_exact():
    """A text that has no UTF-8 form is kept as far as it has one."""
    said = complete(given(), raw(sampled(positive="a \ud83d cat")))
    assert (said.prompts[0].text, said.prompts[0].exact) == ("a \ufffd cat", False)
    assert said.prompts[1].exact
