"""Authorities: whom the studio asks for outside time, and asking them now.

A password is neither taken nor shown: the variable that holds it is named with
``bozzetto authority add``. Nobody is asked before the user has named somebody.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field, StringConstraints

from bozzetto.anchor import Authority, builtin_authorities
from bozzetto.record import Moment, moment_of
from bozzetto.studio import Sealed
from bozzetto.upkeep.authorities import known_authority, read_authorities, write_authorities
from bozzetto.web.answers import missing, problem_of
from bozzetto.web.state import Desk

__all__ = ["router"]

router = APIRouter(tags=["authorities"])

NAME = r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$"
_CHANGE = threading.Lock()  # the file is read and written: one request at a time
MAX_NAME = 64  # characters; names stand in entries
MAX_TEXT = 1000  # characters of an address or a title, as in the file

Name = Annotated[str, StringConstraints(pattern=NAME, max_length=MAX_NAME)]
Url = Annotated[str, StringConstraints(pattern="^https?://[!-~]+$", max_length=MAX_TEXT)]


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """A timestamp authority."""

    name: str
    title: str
    url: str
    notes: str


@dataclass(frozen=True, slots=True)
class AuthoritiesAnswer:
    """Whom the studio asks, and whom else it could ask."""

    asked: list[AuthorityAnswer]
    known: list[AuthorityAnswer]


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """An authority that is to be asked: a built-in one's name, or a name and an address."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: Name
    url: Url | None = None
    title: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)] | None = None


@dataclass(frozen=True, slots=True)
class StampAnswer:
    """A timestamp."""

    authority: str
    at: Annotated[Moment, Field(description="the authority's clock")]


@dataclass(frozen=True, slots=True)
class FailureAnswer:
    """An authority that gave none."""

    authority: str
    message: str
    again: Annotated[Moment | None, Field(description="when it may be asked again")]


@dataclass(frozen=True, slots=True)
class SealAnswer:
    """What came of asking."""

    size: Annotated[int, Field(description="entries that the checkpoint covers")]
    recorded: Annotated[bool, Field(description="whether somebody answered, and it is kept")]
    tokens: list[StampAnswer]
    failures: list[FailureAnswer]
    postponed: Annotated[list[str], Field(description="asked too short a time ago")]


@router.get("/authorities")
def show(desk: Desk) -> AuthoritiesAnswer:
    """List whom the studio asks, and whom it could ask."""
    with desk.studios.borrow() as studio:
        return _answer(read_authorities(studio.layout.authorities))


@router.post("/authorities")
def add(desk: Desk, body: NewAuthority) -> AuthoritiesAnswer:
    """Ask an authority from now on."""
    if body.url is None:
        made = known_authority(body.name)
    else:
        made = Authority(body.name, body.title or body.name, body.url)
    with _CHANGE, desk.studios.borrow() as studio:
        path = studio.layout.authorities
        asked = [known for known in read_authorities(path) if known.name != made.name]
        write_authorities(path, [*asked, made])
        answer = _answer(read_authorities(path))
    desk.news.publish("state", {})
    return answer


@router.delete("/authorities/{name}")
def remove(desk: Desk, name: Annotated[Name, Path()]) -> AuthoritiesAnswer:
    """Ask an authority no more."""
    with _CHANGE, desk.studios.borrow() as studio:
        path = studio.layout.authorities
        asked = read_authorities(path)
        left = [known for known in asked if known.name != name]
        if len(left) == len(asked):
            raise missing("the studio asks no authority {name!r}", name=name)
        write_authorities(path, left)
    desk.news.publish("state", {})
    return _answer(left)


@router.post("/seal")
def seal(desk: Desk) -> SealAnswer:
    """Put everything recorded so far under outside timestamps; authorities see a digest only."""
    with desk.studios.open() as studio:  # its own: an authority may take a minute
        sealed = studio.seal()
    desk.news.publish("state", {})
    return _sealed(sealed)


def _answer(asked: Sequence[Authority]) -> AuthoritiesAnswer:
    names = {known.name for known in asked}
    others = [known for known in builtin_authorities() if known.name not in names]
    return AuthoritiesAnswer([_told(known) for known in asked], [_told(known) for known in others])


def _told(known: Authority) -> AuthorityAnswer:
    return AuthorityAnswer(known.name, known.title, known.url, known.notes)


def _sealed(sealed: Sealed) -> SealAnswer:
    return SealAnswer(
        sealed.size,
        sealed.recorded is not None,
        [StampAnswer(name, moment_of(token.gen_time)) for name, token in sealed.tokens],
        [
            FailureAnswer(
                failure.authority,
                problem_of(failure.error).message,
                None if failure.again is None else moment_of(failure.again),
            )
            for failure in sealed.failures
        ],
        list(sealed.postponed),
    )
