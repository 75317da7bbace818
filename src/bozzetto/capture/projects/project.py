"""Projects: what a drawing program's own file says, as values, and what changed between two saves.

A digest of a layer is of its own data as the file holds it, whatever that is for its sort: tiles,
a PNG, the curves of a vector, the values of a filter. Two layers of one digest have the same data;
what the programs write anew at each save (the order of tiles, offsets in the file) is left out.
What a file says of its author and of time, anybody can write.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bozzetto.capture.projects.history import History
from bozzetto.record import Digest
from bozzetto.studio import Program

__all__ = ["Change", "How", "Layer", "Merged", "Project", "changed_layers"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer, group or mask.

    Attributes:
        path: Its name, after those of the groups that it is in.
        kind: As the program calls it: ``paintlayer``, ``group``, ``mask``, ...
        visible: Whether it is switched on; a group above it may be off.
        opacity: 0 to 255.
        blend: How it is put onto what is below, in the program's own word.
        place: Pixels from the left and from the top, where the file has them.
        digest: Of its own data; None where it has none, as a group.
        id: What names it through renaming and moving; None where the file has no such thing.
    """

    path: tuple[str, ...]
    kind: str
    visible: bool
    opacity: int
    blend: str
    place: tuple[int, int]
    digest: Digest | None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The picture that a project file holds of itself, all layers put together."""

    name: str  # of the member that it is
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file says.

    Attributes:
        type: The file's media type.
        program: What wrote it, as far as it says so; None where it does not.
        width: Pixels.
        height: Pixels.
        layers: The topmost first, each before what is in it.
        author: Who the file says made it.
        created: When it says that it was begun, in its own spelling.
        changed: When it says that it was changed last, in its own spelling.
        seconds: How long it says that it was worked on.
        saves: How often it says that it was saved.
        merged: The picture that it holds of itself.
        problems: Codes of what could not be read: ``layers.unread`` (damaged, or more than is
            read), ``layers.no-reader`` (psd-tools is not installed), ``merged.unread``.
        history: What the program logged of its own work in the file.
    """

    type: str
    program: Program | None
    width: int
    height: int
    layers: tuple[Layer, ...]
    author: str | None = None
    created: str | None = None
    changed: str | None = None
    seconds: int | None = None
    saves: int | None = None
    merged: Merged | None = None
    problems: tuple[str, ...] = ()
    history: History | None = None


class How(StrEnum):
    """What became of a layer."""

    ADDED = "added"
    REMOVED = "removed"
    DATA = "changed"  # what is in it
    NAME = "renamed"  # it, or a group that it is in; or it was put into another group
    SHOWN = "shown or hidden"
    OPACITY = "opacity"
    BLEND = "blending"
    MOVED = "moved"  # it stands at another place of the picture


@dataclass(frozen=True, slots=True)
class Change:
    """A layer that is not what it was, and what became of it."""

    path: tuple[str, ...]  # as it is called now, or was called when it was there
    how: tuple[How, ...]


def changed_layers(before: Project, after: Project) -> list[Change]:
    """Return the layers that changed between two saves, those that were removed last.

    Layers are told apart by what the program names them by, else by their names; of several
    layers of one name in one group, the first is held against the first. That layers only
    changed their order is not said.
    """
    old, new = dict(_keyed(before.layers)), dict(_keyed(after.layers))
    found = [
        Change(layer.path, (How.ADDED,) if key not in old else how)
        for key, layer in new.items()
        if key not in old or (how := tuple(_differences(old[key], layer)))
    ]
    return found + [
        Change(layer.path, (How.REMOVED,)) for key, layer in old.items() if key not in new
    ]


def _keyed(layers: Sequence[Layer]) -> Iterator[tuple[tuple[object, ...], Layer]]:
    """Give each layer a key of its own."""
    seen: dict[object, int] = {}
    for layer in layers:
        name = layer.path if layer.id is None else layer.id
        seen[name] = seen.get(name, 0) + 1
        yield (name, seen[name]), layer


def _differences(old: Layer, new: Layer) -> Iterator[How]:
    pairs = {
        How.DATA: (old.digest, new.digest),
        How.NAME: (old.path, new.path),
        How.SHOWN: (old.visible, new.visible),
        How.OPACITY: (old.opacity, new.opacity),
        How.BLEND: (old.blend, new.blend),
        How.MOVED: (old.place, new.place),
    }
    return (how for how, (was, now) in pairs.items() if was != now)
