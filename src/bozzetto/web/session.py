"""The session: which studio this is, and whether its owner can sign."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints

from bozzetto import __version__
from bozzetto.errors import LockedError
from bozzetto.language import Language
from bozzetto.record import ChainSort, Key, Standing
from bozzetto.upkeep.settings import read_settings
from bozzetto.web.answers import Refusal, missing
from bozzetto.web.bodies import KEY
from bozzetto.web.guest import Guest, Place, guest_now, place_of
from bozzetto.web.pages import page_name
from bozzetto.web.state import Desk

__all__ = ["router"]

router = APIRouter(tags=["session"])

LONGEST_PASSPHRASE = 1024  # characters


@dataclass(frozen=True, slots=True)
class GuestAnswer:
    """Who looks at the studio from a device of their own."""

    name: str
    role: str
    key: Annotated[str | None, Field(description="null before they joined")]


@dataclass(frozen=True, slots=True)
class SessionAnswer:
    """Which studio this is."""

    studio: str
    anchors: Annotated[str, Field(description="the anchors' chain")]
    name: str | None
    owner: str
    locked: Annotated[bool, Field(description="whether the owner's passphrase is wanted")]
    opened: Annotated[bool, Field(description="a passphrase opened a key: it can be locked")]
    version: str
    language: Annotated[Language | None, Field(description="that the settings name")]
    page: Annotated[str, Field(description="changes when another page was built")]
    guest: Annotated[GuestAnswer | None, Field(description="null for the studio's own people")]


@dataclass(frozen=True, slots=True)
class Unlock:
    """A passphrase."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    passphrase: Annotated[str, StringConstraints(max_length=LONGEST_PASSPHRASE)]
    key: Annotated[str, StringConstraints(pattern=KEY)] | None = None


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """A token that lets one browser in."""

    token: str
    url: str


@router.get("/session")
def show(desk: Desk) -> SessionAnswer:
    """Tell which studio this is, and whether its owner can sign."""
    with desk.studios.borrow() as studio:
        (anchors,) = studio.database.chains(ChainSort.ANCHOR)
        name, owner = studio.opening.text(studio.opening.event.body["name"]), studio.owner
        digest, language = studio.digest, read_settings(studio.layout).language
        guest = _told(guest_now(), studio.roll.standing)
    return SessionAnswer(
        studio=digest,
        anchors=anchors.digest,
        name=name,
        owner=owner,
        locked=not desk.studios.is_open(owner),
        opened=desk.studios.is_any_opened(),
        version=__version__,
        language=language,
        page=page_name(),
        guest=guest,
    )


def _told(guest: Guest | None, standing: Standing) -> GuestAnswer | None:
    if guest is None:
        return None
    has_joined = place_of(guest, standing) is Place.JOINED
    return GuestAnswer(guest.name, guest.role, guest.key if has_joined else None)


@router.post("/unlock", status_code=204)
def unlock(desk: Desk, body: Unlock) -> None:
    """Open a person's key by its passphrase; without a key it is the owner's."""
    with desk.studios.borrow() as studio:
        key = Key(body.key or studio.owner)
        if not studio.keys.has(key):
            raise missing("the private half of {key} is not in this studio", key=key)
    try:
        desk.studios.unlock(key, body.passphrase)
    except LockedError as error:
        raise Refusal(403, "locked", error.template, hint=error.hint, **error.values) from error
    desk.news.publish("state", {})


@router.post("/lock", status_code=204)
def lock(desk: Desk) -> None:
    """Forget every key that a passphrase protects."""
    desk.studios.lock()
    desk.news.publish("state", {})


@router.post("/tokens")
def token(desk: Desk) -> TokenAnswer:
    """Make a token that lets one browser in: for who knows the server's secret."""
    made = desk.entrance.make_token()
    return TokenAnswer(made, f"{desk.address.url}/open?token={made}")
