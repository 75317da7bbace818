"""Statements: what persons said of the work, and when that was against what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bozzetto.record import Digest, JSONObject
from bozzetto.story.lineage import Lineage
from bozzetto.story.step import Step, rest_on, subjects_of

__all__ = ["Statement", "statements_of"]

_KINDS = {"intent.stated", "comment.made", "entry.corrected"}


@dataclass(frozen=True, slots=True)
class Statement:
    """An intent, a comment or a correction."""

    step: Step
    text: str | None  # None where it is withheld
    about: tuple[Digest, ...]  # files or entries
    dimensions: tuple[str, ...]  # of the picture, that it is about
    is_before: bool  # before anything came out of a tool in this work

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "kind": self.step.kind,
            "text": self.text,
            "about": [*self.about],
            "dimensions": [*self.dimensions],
            "before any output": self.is_before,
            **rest_on([self.step]).to_value(),
        }


def statements_of(work: Sequence[Step], lineage: Lineage) -> tuple[Statement, ...]:
    """Gather what persons said in a work, in order."""
    places = [step.place for node in lineage.gathered.nodes for step in node.outputs]
    first = min(places, default=None)
    return tuple(_statements(work, first))


def _statements(work: Iterable[Step], first: int | None) -> Iterable[Statement]:
    for step in work:
        if step.kind in _KINDS:
            found = step.body.get("dimensions")
            dimensions = [str(each) for each in found] if isinstance(found, list) else []
            yield Statement(
                step,
                step.words("text"),
                tuple(subjects_of(step)),
                tuple(dimensions),
                first is None or step.place < first,
            )
