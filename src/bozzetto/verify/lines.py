"""The lines of the record, one at a time (steps 2 and 3).

Each line must be the one spelling of an entry, and each text that it opens must be the one that
was committed to. A line with a false text is read again without its texts, so that the other
steps still see the entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bozzetto.errors import BozzettoError, FormatError, VerificationError
from bozzetto.record import (
    MAX_LINE_BYTES,
    Digest,
    Entry,
    JSONObject,
    canonical,
    parse_object,
)
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings
from bozzetto.verify.withheld import FILE as WITHHELD
from bozzetto.verify.withheld import Withheld

__all__ = ["RECORD", "Line", "Texts", "read_lines"]

RECORD = "data/record.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record that is an entry."""

    number: int  # from 1
    entry: Entry
    digest: Digest  # the entry's
    false: frozenset[str] = frozenset()  # texts that it opened falsely: taken out, and reported

    @property
    def where(self) -> str:
        """How a finding names this line."""
        return f"{RECORD} line {self.number} ({self.digest})"


@dataclass(slots=True)
class Texts:
    """The committed texts of the record, and which of them this copy shows."""

    declared: Withheld
    committed: int = 0
    withheld: set[Digest] = field(default_factory=set)  # declared, and not shown
    shown: set[Digest] = field(default_factory=set)  # declared, and shown all the same

    def add(self, line: Line, committed: Sequence[Digest], findings: Findings) -> None:
        """Step 3: take in what a line commits to, and report what it neither shows nor declares."""
        if not committed:
            return
        shown = {text.digest for text in line.entry.texts}
        findings.check(3, len(shown))
        self.committed += len(committed)
        for digest in committed:
            if digest in shown:
                if digest in self.declared.texts:
                    self.shown.add(digest)
            elif digest in self.declared.texts:
                self.withheld.add(digest)
            elif digest not in line.false:
                findings.add("text.missing", line.where, want=digest)

    def finish(self, findings: Findings) -> None:
        """Report what is withheld, and hold the declaration to the record."""
        for digest in sorted(self.withheld):
            findings.add("text.withheld", WITHHELD, want=digest)
        for digest in sorted(self.shown):
            findings.add("withheld.shown", WITHHELD, got=digest)
        for digest in sorted(self.declared.texts - self.withheld - self.shown):
            findings.add("withheld.unknown", WITHHELD, got=digest)


def read_lines(container: Container, findings: Findings) -> Iterator[tuple[int, Line | None]]:
    """Step 2: read the lines by number, from 1; a line that is no entry comes as None."""
    with container.open(RECORD) as source:
        number = 0
        while raw := source.readline(MAX_LINE_BYTES + 1):
            number += 1
            findings.check(2)
            if raw.endswith(b"\n"):
                yield number, _read(number, raw, findings)
                continue
            _refuse(number, findings, FormatError("the line does not end"))
            while raw and not raw.endswith(b"\n"):  # to the end of an overlong line
                raw = source.readline(MAX_LINE_BYTES)
            yield number, None


def _read(number: int, raw: bytes, findings: Findings) -> Line | None:
    try:
        entry = Entry.parse(raw)
    except VerificationError:
        return _read_without_texts(number, raw, findings)
    except FormatError as error:
        _refuse(number, findings, error)
        return None
    return Line(number, entry, entry.digest)


def _read_without_texts(number: int, raw: bytes, findings: Findings) -> Line | None:
    """Name every false text of a line, and read the entry with the others only."""
    value = parse_object(raw.removesuffix(b"\n"))
    opened = value["open"]
    true: JSONObject = {}
    false: dict[str, VerificationError] = {}
    try:
        for digest, pair in (opened if isinstance(opened, dict) else {}).items():
            try:
                Entry.parse(canonical({**value, "open": {digest: pair}}))
                true[digest] = pair
            except VerificationError as error:
                false[digest] = error
        entry = Entry.parse(canonical({**value, "open": true}))
    except BozzettoError as error:
        _refuse(number, findings, error)
        return None
    line = Line(number, entry, entry.digest, frozenset(false))
    for digest, why in false.items():
        got = why.values.get("got", "")
        findings.add("text.altered", line.where, want=digest, got=got, error=why)
    return line


def _refuse(number: int, findings: Findings, error: BozzettoError) -> None:
    findings.add("line.malformed", f"{RECORD} line {number}", error=error)
