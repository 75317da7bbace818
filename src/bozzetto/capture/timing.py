"""Timing: what a file states of its own time, and what that means for an order.

Anybody can write such a time, and most programs write the clock of the machine they ran on,
without its zone. So it is kept as it is spelled, as a claim. Read as a time it serves one end
only: files that are imported together are put into the order in which they say they were made.
"""

import re
from datetime import UTC, datetime

from bozzetto.capture.dialects import Reading
from bozzetto.capture.picture import Picture

__all__ = ["read_time", "stated_time"]

# Where a file that names no tool states a time, the one closest to the making first: EXIF 3.0
# section 4.6.5.F for the tags; the PNG keyword is registered (PNG, third edition, 11.3.3.1).
_PLACES = ("DateTimeOriginal", "DateTimeDigitized", "Creation Time", "DateTime")

# EXIF's own spelling, and what follows it; ISO 8601 is Python's to read
_EXIF = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", re.ASCII)


def stated_time(picture: Picture, reading: Reading | None) -> str | None:
    """Return the time that a file states, as it spells it."""
    if reading is not None and reading.claimed_time:
        return reading.claimed_time
    found = {carrier.name: carrier.text for carrier in reversed(picture.carriers) if carrier.text}
    return next((found[name].strip() for name in _PLACES if found.get(name, "").strip()), None)


def read_time(text: str) -> datetime | None:
    """Read a time as files spell it; without a zone it is taken for UTC. None where it is none."""
    spelled = _EXIF.sub(r"\1-\2-\3T\4", text.strip(), count=1)
    try:
        time = datetime.fromisoformat(spelled)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
