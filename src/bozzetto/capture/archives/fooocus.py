"""Fooocus: a day's folder, with ``log.html`` and the pictures that it tells of.

Pictures that follow each other in the log, and differ in nothing but a seed that goes up by one
and what the seed made of the words, came of one press of the button: they are the candidates of
one instruction. What differs stands there once for each, with the picture's name behind it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.logbook import MAX_LOG, Item, read_log
from bozzetto.capture.archives.pieces import instruct, paper, piece_of
from bozzetto.capture.archives.steps import Making, Paper, Step
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.picture import Carrier
from bozzetto.capture.taking import Taken, UntakenError, open_file
from bozzetto.record import Asset
from bozzetto.studio import Program

__all__ = ["LOG", "FooocusFolder", "find_fooocus"]

LOG = "log.html"
TOOL = "Fooocus"
_PLACE = "html:item"
_OWN = ("Seed", "Fooocus V2 Expansion")  # what each picture of one run has for itself
_WORDS = ("Prompt", "Negative Prompt", "Fooocus V2 Expansion", "Version")
_MODELS = ("Base Model", "Refiner Model", "VAE")
_LORA = re.compile(r"LoRA \[(.+)\] weight")  # up to 2.1.8; later "LoRA 1": "name : weight"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)_")


@dataclass(frozen=True, slots=True)
class FooocusFolder:
    """A log, and those of its pictures that stand beside it."""

    place: Path
    data: bytes = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    paths: frozenset[Path] = field(repr=False)
    tool: str = TOOL

    @property
    def count(self) -> int:
        """How many pictures it tells of."""
        return len(self.paths) - 1

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell what was done, in the log's order."""
        log = keeper.keep(self.data, LOG)
        missing = sum(self._path(item) not in self.paths for item in self.items)
        note = f"{missing} pictures that it names are not beside it" if missing else None
        yield Paper(Program(TOOL), log, "log", note)
        for run in _runs(self.items):
            taken = [(item, self._take(item, keeper)) for item in run]
            there = [(item, each) for item, each in taken if each is not None]
            if there:
                yield _making(there, log, keeper)

    def _path(self, item: Item) -> Path:
        return self.place.parent / item.name

    def _take(self, item: Item, keeper: Keeper) -> Taken | None:
        path = self._path(item)
        return keeper.take(path) if path in self.paths else None


def find_fooocus(files: frozenset[Path]) -> Iterator[FooocusFolder]:
    """Find the logs among files, and what they tell of."""
    for place in sorted(path for path in files if path.name == LOG):
        try:
            with open_file(place) as file:
                data = file.read(MAX_LOG + 1)
        except (UntakenError, OSError):
            continue
        items = read_log(data)
        there = frozenset(place.parent / item.name for item in items) & files
        if there:
            yield FooocusFolder(place, data, items, there | {place})


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Put together what came of one press of the button."""
    run: list[Item] = []
    for item in items:
        if run and not _is_next(run[-1], item):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _is_next(before: Item, item: Item) -> bool:
    seed, following = dict(before.pairs).get("Seed", ""), dict(item.pairs).get("Seed", "")
    if not (_is_seed(seed) and _is_seed(following)) or int(following) != int(seed) + 1:
        return False
    return _shared(before) == _shared(item)


def _is_seed(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20  # 64 bits


def _shared(item: Item) -> list[tuple[str, str]]:
    return [pair for pair in item.pairs if pair[0] not in _OWN]


def _making(taken: Sequence[tuple[Item, Taken]], log: Asset, keeper: Keeper) -> Making:
    items = [item for item, _ in taken]
    carriers = [_carrier(item) for item in items]
    reading = _reading(items)
    given = instruct(reading, paper(carriers), log.digest, keeper)
    pieces = tuple(piece_of(each, _claims(item)) for item, each in taken)
    return Making(Program(given.tool, given.version), given, pieces)


def _carrier(item: Item) -> Carrier:
    text = item.raw.decode("utf-8", "replace")
    return Carrier(_PLACE, item.name, item.offset, item.raw, text, item.exact)


def _claims(item: Item) -> dict[str, str]:
    time = _TIME.match(item.name)
    said = {"seed": dict(item.pairs).get("Seed", "")}
    return said | ({"stated in name": f"{time[1]} {time[2]}:{time[3]}:{time[4]}"} if time else {})


def _reading(items: Sequence[Item]) -> Reading:
    """Return what the items of one run say together."""
    first = dict(items[0].pairs)
    version = first.get("Version", "").removeprefix("Fooocus ")
    draft = Draft(TOOL, version=version or None, carriers=set(range(len(items))))
    draft.prompt("positive", first.get("Prompt"), exact=items[0].exact)
    draft.prompt("negative", first.get("Negative Prompt"), exact=items[0].exact)
    for item in items:
        expanded = dict(item.pairs).get("Fooocus V2 Expansion")
        draft.prompt("positive", expanded, "language model", exact=item.exact)
        for label, text in item.composed:
            role = "negative" if label == "Negative" else "style"
            draft.prompt(role, text, "template", exact=False)
    for name in _MODELS:
        draft.model(first.get(name))
    draft.set(_settings(items, draft))
    return draft.finish()


def _settings(items: Sequence[Item], draft: Draft) -> dict[str, str]:
    found: dict[str, str] = {}
    for label, value in _shared(items[0]):
        lora = _LORA.fullmatch(label)
        if label.startswith("LoRA "):
            draft.model(lora[1] if lora else value.rpartition(" : ")[0])
        if label not in _WORDS:
            found[label] = value
    for item in items:
        name = "Seed" if len(items) == 1 else f"Seed [{item.name}]"
        seed = dict(item.pairs).get("Seed")
        if seed is not None:
            found[name] = seed
    return found
