"""The report: one verdict, then what was checked, what held, what failed, what could not be told.

A report is never a bare yes. Its findings are named by a code, ``noun.state``, and say where,
and which value was wanted and which was found; the sentences stand in ``wording``.
docs/formats/report.md gives the JSON form and the meaning of every code.
"""

from dataclasses import dataclass
from enum import StrEnum

from bozzetto.anchor.interval import Interval, State
from bozzetto.errors import BozzettoError
from bozzetto.record import JSON, Digest, JSONObject, Key

__all__ = [
    "EXIT_CODES",
    "FORMAT",
    "Anchored",
    "Counts",
    "Finding",
    "Hand",
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
]

FORMAT = "bozzetto-report/1"


class Severity(StrEnum):
    """What a finding does to the verdict."""

    FAILED = "failed"  # something differs: altered
    MISSING = "missing"  # something promised is not there: incomplete
    UNCHECKED = "unchecked"  # could not be told: cannot-check
    NOTE = "note"  # said beside the verdict, and changes none


class Verdict(StrEnum):
    """The one answer. Worst first where several apply: see ``Report``."""

    INTACT = "intact"  # all holds, and the reader vouches for the owner's key
    INTACT_UNKNOWN_SIGNER = "intact-unknown-signer"  # all holds; whose key it is, is not known
    ALTERED = "altered"
    INCOMPLETE = "incomplete"
    CANNOT_CHECK = "cannot-check"

    @property
    def exit_code(self) -> int:
        """The exit status of a program that has come to this verdict."""
        return EXIT_CODES[self]


# 2 is the shell's word for wrong usage.
EXIT_CODES = {
    Verdict.INTACT: 0,
    Verdict.INTACT_UNKNOWN_SIGNER: 0,
    Verdict.ALTERED: 1,
    Verdict.INCOMPLETE: 3,
    Verdict.CANNOT_CHECK: 4,
}


class StepState(StrEnum):
    """How a step of the verification went."""

    HELD = "held"
    FAILED = "failed"
    MISSING = "missing"  # nothing differs, and something is not there
    UNCHECKED = "unchecked"  # something could not be checked
    SKIPPED = "skipped"  # not come to: nothing was there to check


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in the words of the error: a template and its values, so that it can be translated."""

    template: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, error: BozzettoError) -> "Reason":
        """Keep what an error says."""
        values = tuple((name, str(value)) for name, value in sorted(error.values.items()))
        return cls(str(error) if not values else error.template, values)

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {"template": self.template, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the verification has to say."""

    step: int
    code: str  # noun.state
    severity: Severity
    where: str  # a file of the bundle, or "data/record.jsonl line N (sha256:...)"
    want: str = ""
    got: str = ""
    reason: Reason | None = None

    def to_value(self) -> JSONObject:
        """Return it as JSON: empty fields are absent."""
        value: JSONObject = {
            "step": self.step,
            "code": self.code,
            "severity": self.severity.value,
            "where": self.where,
        }
        for name, text in (("want", self.want), ("got", self.got)):
            if text:
                value[name] = text
        if self.reason is not None:
            value["reason"] = self.reason.to_value()
        return value


@dataclass(frozen=True, slots=True)
class Omitted:
    """Findings beyond those that are listed one by one."""

    code: str
    count: int

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {"code": self.code, "count": self.count}


@dataclass(frozen=True, slots=True)
class Step:
    """One of the steps 0 to 10."""

    number: int
    name: str
    state: StepState
    checked: int  # files, lines, texts, ...: what the step counts

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "number": self.number,
            "name": self.name,
            "state": self.state.value,
            "checked": self.checked,
        }


@dataclass(frozen=True, slots=True)
class Hand:
    """A key that acted: a person's or a device's."""

    key: Key
    role: str  # "owner", "person" or "device"
    name: str | None  # by the signer's own word; None where it is withheld
    entries: int  # signed
    vouched: bool  # by the reader

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "key": self.key,
            "role": self.role,
            "name": self.name,
            "entries": self.entries,
            "vouched": self.vouched,
        }


@dataclass(frozen=True, slots=True)
class LogState:
    """The log at the newest checkpoint."""

    origin: str
    size: int  # entries
    root: str  # hex

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {"origin": self.origin, "size": self.size, "root": self.root}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the bundle is about."""

    studio: Digest | None = None
    work: Digest | None = None
    title: str | None = None  # None where it is withheld
    log: LogState | None = None
    hands: tuple[Hand, ...] = ()

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "studio": self.studio,
            "work": self.work,
            "title": self.title,
            "log": None if self.log is None else self.log.to_value(),
            "hands": [hand.to_value() for hand in self.hands],
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of what there is."""

    entries: int = 0
    live: int = 0
    imported: int = 0
    stated: int = 0
    texts: int = 0  # committed
    assets: int = 0  # named

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "entries": self.entries,
            "live": self.live,
            "imported": self.imported,
            "stated": self.stated,
            "texts": self.texts,
            "assets": self.assets,
        }


@dataclass(frozen=True, slots=True)
class Anchored:
    """A time anchor, as far as it holds."""

    entry: Digest
    line: int  # of record.jsonl, from 1
    size: int  # entries that it covers
    state: State
    interval: Interval  # when its tokens were made: empty of bounds where none holds
    authorities: tuple[str, ...]  # by the recorder's names for them; those whose tokens hold

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "entry": self.entry,
            "line": self.line,
            "size": self.size,
            "state": self.state.value,
            "interval": str(self.interval),
            "authorities": [*self.authorities],
        }


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring lines whose time is bounded alike."""

    first: int  # line of record.jsonl, from 1
    last: int
    state: State
    interval: Interval

    def to_value(self) -> JSONObject:
        """Return it as JSON."""
        return {
            "first": self.first,
            "last": self.last,
            "state": self.state.value,
            "interval": str(self.interval),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification established."""

    verdict: Verdict
    subject: Subject
    counts: Counts
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]  # in the order of the steps
    omitted: tuple[Omitted, ...] = ()
    anchors: tuple[Anchored, ...] = ()
    spans: tuple[Span, ...] = ()
    withheld_texts: tuple[Digest, ...] = ()
    withheld_assets: tuple[Digest, ...] = ()
    withheld_reason: str = ""
    erased: tuple[Digest, ...] = ()

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """Give the findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def to_value(self) -> JSONObject:
        """Return the report as JSON, as docs/formats/report.md has it."""
        withheld: JSONObject = {
            "texts": [*self.withheld_texts],
            "assets": [*self.withheld_assets],
            "reason": self.withheld_reason,
        }
        lists: dict[str, list[JSON]] = {
            "steps": [step.to_value() for step in self.steps],
            "findings": [finding.to_value() for finding in self.findings],
            "omitted": [omitted.to_value() for omitted in self.omitted],
            "anchors": [anchor.to_value() for anchor in self.anchors],
            "spans": [span.to_value() for span in self.spans],
            "erased": [*self.erased],
        }
        return {
            "format": FORMAT,
            "verdict": self.verdict.value,
            "exit": self.verdict.exit_code,
            "subject": self.subject.to_value(),
            "counts": self.counts.to_value(),
            "withheld": withheld,
            **lists,
        }
