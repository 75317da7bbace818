"""Doing: one job is done, in the thread that calls, and told as it goes on."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bozzetto.errors import BozzettoError
from bozzetto.language import Language, _, speaking
from bozzetto.record import Moment, moment_of
from bozzetto.studio import Clock
from bozzetto.web.answers import Problem, problem_of
from bozzetto.web.job import JobState, Kept, in_each_language
from bozzetto.web.pool import Studios
from bozzetto.web.tasks import perform

__all__ = ["Item", "do", "now"]

TOLD_EVERY = 0.2  # seconds between two pieces of news of one job: more, nobody can read

_LOG = logging.getLogger("bozzetto.web")


class _LeftError(Exception):
    """A job is to end now. Never leaves this module."""


@dataclass(slots=True, eq=False)
class Item:
    """A job in the server; `kept` is replaced as a whole."""

    kept: Kept
    leave: threading.Event = field(default_factory=threading.Event)
    told: float = 0.0  # seconds of the steady clock: when its last news went out


def do(item: Item, studios: Studios, file: Path, tell: Callable[[Item], None]) -> Kept:
    """Do a job, and return how it ended; what goes wrong ends it, and nothing else.

    Args:
        item: The job; how far it is stands in it. It is left when its `leave` is set.
        studios: Opens a studio for it.
        file: Where a file goes that it writes.
        tell: Is called with the job as it goes on, some times a second.
    """

    def advance(done: int, total: int) -> None:
        if item.leave.is_set():
            raise _LeftError
        item.kept = replace(item.kept, done=done, total=total)
        if time.monotonic() - item.told >= TOLD_EVERY:
            tell(item)

    kept = item.kept
    try:
        with speaking(kept.language), studios.open() as studio:
            result = perform(kept.task, studio, file, advance)
    except _LeftError:
        return replace(item.kept, state=JobState.CANCELLED, ended=now())
    except BozzettoError as error:
        return _failed(item, in_each_language(partial(problem_of, error)))
    except Exception:  # noqa: BLE001  # a thread that dies unseen would leave the others waiting
        _LOG.exception("an error that nobody foresaw, in a job: %s", kept.task.sort)
        return _failed(item, in_each_language(_unforeseen))
    done = max(item.kept.done, item.kept.total)
    return replace(
        item.kept, state=JobState.DONE, ended=now(), done=done, total=done, result=result
    )


def _failed(item: Item, errors: dict[Language, Problem]) -> Kept:
    return replace(item.kept, state=JobState.FAILED, ended=now(), errors=errors)


def _unforeseen() -> Problem:
    return Problem("studio", _("the program failed; its own log says how"), None)


def now() -> Moment:
    """Read the machine's clock."""
    return moment_of(Clock().now())
