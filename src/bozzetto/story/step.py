"""Steps: the entries of a work, each with the outside times between which it was made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bozzetto.anchor import Interval
from bozzetto.record import JSON, Actor, Digest, Entry, JSONObject, Moment, Seen, time_of
from bozzetto.story.body import asset_of, assets_of, digests, objects, string

__all__ = ["Rest", "Step", "brought_by", "rest_on", "subjects_of"]

_IN_ORDER = tuple(Seen)
_OPEN = Interval()
_ABOUT = {  # the member that says what a step of this kind is about
    "bytes.erased": "assets",
    "comment.made": "about",
    "entry.countersigned": "entries",
    "intent.stated": "targets",
}


@dataclass(frozen=True, slots=True)
class Step:
    """An entry, as it can be told."""

    entry: Entry
    place: int  # in the log, from 0
    interval: Interval = _OPEN  # open on both sides where no authority vouches for a time

    @property
    def digest(self) -> Digest:
        """What names the entry."""
        return self.entry.digest

    @property
    def kind(self) -> str:
        """What happened."""
        return self.entry.event.kind

    @property
    def seen(self) -> Seen:
        """How it is known."""
        return self.entry.event.seen

    @property
    def at(self) -> Moment:
        """When, by the recorder's own clock, which anybody can set."""
        return self.entry.event.at

    @property
    def time(self) -> datetime:
        """The same, UTC."""
        return time_of(self.at)

    @property
    def by(self) -> Actor:
        """Who acted."""
        return self.entry.event.by

    @property
    def body(self) -> JSONObject:
        """What there is to say of it."""
        return self.entry.event.body

    def words(self, name: str) -> str | None:
        """Return a text of the body; None where there is none, or it is withheld."""
        return self.text(self.body.get(name))

    def text(self, commitment: JSON) -> str | None:
        """Return a committed text; None where there is none, or it is withheld."""
        return None if commitment is None else self.entry.text(commitment)


@dataclass(frozen=True, slots=True)
class Rest:
    """What a fact rests on."""

    entries: tuple[Digest, ...]  # in the order of the record, each once
    strength: tuple[Seen, ...]  # every way in which one of them is known: they never mix

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"entries": [*self.entries], "strength": [seen.value for seen in self.strength]}


def rest_on(steps: Iterable[Step]) -> Rest:
    """Return what a fact rests on."""
    every = sorted({step.digest: step for step in steps}.values(), key=lambda step: step.place)
    known = {step.seen for step in every}
    return Rest(
        tuple(step.digest for step in every), tuple(seen for seen in _IN_ORDER if seen in known)
    )


def brought_by(step: Step) -> tuple[Digest, ...]:
    """Return the files that a step brought into the record as work of a hand or a tool."""
    body = step.body
    match step.kind:
        case "output.received":
            return assets_of(body, "assets")
        case "edit.made":
            return _known(asset_of(body, "after"))
        case "material.added":
            return _known(asset_of(body, "asset"))
        case "copy.found":
            return assets_of(body, "captured")
        case "work.released":
            copies = objects(body, "copies")
            return tuple(found for copy in copies for found in _known(asset_of(copy, "asset")))
    return ()


def subjects_of(step: Step) -> Sequence[Digest]:
    """Return the files or entries that a step is about, the most telling first."""
    name = _ABOUT.get(step.kind)
    if step.kind == "choice.made":
        return (*digests(step.body, "chosen"), *digests(step.body, "among"))
    if step.kind == "entry.corrected":
        return _known(string(step.body, "corrects"))
    return () if name is None else digests(step.body, name)


def _known(digest: str | None) -> tuple[Digest, ...]:
    return () if digest is None else (Digest(digest),)
