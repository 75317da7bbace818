"""The interval in which something was written down, by clocks that are not the author's.

Each entry is later than the anchor that it names and earlier than the first anchor that covers
it. A token's own time is uncertain by its margin, so the bounds are ``token.earliest`` of the
anchor before and ``token.latest`` of the anchor after:

    Interval(before_it.earliest, after_it.latest)
    str(...)   # "2026-11-22T04:09:14.120000Z/2026-11-22T04:14:10.000000Z"

An open end is spelled ``..``, as in ISO 8601-2. There is one text for each interval.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from bozzetto.errors import FormatError

__all__ = ["Interval", "State"]

_OPEN = ".."
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
_TEXT = re.compile(rf"({_MOMENT}|\.\.)/({_MOMENT}|\.\.)")
_PATTERN = "%Y-%m-%dT%H:%M:%S.%fZ"


class State(StrEnum):
    """How far an entry's time is established, for one reader."""

    UNANCHORED = "unanchored"  # no token covers it: only the recorder's clock says when
    ANCHORED = "anchored"  # a whole token covers it, whose signer the reader does not trust
    TRUSTED = "trusted"  # a token covers it, that one of the reader's roots vouches for


@dataclass(frozen=True, slots=True)
class Interval:
    """A span of time with both ends in it.

    Attributes:
        after: Not earlier than this, UTC; None where nothing is known.
        before: Not later than this, UTC; None where nothing is known.
    """

    after: datetime | None = None
    before: datetime | None = None

    def __post_init__(self) -> None:
        for bound in (self.after, self.before):
            if bound is not None and bound.utcoffset() != timedelta(0):
                raise FormatError("not a moment in UTC: {moment}", moment=bound)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an interval from its one text.

        Raises:
            FormatError: `text` is not the text of any interval.
        """
        match = _TEXT.fullmatch(text)
        if match is None:
            raise FormatError("not an interval: {text!r}", text=text)
        try:
            return cls(*(_moment(part) for part in match.groups()))
        except ValueError as error:
            raise FormatError("not an interval: {text!r}", text=text) from error

    def __str__(self) -> str:
        return f"{_spell(self.after)}/{_spell(self.before)}"

    @property
    def is_empty(self) -> bool:
        """Whether no moment lies in it, so that something in the record is false."""
        return self.after is not None and self.before is not None and self.after > self.before

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are known."""
        return self.after is not None and self.before is not None

    @property
    def width(self) -> timedelta | None:
        """How long it is; None where an end is open. Negative where it is empty."""
        if self.after is None or self.before is None:
            return None
        return self.before - self.after

    def narrow(self, other: "Interval") -> "Interval":
        """Give what lies in both, as when two authorities stamp the same checkpoint."""
        afters = [each for each in (self.after, other.after) if each is not None]
        befores = [each for each in (self.before, other.before) if each is not None]
        return Interval(max(afters, default=None), min(befores, default=None))


def _moment(text: str) -> datetime | None:
    if text == _OPEN:
        return None
    return datetime.strptime(text, _PATTERN).replace(tzinfo=UTC)


def _spell(moment: datetime | None) -> str:
    if moment is None:
        return _OPEN
    # not strftime: it writes the years before 1000 without their zeros
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
