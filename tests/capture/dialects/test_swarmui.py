import pytest

from bozzetto.capture.dialects import InputFile, ModelFile, read_dialect
from tests.capture.dialects.carried import (
    carrier,
    comment,
    node,
    picture,
    png,
    simple_graph,
    spelled,
    texts,
)

DATA = {
    "sui_image_params": {
        "prompt": "a cat",
        "negativeprompt": "blurry",
        "model": "wai",
        "seed": 2083100758,
        "cfgscale": 7.0,
        "automaticvae": True,
        "swarm_version": "0.9.7.4",
        "loras": ["l"],
    },
    "sui_extra_data": {"date": "2026-01-03", "prep_time": "0.02 sec"},
    "sui_models": [{"name": "wai.safetensors", "param": "model", "hash": "0x" + "0f" * 32}],
}


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(png(parameters=DATA), id="PNG"),
        pytest.param(png(prompt=simple_graph("other"), parameters=DATA), id="PNG with a graph"),
        pytest.param(comment(DATA), id="UserComment"),
        pytest.param(comment({"prompt": "x", "parameters": spelled(DATA)}), id="packed"),
    ],
)
def test_reads(taken):
    """Wherever it stands, and before ComfyUI's graph."""
    reading = read_dialect(taken)
    assert (reading.tool, reading.version) == ("SwarmUI", "0.9.7.4")
    assert texts(reading) == [("positive", "a cat"), ("negative", "blurry")]
    assert reading.claimed_time == "2026-01-03"


def test_settings_and_models():
    """Settings are spelled as in the file; the digest is of the tensors, not of the file."""
    reading = read_dialect(png(parameters=DATA))
    assert reading.settings == (
        ("automaticvae", "true"),
        ("cfgscale", "7.0"),
        ("model", "wai"),
        ("prep_time", "0.02 sec"),
        ("seed", "2083100758"),
    )
    assert reading.models == (ModelFile("wai.safetensors", "sha256-tensors:" + "0f" * 32),)


def test_input_files_of_the_graph():
    """The digests of input files in the graph beside the parameters are read."""
    load = node("LoadImage", image="sketch.png") | {"is_changed": ["0f" * 32]}
    reading = read_dialect(png(prompt={"1": load}, parameters=DATA))
    assert reading.inputs == (InputFile("image", "sketch.png", "sha256:" + "0f" * 32),)
    assert reading.carriers == (0, 1)


def test_model_by_its_setting():
    """Older files name the model among the settings only."""
    reading = read_dialect(png(parameters={"sui_image_params": {"model": "wai"}}))
    assert reading.models == (ModelFile("wai"),)


@pytest.mark.parametrize(
    ("hidden", "carriers", "notes"),
    [
        pytest.param(DATA, (0, 1), (), id="same"),
        pytest.param({"sui_image_params": {}}, (1,), ("carriers.disagree",), id="other"),
    ],
)
def test_hidden_copy(hidden, carriers, notes):
    """A copy in the pixels is held against the visible text."""
    taken = picture(
        carrier("stealth_pngcomp", spelled(hidden), "stealth:alpha"),
        carrier("parameters", spelled(DATA)),
    )
    reading = read_dialect(taken)
    assert (reading.carriers, reading.notes) == (carriers, notes)


@pytest.mark.parametrize("value", ["[]", '"a"', "null", "7"])
def test_refuses(value):
    """The word alone, without parameters behind it, is no SwarmUI file."""
    assert read_dialect(png(parameters=f'{{"sui_image_params": {value}}}')) is None
