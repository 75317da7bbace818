"""ComfyUI's graph in API form: nodes, the links between them, and the texts they hold.

    {"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}}}

A link is ``[node id, output index]``; node ids are strings and may be any (``4:1`` inside group
nodes). There is no schema: the graph is whatever the installed nodes make it, so what a node
does is known only for the kinds named here, and everything else is left unsaid.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bozzetto.capture.dialects.jsontext import Json, Number, elements, members, scalar, string

__all__ = ["Found", "Graph", "Link", "Node", "parse_graph"]

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

# Kinds that hand on their text unchanged, by the start of their name.
_VERBATIM = (
    "PrimitiveString",
    "ShowText",
    "PreviewAny",
    "String Literal",
    "StringLiteral",
    "String",
    "Text Multiline",
    "TextMultiline",
    "DF_Text_Box",
    "CR Text",
    "CR Prompt Text",
    "easy positive",
    "easy negative",
    "ttN text",
    "JWString",
    "Reroute",
)

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


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to one output of one node."""

    node: str
    output: str  # decimal digits


@dataclass(frozen=True, slots=True)
class Node:
    """One node; see the module."""

    id: str
    kind: str
    inputs: Mapping[str, Json]
    is_changed: Json

    def link(self, name: str) -> Link | None:
        """Give the link at an input, or None where it is a value or absent."""
        return _link(self.inputs.get(name))

    def links(self) -> Iterator[tuple[str, Link]]:
        """List the inputs that are links."""
        for name, value in self.inputs.items():
            link = _link(value)
            if link:
                yield name, link


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the graph, who wrote it as far as is known, and whether it is verbatim."""

    text: str
    written_by: str = "unknown"
    exact: bool = True


def _link(value: Json) -> Link | None:
    match elements(value):
        case [str(node), Number() as output] if output.isascii() and output.isdigit():
            return Link(str(node), str(output))
    return None


@dataclass(slots=True)
class _Texts:
    """The texts found so far by node, so that each node is read once; owned by its graph."""

    by_node: dict[str, Found | None] = field(default_factory=dict)
    joined: int = 0  # characters


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by id, in the order of the file."""

    nodes: Mapping[str, Node]
    _texts: _Texts = field(default_factory=_Texts, repr=False, compare=False)

    def target(self, link: Link | None) -> Node | None:
        """Give the node that a link points to, or None."""
        return self.nodes.get(link.node) if link else None

    def scalar(self, value: Json) -> str | None:
        """Give an input's single value, through nodes that hold one, or None."""
        for _ in range(MAX_CHAIN):
            node = self.target(_link(value))
            if node is None:
                return scalar(value)
            names = ("value", "seed", "noise_seed", "int", "float", "Number", "number")
            value = next((node.inputs[name] for name in names if name in node.inputs), None)
        return None

    def text(self, value: Json) -> Found | None:
        """Give an input's text, through nodes that hold or hand on texts.

        Returns:
            None where the text was made while the graph ran, or is not in the graph.
        """
        return _text(self, value, self._texts, MAX_CHAIN)

    def branch(self, node: Node) -> Json:
        """Give the input that an If/Else node handed on, or None where that is not known."""
        chosen = self.scalar(node.inputs.get("switch"))
        return node.inputs.get({"true": "on_true", "false": "on_false"}.get(chosen or "", ""))


def parse_graph(value: Json) -> Graph | None:
    """Take the nodes out of a parsed ``prompt``, or give None where it has none."""
    nodes: dict[str, Node] = {}
    for key, member in members(value).items():
        kind = string(members(member).get("class_type"))
        if kind is not None and len(nodes) < MAX_NODES:
            inputs = members(members(member).get("inputs"))
            nodes[key] = Node(key, kind, inputs, members(member).get("is_changed"))
    return Graph(nodes) if nodes else None


def _text(graph: Graph, value: Json, texts: _Texts, left: int) -> Found | None:
    literal = string(value)
    if literal is not None:
        return Found(literal)
    node = graph.target(_link(value))
    if node is None or left == 0:
        return None
    if node.id not in texts.by_node:
        texts.by_node[node.id] = None  # a graph with a cycle has no text here
        texts.by_node[node.id] = _node_text(graph, node, texts, left - 1)
    return texts.by_node[node.id]


def _node_text(graph: Graph, node: Node, texts: _Texts, left: int) -> Found | None:
    if node.kind in _WRITERS:
        return None
    if node.kind == "ComfySwitchNode":
        return _text(graph, graph.branch(node), texts, left)
    if node.kind == "StringConcatenate":
        return _joined(graph, node, texts, left)
    if node.kind.startswith(("ShowText", "PreviewAny")):
        return _shown(graph, node, texts, left)
    for name in _TEXT_INPUTS:
        found = _text(graph, node.inputs.get(name), texts, left)
        if found:
            verbatim = node.kind.startswith(_VERBATIM) or name == "populated_text"
            return Found(found.text, found.written_by, found.exact and verbatim)
    return None


def _shown(graph: Graph, node: Node, texts: _Texts, left: int) -> Found | None:
    """Read a node that displays a text; it keeps what it showed when the graph ran."""
    shown = string(node.inputs.get("text_0"))
    source = next((node.inputs[name] for name in ("text", "source") if name in node.inputs), None)
    if shown is None:
        return _text(graph, source, texts, left)
    writer = graph.target(_link(source))
    return Found(shown, _WRITERS.get(writer.kind, "unknown") if writer else "unknown")


def _joined(graph: Graph, node: Node, texts: _Texts, left: int) -> Found | None:
    parts = [_text(graph, node.inputs.get(name), texts, left) for name in ("string_a", "string_b")]
    known = [part for part in parts if part]
    texts.joined += sum(len(part.text) for part in known)
    if len(known) < len(parts) or texts.joined > MAX_JOINED:
        return None
    delimiter = string(node.inputs.get("delimiter")) or ""
    writers = {part.written_by for part in known if part.text}
    written_by = writers.pop() if len(writers) == 1 else "unknown"
    text = delimiter.join(part.text for part in known)
    return Found(text, written_by, all(part.exact for part in known))
