"""SwarmUI: its output folder, with sidecars where it wrote some, and the stars.

    raw/2026-01-31/0915001-a cat-model.png          the picture, its words inside as a rule
    raw/2026-01-31/0915001-a cat-model.swarm.json   the same words, where a format takes none
    Starred/raw/2026-01-31/...                      a copy, for as long as the picture has a star

(src/Accounts/Session.cs, src/WebAPI/T2IAPI.cs.) A star is a choice among the pictures that came
before and after it and differ in nothing but the seed. Its database, ``swarm_metadata.ldb``, is a
cache of the same words, in a format that nothing kept reads outside of .NET: it is not read.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.pieces import instruct, paper, piece_of
from bozzetto.capture.archives.steps import Making, Pick, Step
from bozzetto.capture.dialects import Reading, read_dialect
from bozzetto.capture.dialects.jsontext import MAX_JSON_TEXT
from bozzetto.capture.naming import is_named_picture
from bozzetto.capture.picture import Carrier, Picture
from bozzetto.capture.taking import Taken, UntakenError, describe_file, digest_file, open_file
from bozzetto.capture.timing import read_time
from bozzetto.record import Digest
from bozzetto.studio import Program

__all__ = ["SIDECAR", "SwarmFolder", "find_swarm"]

SIDECAR = ".swarm.json"
TOOL = "SwarmUI"
_STARRED = "Starred"
_PREVIEW = ".swarmpreview"
_PLACE = "swarm.json"
_AFTER = ("prep_time", "generation_time")  # settings that were not given: how long it took
_STAR = "starred in SwarmUI; the others differ from it in nothing but the seed"


@dataclass(frozen=True, slots=True)
class SwarmFolder:
    """Pictures of SwarmUI, with what stands beside them."""

    place: Path
    pictures: frozenset[Path] = field(repr=False)
    sidecars: dict[Path, Path] = field(repr=False)  # picture: its words
    starred: frozenset[Path] = field(repr=False)
    previews: frozenset[Path] = field(default=frozenset(), repr=False)
    tool: str = TOOL

    @property
    def paths(self) -> frozenset[Path]:
        """The pictures, and what stands beside them."""
        return self.pictures | frozenset(self.sidecars.values()) | self.previews

    @property
    def count(self) -> int:
        """How many pictures it tells of."""
        return len(self.pictures)

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell what was done, by the times that the pictures state."""
        starred = frozenset(_digests(self.starred))
        run: dict[Digest, None] = {}
        recipe: object = None
        for path in sorted(self.pictures, key=self._order):
            taken = keeper.take(path)
            if taken is None:
                continue
            reading, making = self._making(taken, keeper)
            if taken.asset.digest in run:
                yield making  # the copy in the folder of stars: it is known
                continue
            if reading is None or _recipe(reading) != recipe:
                yield from _pick(run, starred)
                run, recipe = {}, None if reading is None else _recipe(reading)
            run[taken.asset.digest] = None
            yield making
        yield from _pick(run, starred)

    def _order(self, path: Path) -> tuple[datetime, bool, Path]:
        """Order by the stated time; a copy in the folder of stars comes behind."""
        reading = None
        with suppress(UntakenError):  # it is taken for old, and taking it will say what is wrong
            reading = describe_file(path, pixels=False)[1]
        reading = reading or self._beside(path)
        time = read_time(reading.claimed_time) if reading and reading.claimed_time else None
        return time or datetime.min.replace(tzinfo=UTC), path in self.starred, path

    def _beside(self, path: Path) -> Reading | None:
        sidecar = self.sidecars.get(path)
        words = None if sidecar is None else _read_sidecar(sidecar)
        return None if words is None else read_dialect(words)

    def _making(self, taken: Taken, keeper: Keeper) -> tuple[Reading | None, Making]:
        """Return what a picture says of its making, else what stands beside it says."""
        reading, words, file = taken.reading, taken.picture, taken.asset.digest
        raw = None
        sidecar = self.sidecars.get(taken.path)
        beside = None if sidecar is None else _read_sidecar(sidecar)
        if sidecar is not None and beside is not None:
            raw = keeper.keep(beside.carriers[0].raw, sidecar.name)
            if reading is None:
                reading, words, file = read_dialect(beside), beside, raw.digest
        if reading is None:
            return None, Making(Program(TOOL), None, (piece_of(taken),))
        settings = tuple(pair for pair in reading.settings if pair[0] not in _AFTER)
        took = {name: value for name, value in reading.settings if name in _AFTER}
        reading = replace(reading, settings=settings)
        given = replace(instruct(reading, words, file, keeper), raw=raw)
        if reading.claimed_time:
            took["stated in file"] = reading.claimed_time
        return reading, Making(Program(given.tool, given.version), given, (piece_of(taken, took),))


