import pytest

from bozzetto.capture.dialects import InputFile, ModelFile, read_dialect
from tests.capture.dialects.carried import png, simple_graph, texts

BLAKE3 = "blake3:" + "0f" * 32
SHA256 = "0f" * 32


def test_newest_generation():
    """Prompts, models with digests, adapters, input images and version are read."""
    data = {
        "app_version": "6.10.0",
        "positive_prompt": "a cat",
        "negative_prompt": "blurry",
        "positive_style_prompt": "oil",
        "negative_style_prompt": "photo",
        "seed": 3951921344,
        "cfg_scale": 6.0,
        "model": {"name": "wai", "hash": BLAKE3},
        "vae": {"model_name": "VAEFix"},
        "loras": [{"model": {"name": "l", "hash": "0f"}, "weight": 0.7}],
        "controlnets": [{"control_model": {"name": "cn"}, "image": {"image_name": "c.png"}}],
        "ipAdapters": [{"ip_adapter_model": {"name": "ip"}, "image": {"image_name": "r.png"}}],
        "ref_images": [{"config": {"image": {"original": {"image": {"image_name": "q.png"}}}}}],
        "init_image": "i.png",
        "canvas_v2_metadata": {
            "regionalGuidance": [{"positivePrompt": "a hat", "negativePrompt": None}]
        },
    }
    reading = read_dialect(png(invokeai_metadata=data))
    assert (reading.tool, reading.version) == ("InvokeAI", "6.10.0")
    assert texts(reading) == [
        ("positive", "a cat"),
        ("negative", "blurry"),
        ("style", "oil"),
        ("negative", "photo"),
        ("region", "a hat"),
    ]
    assert reading.settings == (("cfg_scale", "6.0"), ("seed", "3951921344"))
    assert reading.models[:3] == (ModelFile("wai", BLAKE3), ModelFile("VAEFix"), ModelFile("cn"))
    assert ModelFile("l") in reading.models
    assert set(reading.inputs) == {
        InputFile("control", "c.png"),
        InputFile("reference", "r.png"),
        InputFile("reference", "q.png"),
        InputFile("init", "i.png"),
    }
    assert reading.notes == ("invokeai.canvas",)


def test_second_generation():
    """2.x names the weights and the init image with their SHA-256."""
    data = {
        "model_weights": "stable-diffusion-1.5",
        "model_hash": SHA256,
        "app_version": "2.2.4",
        "image": {
            "prompt": [{"prompt": "a cat [blurry]", "weight": 1.0}],
            "seed": 42,
            "postprocessing": None,
            "orig_hash": SHA256,
        },
    }
    reading = read_dialect(png(**{"sd-metadata": data, "Dream": '"other" -s 1'}))
    assert (reading.version, texts(reading)) == ("2.2.4", [("positive", "a cat [blurry]")])
    assert reading.models == (ModelFile("stable-diffusion-1.5", f"sha256:{SHA256}"),)
    assert reading.inputs == (InputFile("init", None, f"sha256:{SHA256}"),)
    assert reading.settings == (("orig_hash", SHA256), ("seed", "42"))


def test_second_generation_with_a_plain_prompt():
    """A prompt may also be a string."""
    reading = read_dialect(png(**{"sd-metadata": {"image": {"prompt": "a cat"}}}))
    assert texts(reading) == [("positive", "a cat")]


@pytest.mark.parametrize(
    "dream",
    [
        '"a \\"cat\\"" -s50 -S42 -W512 -Ak_lms -Iinit.png',
        '"a \\"cat\\"" -s 50 -S 42 -W 512 -A k_lms -I init.png',
    ],
    ids=["joined", "apart"],
)
def test_first_generation(dream):
    """The command line that was typed is read, with or without spaces."""
    reading = read_dialect(png(Dream=dream))
    assert texts(reading) == [("positive", 'a "cat"')]
    assert dict(reading.settings) == {
        "steps": "50",
        "seed": "42",
        "width": "512",
        "sampler": "k_lms",
    }
    assert reading.inputs == (InputFile("init", "init.png"),)


@pytest.mark.parametrize(
    "texts_by_name",
    [
        pytest.param({"Dream": "I had a dream"}, id="a sentence"),
        pytest.param({"Dream": '"quoted" and no option'}, id="quotation"),
        pytest.param({"invokeai_metadata": "[]"}, id="array"),
        pytest.param({"invokeai_metadata": "{"}, id="not JSON"),
    ],
)
def test_refuses(texts_by_name):
    """A keyword alone does not make a file InvokeAI's."""
    assert read_dialect(png(**texts_by_name)) is None


def test_graph_alone():
    """A file that holds only the graph is InvokeAI's, and says no more."""
    reading = read_dialect(png(invokeai_graph={"nodes": {}, "edges": []}))
    assert (reading.tool, reading.prompts, reading.carriers) == ("InvokeAI", (), (0,))


def test_goes_before_comfyui():
    """InvokeAI's own metadata goes before a graph of ComfyUI's form."""
    data = {"positive_prompt": "a dog"}
    reading = read_dialect(png(prompt=simple_graph(), invokeai_metadata=data))
    assert (reading.tool, reading.carriers) == ("InvokeAI", (1,))


def test_reference_images_are_searched_within_limits():
    """A list of reference images that nests without end is searched and left."""
    nested = "[" * 500 + "]" * 500
    text = f'{{"positive_prompt": "a", "ref_images": [{",".join([nested] * 50)}]}}'
    assert read_dialect(png(invokeai_metadata=text)).inputs == ()
