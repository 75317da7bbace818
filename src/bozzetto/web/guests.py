"""Guests: people who work in this studio with a key on a device of their own.

The owner makes an address that lets one browser in as one guest. That browser makes a key, which
stays there, and joins with it; from then on it acts under that key and under no other. An act of
a guest is answered with 202 and the event that is to be signed; the signature comes back to
`/api/signatures`, and is answered with what was recorded, or with the event anew where its chain
went on meanwhile.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from bozzetto.errors import StaleError
from bozzetto.record import Key, Text, canonical
from bozzetto.studio import Recorded
from bozzetto.studio.elsewhere import Elsewhere, Prepared, SignatureWanted
from bozzetto.web.answers import Refusal, missing
from bozzetto.web.bodies import KEY, STRICT, Name
from bozzetto.web.guest import Guest, guest_now
from bozzetto.web.state import Desk, State

__all__ = ["WANTED", "refuse_unsigned", "router"]

router = APIRouter(tags=["guests"])

INVITED_SECONDS = 24 * 3600.0  # an invitation is read by another person, perhaps tomorrow
SIGNATURE_LENGTH = 88  # characters: 64 bytes in base64


@dataclass(frozen=True, slots=True)
class InvitationBody:
    """Who is invited; for somebody who joined already, their key."""

    name: Name
    role: Name
    key: Annotated[Key, StringConstraints(pattern=KEY)] | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Invitation:
    """An address that lets one browser in, as one guest."""

    url: str
    seconds: Annotated[int, Field(description="for how long it is good")]
    here_only: Annotated[bool, Field(description="whether only this machine can reach it")]


@dataclass(frozen=True, slots=True)
class JoinBody:
    """The key that a guest's device made."""

    key: Annotated[Key, StringConstraints(pattern=KEY)]

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class SignatureBody:
    """The signature over the event that was handed out."""

    signature: Annotated[str, StringConstraints(max_length=SIGNATURE_LENGTH)]

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act that is recorded when its signature comes."""

    id: str
    event: Annotated[str, Field(description="canonical JSON: what is signed, by DSSE's encoding")]
    open: Annotated[
        dict[str, tuple[str, str]], Field(description="salt and text, by their commitment")
    ]


# Beside an act's own answer
WANTED: dict[int | str, dict[str, Any]] = {
    202: {"model": Wanted, "description": "A guest's device is to sign it."}
}


@router.post("/invitations")
def invite(desk: Desk, body: InvitationBody) -> Invitation:
    """Make an address that lets one browser in as a guest; the owner's key must be open."""
    with desk.studios.borrow() as studio:
        studio.signer(studio.owner)
        if body.key is not None and body.key not in studio.roll.standing.people:
            raise missing("nobody in the studio has the key {key}", key=body.key)
    guest = Guest(body.name, body.role, body.key)
    token = desk.entrance.make_token(guest, INVITED_SECONDS)
    url = f"{desk.address.outside}/open?token={token}"
    return Invitation(url, int(INVITED_SECONDS), desk.address.is_loopback)


@router.post("/join", status_code=202)
def join(desk: Desk, body: JoinBody) -> Wanted:
    """Prepare that the guest joins with the key of their device; an invitation is for one."""
    guest = _need_guest()
    with desk.studios.borrow() as studio:
        prepared = Elsewhere(studio).join(guest.name, guest.role, body.key)
    if not desk.entrance.claim(guest, body.key):
        raise Refusal(
            409, "verification", "the invitation is another device's", hint="ask for another one"
        )
    return _wanted(desk, prepared, guest)


@router.post("/signatures/{name}", responses=WANTED, response_model=Recorded)
def sign(desk: Desk, name: str, body: SignatureBody) -> Recorded | JSONResponse:
    """Record what was prepared; where its chain went on, hand it out anew."""
    guest = _need_guest()
    prepared = desk.waiting.take(name, guest)
    if prepared is None:
        raise missing("no act waits under this name", hint="do it again")
    with desk.studios.borrow() as studio:
        try:
            return Elsewhere(studio).record(prepared, body.signature)
        except StaleError:
            again = Elsewhere(studio).again(prepared)
            return answer_wanted(_wanted(desk, again, guest))


def _need_guest() -> Guest:
    guest = guest_now()
    if guest is None:
        raise Refusal(403, "guard", "this is for guests, and the studio's own people sign here")
    return guest


def _wanted(desk: State, prepared: Prepared, guest: Guest) -> Wanted:
    event = canonical(prepared.event.to_value()).decode()
    return Wanted(desk.waiting.put(prepared, guest), event, _open(prepared.draft.texts))


def _open(texts: tuple[Text, ...]) -> dict[str, tuple[str, str]]:
    return {text.digest: (text.salt, text.text) for text in texts}


def answer_wanted(wanted: Wanted) -> JSONResponse:
    """Answer that a signature is wanted."""
    content = {"id": wanted.id, "event": wanted.event, "open": wanted.open}
    return JSONResponse(content, 202)


def refuse_unsigned(request: Request, error: Exception) -> JSONResponse:
    """Turn an act that waits into its answer."""
    if not isinstance(error, SignatureWanted):
        raise error
    desk: State = request.app.state.desk
    return answer_wanted(_wanted(desk, error.prepared, _need_guest()))
