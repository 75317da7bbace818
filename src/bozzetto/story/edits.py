"""Edits: what was changed by hand, as the record says; what pixels say is measured elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import asset_of, digests, objects, string
from bozzetto.story.step import Step, rest_on

__all__ = ["Edit", "edits_of"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit."""

    step: Step
    before: tuple[Digest, ...]
    after: Digest | None
    tool: str | None
    project: Digest | None  # the program's own file
    layers: tuple[str | None, ...]  # that it names; None where a name is withheld
    dimensions: tuple[str, ...]  # of the picture, as the person says
    note: str | None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "before": [*self.before],
            "after": self.after,
            "tool": self.tool,
            "project": self.project,
            "layers": [*self.layers],
            "dimensions": [*self.dimensions],
            "note": self.note,
            "person": self.step.by.person,
            **rest_on([self.step]).to_value(),
        }


def edits_of(work: Sequence[Step]) -> tuple[Edit, ...]:
    """Gather the edits of a work, in order."""
    return tuple(_edit(step) for step in work if step.kind == "edit.made")


def _edit(step: Step) -> Edit:
    body = step.body
    dimensions = body.get("dimensions")
    return Edit(
        step,
        digests(body, "before"),
        asset_of(body, "after"),
        string(body.get("tool"), "name"),
        asset_of(body, "project"),
        tuple(step.text(layer) for layer in objects(body, "layers")),
        tuple(str(each) for each in dimensions) if isinstance(dimensions, list) else (),
        step.words("note"),
    )
