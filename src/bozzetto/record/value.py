"""Digests and moments: the two values that everything else is made of.

A digest is ``sha256:`` and 64 lower-case hex digits. A moment is UTC with microseconds,
``2026-11-22T04:09:15.120000Z``. Each has one spelling; no other is accepted.
"""

import hashlib
import re
from datetime import UTC, datetime
from typing import NewType

from bozzetto.errors import FormatError

__all__ = [
    "Digest",
    "Moment",
    "digest_bytes",
    "digest_of",
    "moment_of",
    "parse_digest",
    "parse_moment",
    "time_of",
]

Digest = NewType("Digest", str)
Moment = NewType("Moment", str)

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


def digest_of(data: bytes) -> Digest:
    """Return the SHA-256 digest of `data`."""
    return Digest("sha256:" + hashlib.sha256(data).hexdigest())


def parse_digest(text: object) -> Digest:
    """Read a digest.

    Raises:
        FormatError: `text` is not the spelling of a digest.
    """
    if not isinstance(text, str) or _DIGEST.fullmatch(text) is None:
        raise FormatError("not a digest: {text!r}", text=text)
    return Digest(text)


def digest_bytes(digest: Digest) -> bytes:
    """Return the 32 bytes of a digest."""
    return bytes.fromhex(digest[7:])


def moment_of(time: datetime) -> Moment:
    """Spell an aware time as a moment.

    Raises:
        FormatError: `time` has no time zone, or is in UTC outside of the years 1 to 9999.
    """
    if time.utcoffset() is None:
        raise FormatError("a time without a zone is no moment: {time}", time=time)
    try:
        utc = time.astimezone(UTC)
    except OverflowError as error:
        raise FormatError("not a moment: {text!r}", text=str(time)) from error
    return Moment(utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z")


def parse_moment(text: object) -> Moment:
    """Read a moment.

    Raises:
        FormatError: `text` is not the spelling of a moment, or names a day that is none.
    """
    if not isinstance(text, str) or _MOMENT.fullmatch(text) is None:
        raise FormatError("not a moment: {text!r}", text=text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError("not a moment: {text!r}", text=text) from error
    if moment_of(time) != text:  # Python 3.14 reads 24:00 as the next day's 00:00
        raise FormatError("not a moment: {text!r}", text=text)
    return Moment(text)


def time_of(moment: Moment) -> datetime:
    """Return a moment as an aware time in UTC."""
    return datetime.fromisoformat(moment)
