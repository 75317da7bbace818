"""ComfyUI's graph in API form: nodes, the links between them, and the texts they hold.

    {"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}}}

A link is ``[node id, output index]``. There is no schema: the graph is whatever the installed
nodes make it, so what a node does is known only for the kinds named here, and everything else is
left unsaid. What is read here is what the studio reads out of a finished picture, by the same
rules; a test holds the two against each other. Pure: nothing here touches a file or a clock.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Found", "Graph", "Link", "Node", "link_of", "parse_graph", "spelled"]

MAX_NODES = 20_000  # nodes; the largest published workflows have under a thousand
MAX_CHAIN = 64  # links followed from one node; real chains have under twenty
MAX_JOINED = 2**22  # characters joined in one graph, which could double at every node

# Where nodes keep a text, in the order of preference; `populated_text` is what a wildcard
# processor in fact chose.
_TEXT_INPUTS = (
    "populated_text",
    "text",
    "prompt",
    "string",
    "value",
    "Text",
    "String",
    "prompt_text",
    "text_0",
)
_VALUES = ("value", "seed", "noise_seed", "int", "float", "Number", "number")

# Kinds whose output a machine wrote. ComfyUI's own kinds and the widest known custom ones.
_WRITERS = {
    "TextGenerate": "language model",
    "OllamaGenerate": "language model",
    "OllamaGenerateAdvance": "language model",
    "OllamaGenerateV2": "language model",
    "OllamaVision": "image description",
    "WD14Tagger|pysssss": "image description",
    "Florence2Run": "image description",
    "BLIP Analyze Image": "image description",
    "JoyCaption": "image description",
}


@dataclass(frozen=True)
class Link:
    """A reference to one output of one node."""

    node: str
    output: str  # decimal digits


@dataclass(frozen=True)
class Node:
    """One node; see the module."""

    id: str
    kind: str
    inputs: Mapping[str, object]

    def link(self, name: str) -> Link | None:
        """Give the link at an input, or None where it is a value or absent."""
        return link_of(self.inputs.get(name))

    def links(self) -> Iterator[tuple[str, Link]]:
        """List the inputs that are links."""
        for name, value in self.inputs.items():
            link = link_of(value)
            if link:
                yield name, link


@dataclass(frozen=True)
class Found:
    """A text in the graph, and who wrote it as far as is known."""

    text: str
    written_by: str = "unknown"


def link_of(value: object) -> Link | None:
    """Read a link, or give None where `value` is none."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        return None
    node, output = value
    counts = isinstance(output, int) and not isinstance(output, bool) and output >= 0
    if not counts or isinstance(node, bool) or not isinstance(node, (str, int, float)):
        return None
    return Link(str(spelled(node)), str(output))


def spelled(value: object) -> str | None:
    """Give a string, number or truth value as JSON spells it, a string without quotes."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, (bool, int, float)) else None


@dataclass
class _Texts:
    """The texts found so far by node, so that each node is read once; owned by its graph."""

    by_node: dict[str, Found | None] = field(default_factory=dict)
    joined: int = 0  # characters


@dataclass(frozen=True)
class Graph:
    """All nodes by id, in their order."""

    nodes: Mapping[str, Node]
    _texts: _Texts = field(default_factory=_Texts, repr=False, compare=False)

    def target(self, link: Link | None) -> Node | None:
        """Give the node that a link points to, or None."""
        return self.nodes.get(link.node) if link else None

    def scalar(self, value: object) -> str | None:
        """Give an input's single value, through nodes that hold one, or None."""
        for _ in range(MAX_CHAIN):
            node = self.target(link_of(value))
            if node is None:
                return spelled(value)
            value = next((node.inputs[name] for name in _VALUES if name in node.inputs), None)
        return None

    def text(self, value: object) -> Found | None:
        """Give an input's text, through nodes that hold or hand on texts.

        Returns:
            None where the text is made while the graph runs, or is not in the graph.
        """
        return _text(self, value, MAX_CHAIN)

    def branch(self, node: Node) -> object:
        """Give the input that an If/Else node hands on, or None where that is not known."""
        chosen = self.scalar(node.inputs.get("switch"))
        return node.inputs.get({"true": "on_true", "false": "on_false"}.get(chosen or "", ""))


def parse_graph(value: object) -> Graph:
    """Take the nodes out of a request's ``prompt``; what is no node is left out."""
    nodes: dict[str, Node] = {}
    for key, member in value.items() if isinstance(value, dict) else ():
        kind = member.get("class_type") if isinstance(member, dict) else None
        if isinstance(kind, str) and len(nodes) < MAX_NODES:
            inputs = member.get("inputs")
            nodes[str(key)] = Node(str(key), kind, inputs if isinstance(inputs, dict) else {})
    return Graph(nodes)


def _text(graph: Graph, value: object, left: int) -> Found | None:
    if isinstance(value, str):
        return Found(value)
    node = graph.target(link_of(value))
    if node is None or left == 0:
        return None
    known = graph._texts.by_node  # noqa: SLF001  # this function is the graph's own
    if node.id not in known:
        known[node.id] = None  # a graph with a cycle has no text here
        known[node.id] = _node_text(graph, node, left - 1)
    return known[node.id]


def _node_text(graph: Graph, node: Node, left: int) -> Found | None:
    if node.kind in _WRITERS:
        return None
    if node.kind == "ComfySwitchNode":
        return _text(graph, graph.branch(node), left)
    if node.kind == "StringConcatenate":
        return _joined(graph, node, left)
    if node.kind.startswith(("ShowText", "PreviewAny")):
        return _shown(graph, node, left)
    texts = (_text(graph, node.inputs.get(name), left) for name in _TEXT_INPUTS)
    return next((text for text in texts if text), None)


def _shown(graph: Graph, node: Node, left: int) -> Found | None:
    """Read a node that displays a text; it keeps what it showed when the graph ran before."""
    shown = node.inputs.get("text_0")
    source = next((node.inputs[name] for name in ("text", "source") if name in node.inputs), None)
    if not isinstance(shown, str):
        return _text(graph, source, left)
    writer = graph.target(link_of(source))
    return Found(shown, _WRITERS.get(writer.kind, "unknown") if writer else "unknown")


def _joined(graph: Graph, node: Node, left: int) -> Found | None:
    parts = [_text(graph, node.inputs.get(name), left) for name in ("string_a", "string_b")]
    known = [part for part in parts if part]
    texts = graph._texts  # noqa: SLF001  # this function is the graph's own
    texts.joined += sum(len(part.text) for part in known)
    if len(known) < len(parts) or texts.joined > MAX_JOINED:
        return None
    delimiter = node.inputs.get("delimiter")
    writers = {part.written_by for part in known if part.text}
    written_by = writers.pop() if len(writers) == 1 else "unknown"
    between = delimiter if isinstance(delimiter, str) else ""
    return Found(between.join(part.text for part in known), written_by)
