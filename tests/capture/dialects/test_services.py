import json
import time

import pytest

from bozzetto.capture.dialects import ModelFile, read_dialect
from tests.capture.dialects.carried import (
    carrier,
    comment,
    picture,
    png,
    simple_graph,
    spelled,
    texts,
)

SHA256 = "0F" * 32
JOB = "56c0ca36-7be1-4bce-a593-949f3ae4322e"
PROMPTS = [("positive", "a cat"), ("negative", "blurry")]


def test_stability_matrix():
    """Its own summary goes before the text and the graph beside it."""
    data = {
        "PositivePrompt": "a cat",
        "NegativePrompt": "blurry",
        "Steps": 20,
        "CfgScale": 5,
        "ModelHash": SHA256,
        "ModelName": "wai.safetensors",
        "VideoOutputMethod": None,
    }
    names = {"prompt": simple_graph("other"), "parameters-json": data, "smproj": {"State": {}}}
    reading = read_dialect(png(**names))
    assert (reading.tool, texts(reading)) == ("Stability Matrix", PROMPTS)
    assert reading.models == (ModelFile("wai.safetensors", f"sha256:{SHA256.lower()}"),)
    assert reading.settings == (("CfgScale", "5"), ("Steps", "20"))
    assert reading.carriers == (1, 2)


def test_stability_matrix_by_its_project():
    """Without the summary the prompts stand in the project."""
    state = {"Prompt": {"Prompt": "a cat", "NegativePrompt": "blurry"}}
    reading = read_dialect(png(smproj={"Version": 2, "State": state}))
    assert (reading.tool, texts(reading)) == ("Stability Matrix", PROMPTS)


def test_tensorart():
    """The graph's settings stand beside the summary's, which has no true seed."""
    data = {
        "prompt": "a cat",
        "negativePrompt": "blurry",
        "seed": "-1",
        "cfgScale": 7,
        "baseModel": {"modelFileName": "wai", "hash": SHA256},
        "models": [{"modelFileName": "l", "hash": "x"}],
    }
    text = spelled(data) + "\0"
    reading = read_dialect(png(generation_data=text, prompt=simple_graph("other")))
    assert (reading.tool, texts(reading)) == ("TensorArt", PROMPTS)
    assert reading.models == (ModelFile("wai", f"sha256:{SHA256.lower()}"), ModelFile("l"))
    settings = dict(reading.settings)
    assert (settings["seed"], settings["seed (graph)"]) == ("-1", "7")
    assert reading.carriers == (0, 1)


def test_civitai_text():
    """The family's text with resources is Civitai's; job and time are read."""
    resources = [{"type": "checkpoint", "modelName": "WAI", "modelVersionName": "v16.0"}, {}]
    text = (
        "a cat\nNegative prompt: blurry\nSteps: 25, Sampler: Euler a, Seed: 1, "
        f"Created Date: 2026-01-04T01:27:21.2717070Z, Civitai resources: {json.dumps(resources)}, "
        "Civitai metadata: {}"
    )
    taken = picture(
        carrier("Software", JOB, "exif:IFD0"), carrier("UserComment", text, "exif:Exif")
    )
    reading = read_dialect(taken)
    assert (reading.tool, texts(reading), reading.job) == ("Civitai", PROMPTS, JOB)
    assert reading.claimed_time == "2026-01-04T01:27:21.2717070Z"
    assert reading.models == (ModelFile("WAI v16.0"),)
    assert dict(reading.settings)["Civitai metadata"] == "{}"
    assert reading.carriers == (0, 1)


def test_civitai_graph():
    """A graph with extraMetadata is Civitai's; its models are named by their AIR."""
    extra = {"prompt": "a cat", "negativePrompt": "blurry", "steps": 25}
    air = "urn:air:sdxl:checkpoint:civitai:1@2"
    data = {**simple_graph("other"), "extra": {"airs": [air]}, "extraMetadata": json.dumps(extra)}
    reading = read_dialect(comment(data))
    assert (reading.tool, texts(reading), reading.job) == ("Civitai", PROMPTS, None)
    assert reading.models == (ModelFile(air),)
    assert reading.settings == (("steps", "25"),)


@pytest.mark.parametrize("keyword", ["Description", "ImageDescription"])
def test_midjourney(keyword):
    """The description is taken apart; options are settings and stay in the prompt."""
    taken = picture(
        carrier(keyword, f"a castle --ar 16:9 --v 6.1 --tile Job ID: {JOB}"),
        carrier("Author", "mara"),
        carrier("Creation Time", "Mon, 01 Jan 2024 00:00:00 GMT"),
    )
    reading = read_dialect(taken)
    assert (reading.tool, reading.job, reading.account) == ("Midjourney", JOB, "mara")
    assert texts(reading) == [("positive", "a castle --ar 16:9 --v 6.1 --tile")]
    assert reading.settings == (("ar", "16:9"), ("v", "6.1"))
    assert reading.claimed_time == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert reading.carriers == (0, 1, 2)


@pytest.mark.parametrize("text", ["Job ID: 1234", "a castle --ar 16:9", f"Job {JOB}", ""])
def test_midjourney_refuses(text):
    """Without a job's id a description is just that."""
    assert read_dialect(png(Description=text)) is None


@pytest.mark.parametrize(
    "text",
    [" " * 2**22, "Job ID: " * 2**19, "--a " * 2**20 + f"Job ID: {JOB}", "--a" + " " * 2**22],
    ids=["white space", "ids", "options", "option and white space"],
)
def test_midjourney_takes_bounded_time(text):
    """Time grows with the text, not with its square."""
    start = time.thread_time()
    read_dialect(png(Description=text))
    assert time.thread_time() - start < 5  # seconds


def test_diffusers():
    """A page built on diffusers is known by the library's argument; its hash stays a setting."""
    data = {
        "prompt": "a cat",
        "negative_prompt": "blurry",
        "num_inference_steps": 24,
        "guidance_scale": 5.50,
        "Model": "WAI",
        "Model hash": SHA256,
    }
    reading = read_dialect(png(parameters=data))
    assert (reading.tool, texts(reading)) == ("diffusers", PROMPTS)
    assert reading.models == (ModelFile("WAI"),)
    assert dict(reading.settings)["Model hash"] == SHA256


def test_diffusers_refuses():
    """A prompt in JSON is not enough."""
    assert read_dialect(png(parameters={"prompt": "a cat", "steps": 20})) is None
