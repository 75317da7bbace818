import json
from dataclasses import replace

import pytest

from bozzetto.capture.dialects import InputFile, PromptText, read_dialect
from bozzetto.capture.dialects.comfyui import input_names, read_request, uses
from bozzetto.capture.dialects.graph import parse_graph
from bozzetto.capture.dialects.jsontext import parse_json
from tests.capture.dialects.carried import (
    carrier,
    comment,
    node,
    picture,
    png,
    simple_graph,
    texts,
)

DIGEST = "0f" * 32
WORKFLOW = {"nodes": [], "links": [], "version": 0.4}


def read_graph(**nodes):
    """What is read from a PNG with these nodes and a workflow."""
    return read_dialect(png(prompt=nodes, workflow=WORKFLOW))


def settings(**nodes):
    """The settings that are read from these nodes."""
    return dict(read_graph(**nodes).settings)


def test_default_graph():
    """Prompts, settings and model are read; numbers are spelled as in the file."""
    reading = read_graph(**simple_graph())
    assert (reading.tool, reading.version, reading.notes) == ("ComfyUI", None, ())
    assert texts(reading) == [("positive", "a cat"), ("negative", "blurry")]
    assert dict(reading.settings) == {
        "seed": "7",
        "steps": "20",
        "cfg": "8.0",
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": "1.0",
        "width": "512",
        "height": "768",
    }
    assert [model.name for model in reading.models] == ["sd15.safetensors"]
    assert reading.carriers == (0, 1)


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(png(prompt=simple_graph()), id="PNG text"),
        pytest.param(
            picture(carrier("Model", "prompt:" + json.dumps(simple_graph()), "exif:IFD0")),
            id="EXIF Model of WebP",
        ),
        pytest.param(
            picture(carrier("Make", "Prompt: " + json.dumps(simple_graph()), "exif:IFD0")),
            id="EXIF Make of other savers",
        ),
        pytest.param(comment({"prompt": simple_graph()}), id="UserComment, packed"),
        pytest.param(comment({"prompt": json.dumps(simple_graph())}), id="UserComment, as text"),
        pytest.param(comment(simple_graph(), "exif:IFD0"), id="UserComment, bare"),
    ],
)
def test_graph_without_a_workflow(taken):
    """A graph is read wherever it stands, also as programs post it, without a workflow."""
    reading = read_dialect(taken)
    assert texts(reading) == [("positive", "a cat"), ("negative", "blurry")]
    assert reading.notes == ("comfyui.no-workflow",)


def test_workflow_alone():
    """The editor's view says which tool, and not what ran."""
    reading = read_dialect(png(workflow=WORKFLOW))
    assert (reading.tool, reading.prompts, reading.settings) == ("ComfyUI", (), ())
    assert reading.notes == ("comfyui.workflow-only",)


def test_several_samplers():
    """With several samplers each setting has its node's id behind its name."""
    second = {
        "20": node("LatentUpscale", samples=["3", 0], width=1024, height=1536),
        "21": node(
            "KSamplerAdvanced",
            noise_seed=["22", 0],
            model=["4", 0],
            positive=["6", 0],
            negative=["7", 0],
            latent_image=["20", 0],
        ),
        "22": node("CR Seed", seed=9),
    }
    found = settings(**simple_graph(), **second)
    assert (found["seed [3]"], found["seed [21]"]) == ("7", "9")
    assert (found["width [3]"], found["width [21]"]) == ("512", "1024")
    assert "steps [21]" not in found


def test_settings_in_several_nodes():
    """SamplerCustomAdvanced has its settings in the nodes around it."""
    found = settings(
        k=node(
            "SamplerCustomAdvanced",
            noise=["n", 0],
            guider=["g", 0],
            sampler=["s", 0],
            sigmas=["b", 0],
            latent_image=["l", 0],
        ),
        n=node("RandomNoise", noise_seed=123456789012345678901),
        g=node("BasicGuider", conditioning=["f", 0]),
        f=node("FluxGuidance", guidance=3.50, conditioning=["c", 0]),
        c=node("CLIPTextEncode", text="a", clip=["m", 1]),
        s=node("KSamplerSelect", sampler_name="euler"),
        b=node("BasicScheduler", scheduler="simple", steps=20, denoise=1),
        l=node("SDXL Empty Latent Image (rgthree)", dimensions="1024 x 1024 (square)"),
    )
    assert found == {
        "seed": "123456789012345678901",
        "guidance": "3.5",
        "sampler_name": "euler",
        "scheduler": "simple",
        "steps": "20",
        "denoise": "1",
        "dimensions": "1024 x 1024 (square)",
    }


