"""States: which recorded pictures are shown, in what order, and as what. Pure.

The order is the record's. A batch is shown together before what was chosen of it; what was
rejected stands beside what was chosen. What cannot be shown is a state like any other: that its
picture is absent is said on its frame, and no frame is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.errors import StudioError
from bozzetto.record import Digest
from bozzetto.story import Step
from bozzetto.story.body import digests, inputs_of
from bozzetto.story.step import brought_by

__all__ = ["MAX_CELLS", "MAX_STATES", "Act", "Shown", "State", "states_of"]

MAX_CELLS = 16  # pictures on one frame: four by four can still be told apart
MAX_STATES = 2000  # of a film: at two seconds each more than an hour, and some 150 MB


class Act(StrEnum):
    """What a state shows."""

    MATERIAL = "material"
    LEADING = "leading"  # pictures that an instruction brought along
    OUTPUT = "output"
    OFFER = "offer"  # what a choice was made among, with its marks
    CHOSEN = "chosen"
    EDIT = "edit"
    SAVE = "save"  # an edit that the recorder saw as a save, and no person claimed
    RELEASE = "release"
    COPY = "copy"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a state."""

    digest: Digest
    mark: str = ""  # chosen, rejected or undecided, where a choice speaks of it


@dataclass(frozen=True, slots=True)
class State:
    """One frame's pictures."""

    step: Step
    act: Act
    shown: tuple[Shown, ...]  # at least one, at most `MAX_CELLS`
    part: int = 1  # of a batch that needs several frames, from 1
    parts: int = 1
    count: int = 1  # pictures of the whole batch


def states_of(work: Sequence[Step]) -> tuple[State, ...]:
    """Return the states of a work, in the order of its record.

    Args:
        work: Its entries, in order.

    Raises:
        StudioError: there are more than a film can have.
    """
    known: set[Digest] = set()
    found: list[State] = []
    for step in work:
        for act, shown in _shown(step, known):
            found += _parted(step, act, shown)
            known.update(each.digest for each in shown)
        if len(found) > MAX_STATES:
            raise StudioError(
                "the work has more than {most} recorded pictures and batches,"
                " and a time-lapse has no room for them",
                most=MAX_STATES,
            )
    return tuple(found)


def _shown(step: Step, known: set[Digest]) -> Iterator[tuple[Act, list[Shown]]]:
    match step.kind:
        case "material.added":
            yield Act.MATERIAL, _plain(brought_by(step))
        case "instruction.given":
            yield Act.LEADING, _plain(each for each in _led(step) if each not in known)
        case "output.received":
            yield Act.OUTPUT, _plain(brought_by(step))
        case "choice.made":
            yield from _choice(step)
        case "edit.made":
            by_hand = step.by.person is not None
            yield Act.EDIT if by_hand else Act.SAVE, _plain(brought_by(step))
        case "work.released":
            final = str(step.body["asset"])
            yield Act.RELEASE, _plain([Digest(final), *brought_by(step)])
        case "copy.found":
            yield Act.COPY, _plain(brought_by(step))
        case "bytes.erased":
            yield Act.ERASURE, _plain(digests(step.body, "assets"))


def _plain(found: Iterable[Digest]) -> list[Shown]:
    return [Shown(digest) for digest in dict.fromkeys(found)]


def _led(step: Step) -> Iterator[Digest]:
    """Return the files that an instruction brought along: pictures, and masks."""
    for given in inputs_of(step.body):
        if given.is_held and given.digest is not None:
            yield given.digest
        if given.region is not None:
            yield given.region


def _choice(step: Step) -> Iterator[tuple[Act, list[Shown]]]:
    chosen, rejected = (set(digests(step.body, name)) for name in ("chosen", "rejected"))
    marks = [
        Shown(
            each,
            "chosen" if each in chosen else "rejected" if each in rejected else "undecided",
        )
        for each in digests(step.body, "among")
    ]
    taken = [each for each in marks if each.mark == "chosen"]
    if taken != marks:  # else the frame of what was chosen says it all
        yield Act.OFFER, marks
    yield Act.CHOSEN, taken


def _parted(step: Step, act: Act, shown: Sequence[Shown]) -> Iterator[State]:
    parts = -(-len(shown) // MAX_CELLS)
    for part in range(parts):
        cells = tuple(shown[part * MAX_CELLS : (part + 1) * MAX_CELLS])
        yield State(step, act, cells, part + 1, parts, len(shown))
