"""Nodes: the steps that pictures came of, before anything is known of what came of what."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bozzetto.record import Digest
from bozzetto.story.body import string
from bozzetto.story.step import Step, brought_by, subjects_of

__all__ = ["Gathered", "Node", "gather"]

_SHAPES = {
    "work.opened": "work",
    "instruction.given": "attempt",
    "output.received": "attempt",
    "material.added": "material",
    "edit.made": "edit",
    "work.released": "release",
    "copy.found": "copy",
}


@dataclass(slots=True, eq=False)
class Node:
    """A step that brought pictures, with what belongs to it."""

    shape: str  # work, attempt, material, edit, release or copy
    step: Step  # the instruction, or what else opened it; else the output
    rank: int  # place in the order of the record, from 0
    attempt_before: "Node | None"  # the attempt before it in the record
    outputs: list[Step] = field(default_factory=list)
    ended: list[Step] = field(default_factory=list)
    assets: dict[Digest, None] = field(default_factory=dict)  # what it brought, in order

    @property
    def steps(self) -> tuple[Step, ...]:
        """What the node itself rests on."""
        others = [*self.outputs, *self.ended]
        return (self.step, *(step for step in others if step.digest != self.step.digest))


@dataclass(frozen=True, slots=True)
class Gathered:
    """All nodes of a work."""

    nodes: tuple[Node, ...]  # by rank
    by_asset: dict[Digest, Node]  # the node that brought a file into the record first
    by_step: dict[Digest, Node]  # the node that a step belongs to


def gather(steps: Iterable[Step]) -> Gathered:
    """Gather the nodes of a work from its steps, in order.

    The first step is a node whatever its kind, so that there is a root.
    """
    nodes: list[Node] = []
    by_asset: dict[Digest, Node] = {}
    by_step: dict[Digest, Node] = {}
    attempt: Node | None = None
    for step in steps:
        node = (
            _asked(step, by_step) or _begun(step, nodes, attempt) or _about(step, by_asset, by_step)
        )
        if node is None:
            continue
        by_step[step.digest] = node
        _take(step, node, by_asset)
        if node.shape == "attempt" and node is nodes[-1]:
            attempt = node
    return Gathered(tuple(nodes), by_asset, by_step)


def _asked(step: Step, by_step: dict[Digest, Node]) -> Node | None:
    """Return the attempt that an output or an end came of, where its instruction is known."""
    if step.kind not in {"output.received", "job.ended"}:
        return None
    told = string(step.body, "instruction")
    node = None if told is None else by_step.get(Digest(told))
    is_given = node is not None and node.step.kind == "instruction.given"
    return node if node is not None and is_given and node.step.digest == told else None


def _begun(step: Step, nodes: list[Node], attempt: Node | None) -> Node | None:
    """Return a new node, where a step of this kind begins one."""
    shape = _SHAPES.get(step.kind, None if nodes else "work")
    if shape is None:
        return None
    nodes.append(Node(shape, step, len(nodes), attempt))
    return nodes[-1]


def _about(step: Step, by_asset: dict[Digest, Node], by_step: dict[Digest, Node]) -> Node | None:
    """Return the node that a choice, a comment or the like is about first."""
    for digest in subjects_of(step):
        node = by_asset.get(digest) or by_step.get(digest)
        if node is not None:
            return node
    return None


def _take(step: Step, node: Node, by_asset: dict[Digest, Node]) -> None:
    """Put what a step brought with its node."""
    if step.kind == "output.received":
        node.outputs.append(step)
    if step.kind == "job.ended":
        node.ended.append(step)
    released = string(step.body, "asset") if step.kind == "work.released" else None
    if released is not None:
        node.assets[Digest(released)] = None
    for digest in brought_by(step):
        node.assets[digest] = None
        by_asset.setdefault(digest, node)
