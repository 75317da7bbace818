"""Draw Things: what its project's database tells of each picture, and of what was drawn between.

States of the canvas that were kept one after another within one act of the program have clocks
that differ by a microsecond: pictures among them are the candidates of one instruction. A state
that was not generated (imported, drawn, masked) is what somebody did by hand. That one of several
candidates was the one to go on with, the database does not say in so many words, and it is not
made out of the branches of its history.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bozzetto.capture.archives.flatbuffer import Table
from bozzetto.capture.archives.keeping import Keeper
from bozzetto.capture.archives.lineage import Lineage, Node, count_states, open_lineage
from bozzetto.capture.archives.pieces import instruct, paper
from bozzetto.capture.archives.steps import Hand, Making, Piece, Step
from bozzetto.capture.archives.wording import words_at
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.reading import Reading
from bozzetto.record import moment_of
from bozzetto.studio import Program

__all__ = ["DrawThingsProject", "find_drawthings"]

TOOL = "Draw Things"
ENDING = ".sqlite3"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_799_000_000  # microseconds: the end of the year 9999

# Fields of ``TensorHistoryNode`` by their numbers, as the schema has them in August 2026
_MODEL, _CLOCK, _EDITS, _LINE = 8, 11, 12, 13
_GENERATED, _CONTROLS, _LORAS, _PREVIEW, _REFINER = 23, 27, 30, 41, 45
_POSITIVE, _NEGATIVE, _REASON = 98, 99, 108
_PARTS = {9: "tensor_id", 10: "mask_id", 22: "depth_map_id", 28: "scribble_id", 29: "pose_id"} | {
    31: "color_palette_id",
    33: "custom_id",
}
_WHOLE = {2: "H", 3: "H", 4: "I", 5: "I", 14: "I", 26: "I"}
_NAMES = {
    2: "start_width",
    3: "start_height",
    4: "seed",
    5: "steps",
    6: "guidance_scale",
    7: "strength",
    14: "batch_size",
    24: "image_guidance_scale",
    26: "clip_skip",
    32: "mask_blur",
    65: "sharpness",
    66: "shift",
}
_DEFAULTS = {14: 1.0, 24: 1.5, 26: 1.0, 66: 1.0}
_SAMPLER, _SEED_MODE, _UPSCALER = 15, 25, 20
_SAMPLERS = (
    *("DPMPP2MKarras", "EulerA", "DDIM", "PLMS", "DPMPPSDEKarras", "UniPC", "LCM"),
    *("EulerASubstep", "DPMPPSDESubstep", "TCD", "EulerATrailing", "DPMPPSDETrailing"),
    *("DPMPP2MAYS", "EulerAAYS", "DPMPPSDEAYS", "DPMPP2MTrailing", "DDIMTrailing"),
    *("UniPCTrailing", "UniPCAYS", "TCDTrailing"),
)
_SEED_MODES = ("Legacy", "TorchCpuCompatible", "ScaleAlike", "NvidiaGpuCompatible")
_REASONS = (
    *("Other", "Generate", "Imported", "Draw", "Mask", "Scribble", "Moodboard", "DepthMap"),
    "Clear",
)


@dataclass(frozen=True, slots=True)
class DrawThingsProject:
    """One project."""

    place: Path
    count: int
    tool: str = TOOL

    @property
    def paths(self) -> frozenset[Path]:
        """The database; its pictures are in it."""
        return frozenset({self.place})

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell what was done, by the database's own clock.

        Raises:
            FormatError: the database is damaged.
        """
        with open_lineage(self.place) as lineage:
            for act in _acts(lineage.nodes()):
                yield from self._tell(act, lineage, keeper)

    def _tell(self, act: Sequence[Node], lineage: Lineage, keeper: Keeper) -> Iterator[Step]:
        pieces: list[Piece] = []
        for node in act:
            piece = self._piece(node, lineage, keeper)
            keeper.count()
            if piece is None:
                continue
            if node.table.integer(_GENERATED, "B", 1):
                pieces.append(piece)
            else:
                yield Hand(Program(TOOL), piece, f"in Draw Things: {_reason(node.table)}")
        made = next((node for node in act if node.table.integer(_GENERATED, "B", 1)), None)
        if made is not None and pieces:
            raw = keeper.keep(made.blob, f"tensorhistorynode-{made.lineage}-{made.time}")
            given = instruct(_reading(made, lineage), paper(()), raw.digest, keeper)
            yield Making(Program(TOOL), replace(given, raw=raw), tuple(pieces))

    def _piece(self, node: Node, lineage: Lineage, keeper: Keeper) -> Piece | None:
        """Keep the preview of a state."""
        data = lineage.preview(_preview_number(node.table))
        if data is None:
            return None
        name = f"{self.place.stem}-{node.lineage}-{node.time}.jpg"
        claims = {"lineage": str(node.lineage), "logical_time": str(node.time)}
        clock = node.table.integer(_CLOCK, "q")
        if 0 < clock <= _LATEST:
            claims["wall_clock"] = moment_of(_EPOCH + timedelta(microseconds=clock))
        return Piece(keeper.keep(data, name), claims)


