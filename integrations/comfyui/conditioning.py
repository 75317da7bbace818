"""From a graph's samplers back to the texts: which text is positive, which negative.

A text counts as positive or negative only if a chain of links leads from that input of a sampler
(or of its guider) to the node that encodes it. Every node is visited once for each role, so the
walk takes time in proportion to the graph. A text that no such chain reaches stays unattributed.
Pure, and by the same rules as the studio's reading of a finished picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .graph import Graph, Link, Node, link_of

__all__ = ["Conditioning", "find_samplers", "unattributed", "walk"]

# A node with `guider` and one of these, or with a model, a seed and a conditioning, samples.
_SAMPLED = ("noise", "sigmas", "latent_image")
_SEEDS = ("seed", "noise_seed", "sigmas")
_PIPES = ("pipe", "basic_pipe", "context", "base_ctx", "ctx")

# Inputs of samplers and guiders by the role they give; "conditioning" is BasicGuider's only one,
# cond1 is DualCFGGuider's positive (comfy_extras/nodes_custom_sampler.py, set_conds).
_POSITIVE = ("positive", "conditioning", "cond1")
_NEGATIVE = ("negative",)

# Inputs of text encoders that hold prompts; the names are those of ComfyUI's own encoders.
_ENCODED = (
    "text",
    "prompt",
    "text_g",
    "text_l",
    "clip_l",
    "clip_g",
    "t5xxl",
    "llama",
    "bert",
    "mt5xl",
    "user_prompt",
    "tags",
    "lyrics",
)

# Core kinds that take both roles and give them on at outputs 0 and 1, so that crossed wires are
# seen. Any other kind that takes both is taken to hand each on as what it is.
_PAIRED = ("ControlNetApply", "InpaintModelConditioning", "InstructPixToPixConditioning")
_SIDES = {"0": "positive", "1": "negative"}
_REGIONS = ("ConditioningSetArea", "ConditioningSetMask", "ConditioningSetProperties")


@dataclass
class Conditioning:
    """What the walk found.

    Attributes:
        prompts: Role, text and author in the order met, positive ones first, each once.
        encoders: Ids of the text encoders that were reached.
        unresolved: Whether a reached encoder's text is not in the graph.
        guidance: What a distilled model is guided by, by node id; Flux has it in place of cfg.
    """

    prompts: dict[tuple[str, str], str] = field(default_factory=dict)
    encoders: set[str] = field(default_factory=set)
    unresolved: bool = False
    guidance: dict[str, str] = field(default_factory=dict)

    def add(self, role: str, text: str, written_by: str = "unknown") -> None:
        """Put down a text, unless it is blank or known."""
        if text.strip():
            self.prompts.setdefault((role, text), written_by)


def find_samplers(graph: Graph) -> list[Node]:
    """List the nodes that sample, in their order."""
    return [node for node in graph.nodes.values() if _samples(node)]


def _samples(node: Node) -> bool:
    if node.link("guider"):
        return any(name in node.inputs for name in _SAMPLED)
    if not any(name in node.inputs for name in _SEEDS):
        return False
    piped = any(node.link(name) for name in _PIPES)
    return piped or bool(node.link("positive") and node.link("model"))


def _is_encoder(node: Node) -> bool:
    """Say whether a node turns a text into conditioning."""
    named = "TextEncode" in node.kind or node.kind.startswith("Power Prompt")
    return (named or "clip" in node.inputs) and any(name in node.inputs for name in _ENCODED)


def walk(graph: Graph, samplers: list[Node]) -> Conditioning:
    """Follow the samplers' conditioning to the texts."""
    found = Conditioning()
    for role, names in (("positive", _POSITIVE), ("negative", _NEGATIVE)):
        starts = [graph.target(node.link("guider")) or node for node in samplers]
        links = [link for start in starts for link in _inputs(start, (*names, *_PIPES))]
        _follow(graph, [(link, role) for link in reversed(links)], role, found)
    return found


def unattributed(graph: Graph, found: Conditioning) -> bool:
    """Say whether an encoder holds a text that no sampler was seen to use."""
    others = (node for node in graph.nodes.values() if node.id not in found.encoders)
    return any(_is_encoder(node) and _has_text(graph, node) for node in others)


def _has_text(graph: Graph, node: Node) -> bool:
    texts = (graph.text(node.inputs.get(name)) for name in _ENCODED)
    return any(text and text.text.strip() for text in texts)


def _inputs(node: Node, names: tuple[str, ...]) -> list[Link]:
    return [link for link in map(node.link, names) if link]


def _follow(graph: Graph, ahead: list[tuple[Link, str]], side: str, found: Conditioning) -> None:
    seen: set[tuple[str, str, str]] = set()
    while ahead:
        link, role = ahead.pop()
        node = graph.target(link)
        if node is None or node.kind == "ConditioningZeroOut":
            continue  # a zeroed conditioning keeps nothing of its text
        visit = (node.id, role, _side(node, link, side))
        if visit in seen:
            continue
        seen.add(visit)
        if role == "positive" and node.kind.startswith(_REGIONS):
            role = "region"
        guidance = graph.scalar(node.inputs.get("guidance"))
        if guidance is not None:
            found.guidance[node.id] = guidance
        if _is_encoder(node):
            found.encoders.add(node.id)
            _encoded(graph, node, role, found)
        ahead.extend((onward, role) for onward in reversed(_onward(graph, node, link, side)))
        _literal(node, link, role, side, found)


def _onward(graph: Graph, node: Node, link: Link, side: str) -> list[Link]:
    """List the links that lead on towards the texts of one side."""
    if node.kind == "ComfySwitchNode":
        chosen = link_of(graph.branch(node))
        return [chosen] if chosen else []
    if node.kind.startswith("Any Switch"):
        names = sorted(name for name, _ in node.links() if name.startswith("any"))
        return _inputs(node, tuple(names[:1]))
    if "positive" in node.inputs or "negative" in node.inputs:
        return _inputs(node, (_side(node, link, side), *_PIPES))
    names = [name for name, _ in node.links() if "cond" in name.lower() or name in ("", *_PIPES)]
    return _inputs(node, tuple(names))


def _side(node: Node, link: Link, side: str) -> str:
    """Say which of its two conditionings a node hands on over a link."""
    return _SIDES.get(link.output, side) if node.kind.startswith(_PAIRED) else side


def _literal(node: Node, link: Link, role: str, side: str, found: Conditioning) -> None:
    """Take the texts of loaders that hold both prompts themselves."""
    text = node.inputs.get(_side(node, link, side))
    if isinstance(text, str) and "positive" in node.inputs and "negative" in node.inputs:
        found.add(role, text)


def _encoded(graph: Graph, node: Node, role: str, found: Conditioning) -> None:
    for name in _ENCODED:
        if name in node.inputs:
            text = graph.text(node.inputs[name])
            found.unresolved |= text is None
            if text:
                found.add(role, text.text, text.written_by)
