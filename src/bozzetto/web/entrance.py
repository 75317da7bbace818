"""The entrance: who may speak to the server.

A person comes in by an address with a one-time token, which only this user's processes can see
(the terminal, and the one who asks with the server's secret). The token becomes a session, which
a cookie names. Tokens and the secret are in memory. Sessions are kept beside the studio by the
digests of their cookies, which let nobody in: a page that is open goes on where the server was
started anew.
"""

import hashlib
import hmac
import logging
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bozzetto.errors import BozzettoError, RecordingError
from bozzetto.record import JSON, JSONObject, Key
from bozzetto.upkeep.notes import read_note, write_note
from bozzetto.web.bucket import Bucket
from bozzetto.web.guest import Guest

__all__ = ["TOKEN_SECONDS", "Entrance", "Session"]

TOKEN_SECONDS = 600.0  # a token older than that opens nothing
MOST_TOKENS = 32  # that wait to be used; the oldest goes
MOST_SESSIONS = 64  # browsers that are in at once; the one that came first goes
SESSION_SECONDS = 30 * 24 * 3600.0  # a cookie that old opens nothing
LONGEST = 128  # characters of a token or cookie that is looked at; ours have 43
WRITES_A_SECOND = 20.0  # a person who holds a key down chooses thirty times a second, briefly
MOST_WRITES_AT_ONCE = 300  # and may drop a folder of pictures before

_NAME = re.compile("[0-9a-f]{64}")
_LOG = logging.getLogger("bozzetto.web")


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A browser that came in."""

    name: bytes  # SHA-256 of what its cookie says
    since: float  # seconds since 1970
    guest: Guest | None = None  # None for the studio's own
    writes: Bucket = field(default_factory=lambda: Bucket(WRITES_A_SECOND, MOST_WRITES_AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Token:
    name: bytes  # SHA-256 of the token
    ends: float  # seconds of the clock
    guest: Guest | None


class Entrance:
    """Tokens, sessions and the secret of one running server. Any thread may call."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        kept: Path | None = None,
        calendar: Callable[[], float] = time.time,
    ) -> None:
        """Begin with the sessions that are kept.

        Args:
            clock: Seconds that only go forward.
            kept: The file of the sessions; None keeps none.
            calendar: Seconds since 1970.
        """
        self.secret = secrets.token_urlsafe(32)
        self._clock = clock
        self._calendar = calendar
        self._kept = kept
        self._tokens: list[_Token] = []
        self._sessions = [] if kept is None else _read_sessions(kept)
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # what is written last is what is so

    def make_token(self, guest: Guest | None = None, seconds: float = TOKEN_SECONDS) -> str:
        """Make a token that lets one browser in, once and soon: the studio's own, or a guest."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens.append(_Token(_name(token), self._clock() + seconds, guest))
            del self._tokens[:-MOST_TOKENS]
        return token

    def enter(self, token: str) -> str | None:
        """Take a token, and return what the cookie of a new session says; None refuses."""
        asked = _name(token)
        with self._lock:
            found = [each for each in self._tokens if hmac.compare_digest(each.name, asked)]
            self._tokens = [each for each in self._tokens if each not in found]
            if not found or self._clock() > found[0].ends:
                return None
            cookie = secrets.token_urlsafe(32)
            self._sessions.append(Session(_name(cookie), self._calendar(), found[0].guest))
            del self._sessions[:-MOST_SESSIONS]
        self._keep()
        return cookie

    def claim(self, guest: Guest, key: Key) -> bool:
        """Let a guest's device be the one that has this key; False where it is another."""
        with self._lock:
            if guest.key not in {None, key}:
                return False
            guest.key = key
        self._keep()
        return True

    def _keep(self) -> None:
        """Write the sessions down. A full disk keeps nobody out: they hold until the end."""
        if self._kept is None:
            return
        with self._writing:
            with self._lock:
                value: list[JSON] = [_written(each) for each in self._sessions]
            try:
                write_note(self._kept, {"sessions": value})
            except RecordingError:
                _LOG.exception("who is in cannot be written down")

    def session(self, cookie: str) -> Session | None:
        """Find the session that a cookie names."""
        asked = _name(cookie)
        with self._lock:
            found = [each for each in self._sessions if hmac.compare_digest(each.name, asked)]
        if not found or self._calendar() - found[0].since > SESSION_SECONDS:
            return None
        return found[0]

    def is_secret(self, said: str) -> bool:
        """Whether somebody knows the server's secret."""
        return hmac.compare_digest(_name(said), _name(self.secret))


def _name(said: str) -> bytes:
    """Return what is kept and compared: of one length, and no secret."""
    return hashlib.sha256(said[:LONGEST].encode(errors="replace")).digest()


def _written(session: Session) -> JSONObject:
    guest: JSONObject | None = None
    if session.guest is not None:
        guest = {
            "name": session.guest.name,
            "role": session.guest.role,
            "key": session.guest.key,
        }
    return {"name": session.name.hex(), "since": int(session.since), "guest": guest}


def _read_sessions(path: Path) -> list[Session]:
    """Read who is in; where the file is not of its form, nobody is."""
    try:
        note = read_note(path) or {}
    except BozzettoError:
        _LOG.exception("who was in cannot be read: nobody is")
        return []
    listed = note.get("sessions")
    found = [_session(item) for item in listed] if isinstance(listed, list) else []
    return [each for each in found if each is not None]


def _session(item: JSON) -> Session | None:
    """Read one; None where it is not of its form."""
    match item:
        case {"name": str(name), "since": int(since), "guest": None} if _NAME.fullmatch(name):
            return Session(bytes.fromhex(name), since)
        case {
            "name": str(name),
            "since": int(since),
            "guest": {"name": str(who), "role": str(role), "key": str() | None as key},
        } if _NAME.fullmatch(name):
            guest = Guest(who, role, None if key is None else Key(key))
            return Session(bytes.fromhex(name), since, guest)
    return None
