"""Graphs of ComfyUI, as they were kept: by the request itself, or in a picture that it made."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.dialects.comfyui import input_names, uses
from bozzetto.capture.dialects.graph import Graph, parse_graph
from bozzetto.capture.dialects.jsontext import Json, parse_json, string
from bozzetto.capture.dialects.source import find, find_all, sources
from bozzetto.capture.handover.redaction import REMOVED
from bozzetto.capture.naming import safe_name, spell
from bozzetto.capture.proxy.pictures import picture_of
from bozzetto.capture.proxy.prompting import locate
from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.recipe import Given, Object, Recipe, Value, members, parse_plain
from bozzetto.law import Words
from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import GivenInput, inputs_of

__all__ = ["PLACED", "graph_of_file", "has_secret", "placed_in", "read_graph"]

# How the record keeps a picture that stood in a request as text
PLACED = re.compile(r"(sha256:[0-9a-f]{64})(?:\.[a-z]{3,4})?")
_SEEDS = ("seed", "noise_seed")
_SHOWN = 120  # characters of a name in a sentence


def read_graph(recipe: Recipe, material: Material, request: object) -> Recipe:
    """Read a request of ``POST /prompt``: ``{"prompt": graph, "extra_data": ...}``."""
    nodes = members(members(request).get("prompt"))
    graph = parse_graph(members(parse_json(json.dumps({"prompt": nodes}))).get("prompt"))  # type: ignore[arg-type]  # numbers are spelled
    if graph is None:
        lack = pair("what is kept as its workflow is no graph", "所保存的工作流并非节点图")
        return replace(recipe, lacks=(*recipe.lacks, lack))
    plain: Object = {name: _node(node) for name, node in nodes.items()}
    extra = members(members(request).get("extra_data"))
    extra.pop("client_id", None)
    lacks = [*recipe.lacks, *_lacks(graph, plain)]
    given: list[Given] = []
    for name, found in _loaded(graph, material.entry.event.body):
        _add(material, given, lacks, name, found)
    for digest in placed_in(plain):
        _add(material, given, lacks, None, GivenInput("image", True, digest, None, None))
    seeds = [(node, graph.scalar(value)) for node, value in _seeds(graph)]
    notes = [*recipe.notes]
    if not seeds:
        notes.append(
            pair(
                "no node of the graph has a seed: nothing in it is known to be left to chance",
                "图中没有带种子的节点：未见其中有随机之处",
            )
        )
    return replace(
        recipe,
        route="/prompt",
        request={"prompt": plain, "extra_data": extra},
        given=tuple(given),
        seeds=tuple(dict.fromkeys(seed for _node, seed in seeds if seed is not None)),
        notes=tuple(notes),
        lacks=tuple(dict.fromkeys(lacks)),
    )


def graph_of_file(material: Material, digest: Digest) -> Object | None:
    """Return the request that a picture says it was made by; None where it says none."""
    try:
        with material.studio.assets.open(digest) as file:
            found = sources(read_picture(file, pixels=False))
    except StudioError:
        return None
    for source in find_all(found, "prompt", "UserComment", "comment", "parameters"):
        if parse_graph(source.value) is None or not source.text:
            continue
        graph = members(parse_plain(source.text.rstrip("\0")))
        workflow = find(found, "workflow")
        shown = members(parse_plain(workflow.text.rstrip("\0"))) if workflow is not None else {}
        extra: Object = {"workflow": shown} if shown else {}
        return {"prompt": graph, "extra_data": {"extra_pnginfo": extra}}
    return None


def _node(node: Value) -> Value:
    """Take out of a node what ComfyUI itself wrote into it while it ran."""
    if not isinstance(node, dict):
        return node
    return {name: value for name, value in node.items() if name != "is_changed"}


def has_secret(value: Value) -> bool:
    """Whether a secret was taken out of a request, which is then not whole."""
    if isinstance(value, str):
        return REMOVED in value
    if isinstance(value, dict):
        return any(has_secret(each) for each in (*value, *value.values()))
    return isinstance(value, list) and any(has_secret(each) for each in value)


def placed_in(value: Value) -> Iterator[Digest]:
    """List the pictures in whose place a request has a digest, each once."""
    found: dict[str, None] = {}
    _search(value, found)
    yield from (Digest(each) for each in found)


def _search(value: Value, found: dict[str, None]) -> None:
    if isinstance(value, str):
        match = PLACED.fullmatch(value)
        if match is not None:
            found[match[1]] = None
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            _search(each, found)


def _lacks(graph: Graph, plain: Object) -> Iterator[Words]:
    if has_secret(plain):
        yield pair(
            "a secret was taken out of the graph before it was recorded",
            "节点图在记录之前已去除其中的密钥",
        )
    for node, value in _seeds(graph):
        if graph.scalar(value) is None:
            yield pair(
                "the seed of node {node} was made while the graph ran",
                "节点 {node} 的种子是运行时产生的",
                node=spell(node)[:_SHOWN],
            )
    for loader, name in input_names(graph):
        if string(name) is None:
            yield pair(
                "which file node {node} loads was made while the graph ran",
                "节点 {node} 读取哪个文件是运行时确定的",
                node=spell(loader.id)[:_SHOWN],
            )


def _seeds(graph: Graph) -> Iterator[tuple[str, Json]]:
    for node in graph.nodes.values():
        for name in _SEEDS:
            if name in node.inputs:
                yield node.id, node.inputs[name]


def _loaded(graph: Graph, body: JSONObject) -> Iterator[tuple[str, GivenInput | None]]:
    """List the files that the graph loads by name, with what the record has of each.

    The record has the inputs in the graph's order, once for each use; where that does not
    hold, a file is known by its name alone.
    """
    used, given = uses(graph), inputs_of(body)
    rows: list[tuple[str, str]] = []
    for node, value in input_names(graph):
        name = string(value)
        if name and picture_of(name, "image") is None and PLACED.fullmatch(name) is None:
            rows += [(name, role) for role in used.get(node.id, ["image"])]
    rows = list(dict.fromkeys(rows))
    in_order = len(rows) == len(given) and all(
        role == each.role for (_name, role), each in zip(rows, given, strict=True)
    )
    found: dict[str, GivenInput | None] = {}
    for at, (name, _role) in enumerate(rows):
        here = given[at] if in_order else _by_name(given, name)
        if found.get(name) is None:
            found[name] = here
    yield from found.items()


def _by_name(given: tuple[GivenInput, ...], name: str) -> GivenInput | None:
    last = PurePosixPath(safe_name(locate(name).name)).name
    known = [
        each
        for each in given
        if each.name is not None and each.name.replace("\\", "/").rpartition("/")[2] == last
    ]
    return known[0] if len({each.digest for each in known}) == 1 else None


def _add(
    material: Material,
    given: list[Given],
    lacks: list[Words],
    name: str | None,
    found: GivenInput | None,
) -> None:
    shown = spell(name or (found and found.digest) or "-")[:_SHOWN]
    if found is None or found.digest is None:
        lacks.append(
            pair(
                "the input {name} is not in the record: no bytes and no digest of it",
                "输入 {name} 不在记录中：既无字节也无摘要",
                name=shown,
            )
        )
        return
    why = material.why_not(found.digest)
    if why is not None:
        lacks.append(pair("the input {name} {why}", "输入 {name}{why}", name=shown, why=why))
        return
    given.append(Given(found.role, found.digest, name))