def find_drawthings(files: frozenset[Path]) -> Iterator[DrawThingsProject]:
    """Find projects among files, by their endings and their bytes."""
    for place in sorted(path for path in files if path.name.endswith(ENDING)):
        count = count_states(place)
        if count:
            yield DrawThingsProject(place, count)


def _acts(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """Put together what was kept in one act, each state once: branches repeat what they share."""
    once = {(node.table.integer(_CLOCK, "q"), _preview_number(node.table)): node for node in nodes}
    act: list[Node] = []
    before = None
    for (clock, _), node in sorted(once.items(), key=lambda item: (item[0][0], item[1].time)):
        if act and clock != before and clock - (before or 0) != 1:
            yield act
            act = []
        act.append(node)
        before = clock
    if act:
        yield act


def _preview_number(table: Table) -> int:
    """Return the number of a state's preview; older ones add it up from those of its parts."""
    number = table.integer(_PREVIEW, "q")
    if number:
        return number
    added = sum(table.integer(part, "q") for part in _PARTS)
    return (added + (1 << 63)) % (1 << 64) - (1 << 63)  # as 64 bits with a sign add up


def _reason(table: Table) -> str:
    number = table.integer(_REASON, "i")
    return _REASONS[number] if 0 < number < len(_REASONS) else "not generated"


def _reading(node: Node, lineage: Lineage) -> Reading:
    table = node.table
    draft = Draft(TOOL)
    positive, negative = table.text(_POSITIVE), table.text(_NEGATIVE)
    if not positive and not negative:
        line, edits = table.integer(_LINE, "q", -1), table.integer(_EDITS, "q", -1)
        positive, negative = words_at(lineage, line, edits)
    draft.prompt("positive", positive, exact="\ufffd" not in positive)
    draft.prompt("negative", negative, exact="\ufffd" not in negative)
    draft.model(table.text(_MODEL))
    draft.model(table.text(_REFINER))
    for number, used in enumerate(table.tables(_LORAS)):
        draft.model(used.text(0))
        draft.set({f"lora {number} weight": _spell(used.number(1, "f", 0.6))})
    for number, used in enumerate(table.tables(_CONTROLS)):
        draft.model(used.text(0))
        draft.set({f"control {number} weight": _spell(used.number(1, "f", 1.0))})
    draft.set(_settings(table))
    draft.notes.add("drawthings.preview")
    return draft.finish()


def _settings(table: Table) -> dict[str, str]:
    found = {
        name: _spell(table.number(field, _WHOLE.get(field, "f"), _DEFAULTS.get(field, 0)))
        for field, name in _NAMES.items()
    }
    found |= {
        name: str(number) for field, name in _PARTS.items() if (number := table.integer(field, "q"))
    }
    if upscaler := table.text(_UPSCALER):
        found["upscaler"] = upscaler
    found["sampler"] = _word(_SAMPLERS, table.integer(_SAMPLER, "b"))
    found["seed_mode"] = _word(_SEED_MODES, table.integer(_SEED_MODE, "b"))
    return found


def _word(words: Sequence[str], number: int) -> str:
    return words[number] if 0 <= number < len(words) else str(number)


def _spell(value: float) -> str:
    """Spell a number; 32 bits hold seven digits."""
    return str(value) if isinstance(value, int) else f"{value:.7g}"
