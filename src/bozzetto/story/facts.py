"""Facts: all that can be told of a work out of its record, without a picture being opened.

    facts = tell(studio_steps, work_steps)
    facts.to_value()     # docs/formats/facts.md

Nothing here is a judgement. Each fact carries the entries that it rests on, and every way in which
one of them is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.record import JSONObject
from bozzetto.story.edits import Edit, edits_of
from bozzetto.story.hands import Hands, hands_of
from bozzetto.story.lineage import Lineage, lineage_of
from bozzetto.story.pace import Pace, pace_of
from bozzetto.story.rounds import Round, rounds_of
from bozzetto.story.selection import Selection, selection_of
from bozzetto.story.statements import Statement, statements_of
from bozzetto.story.step import Step
from bozzetto.story.times import Times, times_of

__all__ = ["FORMAT", "Facts", "tell"]

FORMAT = "bozzetto-facts/1"


@dataclass(frozen=True, slots=True)
class Facts:
    """The story of one work."""

    work: tuple[Step, ...]
    lineage: Lineage
    rounds: tuple[Round, ...]
    selection: Selection
    edits: tuple[Edit, ...]
    statements: tuple[Statement, ...]
    hands: Hands
    pace: Pace
    times: Times

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "format": FORMAT,
            "work": self.work[0].digest,
            "title": self.work[0].words("title"),
            "lineage": [descent.to_value() for descent in self.lineage.descents],
            "rounds": [each.to_value() for each in self.rounds],
            "selection": self.selection.to_value(),
            "edits": [edit.to_value() for edit in self.edits],
            "statements": [statement.to_value() for statement in self.statements],
            "hands": self.hands.to_value(),
            "pace": self.pace.to_value(),
            "times": self.times.to_value(),
        }


def tell(studio: Sequence[Step], work: Sequence[Step]) -> Facts:
    """Tell a work out of a record that was verified.

    Args:
        studio: Steps of the studio chain, in order; they need not all be there.
        work: Steps of the work's chain, in order, from its first on.

    Raises:
        FormatError: the work has no entries.
    """
    if not work:
        raise FormatError("a work without entries has no story")
    lineage = lineage_of(work)
    return Facts(
        tuple(work),
        lineage,
        rounds_of(work, lineage),
        selection_of(work),
        edits_of(work),
        statements_of(work, lineage),
        hands_of(studio, work),
        pace_of(studio, work),
        times_of(work),
    )
