"""Findings as they are collected, and the table of all codes.

Every code belongs to one step and has one severity; nothing else can be found. The verification
goes on after a failure as far as it can, so that every failure is named; of one code at most
``MAX_LISTED`` are listed, and the rest is counted.
"""

from collections import Counter
from dataclasses import dataclass, field

from bozzetto.errors import BozzettoError
from bozzetto.verify.report import Finding, Omitted, Reason, Severity, Step, StepState, Verdict

__all__ = ["CODES", "MAX_LISTED", "STEPS", "Findings"]

MAX_LISTED = 100  # findings of one code: more tell a reader nothing, and a forger could make many

MAX_SHOWN = 400  # characters of a value that a finding repeats

# The steps of docs/formats/bundle.md section 6, by number.
STEPS = (
    "container",
    "bag",
    "lines",
    "texts",
    "signatures",
    "chains",
    "log",
    "anchors",
    "intervals",
    "assets",
    "remarks",
)

_F, _M, _U, _N = Severity.FAILED, Severity.MISSING, Severity.UNCHECKED, Severity.NOTE

CODES: dict[str, tuple[int, Severity]] = {
    "container.unreadable": (0, _U),
    "bag.malformed": (1, _F),
    "bag.contradicted": (1, _F),
    "file.altered": (1, _F),
    "file.damaged": (1, _F),
    "file.missing": (1, _M),
    "file.unlisted": (1, _F),
    "file.unknown": (1, _F),
    "file.unproven": (1, _N),
    "record.missing": (2, _U),
    "line.malformed": (2, _F),
    "text.altered": (3, _F),
    "text.missing": (3, _M),
    "text.withheld": (3, _N),
    "withheld.malformed": (3, _F),
    "withheld.unknown": (3, _F),
    "withheld.shown": (3, _N),
    "signature.false": (4, _F),
    "signer.refused": (4, _F),
    "signer.unchecked": (4, _U),
    "signer.unvouched": (4, _N),
    "chain.broken": (5, _F),
    "chain.second": (5, _F),
    "chain.unknown": (5, _F),
    "chain.missing": (5, _M),
    "studio.other": (5, _F),
    "kind.unknown": (5, _N),
    "checkpoint.missing": (6, _M),
    "checkpoint.malformed": (6, _F),
    "checkpoint.other": (6, _F),
    "checkpoint.false": (6, _F),
    "checkpoint.unchecked": (6, _U),
    "checkpoint.single": (6, _N),
    "index.missing": (6, _M),
    "index.malformed": (6, _F),
    "leaf.false": (6, _F),
    "tile.missing": (6, _M),
    "tile.false": (6, _F),
    "tile.unneeded": (6, _F),
    "log.others": (6, _N),
    "fork.entry": (6, _F),  # these three by `compare`, of two bundles
    "fork.leaf": (6, _F),
    "fork.root": (6, _F),
    "anchor.malformed": (7, _F),
    "anchor.other": (7, _F),
    "anchor.false": (7, _F),
    "anchor.early": (7, _F),
    "anchor.forked": (7, _F),
    "anchor.unchecked": (7, _U),
    "token.malformed": (7, _F),
    "token.false": (7, _F),
    "token.missing": (7, _M),
    "token.untrusted": (7, _N),
    "token.future": (7, _N),
    "pem.false": (7, _F),
    "after.missing": (8, _M),
    "after.later": (8, _F),
    "time.backwards": (8, _F),
    "time.unanchored": (8, _N),
    "asset.altered": (9, _F),
    "asset.contradicted": (9, _F),
    "asset.missing": (9, _M),
    "asset.unknown": (9, _F),
    "asset.withheld": (9, _N),
    "asset.erased": (9, _N),
    "entries.imported": (10, _N),
    "entries.stated": (10, _N),
    "entries.unwatched": (10, _N),
    "recorder.found": (10, _N),
    "recorder.paused": (10, _N),
    "recorder.unfinished": (10, _N),
    "anchor.late": (10, _N),
    "clock.outside": (10, _N),
    "clock.backwards": (10, _N),
}

# Which state a step has that a finding of this severity belongs to, worst first.
_STATES = (
    (Severity.FAILED, StepState.FAILED),
    (Severity.MISSING, StepState.MISSING),
    (Severity.UNCHECKED, StepState.UNCHECKED),
)


@dataclass(slots=True)
class Findings:
    """What was found so far."""

    listed: list[Finding] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)  # by code
    checked: Counter[int] = field(default_factory=Counter)  # by step

    def add(
        self,
        code: str,
        where: str,
        *,
        want: object = "",
        got: object = "",
        error: BozzettoError | None = None,
    ) -> None:
        """Say one thing. `error` is what was raised, where that says why."""
        step, severity = CODES[code]
        self.counted[code] += 1
        if self.counted[code] <= MAX_LISTED:
            reason = None if error is None else Reason.of(error)
            texts = str(want)[:MAX_SHOWN], str(got)[:MAX_SHOWN]
            self.listed.append(Finding(step, code, severity, where, *texts, reason))

    def check(self, step: int, count: int = 1) -> None:
        """Count what a step has looked at; with 0, that it was come to."""
        self.checked[step] += count

    def steps(self) -> tuple[Step, ...]:
        """Sum the steps up."""
        return tuple(
            Step(number, name, self._state(number), self.checked[number])
            for number, name in enumerate(STEPS)
        )

    def verdict(self, *, vouched: bool) -> Verdict:
        """Come to the verdict, worst first.

        Args:
            vouched: Whether the reader vouches for the owner's key.
        """
        found = {CODES[code][1] for code, count in self.counted.items() if count}
        if Severity.FAILED in found:
            return Verdict.ALTERED
        if Severity.MISSING in found:
            return Verdict.INCOMPLETE
        if Severity.UNCHECKED in found:
            return Verdict.CANNOT_CHECK
        return Verdict.INTACT if vouched else Verdict.INTACT_UNKNOWN_SIGNER

    def sorted(self) -> tuple[Finding, ...]:
        """Give the listed findings in the order of the steps."""
        return tuple(sorted(self.listed, key=lambda finding: finding.step))

    def omitted(self) -> tuple[Omitted, ...]:
        """Give what was counted and not listed."""
        return tuple(
            Omitted(code, self.counted[code] - MAX_LISTED)
            for code in CODES
            if self.counted[code] > MAX_LISTED
        )

    def _state(self, step: int) -> StepState:
        found = {
            severity for code, (at, severity) in CODES.items() if at == step and self.counted[code]
        }
        for severity, state in _STATES:
            if severity in found:
                return state
        return StepState.HELD if step in self.checked else StepState.SKIPPED
