"""When an authority may be asked again. Pure: the clock and the dice are the caller's.

next_allowed(last, authority)      # the least distance that it asks for
backoff(failures, jitter=0.37)     # how long to wait after failures in a row
"""

from datetime import datetime, timedelta

from bozzetto.anchor.authority import Authority
from bozzetto.errors import FormatError

__all__ = ["FIRST_WAIT", "LONGEST_WAIT", "backoff", "next_allowed"]

FIRST_WAIT = timedelta(seconds=15)  # the interval that authorities ask for anyway
LONGEST_WAIT = timedelta(hours=1)  # offline for a week, yet anchored within the hour after


def next_allowed(last: datetime | None, authority: Authority) -> datetime | None:
    """Tell when `authority` may be asked again; None means at once.

    Args:
        last: When it was last asked, whatever came of it; None where it never was.
        authority: Whom to ask.
    """
    if last is None:
        return None
    return last + timedelta(seconds=authority.min_interval)


def backoff(failures: int, *, jitter: float) -> timedelta:
    """Tell how long to wait after failures in a row.

    The wait doubles from ``FIRST_WAIT`` up to ``LONGEST_WAIT``. Its upper half is spread by
    `jitter`, so that studios which lost the same line do not all come back at once.

    Args:
        failures: How many queries in a row have failed, 0 or more.
        jitter: From 0.0 to 1.0; half the wait, to the whole of it.

    Raises:
        FormatError: A number is out of its range.
    """
    if failures < 0 or not 0.0 <= jitter <= 1.0:
        raise FormatError(
            "not a number of failures and a jitter: {failures}, {jitter}",
            failures=failures,
            jitter=jitter,
        )
    if failures == 0:
        return timedelta(0)
    doublings = min(failures - 1, 16)  # past the longest wait by far, and no overflow
    full = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return full * (0.5 + jitter / 2)
