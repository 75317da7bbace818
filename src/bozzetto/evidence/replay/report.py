"""What is said of a re-run: what was asked, what came, how near it is, and what differed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bozzetto.capture.naming import spell
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.mark import MARK
from bozzetto.law import Words
from bozzetto.record import JSON, Digest, JSONObject, Moment

if TYPE_CHECKING:
    from bozzetto.story.pixels import Change  # needs numpy, which is an extra

__all__ = ["Came", "Compared", "Likeness", "Outcome", "Report", "Sameness", "Side", "recorded_by"]


class Outcome(StrEnum):
    """How a re-run ended."""

    CAME = "came"  # the tool did what was asked, and said so
    FAILED = "failed"


class Likeness(StrEnum):
    """How near a file is to the one that was recorded."""

    SAME_BYTES = "same bytes"
    SAME_PIXELS = "same pixels"
    MEASURED = "measured"  # both lossless and of one size
    RE_ENCODED = "re-encoded"  # one of the two is lossily coded, or no picture that is decoded
    RESIZED = "resized"
    TOO_LARGE = "too large"
    NOT_HERE = "not here"  # the recorded file's bytes are not in the studio
    NOT_MEASURED = "not measured"  # what measures is not installed
    DID_NOT_COME = "did not come"
    NOT_RECORDED = "not recorded"  # nothing in the record answers to it


class Sameness(StrEnum):
    """What is known of one side of the circumstances."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came of the re-run."""

    data: bytes
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One recorded output beside one that came; one of the two may be missing."""

    likeness: Likeness
    recorded: Digest | None = None
    entry: Digest | None = None
    came: Digest | None = None
    file: str | None = None  # its name in the folder
    node: str | None = None
    change: "Change | None" = None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "likeness": self.likeness.value,
            "recorded": self.recorded,
            "entry": self.entry,
            "came": self.came,
            "file": self.file,
            "node": self.node,
            "change": None if self.change is None else self.change.to_value(),
        }


@dataclass(frozen=True, slots=True)
class Side:
    """One of the circumstances: then, and now."""

    what: str  # model, version, seed, setting, nodes, sampler, input, cache
    name: str  # which of them, in the tool's own words; empty where there is one
    sameness: Sameness
    then: str | None = None
    now: str | None = None
    why: Words | None = None  # why it was not compared, or what the difference is

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "what": self.what,
            "name": self.name,
            "sameness": self.sameness.value,
            "then": self.then,
            "now": self.now,
            "why": None if self.why is None else self.why.en,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All of it."""

    work: Digest
    entry: Digest
    number: int
    tool: str
    url: str
    at: Moment  # by the recorder's own clock
    asked: tuple[Words, ...]
    outcome: Outcome
    why: Words | None  # where it failed
    outputs: tuple[Compared, ...]
    sides: tuple[Side, ...]
    notes: tuple[Words, ...]
    recorders: tuple[str, ...] = ()  # connections that record whatever this tool makes

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        outputs: list[JSON] = [each.to_value() for each in self.outputs]
        sides: list[JSON] = [each.to_value() for each in self.sides]
        return {
            "mark": {"en": MARK.en, "zh": MARK.zh},
            "recorded_by": [*self.recorders],
            "work": self.work,
            "entry": self.entry,
            "number": self.number,
            "tool": self.tool,
            "at_address": self.url,
            "made": self.at,
            "asked": [each.en for each in self.asked],
            "outcome": self.outcome.value,
            "why": None if self.why is None else self.why.en,
            "outputs": outputs,
            "circumstances": sides,
            "notes": [each.en for each in self.notes],
        }


def recorded_by(recorders: tuple[str, ...]) -> Words:
    """Say whether anything of a re-run is in the record."""
    if not recorders:
        return pair("nothing of this re-run enters the record", "此次重新生成的内容不进入记录")
    return pair(
        "nothing is recorded by this command; what is connected to the tool may record it, as a"
        " job of today: {names}",
        "本命令不作记录；与该工具相连者可能将其记为今日的任务：{names}",
        names=spell(", ".join(recorders)),
    )
