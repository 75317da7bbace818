"""The record, read once from the first line to the last (steps 2 to 5).

Every line passes through the checks of its spelling, its texts, its signatures and its chain,
in this order; what the later steps need of it is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bozzetto.errors import FormatError
from bozzetto.record import Digest, JSONObject, Seen
from bozzetto.verify.chains import Chains
from bozzetto.verify.container import Container
from bozzetto.verify.findings import Findings
from bozzetto.verify.gaps import Gaps
from bozzetto.verify.lines import RECORD, Line, Texts, read_lines
from bozzetto.verify.named import NamedAsset, named_in
from bozzetto.verify.report import Counts
from bozzetto.verify.rows import NO_ANCHOR, UNKNOWN_ANCHOR, Rows
from bozzetto.verify.signers import Signers
from bozzetto.verify.withheld import Withheld

__all__ = ["AnchorLine", "Promise", "Record", "read_record"]


class Promise(NamedTuple):
    """An asset, as the record first names it."""

    size: int  # bytes
    type: str
    where: str


class AnchorLine(NamedTuple):
    """A ``time.anchored`` entry."""

    line: int  # of record.jsonl, from 1
    digest: Digest
    body: JSONObject

    @property
    def where(self) -> str:
        """How a finding names this line."""
        return f"{RECORD} line {self.line} ({self.digest})"


@dataclass(slots=True)
class Record:
    """What the record says, as far as the later steps need it."""

    texts: Texts
    rows: Rows = field(default_factory=Rows)
    signers: Signers = field(default_factory=Signers)
    chains: Chains = field(default_factory=Chains)
    gaps: Gaps = field(default_factory=Gaps)
    lines: int = 0  # all of them, well formed or not
    newest: str = ""  # the latest `at`
    opened: "JSONObject | None" = None  # the body of studio.opened
    title: str | None = None  # of the work
    anchors: list[AnchorLine] = field(default_factory=list)
    promised: dict[Digest, Promise] = field(default_factory=dict)
    erased: set[Digest] = field(default_factory=set)
    _places: dict[Digest, int] = field(default_factory=dict)  # of anchors, in `anchors`
    _unknown: list[tuple[str, Digest]] = field(default_factory=list)  # `after`s not yet seen

    @classmethod
    def empty(cls) -> "Record":
        """Return the record of a bundle that has none."""
        return cls(Texts(Withheld()))

    def counts(self) -> Counts:
        """Sum up how much there is."""
        seen = self.gaps.seen
        return Counts(
            entries=len(self.rows),
            live=seen[Seen.LIVE],
            imported=seen[Seen.IMPORTED],
            stated=seen[Seen.STATED],
            texts=self.texts.committed,
            assets=len(self.promised),
        )

    def add(self, line: Line, findings: Findings) -> None:
        """Take in one entry: steps 3, 4 and 5, and what is kept."""
        named = named_in(line.entry)
        self.texts.add(line, named.texts, findings)
        self.signers.add(line, findings)
        self.chains.add(line, findings)
        sort = self.chains.sort_of(line)
        self.gaps.add(line, sort, findings)
        self.rows.add(line, self._after(line), sort)
        self.newest = max(self.newest, line.entry.event.at)
        self._add_assets(line, named.assets, findings)
        self._add_kind(line)

    def finish(self, findings: Findings) -> None:
        """Say what is known only at the end."""
        self.texts.finish(findings)
        self.chains.finish(findings)
        # Step 8, first half: the anchor that an entry names is one that stands before it.
        for where, after in self._unknown:
            code = "after.later" if after in self._places else "after.missing"
            findings.add(code, where, want=after)

    def _after(self, line: Line) -> int:
        """Find the anchor that a line names as the newest it knew."""
        event = line.entry.event
        if event.after is None:
            return NO_ANCHOR
        place = self._places.get(event.after, UNKNOWN_ANCHOR)
        # An anchor names the one before it, which need not bracket this work.
        if place == UNKNOWN_ANCHOR and event.kind != "time.anchored":
            self._unknown.append((line.where, event.after))
        return place

    def _add_assets(self, line: Line, assets: Sequence[NamedAsset], findings: Findings) -> None:
        for asset in assets:
            known = self.promised.get(asset.digest)
            if known is None:
                self.promised[asset.digest] = Promise(asset.size, asset.type, line.where)
            elif known.size != asset.size:
                findings.add("asset.contradicted", line.where, want=known.size, got=asset.size)

    def _add_kind(self, line: Line) -> None:
        event = line.entry.event
        match event.kind:
            case "studio.opened":
                self.opened = self.opened or event.body
            case "work.opened":
                self.title = self.title or line.entry.text(event.body["title"])
            case "time.anchored":
                self._places[line.digest] = len(self.anchors)
                self.anchors.append(AnchorLine(line.number, line.digest, event.body))
            case "bytes.erased":
                gone = event.body["assets"]
                self.erased |= (
                    {Digest(str(item)) for item in gone} if isinstance(gone, list) else set()
                )


def read_record(container: Container, declared: Withheld, findings: Findings) -> Record:
    """Steps 2 to 5: read and verify the record, line by line."""
    record = Record(Texts(declared))
    for step in (2, 3, 4, 5, 8, 10):
        findings.check(step, 0)
    for number, line in read_lines(container, findings):
        record.lines = number
        if line is None:
            continue
        try:
            record.add(line, findings)
        except FormatError as error:  # a body of an unknown kind, with half an asset in it
            findings.add("line.malformed", line.where, error=error)
    record.finish(findings)
    return record
