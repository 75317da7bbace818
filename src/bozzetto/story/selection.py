"""Selection: what was offered, chosen and rejected, and why.

Of several choices about one file the last counts. A file that no choice speaks of was never
offered, as far as the record knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bozzetto.record import Digest, JSONObject
from bozzetto.story.body import digests
from bozzetto.story.step import Step, brought_by, rest_on

__all__ = ["MARKS", "Candidate", "Choice", "Selection", "selection_of"]

MARKS = ("chosen", "rejected", "undecided")


@dataclass(frozen=True, slots=True)
class Choice:
    """One time at which somebody chose."""

    step: Step
    among: tuple[Digest, ...]
    chosen: tuple[Digest, ...]
    rejected: tuple[Digest, ...]
    reason: str | None  # None where none was given, or it is withheld

    def mark(self, digest: Digest) -> str:
        """Return what it says of a file that it offers."""
        if digest in self.chosen:
            return "chosen"
        return "rejected" if digest in self.rejected else "undecided"

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "among": [*self.among],
            "chosen": [*self.chosen],
            "rejected": [*self.rejected],
            "reason": self.reason,
            **rest_on([self.step]).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was offered."""

    asset: Digest
    mark: str  # of the last choice that speaks of it
    choices: tuple[Choice, ...]  # that speak of it, in order

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        steps = [choice.step for choice in self.choices]
        return {"asset": self.asset, "mark": self.mark, **rest_on(steps).to_value()}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a work's choices say together."""

    choices: tuple[Choice, ...]
    candidates: tuple[Candidate, ...]  # in the order of first offers
    never_offered: tuple[Digest, ...]  # outputs of tools that no choice speaks of, in order

    def marked(self, mark: str) -> tuple[Digest, ...]:
        """Return the files with a mark."""
        return tuple(each.asset for each in self.candidates if each.mark == mark)

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "choices": [choice.to_value() for choice in self.choices],
            "candidates": [candidate.to_value() for candidate in self.candidates],
            "never offered": [*self.never_offered],
        }


def selection_of(steps: Sequence[Step]) -> Selection:
    """Gather the choices of a work from its steps, in order."""
    choices = tuple(_choice(step) for step in steps if step.kind == "choice.made")
    by_asset: dict[Digest, list[Choice]] = {}
    for choice in choices:
        for digest in choice.among:
            by_asset.setdefault(digest, []).append(choice)
    candidates = tuple(
        Candidate(digest, said[-1].mark(digest), tuple(said)) for digest, said in by_asset.items()
    )
    outputs = dict.fromkeys(_outputs(steps))
    return Selection(choices, candidates, tuple(each for each in outputs if each not in by_asset))


def _choice(step: Step) -> Choice:
    body = step.body
    return Choice(
        step,
        digests(body, "among"),
        digests(body, "chosen"),
        digests(body, "rejected"),
        step.words("reason"),
    )


def _outputs(steps: Iterable[Step]) -> Iterable[Digest]:
    return (
        digest for step in steps if step.kind == "output.received" for digest in brought_by(step)
    )
