"""Factors: what courts and offices look for, held against what a record tells.

A factor is *documented*, *thin* or *missing* by a rule that stands beside it, and never by a
number that is added up: there is no score, and no verdict on the work. What each state means in
words, what an author can still do and what the other side will say is in ``factors.toml``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.story import Rest, Step, rest_on

__all__ = ["Finding", "State", "by_counts", "found"]


class State(StrEnum):
    """How far the record bears a factor."""

    DOCUMENTED = "documented"
    THIN = "thin"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a record has to say to one factor."""

    factor: str
    state: State
    rest: Rest
    values: dict[str, int]  # what the words of the state count


def found(factor: str, state: State, steps: Iterable[Step], **values: int) -> Finding:
    """Make a finding out of the steps that it rests on."""
    return Finding(factor, state, rest_on(steps), values)


def by_counts(strong: int, weak: int) -> State:
    """Return a state: documented by any of the one sort, thin by any of the other."""
    if strong:
        return State.DOCUMENTED
    return State.THIN if weak else State.MISSING
