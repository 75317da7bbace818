"""Sources: what papers about a work are made from, told out of the studio itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bozzetto.evidence.dossier import Anchoring, Bundle, Source
from bozzetto.evidence.measuring import Measured, Measures, can_measure
from bozzetto.evidence.tracing import Traced, Traces, pairs_of
from bozzetto.law import Place, assess, since
from bozzetto.record import Digest
from bozzetto.story import Facts, Step
from bozzetto.studio import Studio, Work
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.names import names_of
from bozzetto.upkeep.times import Anchors, read_anchors

__all__ = ["Asking", "source_of"]

MOST_TRACED = 100  # pairs of pictures: the first time, each takes up to half a second


@dataclass(frozen=True, slots=True)
class Asking:
    """What papers are wanted for."""

    place: Place | None = None  # whose law; None for every factor, without authorities
    dispute: datetime | None = None  # when it began
    bundle: Path | None = None  # the evidence bundle that goes with them


def source_of(studio: Studio, work: Work, asking: Asking, program: str) -> Source:
    """Gather all of it; edits have no measures where nothing is installed that compares pixels.

    Args:
        studio: Open.
        work: One of the studio.
        asking: What is wanted.
        program: That writes the papers, and its version.

    Raises:
        StudioError: the studio cannot be read.
        OSError: the bundle cannot be read.
    """
    anchors = read_anchors(studio)
    facts = facts_of(studio, work, anchors)
    dispute = asking.dispute
    traced, untraced = _traced(studio, facts) if can_measure() else ((), 0)
    return Source(
        facts,
        tuple(
            Step(entry, at, anchors.interval(at, entry.event.after))
            for at, entry in studio.entries(studio.digest)
        ),
        work.assets(),
        names_of(studio),
        _anchorings(anchors),
        studio.checkpoint(),
        assess(facts, asking.place, dispute),
        asking.place,
        dispute,
        None if dispute is None else since(facts, dispute),
        _measured(studio, facts) if can_measure() else {},
        traced,
        untraced,
        None if asking.bundle is None else _bundle(asking.bundle),
        program,
    )


def _anchorings(anchors: Anchors) -> tuple[Anchoring, ...]:
    return tuple(
        Anchoring(each.entry, each.time, each.size, each.authorities) for each in anchors.all
    )


def _measured(studio: Studio, facts: Facts) -> dict[tuple[Digest, Digest], Measured]:
    """Compare the pictures of edits."""
    measures = Measures(studio)
    return {
        (before, edit.after): measures.of(before, edit.after)
        for edit in facts.edits
        if edit.after is not None
        for before in edit.before
    }


def _traced(studio: Studio, facts: Facts) -> tuple[tuple[Traced, ...], int]:
    """Look for what was given in what was made; what was chosen comes first, where it is much."""
    pairs = list(pairs_of(facts))
    chosen = set(facts.selection.marked("chosen"))
    wanted = sorted(pairs, key=lambda pair: pair.made not in chosen)[:MOST_TRACED]
    traces = Traces(studio)
    return tuple(traces.of(pair) for pair in wanted), len(pairs) - len(wanted)


def _bundle(path: Path) -> Bundle:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Bundle(path.name, Digest(f"sha256:{digest}"), path.stat().st_size)
