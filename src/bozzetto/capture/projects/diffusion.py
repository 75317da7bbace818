"""Krita AI Diffusion: what its plugin keeps in a file of Krita, candidates that lost included.

The plugin (https://github.com/Acly/krita-ai-diffusion, persistence.py and jobs.py) writes two sorts
of annotations into the file:

    ai_diffusion/ui.json        ``history``: of each job its id, the slot of its pictures and where
                                each begins in it, what it was told (``params``), and ``in_use``,
                                by index: whether the artist has put that picture into the drawing
    ai_diffusion/result0.webp   the pictures of slot 0, one after the other: WebP, or PNG

It keeps the newest 20 MB of pictures, and says nothing of when a job ran. Documents from before
version 1.26 have prompt, strength and so on in ``params`` itself, later ones in ``metadata``.
Written from that source; no document of a real user has been seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from bozzetto.capture.carriers import UNKNOWN_TYPE
from bozzetto.capture.dialects import Reading
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.jsontext import (
    MAX_JSON_TEXT,
    Json,
    elements,
    members,
    parse_json,
    scalar,
    scalars,
    string,
)
from bozzetto.capture.picture import Carrier, Picture
from bozzetto.capture.projects.archive import Archive, open_archive
from bozzetto.errors import FormatError

__all__ = ["TOOL", "Job", "read_jobs"]

TOOL = "Krita AI Diffusion"
MAX_JOBS = 10_000  # of 20 MB, each would have 2 KB of pictures
MAX_SLOT = 512 << 20  # bytes of one job's pictures; held in memory one job at a time
MAX_IMAGES = 1_000  # of one job

_STATE = "ai_diffusion/ui.json"
_PLACE = "kra:annotation"
_LOCAL_HEAD = 30  # bytes of a member's local header before its name: APPNOTE 4.3.7


@dataclass(frozen=True, slots=True)
class Job:
    """One job of the plugin, as the file tells of it.

    Attributes:
        reading: What it was told.
        images: Its pictures, as the file holds them, in their order.
        used: Indexes of those that the artist has put into the drawing.
    """

    reading: Reading
    images: tuple[bytes, ...] = field(repr=False)
    used: frozenset[int]


def read_jobs(file: BinaryIO) -> Iterator[tuple[Job, Picture]]:
    """Read the jobs of a file of Krita, the oldest first, each with where its words stand.

    Args:
        file: A file of Krita; seekable. Jobs whose pictures are not in it are left out.

    Raises:
        FormatError: the file is damaged.
    """
    with open_archive(file) as archive:
        state = _find(archive, _STATE)
        if state is None:
            return
        data = archive.read(state, MAX_JSON_TEXT)
        said = parse_json(data.decode("utf-8", "replace"))
        picture = Picture(
            UNKNOWN_TYPE, None, None, False, (_carrier(archive, file, state, data),), (), None
        )
        for item in elements(members(said).get("history"))[:MAX_JOBS]:
            job = _job(archive, members(item))
            if job is not None:
                yield job, picture


def _find(archive: Archive, annotation: str) -> str | None:
    """Return the member that is an annotation; it stands below the drawing's name."""
    names = (annotation, annotation.rpartition(".")[0])  # older versions leave the ending away
    ends = tuple(f"/annotations/{name}" for name in names)
    return next((name for name in archive.names if name.endswith(ends)), None)


def _carrier(archive: Archive, file: BinaryIO, name: str, data: bytes) -> Carrier:
    """Say where in the file the words stand, packed as they are."""
    start, packed, _ = archive.place(name)
    file.seek(start)
    head = file.read(_LOCAL_HEAD)
    offset = start + _LOCAL_HEAD + int.from_bytes(head[26:28], "little")
    offset += int.from_bytes(head[28:30], "little")
    file.seek(offset)
    return Carrier(_PLACE, _STATE, offset, file.read(packed), data.decode("utf-8", "replace"), True)


def _job(archive: Archive, item: Mapping[str, Json]) -> Job | None:
    slot = scalar(item.get("slot")) or ""
    name = _find(archive, f"ai_diffusion/result{slot}.webp")
    if name is None or not slot.isdigit():
        return None
    try:
        data = archive.read(name, MAX_SLOT)
    except FormatError:
        return None
    images = tuple(_cut(data, [_count(each) for each in elements(item.get("offsets"))]))
    in_use = members(item.get("in_use"))
    used = frozenset(_count(index) for index, value in in_use.items() if value is True)
    return Job(_read(item), images, used & frozenset(range(len(images)))) if images else None


def _count(value: Json) -> int:
    text = scalar(value) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1


def _cut(data: bytes, offsets: list[int]) -> Iterator[bytes]:
    """Cut pictures apart; none, where the offsets do not fit."""
    bounds = [*offsets, len(data)]
    if bounds[0] != 0 or len(offsets) > MAX_IMAGES or bounds != sorted(set(bounds)):
        return
    for start, end in zip(offsets, bounds[1:], strict=True):
        yield data[start:end]


def _read(item: Mapping[str, Json]) -> Reading:
    params = members(item.get("params"))
    told = members(params.get("metadata")) or params
    draft = Draft(TOOL, job=string(item.get("id")), carriers={0})
    draft.prompt("positive", told.get("prompt"))
    draft.prompt("negative", told.get("negative_prompt"))
    draft.prompt("negative", told.get("negative"))
    for region in map(members, elements(params.get("regions"))):
        draft.prompt("region", region.get("prompt"))
    draft.model(told.get("checkpoint"))
    draft.set(scalars(told, "prompt", "negative_prompt", "negative", "checkpoint"))
    draft.set(scalars(params, "prompt", "negative_prompt", "checkpoint"))
    draft.set(scalars(item, "id", "slot"))
    draft.set(_bounds(params.get("bounds")))
    _read_loras(draft, told.get("loras"))
    _read_control(draft, told.get("control"))
    return draft.finish()


def _bounds(value: Json) -> dict[str, str]:
    sides = [scalar(side) for side in elements(value)]
    names = ("x", "y", "width", "height")
    if len(sides) != len(names):
        return {}
    return {name: side for name, side in zip(names, sides, strict=True) if side is not None}


def _read_loras(draft: Draft, value: Json) -> None:
    for number, lora in enumerate(elements(value)):
        name, weight = (
            elements(lora)[:2]
            if len(elements(lora)) >= 2
            else (members(lora).get("name"), members(lora).get("weight"))
        )
        draft.model(name)
        spelled = scalar(weight)
        if spelled is not None:
            draft.set({f"lora {number} weight": spelled})


def _read_control(draft: Draft, value: Json) -> None:
    for number, control in enumerate(map(members, elements(value))):
        draft.input("control", control.get("image"))
        draft.set({f"control {number} {name}": text for name, text in scalars(control).items()})
