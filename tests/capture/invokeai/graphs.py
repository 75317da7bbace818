"""Graphs as InvokeAI's page builds them (features/nodes/util/graph/generation/buildSD1Graph.ts)."""

from bozzetto.capture.dialects.jsontext import parse_json
from bozzetto.capture.invokeai.asking import spell

__all__ = ["BLAKE3", "edge", "parsed", "sd1"]

BLAKE3 = "blake3:" + "0f" * 32


def edge(source, field, target, name):
    """An edge, by two nodes and their fields."""
    return {
        "source": {"node_id": source, "field": field},
        "destination": {"node_id": target, "field": name},
    }


def parsed(value):
    """Parse as a session's graph is parsed: numbers as they are spelled."""
    return parse_json(spell(value).decode())


def model(name):
    """A file of weights as a graph names it."""
    return {"key": name, "hash": BLAKE3, "name": name, "base": "sd-1", "type": "main"}


def sd1(**metadata):
    """Inpainting with a ControlNet and a reference; the batch has put prompt and seed in."""
    nodes = {
        "prompt": {"type": "string", "value": "a lighthouse"},
        "seed": {"type": "integer", "value": 20060101},
        "pos": {"type": "compel", "prompt": ""},
        "neg": {"type": "compel", "prompt": "fog"},
        "collect": {"type": "collect"},
        "loader": {"type": "main_model_loader", "model": model("photon")},
        "picture": {"type": "image", "image": {"image_name": "flat.png"}},
        "i2l": {"type": "i2l", "fp32": True},
        "alpha": {"type": "tomask", "image": {"image_name": "mask.png"}},
        "grad": {"type": "create_gradient_mask", "image": {"image_name": "flat.png"}},
        "control": {
            "type": "controlnet",
            "image": {"image_name": "lines.png"},
            "control_model": model("canny"),
        },
        "ip": {"type": "ip_adapter", "image": [{"image_name": "look.png"}]},
        "noise": {"type": "noise", "seed": 0},
        "denoise": {"type": "denoise_latents", "steps": 30, "cfg_scale": 7.5, "scheduler": "euler"},
        "out": {"type": "l2i", "is_intermediate": True},
    }
    if metadata:
        nodes["m"] = {"type": "core_metadata", **metadata}
    edges = [
        edge("prompt", "value", "pos", "prompt"),
        edge("pos", "conditioning", "denoise", "positive_conditioning"),
        edge("neg", "conditioning", "collect", "item"),
        edge("collect", "collection", "denoise", "negative_conditioning"),
        edge("seed", "value", "noise", "seed"),
        edge("noise", "noise", "denoise", "noise"),
        edge("picture", "image", "i2l", "image"),
        edge("i2l", "latents", "denoise", "latents"),
        edge("denoise", "latents", "out", "latents"),
        edge("prompt", "value", "m", "positive_prompt"),
        edge("seed", "value", "m", "seed"),
    ]
    for name, node in nodes.items():
        node.setdefault("id", name)
    return {"nodes": nodes, "edges": edges}
