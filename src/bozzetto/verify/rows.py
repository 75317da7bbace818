"""Rows: the few facts that are kept of every line until the end.

The record is read as a stream; of each line stays what the log, the intervals and the remarks
need, in columns, some 70 bytes a line.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bozzetto.record import ChainSort, digest_bytes, time_of
from bozzetto.verify.lines import RECORD, Line

__all__ = ["NO_ANCHOR", "UNKNOWN_ANCHOR", "Row", "Rows"]

NO_ANCHOR = -1  # `after` is null
UNKNOWN_ANCHOR = -2  # `after` names nothing that is in the bundle

_SORTS = (None, *ChainSort)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(NamedTuple):
    """What is kept of one line."""

    line: int  # of record.jsonl, from 1
    digest: bytes  # 32 bytes
    at: int  # the recorder's clock, microseconds since 1970
    after: int  # which of the record's anchors, or one of the two constants
    sort: ChainSort | None

    @property
    def time(self) -> datetime:
        """The recorder's clock."""
        return _EPOCH + self.at * _MICROSECOND

    @property
    def where(self) -> str:
        """How a finding names this line."""
        return f"{RECORD} line {self.line} (sha256:{self.digest.hex()})"


@dataclass(slots=True)
class Rows:
    """The rows of a record, in its order."""

    _lines: "array[int]" = field(default_factory=lambda: array("q"))
    _digests: bytearray = field(default_factory=bytearray)
    _ats: "array[int]" = field(default_factory=lambda: array("q"))
    _afters: "array[int]" = field(default_factory=lambda: array("q"))
    _sorts: bytearray = field(default_factory=bytearray)

    def add(self, line: Line, after: int, sort: ChainSort | None) -> None:
        """Keep what is needed of a line."""
        self._lines.append(line.number)
        self._digests += digest_bytes(line.digest)
        self._ats.append((time_of(line.entry.event.at) - _EPOCH) // _MICROSECOND)
        self._afters.append(after)
        self._sorts.append(_SORTS.index(sort))

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Row]:
        for place, line in enumerate(self._lines):
            yield Row(
                line,
                bytes(self._digests[32 * place : 32 * place + 32]),
                self._ats[place],
                self._afters[place],
                _SORTS[self._sorts[place]],
            )
