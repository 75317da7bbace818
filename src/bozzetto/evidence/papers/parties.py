"""Parties: the people who acted in a work, each once, with what entries say that they did. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bozzetto.evidence.dossier.source import Source, short
from bozzetto.evidence.dossier.words import same
from bozzetto.evidence.papers.english import one_line
from bozzetto.law import Words
from bozzetto.record import Key
from bozzetto.story import Step

__all__ = ["Party", "parties_of"]


@dataclass(frozen=True, slots=True)
class Party:
    """A person, with every key that the record says is theirs."""

    keys: tuple[Key, ...]  # the newest last
    name: Words  # by their own word, with the first digits of the newest key
    acts: dict[str, list[Step]]  # by kind
    signed: tuple[Step, ...]  # of these acts, those that a key of theirs is on


def parties_of(source: Source) -> Iterator[Party]:
    """Yield the people of a work, each once: a key that replaced another is the same person's."""
    newer = {
        Key(str(step.body["old"])): Key(str(step.body["new"]))
        for step in source.studio
        if step.kind == "key.replaced"
    }
    people: dict[Key, list[Key]] = {}
    for key in _keys(source):
        last = key
        while last in newer:  # keys are introduced once, so this ends
            last = newer[last]
        people.setdefault(last, []).append(key)
    for last, keys in people.items():
        acts: dict[str, list[Step]] = {}
        own = [step for step in source.work if step.by.person in keys]
        for step in own:
            acts.setdefault(step.kind, []).append(step)
        signed = tuple(
            step for step in own if any(one.key in keys for one in step.entry.signatures)
        )
        name = source.names.get(last) or source.names.get(keys[0]) or "–"
        label = same(f"{one_line(name)} ({short(last)})")
        yield Party(tuple(dict.fromkeys((*keys, last))), label, acts, signed)


def _keys(source: Source) -> Iterable[Key]:
    """Return the keys of all who acted, or put their keys to an entry, in order."""
    hands = source.facts.hands
    acted = [hand.person for hand in hands.people if hand.person is not None]
    return dict.fromkeys((*acted, *(key for joint in hands.joint for key in joint.people)))
