"""Gaps, and what else a reader must hear beside the verdict (step 10).

Nothing here is a failure: a recorder that says where it was blind is more to be believed than
one that never was. What was imported, what is only stated, what is said to have happened while
no recorder ran, and what the recorder itself reports, is counted and named every time.
"""

from collections import Counter
from dataclasses import dataclass, field

from bozzetto.record import JSON, ChainSort, Digest, Moment, Seen
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import RECORD, Line

__all__ = ["Gaps"]


@dataclass(slots=True)
class _Tally:
    """How many, and the first of them."""

    count: int = 0
    first: str = RECORD

    def add(self, where: str) -> None:
        if not self.count:
            self.first = where
        self.count += 1


@dataclass(slots=True)
class Gaps:
    """What is to be remarked, as far as the record was read."""

    seen: Counter[Seen] = field(default_factory=Counter)
    _tallies: dict[str, _Tally] = field(default_factory=dict)  # by code
    _running: dict[str, str] = field(default_factory=dict)  # run: where it was started
    _clocks: dict[Digest, Moment] = field(default_factory=dict)  # by chain: the last `at`

    def add(self, line: Line, sort: ChainSort | None, findings: Findings) -> None:
        """Take in one line."""
        event = line.entry.event
        self.seen[event.seen] += 1
        findings.check(10)
        if event.kind.startswith("recorder."):
            self._add_recorder(line, findings)
        if event.seen is Seen.IMPORTED:
            self._tally("entries.imported", line)
        elif event.seen is Seen.STATED:
            self._tally("entries.stated", line)
        elif sort is ChainSort.WORK and event.number and not self._running:
            self._tally("entries.unwatched", line)
        chain = event.chain or line.digest
        if event.at < self._clocks.get(chain, event.at):
            self._tally("clock.backwards", line)
        self._clocks[chain] = event.at

    def finish(self, findings: Findings) -> None:
        """Say what was counted."""
        for code, tally in self._tallies.items():
            findings.add(code, tally.first, got=tally.count)
        for run, where in self._running.items():
            findings.add("recorder.unfinished", where, got=run)

    def _tally(self, code: str, line: Line) -> None:
        self._tallies.setdefault(code, _Tally()).add(line.where)

    def _add_recorder(self, line: Line, findings: Findings) -> None:
        body = line.entry.event.body
        run = str(body.get("run", ""))
        match line.entry.event.kind:
            case "recorder.started":
                self._running[run] = line.where
            case "recorder.stopped":
                self._running.pop(run, None)
            case "recorder.paused":
                self._running.pop(run, None)
                findings.add("recorder.paused", line.where, got=run)
            case "recorder.found":
                bounds = f"{_moment(body['from'])}/{_moment(body['until'])}"
                findings.add("recorder.found", line.where, want=body["what"], got=bounds)


def _moment(value: JSON) -> str:
    """Spell one bound of a gap; ``..`` where it is not known."""
    return value if isinstance(value, str) else ".."
