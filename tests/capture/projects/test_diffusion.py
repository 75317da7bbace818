"""What Krita AI Diffusion keeps in a file of Krita."""

import io
import json

import pytest

from bozzetto.capture.projects.diffusion import TOOL, read_jobs
from bozzetto.errors import FormatError
from tests.capture.pictures import noise, saved
from tests.capture.projects.drawings import Sheet, candidates, kra

IMAGES = [saved(noise(size=(8 + n, 8)), "WEBP", lossless=True) for n in range(3)]
PARAMS = {
    "bounds": [0, 16, 512, 768],
    "name": "a crane",
    "regions": [
        {"layer_id": "{1}", "prompt": "wet paper", "bounds": [0, 0, 8, 8], "is_background": False}
    ],
    "metadata": {
        "prompt": "a crane in the rain 雨",
        "negative_prompt": "text",
        "strength": 0.65,
        "style": "ink.json",
        "checkpoint": "dreamshaper.safetensors",
        "sampler": "Euler",
        "steps": 20,
        "guidance": 7.0,
        "loras": [{"name": "ink.safetensors", "weight": 0.8}, ["line.safetensors", 1.0]],
        "control": [{"mode": "Line Art", "strength": 1.0, "image": "Sketch", "start": 0.0}],
    },
    "seed": 18446744073709551615,
    "has_mask": True,
    "inpaint_mode": "fill",
}


def jobs(*told, **more):
    """Read the jobs of a file that is put together of them."""
    data = kra(Sheet("Ink"), annotations={**candidates(told), **more})
    return [job for job, _ in read_jobs(io.BytesIO(data))]


def test_job():
    """A job has its words, its settings, its pictures, and which were put into the drawing."""
    (job,) = jobs(("b71c9d77", PARAMS, IMAGES, [1]))
    reading = job.reading
    assert (reading.tool, reading.version, reading.job) == (TOOL, None, "b71c9d77")
    assert [(prompt.role, prompt.text) for prompt in reading.prompts] == [
        ("positive", "a crane in the rain 雨"),
        ("negative", "text"),
        ("region", "wet paper"),
    ]
    assert [model.name for model in reading.models] == [
        "dreamshaper.safetensors",
        "ink.safetensors",
        "line.safetensors",
    ]
    settings = dict(reading.settings)
    assert settings["seed"] == "18446744073709551615"
    assert (settings["strength"], settings["guidance"]) == ("0.65", "7.0")
    assert (settings["y"], settings["width"], settings["height"]) == ("16", "512", "768")
    assert (settings["kind"], settings["has_mask"]) == ("diffusion", "true")
    assert (settings["lora 0 weight"], settings["lora 1 weight"]) == ("0.8", "1.0")
    assert settings["control 0 mode"] == "Line Art"
    assert [(used.role, used.name) for used in reading.inputs] == [("control", "Sketch")]
    assert job.images == tuple(IMAGES)
    assert job.used == {1}


def test_job_of_an_old_document():
    """Documents from before 1.26 have the words among the parameters."""
    old = {"bounds": [0, 0, 8, 8], "prompt": "a crane", "negative_prompt": "fog", "seed": 7}
    (job,) = jobs(("1", {**old, "checkpoint": "old.ckpt"}, IMAGES[:1], []))
    assert [prompt.text for prompt in job.reading.prompts] == ["a crane", "fog"]
    assert [model.name for model in job.reading.models] == ["old.ckpt"]
    assert dict(job.reading.settings)["seed"] == "7"
    assert job.used == frozenset()


def test_jobs_in_order():
    """Jobs come as the plugin keeps them: the oldest first; one without pictures is left out."""
    told = [(str(n), PARAMS, IMAGES[:n], []) for n in (2, 0, 1)]
    assert [job.reading.job for job in jobs(*told)] == ["2", "1"]


def test_words_stand_in_the_file():
    """Where the words stand is said to the byte."""
    data = kra(Sheet("Ink"), annotations=candidates([("1", PARAMS, IMAGES, [])]))
    ((_, picture),) = read_jobs(io.BytesIO(data))
    (carrier,) = picture.carriers
    assert (carrier.place, carrier.name) == ("kra:annotation", "ai_diffusion/ui.json")
    assert data[carrier.offset : carrier.offset + len(carrier.raw)] == carrier.raw
    assert json.loads(carrier.text)["version"] == 1


def test_file_without_the_plugin():
    """A file that the plugin has never seen has no jobs."""
    assert jobs() == []
    assert list(read_jobs(io.BytesIO(kra(Sheet("Ink"))))) == []


def test_file_of_another_sort():
    """What is no ZIP file is refused."""
    with pytest.raises(FormatError):
        list(read_jobs(io.BytesIO(b"gimp xcf v011")))


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"history":{}}', id="no list of jobs"),
        pytest.param(b'{"history":[1,null,"x",{}]}', id="no jobs"),
        pytest.param(b'{"history":[{"slot":-1}]}', id="no slot"),
        pytest.param(b'{"history":[{"slot":9,"offsets":[0]}]}', id="a slot that is not there"),
        pytest.param(b'{"history":[{"slot":0,"offsets":[]}]}', id="no offsets"),
        pytest.param(b'{"history":[{"slot":0,"offsets":[1]}]}', id="not from the beginning"),
        pytest.param(b'{"history":[{"slot":0,"offsets":[0,5,2]}]}', id="backwards"),
        pytest.param(b'{"history":[{"slot":0,"offsets":[0,99999999]}]}', id="beyond the end"),
        pytest.param(b'{"history":[{"slot":0,"offsets":["a",true]}]}', id="no numbers"),
        pytest.param(b"[" * 5000, id="very deep"),
    ],
)
def test_damaged_state(state):
    """What does not fit is left out."""
    told = [("1", PARAMS, IMAGES, [])]
    assert jobs(*told, **{"ai_diffusion/ui.json": state}) == []


@pytest.mark.parametrize(
    "params",
    [
        pytest.param(None, id="none"),
        pytest.param({"metadata": {"prompt": 3, "loras": [1, [2], {}], "control": [7]}}, id="odd"),
        pytest.param({"bounds": [1, 2], "metadata": []}, id="too few"),
        pytest.param({"metadata": {"prompt": "\ud800", "x": "\ud800"}}, id="lone surrogates"),
    ],
)
def test_odd_parameters(params):
    """What is not as expected is left out, and the pictures stay."""
    (job,) = jobs(("1", params, IMAGES, [0, 5]))
    assert job.images == tuple(IMAGES)
    assert job.used == {0}
