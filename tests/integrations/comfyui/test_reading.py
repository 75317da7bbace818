import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.dialects.comfyui import add_graph, find_graph
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.graph import parse_graph
from bozzetto.capture.dialects.jsontext import parse_json
from bozzetto.capture.dialects.source import sources
from tests.fakes.comfyui_host import REPOSITORY
from tests.integrations.comfyui.graphs import node

SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
FILES = (
    "comfyui/comfyanonymous__img2img_workflow.png",
    "comfyui/comfyanonymous__inpaint_example.png",
    "comfyui/comfyui-animated-webp.webp",
    "comfyui/comfyui-comfy-image-saver.png",
    "comfyui/comfyui-group-nodes.png",
    "comfyui/comfyui-save-image-extended.jpeg",
    "comfyui/comfyui.png",
    "comfyui/d3x-at__unclip_2pass_cropped.png",
    "own-generated/api_00001_.png",
    "own-generated/inp_00001_.png",
    "own-generated/ks_00001_.png",
    "own-generated/ks_00002_.png",
    "own-generated/run_00001_.png",
    "stability-matrix/stability-matrix.png",
    "swarmui/swarmui.png",
    "tensorart/tensorart.png",
)


def graph_of(name):
    """The graph in a sample, as a request would hold it, or a skip without the samples."""
    if not (SAMPLES / name).is_file():
        pytest.skip(f"no sample {name}: set BOZZETTO_SAMPLES to the folder that holds it")
    with (SAMPLES / name).open("rb") as file:
        located = find_graph(sources(read_picture(file)))
    assert located
    return plain(located[0].value)


