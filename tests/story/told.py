"""Stories told out of a ledger in memory."""

from bozzetto.anchor import Interval
from bozzetto.record import Digest, JSONObject
from bozzetto.story import Facts, Step, tell
from tests.fakes.ledger import Ledger

__all__ = ["facts_of", "picture", "steps_of"]


def steps_of(
    ledger: Ledger, intervals: dict[Digest, Interval] | None = None
) -> tuple[list[Step], list[Step]]:
    """Return the steps of the studio chain and of the newest work."""
    known = intervals or {}
    steps: dict[Digest, list[Step]] = {}
    for place, entry in enumerate(ledger.lines):
        if entry is not None:
            step = Step(entry, place, known.get(entry.digest, Interval()))
            steps.setdefault(entry.event.chain or entry.digest, []).append(step)
    return steps[ledger.studio], steps[ledger.work]


def facts_of(ledger: Ledger) -> Facts:
    """Tell the newest work."""
    return tell(*steps_of(ledger))


def picture(ledger: Ledger, name: str) -> JSONObject:
    """Keep a file: the story opens none, so its bytes are only a name."""
    return ledger.asset(name.encode(), name=f"{name}.png")