def test_size_after_scaling_is_not_known():
    """A size that the graph only scales is left out."""
    graph = simple_graph()
    graph["3"]["inputs"]["latent_image"] = ["u", 0]
    found = settings(**graph, u=node("LatentUpscaleBy", samples=["5", 0], scale_by=1.5))
    assert "width" not in found


def test_models_of_all_loaders():
    """Every loader's file is named once, stacks and switched-off LoRAs included rightly."""
    reading = read_graph(
        a=node("UNETLoader", unet_name="flux.gguf"),
        b=node("LoraLoader", lora_name="l.safetensors", model=["a", 0]),
        c=node("VAELoader", vae_name="v.pt"),
        d=node("ControlNetLoader", control_net_name="cn.pth"),
        e=node("Lora Loader Stack (rgthree)", lora_01="s.safetensors", lora_02="None"),
        f=node(
            "Power Lora Loader (rgthree)",
            lora_1={"on": True, "lora": "p.safetensors", "strength": 1},
            lora_2={"on": False, "lora": "off.safetensors"},
        ),
        g=node("LoraLoader", lora_name="l.safetensors"),
    )
    names = ["flux.gguf", "l.safetensors", "v.pt", "cn.pth", "s.safetensors", "p.safetensors"]
    assert [model.name for model in reading.models] == names


@pytest.mark.parametrize("is_changed", [DIGEST, [DIGEST]], ids=["older", "newer"])
def test_input_file_with_its_digest(is_changed):
    """LoadImage's digest is read as older and as newer versions write it."""
    load = node("LoadImage", image="sketch.png") | {"is_changed": is_changed}
    assert read_graph(a=load).inputs == (InputFile("image", "sketch.png", f"sha256:{DIGEST}"),)


@pytest.mark.parametrize(
    ("kind", "is_changed"),
    [
        pytest.param("LoadImage", DIGEST[:-1], id="cut short"),
        pytest.param("LoadImage", [DIGEST, DIGEST], id="two of them"),
        pytest.param("LoadImage", float("nan"), id="not a number"),
        pytest.param("LoadImage", None, id="absent"),
        pytest.param("LoadImage", [[DIGEST]], id="nested"),
        pytest.param("LoadImageFromUrl", DIGEST, id="a kind that may hash something else"),
    ],
)
def test_input_file_without_a_digest(kind, is_changed):
    """What is not known to be the file's SHA-256 is not given as one."""
    load = node(kind, image="sketch.png") | {"is_changed": is_changed}
    assert read_graph(a=load).inputs == (InputFile("image", "sketch.png"),)


@pytest.mark.parametrize(
    ("kind", "inputs", "roles"),
    [
        pytest.param("VAEEncode", {"pixels": ["a", 0]}, ["init"], id="image to image"),
        pytest.param(
            "VAEEncodeForInpaint",
            {"pixels": ["a", 0], "mask": ["a", 1]},
            ["init", "mask"],
            id="inpainting",
        ),
        pytest.param("ControlNetApplyAdvanced", {"image": ["a", 0]}, ["control"], id="control"),
        pytest.param("CLIPVisionEncode", {"image": ["a", 0]}, ["reference"], id="reference"),
        pytest.param("ImageScale", {"image": ["a", 0]}, ["image"], id="not known"),
        pytest.param("MaskPreview", {"mask": ["a", 1]}, ["image"], id="looked at only"),
    ],
)
def test_input_file_roles(kind, inputs, roles):
    """What a picture is for is said where a node of known kind takes it."""
    reading = read_graph(a=node("LoadImage", image="x.png"), b=node(kind, **inputs))
    assert [file.role for file in reading.inputs] == roles


def test_mask_file():
    """LoadImageMask loads a mask."""
    reading = read_graph(a=node("LoadImageMask", image="m.png", channel="alpha"))
    assert reading.inputs == (InputFile("mask", "m.png"),)


