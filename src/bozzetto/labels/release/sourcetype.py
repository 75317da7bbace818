"""Source types: which of IPTC's digital source types the record speaks for, and why.

    proposal = propose(facts, asset)
    proposal.source_type     # SourceType.COMPOSITE_TRAINED
    proposal.reason          # Reason.EDITED
    proposal.rest.entries    # on which entries that rests

The picture is followed back through everything that the record says it was made from:

    tool gave it, and nothing but its own pictures went in      trainedAlgorithmicMedia
    a picture from elsewhere, or a mask, went in                compositeWithTrained...
    somebody edited it by hand after that                       compositeWithTrained...
    no tool generated any of it, and a person edited it         humanEdits, digitalCreation
    a photograph, as its owner says                             digitalCapture

It is a proposal: the record holds what was seen, and the author answers for what is said. What it
cannot know is named (`Unknown`) and goes with it. Source of the meanings:
https://cv.iptc.org/newscodes/digitalsourcetype/.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from bozzetto.labels.iptc import SourceType
from bozzetto.record import Digest, JSONObject, Seen
from bozzetto.story import Facts, Node, Rest, Step, rest_on
from bozzetto.story.body import digests, inputs_of, string

__all__ = ["Proposal", "Reason", "Unknown", "propose"]

_DRAWN = {"own hand", "drawing", "sketch"}
_MADE_BY_MODEL = "generated"  # a material's origin, in the person's own word
_PROMPTED = ("prompts", "models")  # what an instruction to a model has, at least one of them


class Reason(StrEnum):
    """Why this type and no other."""

    PURE = "pure"  # a tool gave it, and no picture from elsewhere went in
    INPUTS = "inputs"  # pictures from elsewhere, or masks, went in
    EDITED = "edited"  # a person edited it after a tool gave it
    UNSURE_EDIT = "unsure edit"  # an edit does not say what it was made from; tools gave pictures
    HUMAN_EDITS = "human edits"  # a person edited a picture that no tool gave
    CREATION = "creation"  # a person made it; no tool gave any of it
    CAPTURE = "capture"  # a photograph, as the person says
    NONE = "none"  # the record does not say how it came about


class Unknown(StrEnum):
    """What the record cannot know, and bears on it."""

    INPUTS = "inputs"  # what a tool was told is not recorded: pictures may have gone in
    NAMED_INPUT = "named input"  # a tool named a picture that the record does not have
    MATERIALS = "materials"  # material stands in the work, and no instruction names it
    BEFORE = "before"  # an edit does not say what it was made from
    EDITOR = "editor"  # whether the editor's own AI was used
    IMPORTED = "imported"  # read out of files afterwards: anybody can write such words there
    STATED = "stated"  # rests on a person's word
    MODEL = "model"  # no prompt and no model is recorded: that a trained model made it is a guess


_OF_MATERIAL: dict[str, tuple[SourceType | None, Reason]] = {
    **dict.fromkeys(_DRAWN, (SourceType.CREATION, Reason.CREATION)),
    **dict.fromkeys(("own photo", "photo", "camera"), (SourceType.CAPTURE, Reason.CAPTURE)),
    _MADE_BY_MODEL: (SourceType.TRAINED, Reason.PURE),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, and on what it rests.

    Attributes:
        source_type: None where the record does not say how the picture came about.
        reason: Why.
        rest: The entries, and every way in which one of them is known.
        unknown: What the record cannot know.
    """

    source_type: SourceType | None
    reason: Reason
    rest: Rest
    unknown: tuple[Unknown, ...] = ()

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "proposed": None if self.source_type is None else self.source_type.code,
            "reason": self.reason.value,
            "unknown": [each.value for each in self.unknown],
            **self.rest.to_value(),
        }


@dataclass(slots=True)
class _Past:
    """What was found on the way back."""

    steps: list[Step] = field(default_factory=list)
    generated: list[Step] = field(default_factory=list)
    edited: list[Step] = field(default_factory=list)
    given: list[Step] = field(default_factory=list)  # where a picture from elsewhere went in
    materials: list[Step] = field(default_factory=list)
    unknown: dict[Unknown, None] = field(default_factory=dict)
    is_edit: bool = False  # whether the picture itself is what an edit left

    def mark(self, *unknown: Unknown) -> None:
        self.unknown.update(dict.fromkeys(unknown))


def propose(facts: Facts, asset: Digest) -> Proposal:
    """Propose a digital source type for a picture of a work.

    Args:
        facts: The work's story.
        asset: The picture.
    """
    past = _past_of(facts, asset)
    source_type, reason = _judged(past)
    if reason is not Reason.NONE:
        _mark_rest(past, facts)
    elif any(step.kind == "output.received" for step in facts.work):
        past.mark(Unknown.INPUTS)
    order = [each for each in Unknown if each in past.unknown]
    return Proposal(source_type, reason, rest_on(past.steps), tuple(order))


