"""Which files a graph names: models, and pictures and films that it starts from.

What else a graph says (prompts, settings, what an input is used for) is read where it is
recorded. Here is only what must be held against this computer's folders. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["InputName", "ModelName", "Node", "inputs_of", "models_of", "nodes_of"]

MAX_NODES = 20_000  # nodes; the largest published workflows have under a thousand
MAX_NAME = 512  # characters; a longer text names no file

# Inputs that name a model file, with the folders (of folder_paths) where it is looked for first.
_MODELS = {
    "ckpt_name": ("checkpoints",),
    "unet_name": ("diffusion_models", "unet", "unet_gguf"),
    "lora_name": ("loras",),
    "lora": ("loras",),
    "vae_name": ("vae",),
    "control_net_name": ("controlnet",),
    "clip_name": ("text_encoders", "clip", "clip_vision"),
    "style_model_name": ("style_models",),
    "gligen_name": ("gligen",),
    "hypernetwork_name": ("hypernetworks",),
    "ipadapter_file": ("ipadapter",),
}
_UPSCALER = "UpscaleModelLoader"  # its input is "model_name", which means other things elsewhere

# Words that stand for "no file at all".
_NO_MODEL = frozenset({"", "none", "default", "default (model)", "automatic"})


@dataclass(frozen=True)
class Node:
    """A node, by its id in the graph: ``{"class_type": kind, "inputs": inputs}``."""

    id: str
    kind: str
    title: str  # as the person called it
    inputs: Mapping[str, object]


@dataclass(frozen=True)
class ModelName:
    """A model as a node names it, and the folders where it is likely to lie."""

    name: str
    folders: tuple[str, ...]


@dataclass(frozen=True)
class InputName:
    """A file that a node names.

    Attributes:
        name: As the node spells it, with a folder or " [output]" behind it where it does.
        node: The node's id.
        sure: Whether the node is known to load a picture; else a text that may be a file's name.
    """

    name: str
    node: str
    sure: bool


def nodes_of(prompt: object) -> list[Node]:
    """List the nodes of a graph in API form; what is none is left out."""
    members = prompt.items() if isinstance(prompt, dict) else ()
    found = [_node(name, node) for name, node in members if isinstance(node, dict)]
    return [node for node in found if node is not None][:MAX_NODES]


def _node(name: object, node: dict[str, object]) -> Node | None:
    kind, inputs, meta = (node.get(member) for member in ("class_type", "inputs", "_meta"))
    if not isinstance(kind, str):
        return None
    title = meta.get("title") if isinstance(meta, dict) else None
    return Node(
        str(name),
        kind,
        title if isinstance(title, str) else "",
        inputs if isinstance(inputs, dict) else {},
    )


def models_of(nodes: list[Node]) -> list[ModelName]:
    """List the models that a graph names, each once."""
    found = {model.name: model for node in nodes for model in _models(node)}
    return list(found.values())


def _models(node: Node) -> Iterator[ModelName]:
    for name, value in node.inputs.items():
        stem = name.rstrip("_0123456789")
        if name == "model_name" and node.kind == _UPSCALER:
            folders: tuple[str, ...] | None = ("upscale_models",)
        else:
            folders = _MODELS.get(name) or _MODELS.get(stem)
        if folders is None:
            continue
        named = value
        if isinstance(value, dict):  # Power Lora Loader (rgthree): {"on": true, "lora": name}
            named = value.get("lora") if value.get("on") is not False else None
        if isinstance(named, str) and _names_a_model(named):
            yield ModelName(named, folders)


def _names_a_model(name: str) -> bool:
    return len(name) <= MAX_NAME and name.strip().lower() not in _NO_MODEL


def inputs_of(nodes: list[Node]) -> list[InputName]:
    """List the files that a graph's nodes name, each once for a node."""
    return [
        InputName(name, node.id, loads)
        for node in nodes
        for loads in ["LoadImage" in node.kind]
        for name in dict.fromkeys(_file_names(node, loads))
    ]


def _file_names(node: Node, loads: bool) -> Iterator[str]:
    """List a node's texts that name a file, or have the form of a file's name."""
    for name, value in node.inputs.items():
        if not isinstance(value, str) or not value:
            continue
        may_be = len(value) <= MAX_NAME and "." in value[-40:] and "\n" not in value
        is_model = name.rstrip("_0123456789") in _MODELS
        if (loads and name == "image") or (not loads and may_be and not is_model):
            yield value