@pytest.mark.parametrize(
    ("parameters", "notes"),
    [
        pytest.param("a  cat\nNegative prompt: blurry\nSteps: 20, Seed: 7", (), id="agrees"),
        pytest.param("unknown\nSteps: 20, Seed: 7", ("comfyui.parameters-disagree",), id="prompt"),
        pytest.param("a cat\nSteps: 20, Seed: 0", ("comfyui.parameters-disagree",), id="seed"),
        pytest.param("not of the family", (), id="something else"),
    ],
)
def test_text_beside_the_graph(parameters, notes):
    """The graph goes before the text of other savers, and a difference is said."""
    reading = read_dialect(png(parameters=parameters, prompt=simple_graph(), workflow=WORKFLOW))
    assert texts(reading) == [("positive", "a cat"), ("negative", "blurry")]
    assert reading.notes == notes


def test_text_where_the_graph_has_none():
    """Only where the graph has no prompt at all is the text used, and that is said."""
    graph = {"a": node("SomeService", seed=1)}
    parameters = "a cat\nNegative prompt: blurry\nSteps: 20, Seed: 7"
    reading = read_dialect(png(parameters=parameters, prompt=graph, workflow=WORKFLOW))
    assert (reading.tool, texts(reading)[0]) == ("ComfyUI", ("positive", "a cat"))
    assert reading.notes == ("comfyui.prompts-from-parameters",)
    assert reading.carriers == (0, 1, 2)


def test_unattributed_and_unresolved_texts_are_noted():
    """What is left out of the prompts is said to be left out."""
    reading = read_graph(
        **simple_graph(positive=["t", 0]),
        t=node("TextGenerate", prompt="You are a poet."),
        x=node("CLIPTextEncode", text="an old idea", clip=["4", 1]),
    )
    assert texts(reading) == [("negative", "blurry")]
    assert reading.notes == ("comfyui.text-unattributed", "comfyui.text-unresolved")


def test_numbers_that_json_has_not():
    """A graph with NaN in it, as custom nodes write, is read."""
    graph = json.dumps({**simple_graph(), "x": node("Any", v=float("nan"))})
    assert "NaN" in graph
    assert texts(read_dialect(png(prompt=graph)))[0] == ("positive", "a cat")


def test_lone_surrogate_in_a_prompt():
    """A surrogate that stands alone is replaced, and the prompt is not exact."""
    graph = json.dumps(simple_graph(positive="a \ud83d cat"))
    reading = read_dialect(png(prompt=graph))
    assert reading.prompts[0] == PromptText("positive", "a \ufffd cat", exact=False)


def test_request_is_read_as_a_finished_picture_is():
    """What ComfyUI is asked to do says the same as the graph in its picture."""
    extra = {"extra_pnginfo": {"workflow": WORKFLOW}}
    request = {"prompt": simple_graph(), "extra_data": extra, "client_id": "c"}
    graph, reading = read_request(parse_json(json.dumps(request)))
    assert replace(read_graph(**simple_graph()), carriers=()) == reading
    assert graph.nodes.keys() == simple_graph().keys()


def test_request_of_a_program_has_no_workflow():
    """The editor's own view of the graph is not there, and that is noted."""
    _, reading = read_request(parse_json(json.dumps({"prompt": simple_graph()})))
    assert reading.notes == ("comfyui.no-workflow",)


@pytest.mark.parametrize("value", [None, "x", [], {}, {"prompt": []}, {"prompt": {"1": 5}}])
def test_what_is_no_request_is_none(value):
    """Anything without a graph says nothing."""
    assert read_request(value) is None


def test_uses_of_loaders_that_nothing_is_known_of():
    """A mask's loader says so itself; of a picture's, only what takes it does."""
    graph = parse_graph(
        {
            "1": node("LoadImage", image="a"),
            "2": node("LoadImageMask", image="b"),
            "3": node("ETN_LoadMaskBase64", mask="c"),
            "4": node("VAEEncode", pixels=["5", parse_json("0")]),
            "5": node("LoadImageMask", image="d"),
        }
    )
    assert uses(graph) == {"2": ["mask"], "3": ["mask"], "5": ["init"]}
    assert [found.id for found, _ in input_names(graph)] == ["1", "2", "5"]
