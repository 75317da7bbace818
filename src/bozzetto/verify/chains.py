"""The chains: one studio's and one work's, whole, and one of anchors with leaps (step 5).

After a break the chain is followed on from where it goes on, so that a second break is found
too and the first is not reported again at every line.
"""

from dataclasses import dataclass, field

from bozzetto.errors import VerificationError
from bozzetto.record import FIRST, KINDS, ChainSort, Digest, Head, verify_next
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import RECORD, Line

__all__ = ["Chains"]


@dataclass(slots=True)
class Chains:
    """The chains as far as they were read."""

    heads: dict[Digest, Head] = field(default_factory=dict)  # by chain
    sorts: dict[ChainSort, Digest] = field(default_factory=dict)  # the one chain of each sort

    @property
    def studio(self) -> Digest | None:
        """The studio chain, once its first entry was read."""
        return self.sorts.get(ChainSort.STUDIO)

    @property
    def work(self) -> Digest | None:
        """The work's chain, once its first entry was read."""
        return self.sorts.get(ChainSort.WORK)

    def sort_of(self, line: Line) -> ChainSort | None:
        """Tell in which sort of chain a line stands; None where it is in none that is known."""
        head = self.heads.get(line.entry.event.chain or line.digest)
        return None if head is None else head.sort

    def add(self, line: Line, findings: Findings) -> None:
        """Step 5: verify that a line follows in its chain."""
        findings.check(5)
        event = line.entry.event
        if event.kind not in KINDS:
            findings.add("kind.unknown", line.where, got=event.kind)
        if event.chain is None:
            self._begin(line, findings)
        elif event.chain in self.heads:
            self._go_on(line, event.chain, findings)
        elif event.kind == "time.anchored" and ChainSort.ANCHOR not in self.sorts:
            # Of the anchor chain a bundle has what brackets the work, not always its beginning.
            self._set(Head(event.chain, ChainSort.ANCHOR, event.number, line.digest))
        else:
            findings.add("chain.unknown", line.where, got=event.chain)
        if event.studio is not None and event.studio != self.studio:
            findings.add("studio.other", line.where, want=self.studio or "", got=event.studio)

    def finish(self, findings: Findings) -> None:
        """Report what no bundle is without."""
        for sort in (ChainSort.STUDIO, ChainSort.WORK):
            if sort not in self.sorts:
                findings.add("chain.missing", RECORD, want=sort.value)

    def _begin(self, line: Line, findings: Findings) -> None:
        sort = FIRST.get(line.entry.event.kind)
        if sort is not None and sort in self.sorts:
            findings.add("chain.second", line.where, want=self.sorts[sort], got=line.digest)
        try:
            head = verify_next(None, line.entry)
        except VerificationError as error:
            findings.add("chain.broken", line.where, error=error)
            return
        self.heads[head.chain] = head
        self.sorts.setdefault(head.sort, head.chain)

    def _go_on(self, line: Line, chain: Digest, findings: Findings) -> None:
        head = self.heads[chain]
        try:
            head = verify_next(head, line.entry, sparse=head.sort is ChainSort.ANCHOR)
        except VerificationError as error:
            findings.add("chain.broken", line.where, error=error)
            head = Head(chain, head.sort, line.entry.event.number, line.digest)
        self.heads[chain] = head

    def _set(self, head: Head) -> None:
        self.heads[head.chain] = head
        self.sorts[head.sort] = head.chain
