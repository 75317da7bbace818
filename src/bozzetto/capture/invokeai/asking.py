"""What a person gives InvokeAI to do: the graph of one session, read.

    asked = read_asked(graph)

Where the graph has the node from which InvokeAI writes its metadata, the same rules read it as
read a finished picture. Who wrote the prompts is not said: a style preset adds its words on the
page already.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.invokeai import read_invokeai
from bozzetto.capture.dialects.jsontext import Json, members, scalar
from bozzetto.capture.dialects.reading import ModelFile, PromptText, Reading
from bozzetto.capture.dialects.source import Source
from bozzetto.capture.invokeai.graph import BESIDE, Graph, Node, image_names

__all__ = ["CANVAS", "Asked", "read_asked", "spell"]

CANVAS = "canvas_v2_metadata"
MAX_SETTING = 65_536  # characters of one setting: docs/formats/record.md
MAX_INPUTS = 1024  # files of one instruction

_METADATA = "core_metadata"
_SAMPLERS = ("denoise", "noise")  # in a kind's name
_SETTINGS = ("steps", "cfg_scale", "guidance", "scheduler", "denoising_start", "seed", "num_steps")
_TEXTS = ("prompt", "style")
# Kinds of nodes whose image is a mask; others, such as create_denoise_mask, take a picture as well
_MASKED = ("alpha_mask", "expand_mask", "image_mask", "mask_", "tomask")
_ROLES = (
    ("control", "control"),
    ("t2i_adapter", "control"),
    ("ip_adapter", "reference"),
    ("redux", "reference"),
    ("reference", "reference"),
    ("kontext", "reference"),
    ("i2l", "init"),
    ("vae_encode", "init"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An instruction, as far as the graph says it."""

    prompts: tuple[PromptText, ...]
    models: tuple[ModelFile, ...]
    settings: Mapping[str, str]
    inputs: Mapping[str, str]  # role by the image's name
    notes: tuple[str, ...]


def read_asked(graph: Graph) -> Asked:
    """Read a session's graph."""
    data = _metadata(graph)
    canvas = data.pop(CANVAS, None)
    reading = read_invokeai((Source(0, "invokeai_metadata", "", data),)) if data else None
    found = _read_nodes(graph)
    if reading is None:
        reading = found
    inputs = dict(_inputs(graph))
    for file in reading.inputs:
        if file.name is not None:
            inputs[file.name] = file.role
    return Asked(
        _with_regions(reading.prompts, canvas) or found.prompts,
        tuple(dict.fromkeys((*reading.models, *found.models))),
        {name: text for name, text in reading.settings if len(text) <= MAX_SETTING},
        dict(list(inputs.items())[:MAX_INPUTS]),
        reading.notes,
    )


def _metadata(graph: Graph) -> dict[str, Json]:
    """Give what InvokeAI is going to write as metadata, as far as it is known beforehand."""
    node = next(graph.of_kind(_METADATA), None)
    if node is None:
        return {}
    names = [name for name in node.fields if name not in BESIDE]
    linked = [name for place, name in graph.sources if place == node.id]
    found = {name: graph.value(node, name) for name in dict.fromkeys((*names, *linked))}
    return {name: value for name, value in found.items() if value is not None}


def _with_regions(prompts: tuple[PromptText, ...], canvas: Json) -> tuple[PromptText, ...]:
    """Add the prompts of regions, which stand in the canvas."""
    if canvas is None:
        return prompts
    read = read_invokeai((Source(0, "invokeai_metadata", "", {CANVAS: canvas}),))
    return tuple(dict.fromkeys((*prompts, *(() if read is None else read.prompts))))


def _read_nodes(graph: Graph) -> Reading:
    """Read what the nodes say by themselves."""
    draft = Draft("InvokeAI")
    for node in graph.nodes.values():
        for name, value in node.fields.items():
            if name not in BESIDE:
                _add_models(draft, value)
        for name in _TEXTS:
            if name in node.fields and _encodes(node):
                role = "negative" if _is_negative(graph, node) else "positive"
                draft.prompt("style" if name == "style" else role, graph.value(node, name))
        if any(word in node.kind for word in _SAMPLERS):
            told = ((name, scalar(graph.value(node, name))) for name in _SETTINGS)
            draft.set({name: text for name, text in told if text is not None})
    return draft.finish()


def _encodes(node: Node) -> bool:
    return "compel" in node.kind or "text_encoder" in node.kind or "prompt" in node.kind


def _is_negative(graph: Graph, node: Node) -> bool:
    """Whether a prompt goes to where a sampler takes what is not wanted."""
    names = [name for _node, name in graph.reach(node) if name.endswith("_conditioning")]
    return bool(names) and names[0].startswith("negative")


def _add_models(draft: Draft, value: Json) -> None:
    """Add a file of weights: ``{key, hash, name, base, type}``, or that within one more object."""
    for found in (members(value), *map(members, members(value).values())):
        if "hash" in found and "base" in found:
            data: Json = {"model": dict(found)}
            read = read_invokeai((Source(0, "invokeai_metadata", "", data),))
            draft.models.extend(() if read is None else read.models)


def _inputs(graph: Graph) -> Iterator[tuple[str, str]]:
    """List the images that the graph names, each with what it is used for."""
    for node in graph.nodes.values():
        if node.kind == _METADATA:
            continue
        for field, value in node.fields.items():
            if field not in BESIDE:
                role = _role(graph, node, field)
                yield from ((name, role) for name in image_names(value))


def _role(graph: Graph, node: Node, field: str) -> str:
    uses = [(node, field), *graph.reach(node)] if node.kind == "image" else [(node, field)]
    for used, name in uses:
        if "mask" in name or used.kind.startswith(_MASKED):
            return "mask"
        for word, role in _ROLES:
            if word in name or word in used.kind:
                return role
    return "image"


def spell(value: object) -> bytes:
    """Spell JSON as a file."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
