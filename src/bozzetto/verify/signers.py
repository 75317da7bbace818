"""Who signed, and whether they might (step 4).

Each signature must be its key's, and each key must have been introduced by the studio chain and
not retired, at that point. Whose key it is, is the signer's own word, unless the reader vouches
for it; the names are carried along as such.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from bozzetto.errors import VerificationError
from bozzetto.record import JSON, Entry, Key, Standing
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import Line
from bozzetto.verify.report import Hand

__all__ = ["Signers"]

# Where a kind of entry introduces somebody: the body's member, and the role.
_INTRODUCED = {
    "studio.opened": (("owner", "owner"), ("device", "device")),
    "person.joined": (("", "person"),),
    "device.joined": (("", "device"),),
}


@dataclass(slots=True)
class Signers:
    """The signatures read so far."""

    standing: Standing = field(default_factory=Standing)
    roles: dict[Key, str] = field(default_factory=dict)
    names: dict[Key, str | None] = field(default_factory=dict)
    signed: Counter[Key] = field(default_factory=Counter)  # entries
    owners: list[Key] = field(default_factory=list)  # the owner's keys, one after the other

    def add(self, line: Line, findings: Findings) -> None:
        """Step 4: verify a line's signatures, and follow who may sign after it."""
        entry = line.entry
        findings.check(4, len(entry.signatures))
        opens = entry.event.kind == "studio.opened"
        if self.standing.owner is None and not opens:
            findings.add("signer.unchecked", line.where)
        try:
            entry.verify_signatures()
        except VerificationError as error:
            findings.add("signature.false", line.where, error=error)
            return
        for signature in entry.signatures:
            self.signed[signature.key] += 1
        if self.standing.owner is None and not opens:
            return
        try:
            following = self.standing.after(entry)
        except VerificationError as error:
            findings.add("signer.refused", line.where, error=error)
            return
        # A second studio.opened, which step 5 reports, must not replace who may sign.
        if following is not self.standing and not (opens and self.owners):
            self._follow(entry, following)

    def hands(self, vouched: Collection[Key]) -> tuple[Hand, ...]:
        """List the keys, in the order in which they were introduced."""
        return tuple(
            Hand(key, role, self.names.get(key), self.signed[key], key in vouched)
            for key, role in self.roles.items()
        )

    def is_vouched(self, vouched: Collection[Key]) -> bool:
        """Whether one of the owner's keys is among those that the reader vouches for."""
        return any(key in vouched for key in self.owners)

    def _follow(self, entry: Entry, following: Standing) -> None:
        self.standing = following
        if following.owner is not None and following.owner not in self.owners:
            self.owners.append(following.owner)
        body = entry.event.body
        for member, role in _INTRODUCED.get(entry.event.kind, ()):
            self._introduce(entry, body[member] if member else body, role)
        if entry.event.kind == "key.replaced":
            old, new = Key(str(body["old"])), Key(str(body["new"]))
            self.roles[new] = self.roles.get(old, "person")
            self.names[new] = self.names.get(old)

    def _introduce(self, entry: Entry, value: JSON, role: str) -> None:
        if isinstance(value, dict):
            key = Key(str(value["key"]))
            self.roles[key] = role
            self.names[key] = entry.text(value["name"])
