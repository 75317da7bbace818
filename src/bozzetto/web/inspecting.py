"""Inspecting: what a file says that somebody holds before the studio. Nothing of it is kept.

A body is written to the staging folder while it comes, read there, and gone when the answer is out:
the studio neither keeps nor records it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from bozzetto.labels.inspection import (
    WORTHS,
    Held,
    Inspection,
    Integrity,
    Kind,
    Library,
    Match,
    Sentence,
    Speaker,
    Stamp,
    Statement,
    Trust,
    Voice,
    inspect_file,
    shields_of,
)
from bozzetto.language import _, translate_filled
from bozzetto.record import Digest
from bozzetto.web.guard import INSPECT_LIMIT
from bozzetto.web.state import Desk
from bozzetto.web.uploads import FILE_BODY, passing_file

__all__ = ["SECONDS", "Inspected", "router"]

router = APIRouter(tags=["inspection"])

SECONDS = 2.0  # that pictures of the studio are compared for one answer, as for parents


@dataclass(frozen=True, slots=True)
class InspectedProtection:
    """What stands behind what somebody says."""

    kind: Kind
    integrity: Integrity | None
    trust: Trust | None
    time: Stamp | None
    time_trust: Trust | None


@dataclass(frozen=True, slots=True)
class InspectedStatement:
    """One thing that a file says, in the spoken language where it is ours."""

    about: str
    label: str
    words: str
    code: Annotated[str | None, Field(description="of a sentence of ours; null for its words")]
    worth: Annotated[str | None, Field(description="where it differs from the voice's")]


@dataclass(frozen=True, slots=True)
class InspectedVoice:
    """Somebody who says something in a file."""

    speaker: Speaker
    name: str | None
    title: str
    head: str
    protection: InspectedProtection
    protected_by: list[str]
    worth: str
    statements: list[InspectedStatement]


@dataclass(frozen=True, slots=True)
class InspectedMatch:
    """A file of the studio that is the same, or looks like it."""

    work: Digest
    title: str
    asset: Digest
    name: str | None
    distance: Annotated[int | None, Field(description="bits of 64 that differ, of a fingerprint")]


@dataclass(frozen=True, slots=True)
class InspectedHeld:
    """What the studio has of it."""

    same_bytes: list[InspectedMatch]
    same_pixels: list[InspectedMatch]
    alike: list[InspectedMatch]
    compared: int
    pictures: int


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a file says, the most protected first."""

    type: str
    width: int | None
    height: int | None
    pixels: Digest | None
    problems: list[str]
    summary: list[str]
    voices: list[InspectedVoice]
    unread: list[str]
    studio: InspectedHeld


@router.post(
    "/inspect",
    openapi_extra=FILE_BODY,
    description=f"Say what a file of at most {INSPECT_LIMIT} bytes says. Nothing of it is kept.",
)
def inspect(desk: Desk, path: Annotated[Path, Depends(passing_file)]) -> Inspected:
    """Say what a file says of how it was made, by whom, and what stands behind it."""
    with desk.studios.borrow() as studio:
        library = Library(studio, desk.prints, SECONDS)
        return _inspected(inspect_file(path, library=library))


def _inspected(found: Inspection) -> Inspected:
    picture, held = found.picture, found.held or Held()
    return Inspected(
        picture.type,
        picture.width,
        picture.height,
        None if picture.pixels is None else Digest(picture.pixels),
        [*picture.problems],
        [_words(each) for each in found.heads],
        [_voice(each) for each in found.voices],
        [_words(each) for each in found.unread],
        InspectedHeld(
            _matches(held.same_bytes),
            _matches(held.same_pixels),
            _matches(held.alike),
            held.compared,
            held.pictures,
        ),
    )


def _words(sentence: Sentence) -> str:
    return sentence.words(translate_filled)


def _voice(voice: Voice) -> InspectedVoice:
    shield = voice.protection
    return InspectedVoice(
        voice.speaker,
        voice.name,
        _words(voice.title),
        _words(voice.head),
        InspectedProtection(
            shield.kind, shield.integrity, shield.trust, shield.stamp, shield.stamp_trust
        ),
        [_words(each) for each in shields_of(voice)],
        _(WORTHS[voice.worth]),
        [_statement(each) for each in voice.statements],
    )


def _statement(each: Statement) -> InspectedStatement:
    return InspectedStatement(
        each.name,
        each.label(translate_filled),
        each.words(translate_filled),
        each.said.code if isinstance(each.said, Sentence) else None,
        None if each.worth is None else _(WORTHS[each.worth]),
    )


def _matches(found: tuple[Match, ...]) -> list[InspectedMatch]:
    return [
        InspectedMatch(each.work, each.title, each.asset, each.name, each.distance)
        for each in found
    ]
