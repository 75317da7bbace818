"""What is asked for is read out of the graph, with metadata in it and without."""

from bozzetto.capture.dialects import ModelFile, PromptText
from bozzetto.capture.invokeai.asking import MAX_SETTING, read_asked
from bozzetto.capture.invokeai.graph import parse_graph
from tests.capture.invokeai.graphs import BLAKE3, model, parsed, sd1

CANVAS = {"regionalGuidance": [{"positivePrompt": "a lamp", "negativePrompt": "rust"}]}


def read(value):
    """Read a graph."""
    return read_asked(parse_graph(parsed(value)))


def test_metadata_is_read_with_what_is_put_into_it():
    """Prompt and seed come over edges, and go before what the nodes say."""
    asked = read(
        sd1(
            negative_prompt="fog",
            steps=30,
            model=model("photon"),
            controlnets=[{"control_model": model("canny"), "image": {"image_name": "lines.png"}}],
            canvas_v2_metadata=CANVAS,
            nothing=None,
        )
    )
    assert [(prompt.role, prompt.text) for prompt in asked.prompts] == [
        ("positive", "a lighthouse"),
        ("negative", "fog"),
        ("region", "a lamp"),
        ("negative", "rust"),
    ]
    assert asked.settings == {"seed": "20060101", "steps": "30"}
    assert asked.models == (ModelFile("photon", BLAKE3), ModelFile("canny", BLAKE3))


def test_graph_without_metadata_is_read_by_its_nodes():
    """As a workflow of one's own: what reaches the sampler, and where."""
    asked = read(sd1())
    assert asked.prompts == (
        PromptText("positive", "a lighthouse"),
        PromptText("negative", "fog"),
    )
    assert asked.settings == {
        "seed": "20060101",
        "steps": "30",
        "cfg_scale": "7.5",
        "scheduler": "euler",
    }
    assert set(asked.models) == {ModelFile("photon", BLAKE3), ModelFile("canny", BLAKE3)}


def test_inputs_have_their_roles():
    """By the field that they go to, also through nodes that only pass them on."""
    assert read(sd1()).inputs == {
        "flat.png": "image",
        "mask.png": "mask",
        "lines.png": "control",
        "look.png": "reference",
    }
    value = sd1()
    del value["nodes"]["grad"]
    assert read(value).inputs["flat.png"] == "init"


def test_long_setting_is_left():
    """The record takes none; it is in the request that goes along."""
    asked = read(sd1(note="x" * (MAX_SETTING + 1), steps=3))
    assert asked.settings == {"seed": "20060101", "steps": "3"}
