"""Tests of how a call's arguments are sorted."""

import pytest
from PIL import Image

from bozzetto.capture.pipelines.arguments import describe_pipeline, plain, read_arguments
from tests.capture.pipelines.arrays import Generator, Tensor

PICTURE = Image.new("RGB", (4, 3), (9, 9, 9))


def test_prompts():
    """Prompts are told by their names, one or several; those that are no words are settings."""
    found = read_arguments(
        {
            "prompt": ["a cat", "a dog"],
            "prompt_2": "in silver",
            "negative_prompt": "blurry",
            "negative_prompt_2": "",
            "prompt_embeds": Tensor((1, 77, 8)),
        }
    )
    assert found.prompts == [
        ("positive", "a cat"),
        ("positive", "a dog"),
        ("positive", "in silver"),
        ("negative", "blurry"),
    ]
    assert found.settings == {"prompt_embeds": "Tensor (1, 77, 8) float32"}


def test_settings():
    """Everything else is spelled as Python spells it; what is not given is left out."""
    found = read_arguments(
        {
            "guidance_scale": 7.5,
            "num_inference_steps": 30,
            "eta": 0.1,
            "return_dict": True,
            "timesteps": [1, 2.5],
            "cross_attention_kwargs": {"scale": 0.5},
            "output_type": "pil",
            "latents": None,
            "callback_on_step_end": print,
            "scheduler": object(),
            "long": "x" * 70_000,
        }
    )
    assert found.settings == {
        "guidance_scale": "7.5",
        "num_inference_steps": "30",
        "eta": "0.1",
        "return_dict": "True",
        "timesteps": "[1, '2.5']",
        "cross_attention_kwargs": "{'scale': '0.5'}",
        "output_type": "pil",
        "scheduler": "object",
    }


@pytest.mark.parametrize(
    ("value", "seeds"),
    [(Generator(5), "5"), ([Generator(5), Generator(2**63)], f"5, {2**63}")],
    ids=["one", "several"],
)
def test_generators(value, seeds):
    """A generator tells its seed, and a digest of its state, which moves when it is used."""
    found = read_arguments({"generator": value})
    assert found.settings["generator.seed"] == seeds
    assert found.settings["generator.device"] == "cpu"
    assert found.settings["generator.state"].startswith("sha256:")


@pytest.mark.parametrize(
    ("name", "controls", "role"),
    [
        ("image", False, "init"),
        ("image", True, "control"),
        ("mask_image", False, "mask"),
        ("control_image", False, "control"),
        ("ip_adapter_image", False, "reference"),
        ("style_image", False, "style image"),
        ("Odd__image", False, "input"),
    ],
)
def test_pictures(name, controls, role):
    """A picture's role is told by its name."""
    found = read_arguments({name: PICTURE}, controls=controls)
    assert [each for each, _ in found.pictures] == [role]
    assert found.settings == {}


def test_pictures_in_lists():
    """Lists of pictures, and lists of those, are pictures; they are copied."""
    found = read_arguments({"image": [PICTURE, [PICTURE]], "video": (PICTURE,)})
    assert [role for role, _ in found.pictures] == ["init", "init", "video"]
    assert all(copied is not PICTURE for _, copied in found.pictures)


def test_plain():
    """What has no form in JSON is named by its type, and nothing is too deep."""
    assert plain({"a": (1, 1.5, None, True), 2: object()}) == {
        "a": [1, "1.5", None, True],
        "2": "object",
    }
    deep = []
    for _ in range(100):
        deep = [deep]
    assert "list" in repr(plain(deep))


class Scheduler:
    """A scheduler with a configuration."""

    def __init__(self):
        self.config = {"beta": 0.1, "_private": "x"}


class Pipeline:
    """A pipeline with parts."""

    scheduler = Scheduler()
    dtype = "torch.float16"
    device = "cuda:0"

    def get_active_adapters(self):
        """Return the adapters that are loaded."""
        return ["silver-lora"]


def test_pipeline():
    """A pipeline tells what it is made of."""
    assert describe_pipeline(Pipeline()) == {
        "pipeline": "Pipeline",
        "scheduler": "Scheduler",
        "scheduler.beta": "0.1",
        "dtype": "torch.float16",
        "device": "cuda:0",
        "adapters": "silver-lora",
    }


class Bare:
    """A pipeline that says that it has no adapters by refusing."""

    def get_active_adapters(self):
        """Refuse."""
        raise ValueError("no adapters")


def test_bare_pipeline():
    """A pipeline that says nothing of itself has its class's name."""
    assert describe_pipeline(Bare()) == {"pipeline": "Bare"}
