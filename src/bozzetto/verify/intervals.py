"""The intervals: between which two outside times each line was written (step 8).

A line is not earlier than the anchor that it names in ``after``, nor than the line before it in
its chain, whose digest it carries; an anchor's own line is not earlier than its tokens. It is
not later than the tokens of any anchor whose checkpoint covers it. The recorder's own clock
proves nothing, and is only compared.

Where the covering anchor is trusted, the lower bound is taken from trusted anchors only: a
span never leans on a token that the reader does not trust while it is called trusted.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bozzetto.anchor.interval import Interval, State
from bozzetto.record import ChainSort
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import RECORD
from bozzetto.verify.report import Anchored, Span
from bozzetto.verify.rows import Row, Rows

__all__ = ["check_intervals"]


@dataclass(frozen=True, slots=True)
class _Cover:
    """Upper bounds: for each tree size that was anchored, the earliest token at or above it."""

    sizes: tuple[int, ...]
    latest: tuple[datetime, ...]

    @classmethod
    def of(cls, anchors: Sequence[Anchored]) -> "_Cover":
        pairs = sorted(
            (anchor.size, anchor.interval.before)
            for anchor in anchors
            if anchor.interval.before is not None
        )
        latest: list[datetime] = []
        for _, before in reversed(pairs):
            latest.append(min(before, latest[-1]) if latest else before)
        return cls(tuple(size for size, _ in pairs), tuple(reversed(latest)))

    def over(self, index: int) -> datetime | None:
        """Give the upper bound of the leaf at `index`; None where nothing covers it."""
        place = bisect_right(self.sizes, index)
        return self.latest[place] if place < len(self.latest) else None


@dataclass(slots=True)
class _Floor:
    """Lower bounds, as they rise along each chain."""

    anchors: Sequence[Anchored]
    own: dict[int, int]  # line of an anchor: its place
    least: State
    reached: dict[ChainSort | None, datetime] = field(default_factory=dict)

    def under(self, row: Row) -> datetime | None:
        """Give the lower bound of a row, and let its chain's rise to it."""
        places = (row.after, self.own.get(row.line, -1))
        bounds = [self._bound(place) for place in places if place >= 0]
        known = [bound for bound in (*bounds, self.reached.get(row.sort)) if bound is not None]
        if not known:
            return None
        self.reached[row.sort] = max(known)
        return max(known)

    def _bound(self, place: int) -> datetime | None:
        anchor = self.anchors[place]
        return anchor.interval.after if _RANK[anchor.state] >= _RANK[self.least] else None


_RANK = {State.UNANCHORED: 0, State.ANCHORED: 1, State.TRUSTED: 2}


@dataclass(slots=True)
class _Remarks:
    """What the recorder's clock says, beside what the tokens say."""

    outside: int = 0
    outside_first: str = RECORD
    wait: timedelta = timedelta(0)
    wait_first: str = RECORD
    unanchored: int = 0
    unanchored_first: str = RECORD

    def add(self, row: Row, span: Span) -> None:
        if span.state is State.UNANCHORED:
            if not self.unanchored:
                self.unanchored_first = row.where
            self.unanchored += 1
        at, interval = row.time, span.interval
        early = interval.after is not None and at < interval.after
        if early or (interval.before is not None and at > interval.before):
            if not self.outside:
                self.outside_first = row.where
            self.outside += 1
        if interval.before is not None and interval.before - at > self.wait:
            self.wait, self.wait_first = interval.before - at, row.where

    def finish(self, findings: Findings) -> None:
        if self.unanchored:
            findings.add("time.unanchored", self.unanchored_first, got=self.unanchored)
        if self.outside:
            findings.add("clock.outside", self.outside_first, got=self.outside)
        if self.wait:
            seconds = int(self.wait.total_seconds())
            findings.add("anchor.late", self.wait_first, got=f"{seconds} s")


def check_intervals(
    rows: Rows, indexes: Sequence[int] | None, anchors: Sequence[Anchored], findings: Findings
) -> tuple[Span, ...]:
    """Step 8: compute every line's interval, and report those that hold no moment.

    Args:
        rows: The lines.
        indexes: Their places in the log, by line; None where these are not known, and then
            nothing covers anything.
        anchors: What step 7 established, in the record's order.
        findings: Where to say what is found.

    Returns:
        The intervals, neighbouring lines with the same one taken together.
    """
    spans: list[Span] = []
    remarks = _Remarks()
    trusted = [anchor for anchor in anchors if anchor.state is State.TRUSTED]
    covers = _Cover.of(trusted), _Cover.of(anchors)
    own = {anchor.line: place for place, anchor in enumerate(anchors)}
    floors = _Floor(anchors, own, State.TRUSTED), _Floor(anchors, own, State.ANCHORED)
    for row in rows:
        index = -1 if indexes is None else indexes[row.line - 1]
        trusted_before, any_before = (None if index < 0 else each.over(index) for each in covers)
        trusted_after, any_after = (floor.under(row) for floor in floors)
        if trusted_before is not None:
            span = _extend(spans, row, State.TRUSTED, trusted_after, trusted_before)
        else:
            state = State.UNANCHORED if any_before is None else State.ANCHORED
            span = _extend(spans, row, state, any_after, any_before)
        findings.check(8)
        if span.interval.is_empty:
            findings.add("time.backwards", row.where, got=span.interval)
        remarks.add(row, span)
    remarks.finish(findings)
    return tuple(spans)


def _extend(
    spans: list[Span], row: Row, state: State, after: datetime | None, before: datetime | None
) -> Span:
    """Add a row to the last span where it is bounded alike, else begin another."""
    last = spans[-1] if spans else None
    if (
        last is not None
        and last.state is state
        and last.interval.after == after
        and last.interval.before == before
    ):
        spans[-1] = Span(last.first, row.line, state, last.interval)
    else:
        spans.append(Span(row.line, row.line, state, Interval(after, before)))
    return spans[-1]
