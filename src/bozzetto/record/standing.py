"""Standing: whose keys may sign, at each point of the studio chain.

The studio chain introduces people and devices, replaces their keys and lets them leave. Every
signature on every entry must be by a key that was introduced and not retired when the entry
was written:

- a person acted: that person's key signs;
- a program acted, or a person through a program that told us so: a device's key signs (the
  person's may sign too, and then vouches for it);
- ``studio.opened`` comes first and once, and is signed by the owner and the first device,
  which are two keys; a joining person signs beside the one who lets them join; a joining
  device is signed for by a person; a key leaves by its own signature or the owner's; a
  replaced key is signed for by its old key, or by the owner where the old key is lost, and by
  the new one.

Integrity is not identity: who holds a key is the studio's own word.
"""

from dataclasses import dataclass, replace

from bozzetto.errors import VerificationError
from bozzetto.record.entry import Entry
from bozzetto.record.event import Event
from bozzetto.record.key import Key

__all__ = ["Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who may sign."""

    owner: Key | None = None
    people: frozenset[Key] = frozenset()  # the owner among them
    devices: frozenset[Key] = frozenset()
    retired: frozenset[Key] = frozenset()

    def after(self, entry: Entry) -> "Standing":
        """Verify who signed `entry`, and return who may sign after it.

        The signatures themselves are not verified here: ``Entry.verify_signatures``.

        Raises:
            VerificationError: a key that signed was not introduced, or was retired, or the
                one who acted did not sign.
        """
        signed = frozenset(signature.key for signature in entry.signatures)
        following = self._changed(entry.event, signed)
        unknown = signed - self.people - self.devices - _introduced(entry.event)
        for key in sorted(unknown):
            if key in self.retired:
                raise VerificationError("signed by a key that was retired: {key}", key=key)
            raise VerificationError("signed by a key that nobody introduced: {key}", key=key)
        # Only the studio's first entry introduces the one who acts in it.
        (following if self.owner is None else self)._verify_actor(entry.event, signed)  # noqa: SLF001  # the same class
        return following

    def _verify_actor(self, event: Event, signed: frozenset[Key]) -> None:
        person = event.by.person
        if person is not None and person not in self.people:
            raise VerificationError("a person acted whom nobody introduced: {key}", key=person)
        if event.by.tool is None:
            if person not in signed:
                raise VerificationError("{key} acted and did not sign", key=person)
        elif not signed & self.devices and person not in signed:
            raise VerificationError("a program acted, and no device of the studio signed")

    def _changed(self, event: Event, signed: frozenset[Key]) -> "Standing":
        change = _CHANGES.get(event.kind)
        return self if change is None else change(self, event, signed)

    def _opened(self, event: Event, signed: frozenset[Key]) -> "Standing":
        owner, device = _key(event, "owner", "key"), _key(event, "device", "key")
        if self.owner is not None:
            raise VerificationError("a studio is opened twice")
        if owner == device:
            raise VerificationError("a key is introduced twice: {key}", key=owner)
        _need(signed, owner, device)
        return Standing(owner, frozenset([owner]), frozenset([device]))

    def _person_joined(self, event: Event, signed: frozenset[Key]) -> "Standing":
        key = _key(event, "key")
        self._refuse_known(key)
        self._need_person(signed)
        _need(signed, key)
        return replace(self, people=self.people | {key})

    def _device_joined(self, event: Event, signed: frozenset[Key]) -> "Standing":
        key = _key(event, "key")
        self._refuse_known(key)
        self._need_person(signed)
        return replace(self, devices=self.devices | {key})

    def _left(self, event: Event, signed: frozenset[Key]) -> "Standing":
        key = _key(event, "key")
        if key == self.owner:
            raise VerificationError("the owner's key does not leave: it is replaced")
        if key not in (self.people if event.kind == "person.left" else self.devices):
            raise VerificationError("a key leaves that nobody introduced: {key}", key=key)
        if key not in signed and self.owner not in signed:
            raise VerificationError("neither the key nor the owner signed: {key}", key=key)
        return self._without(key)

    def _replaced(self, event: Event, signed: frozenset[Key]) -> "Standing":
        old, new = _key(event, "old"), _key(event, "new")
        self._refuse_known(new)
        _need(signed, new)
        if old not in self.people | self.devices:
            raise VerificationError("a key is replaced that nobody introduced: {key}", key=old)
        if old not in signed and self.owner not in signed:
            raise VerificationError("neither the key nor the owner signed: {key}", key=old)
        without = self._without(old)
        if old in self.devices:
            return replace(without, devices=without.devices | {new})
        owner = new if old == self.owner else self.owner
        return replace(without, owner=owner, people=without.people | {new})

    def _without(self, key: Key) -> "Standing":
        gone = frozenset([key])
        return Standing(self.owner, self.people - gone, self.devices - gone, self.retired | gone)

    def _need_person(self, signed: frozenset[Key]) -> None:
        """Nobody lets themselves in: somebody who is in signs too."""
        if not signed & self.people:
            raise VerificationError("nobody of the studio signed for a new key")

    def _refuse_known(self, key: Key) -> None:
        if key in self.people | self.devices | self.retired:
            raise VerificationError("a key is introduced twice: {key}", key=key)


_CHANGES = {
    "studio.opened": Standing._opened,  # noqa: SLF001  # this module's own methods, by kind
    "person.joined": Standing._person_joined,  # noqa: SLF001
    "person.left": Standing._left,  # noqa: SLF001
    "device.joined": Standing._device_joined,  # noqa: SLF001
    "device.left": Standing._left,  # noqa: SLF001
    "key.replaced": Standing._replaced,  # noqa: SLF001
}


def _key(event: Event, *path: str) -> Key:
    """Return the key at a place that the kind's shape guarantees."""
    value: object = event.body
    for name in path:
        value = value[name] if isinstance(value, dict) else None
    return Key(str(value))


def _need(signed: frozenset[Key], *keys: Key) -> None:
    for key in keys:
        if key not in signed:
            raise VerificationError("{key} must sign this entry, and did not", key=key)


def _introduced(event: Event) -> frozenset[Key]:
    """Return the keys that an entry brings with it, and that sign it for the first time."""
    if event.kind == "studio.opened":
        return frozenset([_key(event, "owner", "key"), _key(event, "device", "key")])
    if event.kind in {"person.joined", "device.joined"}:
        return frozenset([_key(event, "key")])
    return frozenset([_key(event, "new")]) if event.kind == "key.replaced" else frozenset()
