"""Lineage: what came of what, as a tree that grows with the record.

A node was *made from* others where it names files that they brought; otherwise it *came next*,
which is nothing but the order of the record (ADR 29). A parent always stands earlier in the
record, whatever the record says, so there are no circles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import digests, inputs_of, string
from bozzetto.story.nodes import Gathered, Node, gather
from bozzetto.story.step import Step, rest_on

__all__ = ["Descent", "Lineage", "lineage_of"]

# Roles of the pictures that an instruction starts from, by their first word; they go first.
_STARTS = {"init", "image", "base", "canvas", "source", "start", "first"}


@dataclass(frozen=True, slots=True)
class Descent:
    """A node, and what it came of."""

    node: Node
    parent: Node | None  # None of the root
    link: str | None  # ``made from`` or ``came next``; None of the root
    others: tuple[Node, ...]  # further nodes of whose files it was made

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        node = self.node
        return {
            "node": node.step.digest,
            "shape": node.shape,
            "parent": None if self.parent is None else self.parent.step.digest,
            "link": self.link,
            "others": [other.step.digest for other in self.others],
            "files": [*node.assets],
            **rest_on(node.steps).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Lineage:
    """All nodes of a work in the order of the record; the first is the root."""

    descents: tuple[Descent, ...]
    gathered: Gathered

    def above(self, node: Node) -> Iterator[Node]:
        """Yield the nodes that a node came of, the nearest first, along the first parents."""
        parent = self.descents[node.rank].parent
        while parent is not None:
            yield parent
            parent = self.descents[parent.rank].parent

    def instruction_before(self, node: Node) -> Node | None:
        """Return the nearest attempt above a node whose instruction is known."""
        above = (each for each in self.above(node) if each.step.kind == "instruction.given")
        return next(above, None)


def lineage_of(steps: Iterable[Step]) -> Lineage:
    """Draw the lineage of a work from its steps, in order."""
    gathered = gather(steps)
    return Lineage(tuple(_descent(node, gathered) for node in gathered.nodes), gathered)


def _descent(node: Node, gathered: Gathered) -> Descent:
    if node.rank == 0:
        return Descent(node, None, None, ())
    makers: dict[Node, None] = {}
    for digest in _sources(node):
        maker = gathered.by_asset.get(digest)
        if maker is not None and maker.rank < node.rank:
            makers[maker] = None
    if makers:
        first, *others = makers
        return Descent(node, first, "made from", tuple(others))
    before = node.attempt_before if node.shape == "attempt" else None
    return Descent(node, before or gathered.nodes[0], "came next", ())


def _sources(node: Node) -> tuple[Digest, ...]:
    """Return the files that a node was made from, those that it starts from first."""
    body = node.step.body
    match node.step.kind:
        case "instruction.given":
            return _of_inputs(body)
        case "edit.made":
            return digests(body, "before")
        case "work.released":
            named = string(body, "asset")
        case "copy.found":
            named = string(body, "matched")
        case _:
            named = None
    return () if named is None else (Digest(named),)


def _of_inputs(body: JSONObject) -> tuple[Digest, ...]:
    inputs = inputs_of(body)
    starts = [each for each in inputs if _starts(each.role)]
    rest = [each for each in inputs if not _starts(each.role)]
    both = [digest for each in (*starts, *rest) for digest in (each.digest, each.region)]
    return tuple(digest for digest in both if digest is not None)


def _starts(role: str) -> bool:
    return role.replace("-", " ").split(" ")[0] in _STARTS
