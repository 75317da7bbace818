"""The numbered verification of a bundle, offline; with the writers it shares the formats only."""

from bozzetto.verify.bundle import verify_bundle
from bozzetto.verify.compare import find_fork
from bozzetto.verify.report import (
    EXIT_CODES,
    Anchored,
    Counts,
    Finding,
    Hand,
    LogState,
    Omitted,
    Reason,
    Report,
    Severity,
    Span,
    Step,
    StepState,
    Subject,
    Verdict,
)
from bozzetto.verify.wording import (
    Language,
    finding_sentence,
    step_sentence,
    verdict_sentence,
)

__all__ = [
    "EXIT_CODES",
    "Anchored",
    "Counts",
    "Finding",
    "Hand",
    "Language",
    "LogState",
    "Omitted",
    "Reason",
    "Report",
    "Severity",
    "Span",
    "Step",
    "StepState",
    "Subject",
    "Verdict",
    "find_fork",
    "finding_sentence",
    "step_sentence",
    "verdict_sentence",
    "verify_bundle",
]
