"""Programs: what acted, or was acted with, as it names itself."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bozzetto.record import Actor, Asset, JSONObject, Key, Moment

__all__ = ["Program", "Source", "observed_at"]

Source = Path | BinaryIO | Asset  # where an act's file comes from


@dataclass(frozen=True, slots=True)
class Program:
    """A program, as it names itself."""

    name: str
    version: str | None = None

    def to_value(self) -> JSONObject:
        """Return what stands in a body."""
        found: JSONObject = {"name": self.name}
        return found if self.version is None else {**found, "version": self.version}

    def actor(self, person: Key | None = None) -> Actor:
        """Return who acted: this program, or `person` through it."""
        return Actor(person, self.name, self.version or "unknown")


def observed_at(moment: Moment | None) -> JSONObject:
    """Return the field that says when a tool's own part saw it; none where the recorder did."""
    return {} if moment is None else {"observed": moment}
