"""What a graph says: prompts, settings, models by name, and the files it starts from.

The same as the studio reads out of a finished picture, with more models and more input files: a
graph that is about to run can be held against the folders it will read from. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .conditioning import find_samplers, unattributed, walk
from .graph import MAX_CHAIN, Graph, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["InputName", "ModelName", "Reading", "read_graph"]

MAX_SAMPLERS = 64  # samplers whose settings are given; no known workflow has more than ten
MAX_NAME = 512  # characters; a longer text names no file

_SETTINGS = ("seed", "noise_seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")
# SamplerCustomAdvanced has its settings in the nodes behind these inputs.
_SPREAD = ("noise", "guider", "sampler", "sigmas")
_LATENTS = ("latent_image", "latent", "samples", "pixels", "image")
_USES = (
    ("VAEEncode", "pixels", "init"),
    ("InpaintModelConditioning", "pixels", "init"),
    ("ControlNetApply", "image", "control"),
    ("CLIPVisionEncode", "image", "reference"),
    ("IPAdapter", "image", "reference"),
    ("VAEEncode", "mask", "mask"),
    ("InpaintModelConditioning", "mask", "mask"),
    ("SetLatentNoiseMask", "mask", "mask"),
)

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
class ModelName:
    """A model as a node names it, and the folders where it is likely to lie."""

    name: str
    folders: tuple[str, ...]


@dataclass(frozen=True)
class InputName:
    """A file that a node names.

    Attributes:
        role: image, mask, control, reference or init.
        name: As the node spells it, with a folder or " [output]" behind it where it does.
        node: The node's id.
        sure: Whether the node is known to load a picture; else a text that may be a file's name.
    """

    role: str
    name: str
    node: str
    sure: bool


@dataclass(frozen=True)
class Reading:
    """What a graph says; prompts are role, text and author."""

    prompts: tuple[tuple[str, str, str], ...]
    models: tuple[ModelName, ...]
    settings: dict[str, str]
    inputs: tuple[InputName, ...]
    notes: tuple[str, ...]


def read_graph(graph: Graph, *, has_workflow: bool = True) -> Reading:
    """Read a graph that is about to run."""
    samplers = find_samplers(graph)
    texts = walk(graph, samplers)
    settings: dict[str, str] = {}
    for node in samplers[:MAX_SAMPLERS]:
        behind = f" [{node.id}]" if len(samplers) > 1 else ""
        settings.update({name + behind: value for name, value in _sampling(graph, node)})
    several = len(texts.guidance) > 1
    for node_id, value in texts.guidance.items():
        settings[f"guidance [{node_id}]" if several else "guidance"] = value
    notes = {
        "comfyui.no-workflow": not has_workflow,
        "comfyui.text-unresolved": texts.unresolved,
        "comfyui.text-unattributed": unattributed(graph, texts),
    }
    return Reading(
        prompts=tuple((role, text, by) for (role, text), by in texts.prompts.items()),
        models=tuple({m.name: m for node in graph.nodes.values() for m in _models(node)}.values()),
        settings=settings,
        inputs=tuple(_inputs(graph)),
        notes=tuple(sorted(note for note, holds in notes.items() if holds)),
    )


def _sampling(graph: Graph, sampler: Node) -> Iterator[tuple[str, str]]:
    nodes = [sampler, *filter(None, (graph.target(sampler.link(name)) for name in _SPREAD))]
    for name in _SETTINGS:
        values = (graph.scalar(node.inputs.get(name)) for node in nodes)
        value = next((value for value in values if value is not None), None)
        if value is not None:
            yield name.removeprefix("noise_"), value
    yield from _size(graph, sampler)


def _size(graph: Graph, sampler: Node) -> Iterator[tuple[str, str]]:
    """Follow the latent image back to the node that fixes its width and height in pixels."""
    node: Node | None = sampler
    for _ in range(MAX_CHAIN):
        if node is None or any(name.endswith("scale_by") for name in node.inputs):
            return  # a scaled size is not in the graph
        sides = {name: graph.scalar(node.inputs.get(name)) for name in ("width", "height")}
        if all(sides.values()):
            yield from ((name, side) for name, side in sides.items() if side)
            return
        dimensions = node.inputs.get("dimensions")
        if isinstance(dimensions, str) and dimensions:
            yield "dimensions", dimensions
            return
        links = (node.link(name) for name in _LATENTS)
        node = next(filter(None, map(graph.target, links)), None)


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


def _inputs(graph: Graph) -> Iterator[InputName]:
    roles = _roles(graph)
    seen: set[tuple[str, object]] = set()
    for node in graph.nodes.values():
        loads = "LoadImage" in node.kind
        is_mask = node.kind == "LoadImageMask" or (not loads and "LoadMask" in node.kind)
        known = roles.get(node.id) or ["mask" if is_mask else "image"]
        values = [node.inputs.get("image")] if loads else _file_names(node)
        for role in known:
            for value in values:
                if isinstance(value, str) and value and (role, value) not in seen:
                    seen.add((role, value))
                    yield InputName(role, value, node.id, loads)


def _file_names(node: Node) -> list[object]:
    """List a node's texts that have the form of a file's name."""
    return [
        value
        for name, value in node.inputs.items()
        if isinstance(value, str)
        and len(value) <= MAX_NAME
        and "." in value[-40:]
        and "\n" not in value
        and name.rstrip("_0123456789") not in _MODELS
    ]


def _roles(graph: Graph) -> dict[str, list[str]]:
    """Say what each node's picture is used for, where a node of known kind takes it directly."""
    roles: dict[str, list[str]] = {}
    for node in graph.nodes.values():
        for name, link in node.links():
            use = (role for kind, at, role in _USES if name == at and node.kind.startswith(kind))
            role = next(use, None)
            if role and role not in roles.setdefault(link.node, []):
                roles[link.node].append(role)
    return roles
