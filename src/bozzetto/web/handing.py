"""Handing over: an extension in a browser brings what a person recorded of a page.

It comes with the token of its pairing instead of a session, which `guard` looks at before the
body is read. What it brings goes into the spool of its connection, and is recorded like what any
tool hands over.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from pydantic import AfterValidator, Base64Bytes, Field, StringConstraints

from bozzetto.capture.browser.visit import Picture, Role, Visit
from bozzetto.capture.browser.writing import hand_over, is_recorded, state_of
from bozzetto.capture.handover.connection import Connection
from bozzetto.errors import FormatError
from bozzetto.record import Digest, Moment, parse_moment
from bozzetto.studio import Program
from bozzetto.web.answers import Refusal
from bozzetto.web.bodies import ID, STRICT, ProgramBody, Text
from bozzetto.web.state import Desk

__all__ = ["Paired", "Taken", "VisitBody", "router"]

router = APIRouter(tags=["handover"])

MAX_ADDRESS = 16_384  # characters; browsers take more, and what is longer is no address but data
MAX_PICTURES = 32  # of one page: a grid of candidates, eight times over
MAX_FILE_NAME = 1_024  # characters: the record's own limit
PATIENCE = 10.0  # seconds until who waits is told that it is taken, and not yet recorded
_PAUSE = 0.05  # seconds between two looks whether it is recorded

_ONE_AT_A_TIME = threading.Lock()  # a visit whose run others interrupt would look unfinished


def _moment(text: str) -> str:
    try:
        return parse_moment(text)
    except FormatError as error:
        raise ValueError("no moment") from error


_Run = Annotated[str, StringConstraints(pattern=ID)]
_Moment = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z$"),
    AfterValidator(_moment),
]
_Address = Annotated[str, StringConstraints(max_length=MAX_ADDRESS)]
_Bytes = Annotated[Base64Bytes, Field(description="the file's bytes, in base64")]


@dataclass(frozen=True, slots=True)
class PictureBody:
    """A picture on the page."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=MAX_FILE_NAME)]
    address: _Address
    data: _Bytes | None = None
    lost: Annotated[str | None, StringConstraints(min_length=1, max_length=MAX_FILE_NAME)] = None
    cut: Annotated[bool, Field(description="whether it was cut out of the screenshot")] = False

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class VisitBody:
    """What a person recorded of a page, with one click."""

    id: Annotated[_Run, Field(description="chosen by chance; the same one is recorded once")]
    at: Annotated[_Moment, Field(description="when it was clicked")]
    browser: ProgramBody
    extension: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    address: _Address
    title: _Address
    words: Annotated[Text | None, Field(description="what the tool was told")] = None
    selected: Annotated[Text | None, Field(description="what was selected on the page")] = None
    screenshot: _Bytes | None = None
    pictures: Annotated[list[PictureBody], Field(max_length=MAX_PICTURES)] = field(
        default_factory=list
    )
    role: Role = Role.CANDIDATES
    chosen: Annotated[int | None, Field(ge=0, lt=MAX_PICTURES)] = None
    follows: Annotated[_Run | None, Field(description="the visit whose words these came from")] = (
        None
    )

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Paired:
    """Where an extension hands over to."""

    connection: str
    label: str
    work: Digest
    title: str
    person: str | None  # whose acts they are; null where only the browser is named


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a visit: it is durable in any case."""

    recorded: bool  # false where it waits to be recorded
    late: bool  # it stands as imported: it was handed over long after the click


def _paired(request: Request) -> Connection:
    return cast("Connection", request.scope["paired"])  # put there by the guard


Pairing = Annotated[Connection, Depends(_paired)]


@router.get("/handover")
def show(desk: Desk, pairing: Pairing) -> Paired:
    """Say where an extension hands over to."""
    with desk.studios.borrow() as studio:
        names = {each.key: each.name for each in studio.people.members()}
        person = None if pairing.person is None else names.get(pairing.person, pairing.person)
        title = studio.work(pairing.work).title
    return Paired(pairing.id, pairing.label, pairing.work, title, person)


@router.post("/handover")
def take(desk: Desk, pairing: Pairing, body: VisitBody) -> Taken:
    """Take what a person recorded of a page; the same visit may be sent again."""
    visit = _visit(body)
    with _ONE_AT_A_TIME, desk.studios.borrow() as studio:
        hand_over(studio, pairing, visit)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with desk.studios.borrow() as studio:
            if is_recorded(studio, pairing, visit.id):
                return Taken(recorded=True, late=state_of(studio, pairing, visit.id).late)
        time.sleep(_PAUSE)
    return Taken(recorded=False, late=False)


def _visit(body: VisitBody) -> Visit:
    """Return a visit that says something, and whose parts fit each other."""
    pictures = tuple(
        Picture(each.name, each.address, each.data, each.lost, each.cut) for each in body.pictures
    )
    if body.words is None and body.screenshot is None and not pictures:
        raise Refusal(422, "format", "there is nothing to record in it")
    if body.chosen is not None and body.chosen >= len(pictures):
        raise Refusal(422, "format", "the chosen picture is not among the pictures")
    if b"" in (body.screenshot, *(each.data for each in pictures)):
        raise Refusal(422, "format", "the file is empty")
    return Visit(
        body.id,
        Moment(body.at),
        Program(body.browser.name, body.browser.version),
        body.extension,
        body.address,
        body.title,
        body.words,
        body.selected,
        body.screenshot,
        pictures,
        body.role,
        body.chosen,
        None if body.words is not None else body.follows,
    )
