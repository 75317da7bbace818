import pytest

from bozzetto.capture.dialects import ModelFile, PromptText, read_dialect
from tests.capture.dialects.carried import carrier, comment, picture, png, spelled, texts

DATA = {
    "prompt": "a fish",
    "negative_prompt": "",
    "prompt_expansion": "a fish, intricate",
    "full_prompt": ["cinematic still a fish", "a fish, intricate"],
    "full_negative_prompt": ["ugly"],
    "base_model": "jugg",
    "base_model_hash": "aeb7e9e689",
    "refiner_model": "None",
    "vae": "Default (model)",
    "loras": [["l", 0.1, "0123456789"], ["short"]],
    "seed": "6952411511246973023",
    "guidance_scale": 4,
    "metadata_scheme": "fooocus",
    "version": "Fooocus v2.4.3",
    "created_by": "mara",
}


def test_what_was_typed_is_told_apart():
    """Typed, expanded and composed texts are known by who wrote them."""
    reading = read_dialect(png(parameters=DATA, fooocus_scheme="fooocus"))
    assert reading.prompts == (
        PromptText("positive", "a fish"),
        PromptText("positive", "a fish, intricate", "language model"),
        PromptText("style", "cinematic still a fish", "template"),
        PromptText("negative", "ugly", "template"),
    )


def test_the_rest_is_read():
    """Version, account, models and settings are read; names for no model are not models."""
    reading = read_dialect(png(parameters=DATA, fooocus_scheme="fooocus"))
    assert (reading.tool, reading.version, reading.account) == ("Fooocus", "v2.4.3", "mara")
    assert reading.models == (
        ModelFile("jugg", "autov2:aeb7e9e689"),
        ModelFile("l", "autov2:0123456789"),
    )
    assert dict(reading.settings)["seed"] == "6952411511246973023"
    assert reading.carriers == (0, 1)


@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(comment(DATA), id="scheme in the JSON"),
        pytest.param(
            picture(
                carrier("Software", "Fooocus v2.5.0", "exif:IFD0"),
                carrier(
                    "UserComment", spelled({"prompt": "a fish", "base_model": "j"}), "exif:Exif"
                ),
            ),
            id="EXIF Software",
        ),
        pytest.param(png(parameters={**DATA, "metadata_scheme": None}), id="version in the JSON"),
    ],
)
def test_marks(taken):
    """Any one of Fooocus's marks beside its parameters is enough."""
    reading = read_dialect(taken)
    assert (reading.tool, texts(reading)[0]) == ("Fooocus", ("positive", "a fish"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"prompt": "a fish", "base_model": "j"}, id="no mark"),
        pytest.param({"prompt": "a fish", "metadata_scheme": "fooocus"}, id="no model"),
        pytest.param({"prompt": "a", "base_model": "j", "version": [["Fooocus"]]}, id="nested"),
    ],
)
def test_refuses(data):
    """JSON with a prompt is not Fooocus's without its marks."""
    assert read_dialect(png(parameters=data)) is None


def test_other_scheme():
    """With the scheme a1111 the text is read as one of that family, and named Fooocus."""
    text = "a fish\nSteps: 30, Seed: 1, Sampler: x, Version: Fooocus v2.5.5"
    reading = read_dialect(png(parameters=text, fooocus_scheme="a1111"))
    assert (reading.tool, reading.version) == ("Fooocus", "v2.5.5")


def test_ruined_fooocus():
    """RuinedFooocus names its models with SHA-256 and its LoRAs behind their weight."""
    data = {
        "Prompt": "a fish",
        "Negative": "ugly",
        "seed": 2020047614,
        "base_model_name": "wai.safetensors",
        "base_model_hash": "0F" * 32,
        "loras": [["BFA3BB4FBE", "1.0 - sub\\helios.safetensors"], ["x", 1]],
        "software": "RuinedFooocus",
    }
    reading = read_dialect(png(parameters=data))
    assert (reading.tool, texts(reading)) == (
        "RuinedFooocus",
        [("positive", "a fish"), ("negative", "ugly")],
    )
    assert reading.models == (
        ModelFile("wai.safetensors", "sha256:" + "0f" * 32),
        ModelFile("sub\\helios.safetensors", "autov2:bfa3bb4fbe"),
    )
    assert dict(reading.settings)["seed"] == "2020047614"


def test_ruined_fooocus_in_a_metadata_keyword():
    """Its animations carry the JSON under another keyword."""
    reading = read_dialect(png(metadata={"prompt": "a fish", "software": "RuinedFooocus"}))
    assert texts(reading) == [("positive", "a fish")]


def test_ruined_fooocus_with_an_older_digest():
    """A hash of 8 digits is no digest of a known algorithm."""
    data = {"software": "RuinedFooocus", "base_model_name": "m", "base_model_hash": "be9edd61"}
    assert read_dialect(png(parameters=data)).models == (ModelFile("m"),)
