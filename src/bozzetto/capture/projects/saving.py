"""Saving: a drawing program has saved its file, and what there is to say of that.

    ``edit.made``   by the program that the file names; ``before``, the picture of the version that
                    was at the same path before; ``after``, the picture that the file holds of
                    itself, else the file; ``project``, the file; ``layers``, those that are not
                    what they were

Pictures of Krita AI Diffusion that were put into the drawing since count among ``before``.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from bozzetto.capture.carriers import UNKNOWN_TYPE
from bozzetto.capture.description import describe
from bozzetto.capture.naming import path_key
from bozzetto.capture.projects.earlier import Earlier
from bozzetto.capture.projects.names import spell_path
from bozzetto.capture.projects.project import Change, How, Project, changed_layers
from bozzetto.capture.projects.reading import TYPES, is_named_project, read_project
from bozzetto.errors import FormatError, StudioError
from bozzetto.record import Asset, Digest, JSONObject, Text
from bozzetto.studio import Program, Work

__all__ = ["UNKNOWN_PROGRAM", "Save", "Saving", "is_project"]

UNKNOWN_PROGRAM = Program("unknown program")
MOST_LAYERS = 4_096  # that one entry names; half of its sixteen megabytes, if all are long
MOST_KNOWN = 16  # files whose layers are remembered: as many as somebody draws at by turns
MOST_SAID = 50  # layers that a note names of one sort of change

_PROBLEMS = {
    "layers.unread": "its layers could not be read",
    "layers.no-reader": "its layers were not read: psd-tools is not installed",
}


@dataclass(frozen=True, slots=True)
class Save:
    """One save of a project file, as it is recorded."""

    program: Program
    before: tuple[Digest, ...]
    after: Asset
    project: Asset | None  # None where `after` is no drawing program's own file
    layers: tuple[str, ...]
    note: str | None

    def texts(self, work: Work) -> tuple[JSONObject, tuple[Text, ...]]:
        """Return the body of an ``edit.made``, and the texts that it commits to."""
        salted = work.studio.text
        layers = [salted(name) for name in self.layers]
        body: JSONObject = {
            "before": [*self.before],
            "after": self.after.to_value(),
            "tool": self.program.to_value(),
            "dimensions": [],
        }
        if self.project is not None:
            body["project"] = self.project.to_value()
        texts = layers
        if layers:
            body["layers"] = [text.to_value() for text in layers]
        if self.note is not None:
            note = salted(self.note)
            body["note"] = note.to_value()
            texts = [*layers, note]
        return body, tuple(texts)


def is_project(asset: Asset) -> bool:
    """Whether a file is a drawing program's own: by its bytes, or by its name where they fail."""
    return asset.type in TYPES or (
        asset.type == UNKNOWN_TYPE and is_named_project(asset.name or "")
    )


class Saving:
    """Tells what became of project files in one work. Owned by one thread."""

    def __init__(self, work: Work, earlier: Earlier | None = None) -> None:
        self._work = work
        self.earlier = earlier or Earlier(work)
        self._newest: dict[str, Digest] = {}  # project files about to be recorded, by their paths
        self._known: OrderedDict[Digest, Project] = OrderedDict()  # without their pictures

    def save(self, asset: Asset, path: Path | None, used: Iterable[Digest] = ()) -> Save:
        """Compare a project file with the version before it, and keep its picture.

        Args:
            asset: The file, kept.
            path: Where it stands; None where that is not known.
            used: Other files that it was made from since.

        Raises:
            RecordingError: its picture could not be made durable.
        """
        self.earlier.follow()
        project = self._read(asset.digest)
        old = self._before(asset.digest, path)
        before = None if old is None else self._picture_of(old)
        after = self._merged(project) or asset
        self.earlier.pictures[asset.digest] = after.digest
        earlier = None if old is None or project is None else self._recall(old)
        self._remember(asset.digest, project)
        changes = [] if earlier is None or project is None else changed_layers(earlier, project)
        names = dict.fromkeys(spell_path(change.path) for change in changes)
        return Save(
            (project and project.program) or UNKNOWN_PROGRAM,
            tuple(dict.fromkeys((*([] if before is None else [before]), *used))),
            after,
            asset,
            tuple(names)[:MOST_LAYERS],
            _note(project, changes),
        )

    def _read(self, digest: Digest) -> Project | None:
        """Read a project file that is kept; None for one that is damaged, or was erased."""
        try:
            with self._work.studio.assets.open(digest) as file:
                return read_project(file)
        except (FormatError, StudioError, OSError):
            return None

    def _remember(self, digest: Digest, project: Project | None) -> None:
        """Keep what the next save of the same file is compared with."""
        if project is not None:
            self._known[digest] = replace(project, merged=None)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)

    def _recall(self, digest: Digest) -> Project | None:
        """Return an earlier save; None for one that is damaged, or was erased."""
        if not self._work.studio.assets.has(digest):
            return None
        return self._known.get(digest) or self._read(digest)

    def _before(self, digest: Digest, path: Path | None) -> Digest | None:
        """Return the version that was at the same path before, if it is this work's."""
        if path is None:
            return None
        key = _key(path)
        row = self._work.studio.database.file(key)
        found = self._newest.get(key) or (None if row is None else row.digest)
        self._newest[key] = digest
        return found

    def _picture_of(self, project: Digest) -> Digest | None:
        """Return what came of an earlier save; None where another work has it."""
        if project in self.earlier.pictures:
            return self.earlier.pictures[project]
        return project if project in self._work.assets() else None

    def _merged(self, project: Project | None) -> Asset | None:
        """Keep the picture that a file holds of itself, if it is one."""
        if project is None or project.merged is None:
            return None
        if describe(BytesIO(project.merged.data)).type == UNKNOWN_TYPE:
            return None
        return self._work.take(BytesIO(project.merged.data), project.merged.name, describe)


def _key(path: Path) -> str:
    """Return what a path is remembered by, whatever links lead there."""
    try:
        return path_key(path.resolve())
    except (OSError, RuntimeError):  # a loop of links
        return path_key(path)


def _note(project: Project | None, changes: Sequence[Change]) -> str | None:
    """Say what became of the layers, and what the file says of itself."""
    if project is None:
        return "the file could not be read"
    by_how = {
        how: [spell_path(change.path) for change in changes if how in change.how] for how in How
    }
    said = [f"layers {how}: {_few(names)}" for how, names in by_how.items() if names]
    said += [_PROBLEMS[code] for code in project.problems if code in _PROBLEMS]
    told = {
        "author": project.author,
        "begun": project.created,
        "last changed": project.changed,
        "worked on for seconds": project.seconds,
        "saved times": project.saves,
    }
    claims = [f"{name} {value}" for name, value in told.items() if value is not None]
    if claims:
        said.append("the file says: " + ", ".join(claims))
    if project.history is not None:
        said.append("the file holds " + project.history.quote())
    return "; ".join(said) or None


def _few(names: Sequence[str]) -> str:
    more = len(names) - MOST_SAID
    return ", ".join(names[:MOST_SAID]) + (f" and {more} more" if more > 0 else "")
