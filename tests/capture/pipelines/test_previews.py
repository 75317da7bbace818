"""Tests of how a pipeline shows its steps, with the parts that are asked of one."""

from types import SimpleNamespace

import pytest
from PIL import Image

from bozzetto.capture.pipelines.previews import with_previews

PARAMETERS = {
    "prompt": None,
    "callback_on_step_end": None,
    "callback_on_step_end_tensor_inputs": ["latents"],
}


class Latents:
    """Latents that can be scaled and moved."""

    dtype = "float32"

    def __init__(self, value):
        self.value = value

    def __truediv__(self, factor):
        return Latents(self.value / factor)

    def __add__(self, shift):
        return Latents(self.value + shift)

    def to(self, _dtype):
        """Return them in another type."""
        return self

    def detach(self):
        """Return them without their history."""
        return self


def pipe(*, fails=False):
    """Make what a pipeline decodes with."""

    def decode(latents, *, return_dict):
        assert return_dict is False
        if fails:
            raise RuntimeError("no memory")
        return (latents,)

    def postprocess(latents, *, output_type):
        assert output_type == "pil"
        return [Image.new("L", (2, 2), int(latents.value))]

    config = SimpleNamespace(scaling_factor=0.5, shift_factor=3)
    return SimpleNamespace(
        vae=SimpleNamespace(config=config, dtype="float32", decode=decode),
        image_processor=SimpleNamespace(postprocess=postprocess),
    )


def watched(given=None, every=2, parameters=PARAMETERS):
    """Return arguments that show steps, and what was shown and missed."""
    shown, missed = [], []
    found = with_previews(
        given or {},
        parameters,
        every,
        lambda step, pictures: shown.append((step, pictures[0].getpixel((0, 0)))),
        missed.append,
    )
    return found, shown, missed


def test_every_n_steps():
    """Every n-th step is shown, decoded as the pipeline would."""
    found, shown, missed = watched()
    for index in range(5):
        answer = found["callback_on_step_end"](pipe(), index, 0, {"latents": Latents(10 + index)})
        assert answer == {}
    assert shown == [(2, 25), (4, 29)]
    assert missed == []


def test_own_callback():
    """A caller's own function gets what it asked for, and its answer counts."""
    calls = []

    def own(_pipe, index, moment, tensors):
        calls.append((index, moment, sorted(tensors)))
        return {"latents": "changed"}

    given = {
        "prompt": "a cat",
        "callback_on_step_end": own,
        "callback_on_step_end_tensor_inputs": ["prompt_embeds"],
    }
    found, shown, _ = watched(given, every=1)
    assert found["prompt"] == "a cat"
    assert found["callback_on_step_end_tensor_inputs"] == ["prompt_embeds", "latents"]
    tensors = {"latents": Latents(1), "prompt_embeds": 5}
    assert found["callback_on_step_end"](pipe(), 0, 981, tensors) == {"latents": "changed"}
    assert calls == [(0, 981, ["prompt_embeds"])]
    assert shown == [(1, 5)]
    assert given["callback_on_step_end"] is own


def test_callback_object():
    """A callback that is an object says itself what it wants."""

    class Own:
        tensor_inputs = ("latents", "noise")

        def __call__(self, _pipe, _index, _moment, tensors):
            return tensors

    found, _, _ = watched({"callback_on_step_end": Own()}, every=9)
    assert found["callback_on_step_end_tensor_inputs"] == ["latents", "noise"]
    tensors = {"latents": 1, "noise": 2}
    assert found["callback_on_step_end"](pipe(), 0, 0, tensors) == tensors


def test_steps_that_cannot_be_shown():
    """Where a step cannot be decoded, that is said once, and the pipeline goes on."""
    found, shown, missed = watched(every=1)
    for index in range(3):
        found["callback_on_step_end"](pipe(fails=True), index, 0, {"latents": Latents(1)})
    assert shown == []
    assert [str(error) for error in missed] == ["no memory"]


@pytest.mark.parametrize("missing", ["callback_on_step_end", "callback_on_step_end_tensor_inputs"])
def test_pipeline_without_callbacks(missing):
    """A pipeline that calls nobody after a step shows none."""
    parameters = {name: value for name, value in PARAMETERS.items() if name != missing}
    assert watched(parameters=parameters)[0] is None