def _past_of(facts: Facts, asset: Digest) -> _Past:
    """Follow a picture back; each node once, for a record may be of any shape."""
    past, seen, waiting = _Past(), set[Digest](), [asset]
    by_asset = facts.lineage.gathered.by_asset
    past.is_edit = asset in by_asset and by_asset[asset].step.kind == "edit.made"
    while waiting:
        node = by_asset.get(waiting.pop())
        if node is None or node.step.digest in seen:
            continue
        seen.add(node.step.digest)
        past.steps += _shown(node)
        waiting += _follow(node, past, by_asset)
    if past.edited and not past.generated and Unknown.BEFORE in past.unknown:
        past.generated += [step for step in facts.work if step.kind == "output.received"]
        past.steps += past.generated
    return past


def _shown(node: Node) -> tuple[Step, ...]:
    """Return what tells how a node came about; remarks about it do not."""
    return (node.step, *(step for step in node.outputs if step.digest != node.step.digest))


def _follow(node: Node, past: _Past, known: dict[Digest, Node]) -> tuple[Digest, ...]:
    """Note what a node was, and return the files that it was made from."""
    step = node.step
    match step.kind:
        case "instruction.given":
            past.generated.append(step)
            if not any(step.body.get(name) for name in _PROMPTED):
                past.mark(Unknown.MODEL)
            return _inputs(node, past, known)
        case "output.received":
            past.generated.append(step)
            past.mark(Unknown.INPUTS)
        case "edit.made":
            past.edited.append(step)
            past.mark(Unknown.EDITOR)
            before = digests(step.body, "before")
            if not any(_earlier(each, node, known) for each in before):
                past.mark(Unknown.BEFORE)
            return before
        case "material.added":
            past.materials.append(step)
    return ()


def _inputs(node: Node, past: _Past, known: dict[Digest, Node]) -> tuple[Digest, ...]:
    """Note what went into an instruction, and return the files of it."""
    found: list[Digest] = []
    for each in inputs_of(node.step.body):
        maker = _earlier(each.digest, node, known)
        if maker is None:
            past.mark(Unknown.NAMED_INPUT)
        if maker is None or each.region or _is_mask(each.role) or _is_foreign(maker.step):
            past.given.append(node.step)
        found += [digest for digest in (each.digest, each.region) if digest is not None]
    return tuple(found)


def _earlier(digest: Digest | None, node: Node, known: dict[Digest, Node]) -> Node | None:
    """Return what brought a file before this; nothing comes of what came later."""
    maker = None if digest is None else known.get(digest)
    return maker if maker is not None and maker.rank < node.rank else None


def _is_mask(role: str) -> bool:
    return "mask" in role.replace("-", " ").split()


def _is_foreign(step: Step) -> bool:
    """Whether a picture came from elsewhere than a model, as far as the record says."""
    if step.kind == "material.added":
        return string(step.body, "origin") != _MADE_BY_MODEL
    return step.kind not in ("instruction.given", "output.received")


def _judged(past: _Past) -> tuple[SourceType | None, Reason]:
    origins = {string(step.body, "origin") for step in past.materials}
    if past.is_edit and (past.generated or _MADE_BY_MODEL in origins):
        sure = Unknown.BEFORE not in past.unknown
        return SourceType.COMPOSITE_TRAINED, Reason.EDITED if sure else Reason.UNSURE_EDIT
    if past.generated:
        if past.given:
            return SourceType.COMPOSITE_TRAINED, Reason.INPUTS
        return SourceType.TRAINED, Reason.PURE
    if past.is_edit:
        if Unknown.BEFORE in past.unknown or (origins and origins <= _DRAWN):
            return SourceType.CREATION, Reason.CREATION
        return SourceType.HUMAN_EDITS, Reason.HUMAN_EDITS
    (origin,) = origins or {None}
    return _OF_MATERIAL.get(origin or "", (None, Reason.NONE))


def _mark_rest(past: _Past, facts: Facts) -> None:
    """Note what follows from how the entries are known, and from what nothing names."""
    ways = {step.seen for step in past.steps}
    if Seen.IMPORTED in ways:
        past.mark(Unknown.IMPORTED)
    if Seen.STATED in ways:
        past.mark(Unknown.STATED)
    loose = {step.digest for step in facts.work if step.kind == "material.added"}
    if past.generated and loose - {step.digest for step in past.steps}:
        past.mark(Unknown.MATERIALS)
