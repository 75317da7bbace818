"""People: who works in the studio, with which keys, and who has left.

Every change is an entry of the studio chain, signed by the keys of those who make it. A key is
made here under its owner's own passphrase; somebody whose key is not here cannot act here.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.record import Key, Moment
from bozzetto.studio import Member
from bozzetto.web.answers import missing
from bozzetto.web.bodies import KEY, STRICT, Name, Text
from bozzetto.web.state import Desk, State

__all__ = ["MIN_PASSPHRASE", "Person", "router"]

router = APIRouter(tags=["people"])

MIN_PASSPHRASE = 8  # characters: Argon2id makes each guess cost 64 MiB and a tenth of a second
MAX_PASSPHRASE = 1_024  # characters

Passphrase = Annotated[str, StringConstraints(min_length=MIN_PASSPHRASE, max_length=MAX_PASSPHRASE)]
KeyInPath = Annotated[Key, Path(pattern=KEY)]


@dataclass(frozen=True, slots=True)
class Person:
    """A person or a device of the studio, and whether they can act here."""

    key: Key
    name: str
    role: str | None
    sort: Annotated[str, StringConstraints(pattern="^(?:owner|person|device)$")]
    since: Moment
    left: Moment | None
    here: Annotated[bool, Field(description="whether the private half is in this studio")]
    locked: Annotated[bool, Field(description="whether a passphrase is wanted to act")]


@dataclass(frozen=True, slots=True)
class JoinBody:
    """A person who joins."""

    name: Name
    role: Name
    passphrase: Annotated[Passphrase, Field(description="the person's own")]

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class DeviceBody:
    """A device that joins."""

    name: Name

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class LeaveBody:
    """Why somebody leaves."""

    reason: Text | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class ReplaceBody:
    """Why a key is replaced by a new one."""

    reason: Text
    passphrase: Annotated[
        Passphrase | None, Field(description="of a person's new key; a device's has none")
    ] = None
    lost: Annotated[bool, Field(description="whether the old key cannot sign any more")] = False

    __pydantic_config__ = STRICT


@router.get("/people")
def people(desk: Desk) -> list[Person]:
    """List the people and devices that ever joined."""
    with desk.studios.borrow() as studio:
        members = _members(studio)
    return [_person(desk, member, here) for member, here in members]


@router.post("/people")
def join(desk: Desk, body: JoinBody) -> Person:
    """Let a person join, with a new key under a passphrase of their own."""
    with desk.studios.borrow() as studio:
        key = studio.people.join(body.name, body.role, passphrase=body.passphrase)
        members = _members(studio)
    return _found(desk, members, key)


@router.post("/people/{key}/leave")
def leave(desk: Desk, key: KeyInPath, body: LeaveBody) -> Person:
    """Retire a person's or a device's key; what it signed stays good."""
    with desk.studios.borrow() as studio:
        _need(studio, key)
        studio.people.leave(key, body.reason)
        members = _members(studio)
    return _found(desk, members, key)


@router.post("/people/{key}/replace")
def replace(desk: Desk, key: KeyInPath, body: ReplaceBody) -> Person:
    """Put a new key into the place of an old one, which never signs again."""
    with desk.studios.borrow() as studio:
        _need(studio, key)
        new = studio.people.replace(key, body.reason, passphrase=body.passphrase, lost=body.lost)
        members = _members(studio)
    return _found(desk, members, new)


@router.post("/devices")
def join_device(desk: Desk, body: DeviceBody) -> Person:
    """Let a device join, with a new key that has no passphrase."""
    with desk.studios.borrow() as studio:
        key = studio.people.join_device(body.name)
        members = _members(studio)
    return _found(desk, members, key)


def _need(studio: Studio, key: Key) -> None:
    standing = studio.roll.standing
    if key not in standing.people | standing.devices:
        raise missing("nobody in the studio has the key {key}", key=key)


def _members(studio: Studio) -> list[tuple[Member, bool]]:
    """List who joined, and whether the private half of each one's key is here."""
    return [(member, studio.keys.has(member.key)) for member in studio.people.members()]


def _found(desk: State, members: list[tuple[Member, bool]], key: Key) -> Person:
    (person,) = (_person(desk, member, here) for member, here in members if member.key == key)
    return person


def _person(desk: State, member: Member, here: bool) -> Person:
    """Say who somebody is. It asks the pool: the caller holds no studio."""
    return Person(
        key=member.key,
        name=member.name,
        role=member.role,
        sort=member.sort.value,
        since=member.since,
        left=member.left,
        here=here,
        locked=here and not _is_open(desk, member.key),
    )


def _is_open(desk: State, key: Key) -> bool:
    try:
        return desk.studios.is_open(key)
    except StudioError:
        return False  # others can read its file: it signs nothing until that is mended
