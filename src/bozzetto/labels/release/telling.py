"""Telling: the manifest of a copy's content credentials, out of the record.

    manifest = tell(Telling(facts, asset, ...), original, now)

Followed back along the first picture of each edit, the copy begins in one of three ways. Where a
file on that way has credentials of its own, it was *opened*, and they are carried on. Where it
began with material from elsewhere, that was opened. Else it was *created*: by the tool, with the
pictures that the tool was given as inputs. Then come the edits in their order, what each placed
from elsewhere, and what was done for the release itself.

It says of the making what the record says, and no more: no names of people, files, models or
layers, no words of prompts unless they are handed over, and never that this is all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bozzetto import __version__
from bozzetto.labels.credentials import (
    Act,
    Created,
    Ingredient,
    Manifest,
    Opened,
    Process,
    Program,
    Region,
    Relation,
)
from bozzetto.labels.iptc import SourceType
from bozzetto.labels.release.made import Made, attempt_of, made_of, program_of
from bozzetto.labels.release.sourcetype import propose
from bozzetto.log import Checkpoint
from bozzetto.record import Digest, Seen
from bozzetto.story import Facts, Node, Step
from bozzetto.story.body import digests, inputs_of

__all__ = ["Regions", "Telling", "counts_of", "tell"]

MOST_EDITS = 200  # the last ones: of more nobody reads, and each takes 300 bytes of the picture
MOST_INPUTS = 64  # of one instruction, and of all edits together
MOST_REGIONS = 16  # of one edit, the largest

TITLE = "picture"  # of each file: what a work or a file is called is its author's to publish
BOZZETTO = Program("Bozzetto", __version__)
# What the recorder saw needs no word; a reader is told of the rest who says so
_HOW_KNOWN = {
    Seen.IMPORTED: "as a file says that was recorded afterwards",
    Seen.STATED: "as its author says",
}

Regions = Mapping[tuple[Digest, Digest], tuple[Region, ...]]  # by before and after


@dataclass(frozen=True, slots=True)
class Telling:
    """What the credentials of a release are made from.

    Attributes:
        facts: The work's story.
        asset: The picture.
        source_type: How it came about, as its author confirmed.
        root: The record's state.
        bundle: The digest of the evidence bundle that goes with it.
        regions: Where edits changed a picture, as far as that was measured.
        with_prompts: Whether the words go into the picture.
        find: Returns the file with an asset's bytes, None where they are not here.
        signed: Tells whether a file has content credentials.
    """

    facts: Facts
    asset: Digest
    source_type: SourceType
    root: Checkpoint
    find: Callable[[Digest], Path | None]
    signed: Callable[[Path], bool]
    bundle: Digest | None = None
    regions: Regions = field(default_factory=dict)
    with_prompts: bool = False


def tell(telling: Telling, now: datetime, label: Region | None) -> Manifest:
    """Make the manifest of a copy.

    Args:
        telling: What it is made from.
        now: When it is released.
        label: Where the visible label stands; None where there is none.

    Raises:
        FormatError: a rule of C2PA is broken, or a prompt is too long to be embedded.
    """
    start, edits, ingredients = _beginning(telling)
    placed = _Placed(telling)
    acts = [act for step in edits[-MOST_EDITS:] for act in placed.acts(step)]
    if label is not None:
        words = "a visible label was put onto the picture"
        acts.append(Act("c2pa.addedText", SourceType.ALGORITHMIC, BOZZETTO, now, words, (label,)))
    acts.append(Act("c2pa.edited.metadata", program=BOZZETTO, when=now))
    acts.append(Act("c2pa.published", program=BOZZETTO, when=now))
    process = Process(telling.root, telling.bundle, counts_of(telling.facts))
    return Manifest(
        TITLE,
        start,
        tuple(acts),
        (*ingredients, *placed.ingredients),
        process,
        generator=BOZZETTO,
    )


def counts_of(facts: Facts) -> dict[str, int]:
    """Count what the record holds of a work."""
    kinds = [step.kind for step in facts.work]
    return {
        "entries": len(kinds),
        "instructions": kinds.count("instruction.given"),
        "outputs": kinds.count("output.received"),
        "materials": kinds.count("material.added"),
        "choices": kinds.count("choice.made"),
        "edits": kinds.count("edit.made"),
    }


def _beginning(telling: Telling) -> tuple[Created | Opened, list[Step], tuple[Ingredient, ...]]:
    """Follow the picture back to where it began; return that, and the edits since, in order."""
    by_asset = telling.facts.lineage.gathered.by_asset
    asset, rank, edits = telling.asset, len(telling.facts.work), list[Step]()
    while True:
        path = telling.find(asset)
        if path is not None and telling.signed(path):
            return Opened(path, TITLE), edits[::-1], ()
        node = by_asset.get(asset)
        if node is None or node.rank >= rank:
            return _unknown(telling, edits, path)
        if node.step.kind != "edit.made":
            return _begun(telling, asset, node, path, edits[::-1])
        before = [each for each in digests(node.step.body, "before") if each in by_asset]
        edits.append(node.step)
        if not before:
            return _unknown(telling, edits, None)
        asset, rank = before[0], node.rank


def _unknown(
    telling: Telling, edits: list[Step], path: Path | None
) -> tuple[Created | Opened, list[Step], tuple[Ingredient, ...]]:
    """Begin where the record does: with a file of which it knows no more, or with an edit."""
    if path is not None:
        return Opened(path, TITLE), edits[::-1], ()
    if not edits:
        return Created(telling.source_type), [], ()
    first = edits.pop()
    words = _HOW_KNOWN.get(first.seen, "")
    begun = Created(telling.source_type, _program(first), _when(first), words)
    return begun, edits[::-1], ()


def _begun(
    telling: Telling, asset: Digest, node: Node, path: Path | None, edits: list[Step]
) -> tuple[Created | Opened, list[Step], tuple[Ingredient, ...]]:
    facts = telling.facts
    if node.shape != "attempt" and path is not None:
        return Opened(path, node.shape), edits, ()
    kind = telling.source_type if asset == telling.asset else propose(facts, asset).source_type
    made = made_of(facts, asset)
    ingredients = tuple(_ingredients(telling, made, attempt_of(facts, node)))
    program = None if made.system is None else Program(made.system, made.version or "")
    uses = tuple(each.id for each in ingredients)
    words = "" if made.step is None else _HOW_KNOWN.get(made.step.seen, "")
    return Created(kind or telling.source_type, program, made.at, words, uses), edits, ingredients


def _ingredients(telling: Telling, made: Made, attempt: Node | None) -> Iterator[Ingredient]:
    """Yield what the tool was given: pictures by their roles, and the words if they may go out."""
    inputs = [] if attempt is None else inputs_of(attempt.step.body)[:MOST_INPUTS]
    for number, each in enumerate(inputs, 1):
        path = None if each.digest is None else telling.find(each.digest)
        yield Ingredient(f"input-{number}", each.role, Relation.INPUT, path=path)
        if each.region is not None:
            path = telling.find(each.region)
            yield Ingredient(f"mask-{number}", "mask", Relation.INPUT, path=path)
    if telling.with_prompts:
        for number, words in enumerate(made.prompts, 1):
            yield Ingredient.prompt(words.text, f"prompt-{number}", f"{words.role} prompt")


class _Placed:
    """Turns edits into actions, and gathers what was put into the picture on the way."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self.ingredients: list[Ingredient] = []

    def acts(self, step: Step) -> Iterator[Act]:
        """Yield what an edit placed, and the edit itself."""
        first, *others = digests(step.body, "before") or (None,)
        program, when = _program(step), _when(step)
        for digest in others:
            one = self._component(digest)
            if one is not None:
                yield Act("c2pa.placed", program=program, when=when, uses=(one.id,))
        after = step.body.get("after")
        made = Digest(str(after["digest"])) if isinstance(after, dict) else None
        regions = self._telling.regions.get((first, made), ()) if first and made else ()
        yield Act(
            "c2pa.edited",
            SourceType.HUMAN_EDITS,
            program,
            when,
            _HOW_KNOWN.get(step.seen, ""),
            regions[:MOST_REGIONS],
        )

    def _component(self, digest: Digest | None) -> Ingredient | None:
        path = None if digest is None else self._telling.find(digest)
        if path is None or len(self.ingredients) >= MOST_INPUTS:
            return None
        name = f"component-{len(self.ingredients) + 1}"
        one = Ingredient(name, "component", Relation.COMPONENT, path=path)
        self.ingredients.append(one)
        return one


def _program(step: Step) -> Program | None:
    name, version = program_of(step)
    return None if name is None else Program(name, version or "")


def _when(step: Step) -> datetime | None:
    """Return when it was, where the recorder saw it."""
    return step.time if step.seen is Seen.LIVE else None
