"""Choices: what was decided of each candidate, and what stood before a decision.

The newest choice that offers a picture decides about it: it is chosen, or rejected, or, where
it stands in neither list, undecided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bozzetto.record import Digest, Entry, JSONObject

__all__ = ["Choice", "choice_that_restores", "read_choices"]

# Within a JSON string the quotes are escaped: other lines are passed over unparsed.
_CHOICE = b'"kind":"choice.made"'


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice among pictures."""

    among: tuple[Digest, ...]
    chosen: tuple[Digest, ...] = ()
    rejected: tuple[Digest, ...] = ()

    def to_body(self) -> JSONObject:
        """Return what stands in a body."""
        return {
            "among": [*self.among],
            "chosen": [*self.chosen],
            "rejected": [*self.rejected],
        }


def read_choices(lines: Iterable[bytes]) -> list[tuple[Digest, Choice]]:
    """Read the choices out of a work's lines, in order, each with its entry's digest.

    Raises:
        FormatError: a line is not the one spelling of an entry.
    """
    entries = [Entry.parse(line) for line in lines if _CHOICE in line]
    return [
        (entry.digest, _choice(entry.event.body))
        for entry in entries
        if entry.event.kind == "choice.made"
    ]


def choice_that_restores(before: Sequence[Choice], undone: Choice) -> Choice:
    """Return the choice that makes the candidates of `undone` what they were before it.

    Args:
        before: The choices before it, oldest first.
        undone: The choice that is undone.
    """
    chosen: set[Digest] = set()
    rejected: set[Digest] = set()
    for choice in before:
        chosen = chosen.difference(choice.among).union(choice.chosen)
        rejected = rejected.difference(choice.among).union(choice.rejected)
    return Choice(
        undone.among,
        tuple(digest for digest in undone.among if digest in chosen),
        tuple(digest for digest in undone.among if digest in rejected),
    )


def _choice(body: JSONObject) -> Choice:
    return Choice(*(_digests(body, name) for name in ("among", "chosen", "rejected")))


def _digests(body: JSONObject, name: str) -> tuple[Digest, ...]:
    found = body[name]  # a list of digests, as the kind's shape guarantees
    return tuple(Digest(str(item)) for item in found) if isinstance(found, list) else ()