def plain(value):
    """JSON as Python's own parser gives it."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    number = type(value).__name__ == "Number"
    return json.loads(value) if number else value


def by_importer(graph):
    """What the importer of finished pictures reads."""
    draft = Draft("ComfyUI")
    parsed = parse_graph(parse_json(json.dumps(graph)))
    if parsed:
        add_graph(draft, parsed)
    return draft.finish()


def agree(pack, graph):
    """Hold the files that both read in a graph against each other."""
    reading = pack("reading")
    nodes, want = reading.nodes_of(graph), by_importer(graph)
    names = [model.name for model in reading.models_of(nodes)]
    assert [name for name in names if name in {m.name for m in want.models}] == list(
        dict.fromkeys(m.name for m in want.models)
    )
    known = [told.name for told in reading.inputs_of(nodes) if told.sure]
    assert list(dict.fromkeys(known)) == list(dict.fromkeys(f.name for f in want.inputs if f.name))


@pytest.mark.parametrize("name", FILES)
def test_sample(pack, name):
    """A real graph names the files that the importer finds in the finished picture."""
    agree(pack, graph_of(name))


def test_recorded_graphs(pack, recording):
    """So are the graphs that a real server was given."""
    queued = [job["prompt"] for job in recording.values() if job["prompt"]]
    assert len(queued) == 11
    for _, _, graph, *_ in queued:
        agree(pack, graph)


NAMES = st.sampled_from(
    [
        "text",
        "prompt",
        "positive",
        "negative",
        "conditioning",
        "guider",
        "noise",
        "sigmas",
        "seed",
        "steps",
        "cfg",
        "model",
        "pipe",
        "value",
        "string_a",
        "string_b",
        "delimiter",
        "switch",
        "on_true",
        "on_false",
        "any_01",
        "width",
        "height",
        "guidance",
        "lora_1",
        "ckpt_name",
        "image",
        "pixels",
        "mask",
        "text_0",
        "source",
        "clip",
        "samples",
        "latent_image",
        "dimensions",
    ]
)
KIND = st.sampled_from(
    [
        "KSampler",
        "SamplerCustomAdvanced",
        "CLIPTextEncode",
        "CFGGuider",
        "StringConcatenate",
        "ShowText",
        "LoadImage",
        "LoadImageMask",
        "ControlNetApplyAdvanced",
        "ComfySwitchNode",
        "Reroute",
        "PrimitiveString",
        "JoyCaption",
        "ConditioningZeroOut",
        "ConditioningSetArea",
        "VAEEncode",
        "EmptyLatentImage",
        "LoraLoader",
        "Florence2Run",
    ]
)
IDS = st.sampled_from(["1", "2", "3", "4", "5", "6"])
VALUES = st.one_of(
    st.tuples(IDS, st.integers(0, 2)).map(list),
    st.text(max_size=6),
    st.integers(-5, 2**64),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.fixed_dictionaries({"on": st.booleans(), "lora": st.text(max_size=5)}),
    st.lists(st.integers(), max_size=3),
)
NODES = st.fixed_dictionaries(
    {"class_type": KIND, "inputs": st.dictionaries(NAMES, VALUES, max_size=7)}
)


@given(graph=st.dictionaries(IDS, NODES, min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_graph(pack, graph):
    """Whatever a graph looks like, both find the same files."""
    agree(pack, graph)


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param(None, id="null"),
        pytest.param([], id="a list"),
        pytest.param({"1": None}, id="no node"),
        pytest.param({"1": {"class_type": 5}}, id="a kind that is a number"),
        pytest.param({"1": {"class_type": "KSampler", "inputs": []}}, id="inputs in a list"),
    ],
)
def test_no_graph(pack, graph):
    """What is no graph says nothing."""
    reading = pack("reading")
    nodes = reading.nodes_of(graph)
    assert (reading.models_of(nodes), reading.inputs_of(nodes)) == ([], [])


def test_most_nodes(pack, monkeypatch):
    """A graph beyond all measure is looked at in part."""
    monkeypatch.setattr(pack("reading"), "MAX_NODES", 2)
    nodes = pack("reading").nodes_of({str(number): node("A") for number in range(5)})
    assert [node.id for node in nodes] == ["0", "1"]


def test_titles(pack):
    """A node has the title that the person gave it, if it is one."""
    graph = {"1": {**node("A"), "_meta": {"title": "final"}}, "2": {**node("B"), "_meta": 5}}
    told = [(node.kind, node.title) for node in pack("reading").nodes_of(graph)]
    assert told == [("A", "final"), ("B", "")]


def test_models(pack):
    """Models are named with the folders where they are likely to lie; switched-off ones are not."""
    graph = {
        "1": node("CheckpointLoaderSimple", ckpt_name="sd15.safetensors"),
        "2": node("DualCLIPLoader", clip_name1="l.safetensors", clip_name2="t5.safetensors"),
        "3": node("Power Lora Loader", lora_1={"on": False, "lora": "off"}, lora_2={"lora": "on"}),
        "4": node("UpscaleModelLoader", model_name="4x.pth"),
        "5": node("Ollama", model_name="no file"),
        "6": node("VAELoader", vae_name="None"),
    }
    reading = pack("reading")
    assert [(m.name, m.folders[0]) for m in reading.models_of(reading.nodes_of(graph))] == [
        ("sd15.safetensors", "checkpoints"),
        ("l.safetensors", "text_encoders"),
        ("t5.safetensors", "text_encoders"),
        ("on", "loras"),
        ("4x.pth", "upscale_models"),
    ]


def test_file_names(pack):
    """A text that may be a file's name is given, and said to be unsure."""
    graph = {"1": node("VHS_LoadVideo", video="a.mp4", text="no name\nv1.0", ckpt_name="b.pt")}
    reading = pack("reading")
    (told,) = reading.inputs_of(reading.nodes_of(graph))
    assert (told.name, told.node, told.sure) == ("a.mp4", "1", False)


def test_name_that_is_said_twice(pack):
    """A node names a file once, two nodes twice: each uses it in its own way."""
    graph = {"1": node("Mix", a="x.png", b="x.png"), "2": node("LoadImage", image="x.png")}
    reading = pack("reading")
    told = reading.inputs_of(reading.nodes_of(graph))
    assert [(each.node, each.sure) for each in told] == [("1", False), ("2", True)]
