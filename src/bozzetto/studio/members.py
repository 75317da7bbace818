"""Members: the people and devices of a studio, by the studio's own word.

A key that was replaced has left, and the key in its place has its name and its role.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bozzetto.record import JSON, Entry, Key, Moment
from bozzetto.studio.roll import PASSED_OVER

__all__ = ["Member", "Sort", "read_members"]


class Sort(StrEnum):
    """What a key belongs to."""

    OWNER = "owner"
    PERSON = "person"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Member:
    """Who joined, and with which key."""

    key: Key
    name: str  # as it was signed; empty where this copy withholds it
    role: str | None  # of a person who joined later, in free words
    sort: Sort
    since: Moment
    left: Moment | None = None


_Members = dict[Key, Member]


def read_members(lines: Iterable[bytes]) -> list[Member]:
    """Read who joined, left or was given another key, out of the studio chain.

    Args:
        lines: The chain's lines from its first one on; they were verified when they were
            written.

    Returns:
        Every key that ever stood, in the order in which they came.

    Raises:
        FormatError: a line is not the one spelling of an entry.
    """
    found: _Members = {}
    for line in lines:
        if PASSED_OVER not in line:
            entry = Entry.parse(line)
            _CHANGES.get(entry.event.kind, _nothing)(found, entry)
    return list(found.values())


def _opened(found: _Members, entry: Entry) -> None:
    for name, sort in (("owner", Sort.OWNER), ("device", Sort.DEVICE)):
        said = entry.event.body[name]
        if isinstance(said, dict):
            key = Key(str(said["key"]))
            found[key] = Member(key, _text(entry, said["name"]), None, sort, entry.event.at)


def _joined(found: _Members, entry: Entry) -> None:
    body, is_person = entry.event.body, entry.event.kind == "person.joined"
    key = Key(str(body["key"]))
    role = _text(entry, body["role"]) if is_person else None
    sort = Sort.PERSON if is_person else Sort.DEVICE
    found[key] = Member(key, _text(entry, body["name"]), role, sort, entry.event.at)


def _left(found: _Members, entry: Entry) -> None:
    key = Key(str(entry.event.body["key"]))
    found[key] = replace(found[key], left=entry.event.at)


def _replaced(found: _Members, entry: Entry) -> None:
    old, new, at = Key(str(entry.event.body["old"])), entry.event.body["new"], entry.event.at
    before = found[old]
    found[old] = replace(before, left=at)
    key = Key(str(new))
    found[key] = replace(before, key=key, since=at)


def _nothing(_found: _Members, _entry: Entry) -> None:
    """Change nothing."""


def _text(entry: Entry, commitment: JSON) -> str:
    return entry.text(commitment) or ""


_CHANGES: dict[str, Callable[[_Members, Entry], None]] = {
    "studio.opened": _opened,
    "person.joined": _joined,
    "device.joined": _joined,
    "person.left": _left,
    "device.left": _left,
    "key.replaced": _replaced,
}
