"""Midjourney: what was downloaded from its website or from Discord, told by the files' names.

    ann_a_silver_cat_0b2c4d1e-....-............_2.png       the third of four of one job
    ann_a_silver_cat_0b2c4d1e-....-............_grid_0.png  the four on one sheet
    ann_a_silver_cat_5e6f7a8b-....-............png          a sheet, an upscale or a variation

Files of one job share its id; files with a number are its candidates. The words are those in the
picture (``Description``) where one of the job's files has them, else those of the name, which
begins with the account and is cut short. That one picture is the upscale of another stands
nowhere: it is taken to be so where their names have the same words, it is larger, and it looks
like exactly one candidate. No file of a real account has been seen.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.pieces import instruct, paper, piece_of
from bozzetto.capture.archives.steps import Making, Pick, Piece, Step
from bozzetto.capture.dialects import Reading
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.kinship import Fingerprint
from bozzetto.capture.naming import is_named_picture
from bozzetto.capture.taking import Taken
from bozzetto.record import Asset
from bozzetto.studio import Program

__all__ = ["MidjourneyFiles", "Named", "find_midjourney", "parse_name"]

TOOL = "Midjourney"
MAX_BITS = 4  # of 64 that may differ between a picture and its upscale
MAX_NAME = 255  # characters: as long as file systems let a name be
LEAST_GAP = 4  # bits by which the next candidate must differ more

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = re.compile(
    rf"(?P<words>[^_].*?_.*?)_(?P<job>{_UUID})"
    r"(?:_(?P<sheet>grid_\d)|_(?:0_)?(?P<index>[0-3]))?(?:_N)?(?: ?\(\d+\))?",
    re.IGNORECASE,
)

_OTHERS = ("Default_", "Leonardo_")  # Leonardo.Ai has the same form, and no account in it


@dataclass(frozen=True, slots=True)
class Named:
    """What a file's name says."""

    words: str  # the account and the beginning of the prompt, with underscores for spaces
    job: str
    index: int | None = None  # of the candidate, from 0
    is_sheet: bool = False  # all four on one

    @property
    def account(self) -> str:
        """The first word, which the account begins with."""
        return self.words.partition("_")[0]

    @property
    def is_numbered(self) -> bool:
        """Whether it says which picture of its job it is."""
        return self.is_sheet or self.index is not None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A candidate, or what may be an upscale of one."""

    named: Named
    asset: Asset
    look: Fingerprint


@dataclass(frozen=True, slots=True)
class MidjourneyFiles:
    """Files of Midjourney below one folder."""

    place: Path
    files: dict[Path, Named] = field(repr=False)
    tool: str = TOOL

    @property
    def paths(self) -> frozenset[Path]:
        """The pictures."""
        return frozenset(self.files)

    @property
    def count(self) -> int:
        """How many pictures it tells of."""
        return len(self.files)

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell job by job what was made, the job first whose oldest file is the oldest."""
        seen: list[_Seen] = []
        for paths in self._jobs():
            taken = [each for each in map(keeper.take, paths) if each is not None]
            own = [each for each in taken if _is_own(each)]
            yield from (_foreign(each, keeper) for each in taken if not _is_own(each))
            if own:
                yield self._making(own, keeper)
            seen += self._look(own, keeper)
        yield from _picks(seen)

    def _jobs(self) -> list[list[Path]]:
        """Return each job's files, the candidates first."""
        jobs: dict[str, list[Path]] = {}
        for path, named in self.files.items():
            jobs.setdefault(named.job, []).append(path)
        times = {job: min(map(_time, paths)) for job, paths in jobs.items()}
        for paths in jobs.values():
            paths.sort(key=self._order)
        return [jobs[job] for job in sorted(jobs, key=lambda job: (times[job], job))]

    def _order(self, path: Path) -> tuple[bool, bool, int, str]:
        named = self.files[path]
        return named.is_sheet, named.index is None, named.index or 0, path.name

    def _making(self, own: Sequence[Taken], keeper: Keeper) -> Making:
        named = self.files[own[0].path]
        told = next((each for each in own if each.reading is not None), None)
        if told is not None and told.reading is not None:
            given = instruct(told.reading, told.picture, told.asset.digest, keeper)
        else:
            given = instruct(_reading(named), paper(()), own[0].asset.digest, keeper)
        return Making(Program(TOOL), given, tuple(self._piece(each) for each in own))

    def _piece(self, taken: Taken) -> Piece:
        named = self.files[taken.path]
        if named.index is not None:
            return piece_of(taken, {"candidate": str(named.index)})
        return piece_of(taken, {"sheet": "grid"} if named.is_sheet else None)

    def _look(self, own: Sequence[Taken], keeper: Keeper) -> Iterator[_Seen]:
        for taken in own:
            named = self.files[taken.path]
            look = None if named.is_sheet else keeper.look(taken.asset.digest)
            if look is not None:
                yield _Seen(named, taken.asset, look)


