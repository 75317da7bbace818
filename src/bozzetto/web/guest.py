"""A guest: somebody who works here with a key on a device of their own, and what they may do.

Whether a guest has joined, or has left, is what the record says of their key, and is asked for
at each request: nothing else remembers it, so nothing can say otherwise after a crash.
"""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum, auto

from bozzetto.record import Key, Standing
from bozzetto.studio.elsewhere import Prepared

__all__ = ["Guest", "Place", "Waiting", "guest_now", "may", "place_of", "visiting"]

WAITING_SECONDS = 300.0  # a device signs at once; a person may have to come back to it
MOST_WAITING = 256  # acts that wait for a signature; the oldest goes


@dataclass(slots=True)
class Guest:
    """Who came in by an invitation."""

    name: str
    role: str
    key: Key | None  # of their device; None before it asked to join


class Place(Enum):
    """Where a guest stands in the studio."""

    INVITED = auto()
    JOINED = auto()
    LEFT = auto()


def place_of(guest: Guest, standing: Standing) -> Place:
    """Tell where a guest stands, by whose keys may sign now."""
    if guest.key in standing.people:
        return Place.JOINED
    return Place.LEFT if guest.key in standing.retired else Place.INVITED


_GUEST: ContextVar[Guest | None] = ContextVar("guest", default=None)


def guest_now() -> Guest | None:
    """Return the guest whose request this is; None where it is the studio's own."""
    return _GUEST.get()


@contextmanager
def visiting(guest: Guest | None) -> Iterator[None]:
    """Let what happens inside be a guest's request."""
    before = _GUEST.set(guest)
    try:
        yield
    finally:
        _GUEST.reset(before)


_ACTS = frozenset(
    ("intent", "comments", "corrections", "choices", "materials", "edits", "countersignatures")
)
_CLOSED = ("/api/settings", "/api/authorities", "/api/jobs", "/api/watches", "/api/invitations")


def may(place: Place, method: str, path: str) -> bool:
    """Whether a guest may send this: look at all of the record, and act under their own key."""
    if place is Place.LEFT:
        return False
    if method in {"GET", "HEAD"}:
        return not path.startswith(_CLOSED)
    if path.startswith("/api/signatures/"):
        return True
    if place is Place.INVITED:
        return path == "/api/join"
    parts = path.strip("/").split("/")
    is_act = len(parts) == 4 and parts[:2] == ["api", "works"] and parts[3] in _ACTS
    return is_act or path == "/api/uploads"


@dataclass(frozen=True, slots=True)
class _Act:
    prepared: Prepared
    guest: Guest
    made: float  # seconds of the clock


class Waiting:
    """Acts that wait for a signature. In memory: who is gone asks again. Any thread may call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._acts: OrderedDict[str, _Act] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, prepared: Prepared, guest: Guest) -> str:
        """Keep an act, and return the name that it is asked for by."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._acts[name] = _Act(prepared, guest, self._clock())
            while len(self._acts) > MOST_WAITING:
                self._acts.popitem(last=False)
        return name

    def take(self, name: str, guest: Guest) -> Prepared | None:
        """Take an act out; None where it is not there any more, or is somebody else's."""
        with self._lock:
            found = self._acts.get(name)
            if found is None or found.guest is not guest:
                return None
            del self._acts[name]
        return None if self._clock() - found.made > WAITING_SECONDS else found.prepared
