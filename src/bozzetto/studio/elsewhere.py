"""People elsewhere: acts that somebody signs on a device of their own.

The studio puts the event together as it would record it now, and hands out the bytes that are
signed. When the signature comes, the event is recorded as long as its chain has not gone on;
where it has, `StaleError` says so, and the same act is prepared again. No lock is held while
somebody thinks, and a private key never leaves the device that made it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bozzetto.errors import StudioError
from bozzetto.record import (
    EVENT_TYPE,
    Actor,
    Digest,
    Event,
    Given,
    JSONObject,
    Key,
    Seen,
    Signature,
    Text,
    canonical,
    pae,
)
from bozzetto.studio.acts import Acts
from bozzetto.studio.recorder import Draft, Recorded

if TYPE_CHECKING:
    from bozzetto.studio.studio import Studio

__all__ = ["ActsElsewhere", "Elsewhere", "Prepared", "SignatureWanted"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An act that waits for a signature."""

    draft: Draft  # with the signers that are here
    event: Event
    key: Key  # whose signature is wanted

    @property
    def signed(self) -> bytes:
        """The bytes that the signature covers: DSSE's encoding of the event."""
        return pae(EVENT_TYPE, canonical(self.event.to_value()))


class SignatureWanted(Exception):  # noqa: N818  # nothing is wrong: the act waits
    """An act was prepared, and is not recorded before its signature comes."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        super().__init__("a signature is wanted")


class Elsewhere:
    """Lets people sign who are not here."""

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    def prepare(self, draft: Draft, key: Key) -> Prepared:
        """Put together what `key` is to sign, as of now.

        Args:
            draft: What is to be recorded, signed by whoever is here.
            key: Whose signature is wanted.

        Raises:
            StudioError: the draft's work is not in this studio.
        """
        return Prepared(draft, self._studio.recorder.prepare(draft), key)

    def again(self, prepared: Prepared) -> Prepared:
        """Put the same act together anew: its chain went on before the signature came."""
        return self.prepare(prepared.draft, prepared.key)

    def record(self, prepared: Prepared, signature: str) -> Recorded:
        """Record what was prepared, with the signature that came for it.

        Args:
            prepared: As `prepare` gave it.
            signature: Base64 of the 64 bytes.

        Raises:
            FormatError: that is no signature.
            VerificationError: it is not that key's over these bytes, or the key may not sign.
            StaleError: the chain went on: prepare it again.
            RecordingError: it could not be made durable.
        """
        given = Given(Signature(prepared.key, signature))
        signers = (*prepared.draft.signers, given)
        draft = replace(prepared.draft, signers=signers, event=prepared.event)
        return self._studio.record(draft)[0]

    def join(self, name: str, role: str, key: Key) -> Prepared:
        """Prepare that a person joins with a key of their own; the owner signs here.

        Raises:
            StudioError: the owner's key is not open, or the new key stands here already.
        """
        studio = self._studio
        standing = studio.roll.standing
        if key in standing.people | standing.devices:
            raise StudioError("the key {key} is one of the studio's already", key=key)
        texts = (studio.text(name), studio.text(role))
        body: JSONObject = {"name": texts[0].to_value(), "key": key, "role": texts[1].to_value()}
        signers = (studio.signer(studio.owner),)
        by = Actor(person=studio.owner)
        draft = Draft("person.joined", body, Seen.STATED, by, signers, texts=texts)
        return self.prepare(draft, key)


class ActsElsewhere(Acts):
    """The acts of one person in a work, whose key is elsewhere: each raises `SignatureWanted`."""

    def __init__(self, studio: "Studio", digest: Digest, title: str, key: Key) -> None:
        super().__init__(studio, digest, title)
        self._key = key

    def _state(
        self, kind: str, body: JSONObject, texts: Sequence[Text], person: Key | None
    ) -> Recorded:
        if person not in {None, self._key}:
            raise StudioError("{key} does not act for {person}", key=self._key, person=person)
        by = Actor(person=self._key)
        draft = Draft(kind, body, Seen.STATED, by, (), self.digest, tuple(texts))
        raise SignatureWanted(Elsewhere(self.studio).prepare(draft, self._key))
