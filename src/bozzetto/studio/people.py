"""People: who works in a studio, and with which keys.

    ben = studio.people.join("Ben", "colourist", passphrase="...")
    work.countersign([entry], ben)
    new = studio.people.replace(ben, "the laptop was sold", passphrase="...")

Every change is an entry of the studio chain. Before it the old rules hold, after it the new
ones, for this program and for every verifier: ``record.Standing``. A key is made here, under
its owner's passphrase, before the entry that introduces it, and after those who sign beside it
were asked; a crash between the two leaves a key file that nobody introduced, which signs
nothing.

A person whose key is on a device of their own joins by ``elsewhere``.
"""

from typing import TYPE_CHECKING

from bozzetto.errors import StudioError
from bozzetto.record import Actor, JSONObject, Key, Seen, Text
from bozzetto.studio.members import Member, read_members
from bozzetto.studio.recorder import Draft, Recorded

if TYPE_CHECKING:
    from bozzetto.studio.studio import Studio

__all__ = ["People"]


class People:
    """Lets people and devices into a studio, and out of it."""

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    def join(self, name: str, role: str, *, passphrase: str | None = None) -> Key:
        """Let a person join, and make that person's key; the owner and the person sign.

        Args:
            name: Who it is: the owner's word, and the person's own.
            role: What the person does, in free words.
            passphrase: Protects the new key. It is open until the studio is closed; later,
                `Studio.unlock` opens it.

        Raises:
            LockedError: the owner's key is locked.
            RecordingError: it could not be made durable.
        """
        self._studio.signer(self._studio.owner)
        key = self._make(passphrase)
        texts = [self._studio.text(name), self._studio.text(role)]
        body: JSONObject = {
            "name": texts[0].to_value(),
            "key": key,
            "role": texts[1].to_value(),
        }
        self._state("person.joined", body, texts, self._studio.owner, key)
        return key

    def join_device(self, name: str) -> Key:
        """Let a device join, and make its key, which has no passphrase; the owner signs.

        The studio goes on signing with the device that it signed with before.

        Raises:
            LockedError: the owner's key is locked.
            RecordingError: it could not be made durable.
        """
        self._studio.signer(self._studio.owner)
        key = self._make(None)
        text = self._studio.text(name)
        body: JSONObject = {"name": text.to_value(), "key": key}
        self._state("device.joined", body, [text], self._studio.owner, key)
        return key

    def members(self) -> list[Member]:
        """List the people and devices that ever joined, in that order."""
        return read_members(line for _, line in self._studio.chain_lines())

    def leave(self, key: Key, reason: str | None = None) -> Recorded:
        """Retire the key of a person or a device; the owner signs. What it signed stays good.

        Raises:
            StudioError: the key does not stand, is the owner's, or is the only device's here.
            RecordingError: it could not be made durable.
        """
        standing, owner = self._studio.roll.standing, self._studio.owner
        self._need_standing(key)
        if key == owner:
            raise StudioError("the owner's key does not leave: replace it")
        others = standing.devices - {key}
        if key in standing.devices and not any(map(self._studio.keys.has, others)):
            raise StudioError("the only device does not leave: replace its key")
        body: JSONObject = {"key": key}
        texts = [] if reason is None else [self._studio.text(reason)]
        if texts:
            body["reason"] = texts[0].to_value()
        kind = "person.left" if key in standing.people else "device.left"
        return self._state(kind, body, texts, owner)

    def replace(
        self, old: Key, reason: str, *, passphrase: str | None = None, lost: bool = False
    ) -> Key:
        """Put a new key, made here, into the place of an old one, which never signs again.

        The old key signs, and the new one. Where the old one is lost, the owner signs in its
        place. From here on the studio signs with the new one.

        Args:
            old: A person's key, the owner's among them, or a device's.
            reason: Why, in free words.
            passphrase: Protects a person's new key.
            lost: The old private key, or its passphrase, is not to be had any more.

        Raises:
            StudioError: the old key does not stand, cannot be opened and is not said to be
                lost, or is the owner's and lost.
            RecordingError: it could not be made durable.
        """
        studio, owner = self._studio, self._studio.owner
        self._need_standing(old)
        is_person = old in studio.roll.standing.people
        if lost and old == owner:
            raise StudioError(
                "the owner's key is lost, and nobody else may replace it",
                hint="open a new studio, and say in it what became of this one",
            )
        actor = old if is_person and not lost else owner
        for signing in dict.fromkeys((actor, owner if lost else old)):
            studio.signer(signing)
        new = self._make(passphrase if is_person else None)
        text = studio.text(reason)
        body: JSONObject = {"old": old, "new": new, "reason": text.to_value()}
        self._state("key.replaced", body, [text], actor, new, *([] if lost else [old]))
        return new

    def _make(self, passphrase: str | None) -> Key:
        key = self._studio.keys.make(passphrase)
        self._studio.unlock(key, passphrase)
        return key

    def _need_standing(self, key: Key) -> None:
        standing = self._studio.roll.standing
        if key not in standing.people | standing.devices:
            raise StudioError("nobody in the studio has the key {key}", key=key)

    def _state(
        self, kind: str, body: JSONObject, texts: list[Text], person: Key, *beside: Key
    ) -> Recorded:
        """Record what a person does, signed by that person and by the keys beside."""
        signers = [self._studio.signer(key) for key in dict.fromkeys((person, *beside))]
        draft = Draft(
            kind, body, Seen.STATED, Actor(person=person), tuple(signers), texts=tuple(texts)
        )
        return self._studio.record(draft)[0]
