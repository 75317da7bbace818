"""Hands: who did what, person by person and program by program.

A person *acted* in an entry that names them, alone or through a program. A person's key on the
entry shows that whoever holds the key agreed to it; an entry that only a device signed says that
the recorder saw the act, and whose it was is what the tool or the connection says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bozzetto.record import Digest, JSONObject, Key
from bozzetto.story.body import digests
from bozzetto.story.step import Step, rest_on

__all__ = ["Hand", "Hands", "Joint", "hands_of"]


@dataclass(frozen=True, slots=True)
class Hand:
    """A person or a program, and what it did in the work."""

    person: Key | None
    name: str | None  # the person's own word for themselves, or the program's name
    version: str | None  # of a program
    acts: dict[str, tuple[Step, ...]]  # by kind, in order
    signed: tuple[Step, ...]  # entries that the person's own key is on

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        every = [step for steps in self.acts.values() for step in steps]
        return {
            "person": self.person,
            "name": self.name,
            "version": self.version,
            "acts": {kind: len(steps) for kind, steps in sorted(self.acts.items())},
            "signed": len(self.signed),
            **rest_on(every).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Joint:
    """An entry that more than one person put their key to, there or by a later one."""

    step: Step
    people: tuple[Key, ...]
    confirmed_in: tuple[Step, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "entry": self.step.digest,
            "people": [*self.people],
            **rest_on([self.step, *self.confirmed_in]).to_value(),
        }


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands made a work."""

    people: tuple[Hand, ...]  # in the order in which the studio introduced them, then others
    programs: tuple[Hand, ...]  # in the order in which they first acted, without a person
    joint: tuple[Joint, ...]

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "people": [hand.to_value() for hand in self.people],
            "programs": [hand.to_value() for hand in self.programs],
            "joint": [joint.to_value() for joint in self.joint],
        }


def hands_of(studio: Iterable[Step], work: Sequence[Step]) -> Hands:
    """Tell who did what in a work.

    Args:
        studio: Steps of the studio chain, in order: they say who is called what.
        work: Steps of the work, in order.
    """
    names = _names(studio)
    acted = [step.by.person for step in work if step.by.person is not None]
    people = dict.fromkeys((*(key for key in names if key in acted), *acted))
    return Hands(
        tuple(_person(key, names.get(key), work) for key in people),
        tuple(_programs(work)),
        tuple(_joint(work, frozenset((*names, *acted)))),
    )


def _names(studio: Iterable[Step]) -> dict[Key, str | None]:
    """Return what the studio calls its people, in the order in which they came."""
    names: dict[Key, str | None] = {}
    for step in studio:
        body = step.body
        if step.kind == "studio.opened":
            owner = body["owner"]
            if isinstance(owner, dict):
                names[Key(str(owner["key"]))] = step.text(owner["name"])
        elif step.kind == "person.joined":
            names[Key(str(body["key"]))] = step.words("name")
        elif step.kind == "key.replaced" and body["old"] in names:
            names[Key(str(body["new"]))] = names[Key(str(body["old"]))]
    return names


def _person(key: Key, name: str | None, work: Sequence[Step]) -> Hand:
    acts = _by_kind(step for step in work if step.by.person == key)
    signed = tuple(step for step in work if any(one.key == key for one in step.entry.signatures))
    return Hand(key, name, None, acts, signed)


def _programs(work: Sequence[Step]) -> Iterable[Hand]:
    alone = [step for step in work if step.by.person is None]
    for name, version in dict.fromkeys((step.by.tool, step.by.version) for step in alone):
        own = (step for step in alone if (step.by.tool, step.by.version) == (name, version))
        yield Hand(None, name, version, _by_kind(own), ())


def _by_kind(steps: Iterable[Step]) -> dict[str, tuple[Step, ...]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.kind, []).append(step)
    return {kind: tuple(acts) for kind, acts in found.items()}


def _joint(work: Sequence[Step], people: frozenset[Key]) -> Iterable[Joint]:
    """Yield what several persons put their keys to."""
    confirming: dict[Digest, list[Step]] = {}
    for step in work:
        if step.kind == "entry.countersigned":
            for digest in digests(step.body, "entries"):
                confirming.setdefault(digest, []).append(step)
    for step in work:
        later = confirming.get(step.digest, [])
        keys = dict.fromkeys(
            signature.key
            for each in (step, *later)
            for signature in each.entry.signatures
            if signature.key in people
        )
        if len(keys) > 1:
            yield Joint(step, tuple(keys), tuple(later))