def find_midjourney(files: frozenset[Path]) -> Iterator[MidjourneyFiles]:
    """Find Midjourney's pictures by their names, folder by folder."""
    folders: dict[Path, dict[Path, Named]] = {}
    for path in sorted(files):
        named = parse_name(path.name)
        if named is not None:
            folders.setdefault(path.parent, {})[path] = named
    for place, found in folders.items():
        # A name without a number has a form that many programs write: it counts beside others
        accounts = {each.account for each in found.values() if each.is_numbered}
        own = {path: named for path, named in found.items() if named.account in accounts}
        if own:
            yield MidjourneyFiles(place, own)


def parse_name(name: str) -> Named | None:
    """Read a file's name; None where it is of another form."""
    is_short = len(name) <= MAX_NAME and is_named_picture(name)
    match = _NAME.fullmatch(name.rpartition(".")[0]) if is_short else None
    if match is None or match["words"].startswith(_OTHERS):
        return None
    index = None if match["index"] is None else int(match["index"])
    return Named(match["words"], match["job"].lower(), index, match["sheet"] is not None)


def _time(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _is_own(taken: Taken) -> bool:
    return taken.reading is None or taken.reading.tool == TOOL


def _foreign(taken: Taken, keeper: Keeper) -> Making:
    """Tell of a picture whose own words name another tool than its name does."""
    reading = taken.reading or Reading(TOOL)
    given = instruct(reading, taken.picture, taken.asset.digest, keeper)
    return Making(Program(given.tool, given.version), given, (piece_of(taken),))


def _reading(named: Named) -> Reading:
    """Return what a name says, which is not the whole prompt."""
    draft = Draft(TOOL, job=named.job)
    draft.prompt("positive", named.words.replace("_", " "), exact=False)
    draft.notes.add("midjourney.from-name")
    return draft.finish()


def _picks(seen: Sequence[_Seen]) -> Iterator[Pick]:
    """Tell which candidates have an upscale."""
    jobs: dict[str, list[_Seen]] = {}
    for each in seen:
        if each.named.index is not None:
            jobs.setdefault(each.named.job, []).append(each)
    for upscale in seen:
        for candidates in jobs.values():
            chosen = _upscaled(upscale, candidates)
            if chosen is not None:
                among = tuple(each.asset.digest for each in candidates)
                bits = upscale.look.distance(chosen.look)
                reason = (
                    f"an upscale of it is there: {upscale.asset.name},"
                    f" {upscale.asset.width}x{upscale.asset.height} pixels;"
                    f" taken to be so because {bits} of 64 bits of their looks differ"
                )
                yield Pick(Program(TOOL), among, (chosen.asset.digest,), reason)


def _upscaled(upscale: _Seen, candidates: Sequence[_Seen]) -> _Seen | None:
    """Return the candidate that a picture is an upscale of, if it is plain which."""
    if any(each.asset.digest == upscale.asset.digest for each in candidates):
        return None
    alike = sorted(
        (each for each in candidates if each.named.words == upscale.named.words),
        key=lambda each: upscale.look.distance(each.look),
    )
    if not alike or (upscale.asset.width or 0) <= (alike[0].asset.width or 0):
        return None
    nearest = upscale.look.distance(alike[0].look)
    others = [upscale.look.distance(each.look) for each in alike[1:]]
    is_plain = nearest <= MAX_BITS and all(other >= nearest + LEAST_GAP for other in others)
    return alike[0] if is_plain else None
