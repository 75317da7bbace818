"""Builds pictures out of carriers alone, so that a test says just what a file carries."""

import json

from bozzetto.capture.carriers import Carrier, Picture


def carrier(name, text, place="png:tEXt", *, exact=True):
    """A carrier whose bytes do not matter."""
    return Carrier(place, name, 0, b"", text, exact)


def picture(*carriers, kind="image/png", width=None, height=None):
    """A picture that is nothing but its carriers."""
    return Picture(kind, width, height, animated=False, carriers=carriers, problems=(), pixels=None)


def png(**texts):
    """A PNG with one text by keyword; what is no string is written as JSON."""
    return picture(*(carrier(name, spelled(text)) for name, text in texts.items()))


def comment(text, place="exif:Exif"):
    """A JPEG with a UserComment."""
    return picture(carrier("UserComment", spelled(text), place), kind="image/jpeg")


def spelled(value):
    """The text itself, or the value as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def texts(reading):
    """The prompts, without what is known about them."""
    return [(prompt.role, prompt.text) for prompt in reading.prompts]


def node(kind, **inputs):
    """A node of ComfyUI's graph in API form."""
    return {"class_type": kind, "inputs": inputs}


def simple_graph(positive="a cat", negative="blurry"):
    """ComfyUI's default graph, without what no test looks at."""
    return {
        "3": node(
            "KSampler",
            seed=7,
            steps=20,
            cfg=8.0,
            sampler_name="euler",
            scheduler="normal",
            denoise=1.0,
            model=["4", 0],
            positive=["6", 0],
            negative=["7", 0],
            latent_image=["5", 0],
        ),
        "4": node("CheckpointLoaderSimple", ckpt_name="sd15.safetensors"),
        "5": node("EmptyLatentImage", width=512, height=768, batch_size=1),
        "6": node("CLIPTextEncode", text=positive, clip=["4", 1]),
        "7": node("CLIPTextEncode", text=negative, clip=["4", 1]),
        "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
        "9": node("SaveImage", images=["8", 0]),
    }
