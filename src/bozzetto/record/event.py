"""Events: what is signed.

One event says what happened, when the recorder's clock says it was, after which outside
timestamp, how it is known (``live``, ``imported``, ``stated``) and by whose hand. It stands in
one chain, and names the entry before it there.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bozzetto.errors import FormatError
from bozzetto.record.canonical import JSON, MAX_INTEGER, JSONObject
from bozzetto.record.key import Key, parse_key
from bozzetto.record.kinds import FIRST, check_body
from bozzetto.record.value import Digest, Moment, parse_digest, parse_moment

__all__ = ["FORMAT", "Actor", "Event", "Seen"]

FORMAT = "bozzetto/1"

_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")
_FIELDS = frozenset(
    ("format", "studio", "kind", "chain", "number", "previous", "at", "after", "seen", "by", "body")
)
MAX_TOOL = 256  # characters of a program's name or version


class Seen(StrEnum):
    """How an event is known. The three are never mixed."""

    LIVE = "live"  # the recorder saw it happen
    IMPORTED = "imported"  # read later, out of what somebody else wrote
    STATED = "stated"  # a person says so


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted: a person, a program, or a person through a program that told us so."""

    person: Key | None = None
    tool: str | None = None
    version: str | None = None

    def __post_init__(self) -> None:
        if self.person is None and self.tool is None:
            raise FormatError("nobody acted: neither a person nor a tool")
        if self.person is not None:
            parse_key(self.person)
        if (self.tool is None) != (self.version is None):
            raise FormatError("a tool has a name and a version, or neither")
        for name in (self.tool, self.version):
            if name is not None and not 1 <= len(name) <= MAX_TOOL:
                raise FormatError("not the name or version of a tool: {text!r}", text=name)

    @classmethod
    def from_value(cls, value: JSON) -> Self:
        """Read the ``by`` of an event.

        Raises:
            FormatError: it is not of the form.
        """
        if not isinstance(value, dict) or not value.keys() <= {"person", "tool", "version"}:
            raise FormatError("not an actor: {text!r}", text=value)
        if not all(isinstance(item, str) for item in value.values()):
            raise FormatError("not an actor: {text!r}", text=value)
        return cls(**value)  # type: ignore[arg-type]  # all are strings

    def to_value(self) -> JSONObject:
        """Return what stands in the event."""
        found = {"person": self.person, "tool": self.tool, "version": self.version}
        return {name: item for name, item in found.items() if item is not None}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    studio: Digest | None  # the studio.opened entry; None in that entry itself
    kind: str
    chain: Digest | None  # the chain's first entry; None in that entry itself
    number: int  # position in the chain, from 0
    previous: Digest | None  # the chain's entry before this one; None at number 0
    at: Moment  # the recorder's clock
    after: Digest | None  # the newest time.anchored entry known to this studio
    seen: Seen
    by: Actor
    body: JSONObject

    def __post_init__(self) -> None:
        if _KIND.fullmatch(self.kind) is None:
            raise FormatError("not a kind: {text!r}", text=self.kind)
        if not 0 <= self.number <= MAX_INTEGER:
            raise FormatError("not a position in a chain: {value}", value=self.number)
        first = self.number == 0
        if first != (self.chain is None) or first != (self.previous is None):
            raise FormatError(
                "{kind} number {number}: chain and previous are null in a first entry, "
                "and in no other",
                kind=self.kind,
                number=self.number,
            )
        if self.kind in FIRST and not first:
            raise FormatError("{kind} opens a chain: its number is 0", kind=self.kind)
        if (self.kind == "studio.opened") != (self.studio is None):
            raise FormatError("studio is null in studio.opened, and in no other event")
        check_body(self.kind, self.body)

    @classmethod
    def from_value(cls, value: JSON) -> Self:
        """Read an event.

        Raises:
            FormatError: a field is missing, unknown or not of its form.
        """
        if not isinstance(value, dict) or value.keys() != _FIELDS:
            raise FormatError("not an event: the fields are not those of {format}", format=FORMAT)
        if value["format"] != FORMAT:
            raise FormatError(
                "want format {want}, got {got!r}", want=FORMAT, got=str(value["format"])[:80]
            )
        kind, number, seen, body = (value[name] for name in ("kind", "number", "seen", "body"))
        if not isinstance(kind, str) or type(number) is not int or not isinstance(body, dict):
            raise FormatError("not an event: kind, number or body is of another type")
        if not isinstance(seen, str) or seen not in _SEEN:
            raise FormatError("not a way of knowing: {text!r}", text=seen)
        return cls(
            studio=_digest(value["studio"]),
            kind=kind,
            chain=_digest(value["chain"]),
            number=number,
            previous=_digest(value["previous"]),
            at=parse_moment(value["at"]),
            after=_digest(value["after"]),
            seen=Seen(seen),
            by=Actor.from_value(value["by"]),
            body=body,
        )

    def to_value(self) -> JSONObject:
        """Return the event as JSON."""
        return {
            "format": FORMAT,
            "studio": self.studio,
            "kind": self.kind,
            "chain": self.chain,
            "number": self.number,
            "previous": self.previous,
            "at": self.at,
            "after": self.after,
            "seen": self.seen.value,
            "by": self.by.to_value(),
            "body": self.body,
        }


_SEEN = frozenset(seen.value for seen in Seen)


def _digest(value: JSON) -> Digest | None:
    return None if value is None else parse_digest(value)
