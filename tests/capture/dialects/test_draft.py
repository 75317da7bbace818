import pytest

from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.jsontext import Number
from bozzetto.capture.dialects.reading import InputFile, ModelFile, PromptText, Reading


@pytest.mark.parametrize(
    ("algorithm", "value", "digest"),
    [
        pytest.param("autov2", "45A21EA00A", "autov2:45a21ea00a", id="capitals"),
        pytest.param("autov2", Number("1234567890"), "autov2:1234567890", id="digits only"),
        pytest.param("autov2", "45a21ea0", None, id="the older sum of 8 digits"),
        pytest.param("autov2", "unknown", None, id="a word"),
        pytest.param("sha256", "0f" * 32, "sha256:" + "0f" * 32, id="whole"),
        pytest.param("sha256", "0g" * 32, None, id="not hex"),
        pytest.param("sha256", ["0f" * 32], None, id="a list"),
        pytest.param("sha256", None, None, id="absent"),
    ],
)
def test_hex_digest(algorithm, value, digest):
    """Digits get their algorithm only where they fit it."""
    assert hex_digest(algorithm, value) == digest


def test_finish_orders_and_drops():
    """What is empty or said twice is dropped, settings and notes are sorted."""
    draft = Draft("ComfyUI", version=" ", notes={"comfyui.workflow-only", "c2pa.present"})
    for text in ("a", "a", " ", None, ["b"], Number("1")):
        draft.prompt("positive", text)
    draft.prompt("negative", "a", exact=False)
    for name in ("m", "m", "None", "Default (model)", "", None):
        draft.model(name)
    draft.set({"b": "1", "a": "2"})
    draft.set({"b": "3"})
    draft.input("image", None)
    draft.input("image", "x.png")
    draft.input("image", "x.png")
    draft.carriers.update({2, 0})
    assert draft.finish() == Reading(
        "ComfyUI",
        prompts=(PromptText("positive", "a"), PromptText("negative", "a", exact=False)),
        models=(ModelFile("m"),),
        settings=(("a", "2"), ("b", "3")),
        inputs=(InputFile("image", "x.png"),),
        carriers=(0, 2),
        notes=("c2pa.present", "comfyui.workflow-only"),
    )


def test_finish_replaces_lone_surrogates():
    """What no encoding can write is replaced, and a prompt says so."""
    draft = Draft("ComfyUI", job="j\ud800", account="\udc00")
    draft.prompt("positive", "a\ud800")
    draft.model("m\ud800")
    draft.set({"n\ud800": "v\ud800"})
    draft.input("image", "i\ud800")
    reading = draft.finish()
    assert reading.prompts == (PromptText("positive", "a\ufffd", exact=False),)
    assert (reading.job, reading.account) == ("j\ufffd", "\ufffd")
    assert reading.settings == (("n\ufffd", "v\ufffd"),)
    assert (reading.models[0].name, reading.inputs[0].name) == ("m\ufffd", "i\ufffd")
