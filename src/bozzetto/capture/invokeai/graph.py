"""InvokeAI's graph: nodes with fields, and edges from one node's field to another's.

    {"nodes": {"a": {"id": "a", "type": "string", "value": "a cat"}, ...},
     "edges": [{"source": {"node_id": "a", "field": "value"},
                "destination": {"node_id": "m", "field": "positive_prompt"}}, ...]}

(invokeai/app/services/shared/graph.py, Graph.) What the page asks for has one node of the kind
``core_metadata``: what of it is going to stand in the picture, with edges from the nodes that
hold prompt and seed. Workflows may have none; then the nodes themselves are read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bozzetto.capture.dialects.jsontext import Json, elements, members, string

__all__ = ["BESIDE", "Graph", "Node", "image_names", "parse_graph"]

MAX_NODES = 20_000  # nodes; the page's own graphs have under a hundred
MAX_EDGES = 100_000
MAX_CHAIN = 32  # edges followed from one field; real chains have under ten
MAX_REACH = 1000  # nodes looked at behind one node
MAX_NAME = 256  # characters of an image's name
MAX_VALUES = 100_000  # values searched for names of images in one document

# Kinds that hold a value and hand it on unchanged, and the field in which they do
_HOLDERS = {
    "boolean": "value",
    "float": "value",
    "image": "image",
    "integer": "value",
    "string": "value",
}
# Of every node, and no part of what it is told
BESIDE = frozenset(("id", "type", "is_intermediate", "use_cache", "board", "metadata"))

_Place = tuple[str, str]  # a node's id, and one of its fields


@dataclass(frozen=True, slots=True)
class Node:
    """One node."""

    id: str
    kind: str
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by id, and the edges from both of their ends."""

    nodes: Mapping[str, Node]
    sources: Mapping[_Place, _Place] = field(default_factory=dict)
    targets: Mapping[str, tuple[_Place, ...]] = field(default_factory=dict)  # by the source node

    def of_kind(self, kind: str) -> Iterator[Node]:
        """List the nodes of a kind."""
        return (node for node in self.nodes.values() if node.kind == kind)

    def value(self, node: Node, name: str) -> Json:
        """Give a field's value, through nodes that hold one; None where it is made on the way."""
        for _ in range(MAX_CHAIN):
            source = self.sources.get((node.id, name))
            if source is None:
                return node.fields.get(name)
            found = self.nodes.get(source[0])
            if found is None or found.kind not in _HOLDERS:
                return None
            node, name = found, _HOLDERS[found.kind]
        return None

    def reach(self, node: Node) -> Iterator[tuple[Node, str]]:
        """List the fields that a node's results come to, the nearest first, through others."""
        ahead, seen = [node.id], {node.id}
        for at in ahead:  # it grows meanwhile
            for target, name in self.targets.get(at, ()):
                found = self.nodes.get(target)
                if found is None:
                    continue
                yield found, name
                if target not in seen and len(seen) < MAX_REACH:
                    seen.add(target)
                    ahead.append(target)


def parse_graph(value: Json) -> Graph | None:
    """Read a graph; None where it is none."""
    nodes: dict[str, Node] = {}
    for key, member in members(members(value).get("nodes")).items():
        kind = string(members(member).get("type"))
        if kind is not None and len(nodes) < MAX_NODES:
            nodes[key] = Node(key, kind, members(member))
    if not nodes:
        return None
    sources: dict[_Place, _Place] = {}
    targets: dict[str, list[_Place]] = {}
    for edge in map(members, elements(members(value).get("edges"))[:MAX_EDGES]):
        source, target = _place(edge.get("source")), _place(edge.get("destination"))
        if source is not None and target is not None:
            sources[target] = source
            targets.setdefault(source[0], []).append(target)
    return Graph(nodes, sources, {node: tuple(places) for node, places in targets.items()})


def _place(value: Json) -> _Place | None:
    node, name = string(members(value).get("node_id")), string(members(value).get("field"))
    return None if node is None or name is None else (node, name)


def image_names(value: Json) -> list[str]:
    """List the images that a document names, each once, in its order."""
    found: dict[str, None] = {}
    ahead = [value]
    for _ in range(MAX_VALUES):
        if not ahead:
            break
        here = ahead.pop()
        if isinstance(here, dict):
            name = string(here.get("image_name"))
            if name and len(name) <= MAX_NAME:
                found[name] = None
            ahead.extend(reversed(here.values()))
        elif isinstance(here, list):
            ahead.extend(reversed(here))
    return list(found)
