"""Tracing: how far sketches and photographs that were given to a tool show in what it made.

Each pair is compared once and kept in the studio's cache, by both digests. Beside the pair stand
other pictures of the work that were not made from the given one, as far as the record knows.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bozzetto.errors import FormatError, StudioError
from bozzetto.evidence.measuring import Why, picture_in, require_measuring
from bozzetto.record import Digest, JSONObject
from bozzetto.story import Facts, Step
from bozzetto.story.body import asset_of, assets_of, digests, inputs_of, string
from bozzetto.studio import Studio
from bozzetto.studio.durable import make_folder, write_durably

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bozzetto.story.trace import Trace

__all__ = ["Given", "Traced", "Traces", "Unsaid", "pairs_of"]

MOST_OTHERS = 4  # pictures that were not made from it, beside each pair: the copies say as much
# Roles of pictures whose lines or tones may show, by their first word; masks have none
_ROLES = {"init", "image", "sketch", "control", "canvas", "base", "source", "start", "first"}


class Unsaid(StrEnum):
    """Why nothing can be said of a pair."""

    NOT_HERE = "not here"
    LOSSY = "re-encoded"  # one of the two is lossily coded, or no picture that is decoded
    TOO_LARGE = "too large"
    SMALL = "too small"
    PROPORTIONS = "other proportions"  # whether the tool stretched or cut is not known


@dataclass(frozen=True, slots=True)
class Given:
    """A picture that an instruction was given, and one that came of it."""

    step: Step  # the instruction
    role: str
    given: Digest
    made: Digest
    others: tuple[Digest, ...]  # of the work, and not made from the given one


@dataclass(frozen=True, slots=True)
class Traced:
    """What there is to say of a pair."""

    pair: Given
    trace: "Trace | None"
    why: Unsaid | None  # where there is nothing
    others: tuple[int, ...]  # lines in other pictures, in thousandths, the largest first

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "entry": self.pair.step.digest,
            "role": self.pair.role,
            "given": self.pair.given,
            "made": self.pair.made,
            "trace": None if self.trace is None else self.trace.to_value(),
            "why": None if self.why is None else self.why.value,
            "others": [*self.others],
        }


def pairs_of(facts: Facts) -> Iterator[Given]:
    """List what was given and what came of it, in the order of the record."""
    work = facts.work
    made: dict[Digest, list[Digest]] = {}
    for step in work:
        asked = string(step.body, "instruction") if step.kind == "output.received" else None
        if asked is not None:
            made.setdefault(Digest(asked), []).extend(assets_of(step.body, "assets"))
    others: dict[Digest, tuple[Digest, ...]] = {}  # one picture is often given many times
    for step in work:
        if step.kind != "instruction.given":
            continue
        for role, given in dict.fromkeys(_pictures(step)):
            if given not in others:
                others[given] = _others(work, given)
            for each in dict.fromkeys(made.get(step.digest, ())):
                if each != given:
                    yield Given(step, role, given, each, others[given])


def _pictures(step: Step) -> Iterator[tuple[str, Digest]]:
    for each in inputs_of(step.body):
        is_shown = each.role.replace("-", " ").split(" ")[0] in _ROLES
        if is_shown and each.is_held and each.digest is not None:
            yield each.role, each.digest


def _others(work: tuple[Step, ...], given: Digest) -> tuple[Digest, ...]:
    """List outputs that no entry lets come of a picture, the first ones of the work."""
    near: set[Digest] = {given}  # files and instructions
    found: dict[Digest, None] = {}
    for step in work:
        match step.kind:
            case "instruction.given":
                if any(each.digest in near for each in inputs_of(step.body)):
                    near.add(step.digest)
            case "edit.made":
                after = asset_of(step.body, "after")
                if after is not None and near.intersection(digests(step.body, "before")):
                    near.add(after)
            case "output.received":
                assets = assets_of(step.body, "assets")
                asked = string(step.body, "instruction")
                if asked is None:
                    continue  # what it came of is not known
                if asked in near:
                    near.update(assets)
                else:
                    found.update(dict.fromkeys(assets))
    return tuple(each for each in found if each not in near)[:MOST_OTHERS]


class Traces:
    """Looks for traces in the files of one studio."""

    def __init__(self, studio: Studio) -> None:
        """Take the studio.

        Raises:
            StudioError: what compares is not installed.
        """
        require_measuring()
        self._studio = studio
        self._cache = studio.layout.cache / "traces"

    def of(self, pair: Given) -> Traced:
        """Compare a pair, and the given picture with others.

        Raises:
            RecordingError: what was found could not be kept.
        """
        found = self._compared(pair.given, pair.made)
        if isinstance(found, Unsaid):
            return Traced(pair, None, found, ())
        others = [self._compared(pair.given, other) for other in pair.others]
        lines = [
            each.lines.value
            for each in others
            if not isinstance(each, Unsaid) and each.lines is not None
        ]
        return Traced(pair, found, None, tuple(sorted(lines, reverse=True)))

    def _compared(self, given: Digest, made: Digest) -> "Trace | Unsaid":
        from bozzetto.story.trace import trace_of  # noqa: PLC0415  # an extra, and slow to import

        known = self._kept(given, made)
        if known is not None:
            return known
        greys = [self._grey(digest) for digest in (given, made)]
        for each in greys:
            if isinstance(each, Unsaid):
                return each
        old, young = (each for each in greys if not isinstance(each, Unsaid))
        why = _why_not(old.shape, young.shape)
        if why is not None:
            return why
        found = trace_of(old, young)
        place = self._place(given, made)
        make_folder(place.parent)
        write_durably(place, json.dumps(found.to_value()).encode())
        return found

    def _grey(self, digest: Digest) -> "NDArray[np.float32] | Unsaid":
        """Return a picture's luminance over white; what is transparent shows the paper."""
        import numpy as np  # noqa: PLC0415  # an extra

        try:
            with self._studio.assets.open(digest) as file:
                image = picture_in(file)
        except StudioError:
            return Unsaid.NOT_HERE
        if isinstance(image, Why):
            return Unsaid.TOO_LARGE if image is Why.TOO_LARGE else Unsaid.LOSSY
        samples = np.asarray(image.convert("RGBA"), dtype=np.float32)
        grey = samples[..., :3] @ np.array([0.299, 0.587, 0.114], dtype=np.float32)  # BT.601
        opacity = samples[..., 3] / 255
        return np.asarray(grey * opacity + 255 * (1 - opacity), dtype=np.float32)

    def _place(self, given: Digest, made: Digest) -> Path:
        names = [each.removeprefix("sha256:") for each in (given, made)]
        return self._cache / names[0][:2] / f"{'-'.join(names)}.json"

    def _kept(self, given: Digest, made: Digest) -> "Trace | None":
        from bozzetto.story.trace import parse_trace  # noqa: PLC0415

        try:
            return parse_trace(json.loads(self._place(given, made).read_bytes()))
        except (OSError, ValueError, RecursionError, FormatError):
            return None  # not compared yet, by this method


def _why_not(given: tuple[int, ...], made: tuple[int, ...]) -> Unsaid | None:
    from bozzetto.story.trace import MIN_SIDE, PROPORTIONS  # noqa: PLC0415  # an extra

    if max(given) < MIN_SIDE or max(made) < MIN_SIDE:
        return Unsaid.SMALL
    ratio = given[0] * made[1] / (given[1] * made[0])
    return Unsaid.PROPORTIONS if abs(ratio - 1) > PROPORTIONS else None
