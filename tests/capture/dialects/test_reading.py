import pytest

from bozzetto.capture.dialects.reading import (
    NOTES,
    TOOLS,
    InputFile,
    ModelFile,
    PromptText,
    Reading,
    scrub,
)
from bozzetto.errors import FormatError

SHA256 = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: PromptText("prompt", "a"), id="role of no prompt"),
        pytest.param(lambda: PromptText("positive", "a", "artist"), id="author not known"),
        pytest.param(lambda: PromptText("positive", "\ud800"), id="surrogate in a prompt"),
        pytest.param(lambda: ModelFile("m", "0f" * 32), id="digest without its algorithm"),
        pytest.param(lambda: ModelFile("m", "sha256:" + "0F" * 32), id="digest in capitals"),
        pytest.param(lambda: ModelFile("m\udc00"), id="surrogate in a name"),
        pytest.param(lambda: InputFile("picture", "a.png"), id="role of no input"),
        pytest.param(lambda: InputFile("image", "a.png", "blake3:" + "0f" * 32), id="not SHA-256"),
        pytest.param(lambda: InputFile("image", "a.png", SHA256[:-1]), id="digest cut short"),
        pytest.param(lambda: Reading("Photoshop"), id="tool not known"),
        pytest.param(lambda: Reading("ComfyUI", settings=(("b", ""), ("a", ""))), id="unsorted"),
        pytest.param(lambda: Reading("ComfyUI", settings=(("a", ""), ("a", ""))), id="name twice"),
        pytest.param(lambda: Reading("ComfyUI", settings=(("a", "\ud800"),)), id="surrogate set"),
        pytest.param(lambda: Reading("ComfyUI", carriers=(1, 0)), id="carriers unsorted"),
        pytest.param(lambda: Reading("ComfyUI", notes=("c2pa.absent",)), id="note not known"),
        pytest.param(lambda: Reading("ComfyUI", job="\udfff"), id="surrogate in a job"),
    ],
)
def test_values_refuse(build):
    """A value that breaks its own rules cannot be made."""
    with pytest.raises(FormatError):
        build()


def test_values_hold_what_is_whole():
    """Values take what keeps the rules, and are compared by content."""
    reading = Reading(
        "ComfyUI",
        prompts=(PromptText("positive", "a\0b\n"),),
        models=(ModelFile("m", "autov2:0123456789"),),
        settings=(("cfg", "8.0"), ("seed", "7")),
        inputs=(InputFile("mask", None, SHA256),),
        carriers=(0, 2),
        notes=tuple(sorted(NOTES)),
    )
    assert reading == Reading(**{name: getattr(reading, name) for name in Reading.__slots__})


def test_tools_sorted_and_unique():
    """Each tool is named once."""
    assert list(TOOLS) == sorted(set(TOOLS))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("a\ud800b", "a\ufffdb", id="lone high"),
        pytest.param("\udc00", "\ufffd", id="lone low"),
        pytest.param("\U0001f600\0", "\U0001f600\0", id="astral and NUL stay"),
    ],
)
def test_scrub_replaces_lone_surrogates_only(text, clean):
    """Only what no encoding can write is replaced."""
    assert scrub(text) == clean
