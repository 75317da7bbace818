"""Assessing: what courts and offices ask for, beside what a work's record has."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from bozzetto.language import spoken
from bozzetto.law import (
    Asked,
    Assessment,
    Authority,
    Found,
    Outcome,
    Place,
    Read,
    State,
    Words,
    assess,
)
from bozzetto.record import Digest, Seen
from bozzetto.upkeep.facts import facts_of
from bozzetto.web.acts import open_work
from bozzetto.web.bodies import PathDigest
from bozzetto.web.state import Desk

__all__ = ["AskedBy", "Factor", "router"]

router = APIRouter(tags=["assessment"])


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asks for a factor, in the spoken language."""

    court: str
    name: str
    year: int
    outcome: Outcome
    source: str  # an address
    read: Read
    words: str
    found: Found | None


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor, and what the record says to it, in the spoken language."""

    factor: str
    name: str
    state: State
    said: str
    counter: str  # what the other side will say
    can: str  # what an author can still do
    entries: list[Digest]
    strength: list[Seen]
    asked_by: list[AskedBy]


@router.get("/works/{work}/assessment")
def assessment(
    desk: Desk,
    work: PathDigest,
    place: Annotated[Place | None, Query(description="whose law; else every factor")] = None,
    since: Annotated[AwareDatetime | None, Query(description="when a dispute began")] = None,
) -> list[Factor]:
    """Hold a work against what courts and offices of a place ask for. No score, and no verdict."""
    with desk.studios.borrow() as studio:
        facts = facts_of(studio, open_work(studio, work))
    return [_factor(each) for each in assess(facts, place, since)]


def _factor(each: Assessment) -> Factor:
    rest = each.finding.rest
    return Factor(
        each.finding.factor,
        _in(each.words.name),
        each.finding.state,
        _in(each.said),
        _in(each.words.counter),
        _in(each.words.can),
        [*rest.entries],
        [*rest.strength],
        [_asked_by(authority, asked) for authority, asked in each.asked_by],
    )


def _asked_by(authority: Authority, asked: Asked) -> AskedBy:
    return AskedBy(
        _in(authority.court),
        _in(authority.name),
        authority.year,
        authority.outcome,
        authority.source,
        authority.read,
        _in(asked.words),
        asked.found,
    )


def _in(words: Words) -> str:
    return words.said(spoken())