def find_swarm(files: frozenset[Path]) -> Iterator[SwarmFolder]:
    """Find SwarmUI's pictures: where there are stars, all below; else those with a sidecar."""
    left = files
    for root in sorted({root for path in files for root in _roots(path)}):
        below = frozenset(path for path in left if root in path.parents)
        folder = _folder(root, below, frozenset(filter(_is_shown, below)))
        if folder.starred and _is_of_swarm(folder):
            left -= below
            yield folder
    by_folder: dict[Path, set[Path]] = {
        path.parent: set() for path in left if path.name.endswith(SIDECAR)
    }
    for path in left:
        if path.parent in by_folder:
            by_folder[path.parent].add(path)
    for place, beside in sorted(by_folder.items()):
        here = frozenset(beside)
        folder = _folder(place, here, frozenset(filter(_is_shown, here)))
        folder = replace(folder, pictures=frozenset(folder.sidecars), starred=frozenset())
        if folder.pictures and _is_of_swarm(folder):
            yield folder


def _roots(path: Path) -> Iterator[Path]:
    """Return the output folder, where a path lies in its folder of stars."""
    if _STARRED in path.parts[:-1]:
        yield Path(*path.parts[: path.parts.index(_STARRED)])


def _is_shown(path: Path) -> bool:
    return is_named_picture(path.name) and _PREVIEW not in path.name


def _folder(place: Path, files: frozenset[Path], pictures: frozenset[Path]) -> SwarmFolder:
    beside = {path: path.with_name(path.stem + SIDECAR) for path in pictures}
    sidecars = {path: words for path, words in beside.items() if words in files}
    starred = frozenset(path for path in pictures if place / _STARRED in path.parents)
    previews = frozenset(path for path in files if _PREVIEW in path.name)
    return SwarmFolder(place, pictures, sidecars, starred, previews)


def _is_of_swarm(folder: SwarmFolder) -> bool:
    """Whether one of the pictures that decide about it is SwarmUI's, by its words."""
    for path in sorted(folder.starred or folder.pictures):
        try:
            reading = describe_file(path, pixels=False)[1]
        except UntakenError:
            continue
        reading = reading or folder._beside(path)  # noqa: SLF001  # one thing in two functions
        if reading is not None and reading.tool == TOOL:
            return True
    return False


def _read_sidecar(path: Path) -> Picture | None:
    """Return what stands beside a picture; None where it is gone, or more than is read."""
    try:
        with open_file(path) as file:
            raw = file.read(MAX_JSON_TEXT + 1)
    except (UntakenError, OSError):
        return None
    if len(raw) > MAX_JSON_TEXT:
        return None
    text = raw.decode("utf-8", "replace")
    return paper([Carrier(_PLACE, "parameters", 0, raw, text, "\ufffd" not in text)])


def _digests(paths: Iterable[Path]) -> Iterator[Digest]:
    for path in paths:
        try:
            yield digest_file(path)
        except UntakenError:
            continue  # taking it will say so


def _recipe(reading: Reading) -> object:
    """Return what pictures of one batch have in common."""
    settings = [pair for pair in reading.settings if "seed" not in pair[0].lower()]
    return reading.tool, reading.version, reading.prompts, reading.models, settings


def _pick(run: Iterable[Digest], starred: frozenset[Digest]) -> Iterator[Pick]:
    among = tuple(run)
    chosen = tuple(digest for digest in among if digest in starred)
    if chosen:
        yield Pick(Program(TOOL), among, chosen, _STAR)
