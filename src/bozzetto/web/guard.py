"""The guard: every request passes here before anything else looks at it.

The server holds keys that sign, and a browser shows pages of strangers at the same time. So a
request is refused that names another host (DNS rebinding), comes from another page (Origin,
Sec-Fetch-Site), has no session, is of a type that a form can send, is too large, or comes too
often. What goes out says that nothing else may be loaded, framed or kept. An extension of the
browser has no session and comes from elsewhere: it says the token of its pairing.
"""

import logging
import math
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bozzetto.capture.browser.pairing import find_paired
from bozzetto.capture.handover.connection import Connection
from bozzetto.errors import BozzettoError
from bozzetto.language import Language, _, speaking, spoken, term
from bozzetto.studio.layout import Layout
from bozzetto.web.address import is_loopback
from bozzetto.web.answers import Problem, Refusal, answer_problem, problem_of, status_of
from bozzetto.web.bucket import Bucket
from bozzetto.web.entrance import Session
from bozzetto.web.guest import Guest, Place, may, place_of, visiting
from bozzetto.web.running import SECRET_HEADER, TOKENS
from bozzetto.web.state import State

__all__ = ["SECRET_HEADER", "Guard", "asked_language", "cookie_name"]

JSON_LIMIT = 1 << 20  # bytes: the longest text of an act, many times over
UPLOAD_LIMIT = 2 << 30  # bytes: a layered project file; it is streamed to the disk
HANDOVER_LIMIT = 48 << 20  # bytes: a page's pictures in base64; it is held in memory
UPLOADS = "/api/uploads"
INSPECT_LIMIT = 256 << 20  # bytes: the largest pictures; it lies in the staging folder meanwhile
INSPECT = "/api/inspect"
HANDOVER = "/api/handover"  # an extension of the browser comes here, with its token
NO_SESSION_NEEDED = frozenset({"/", "/open", TOKENS})
WRITES = frozenset({"POST", "PUT", "DELETE", "PATCH"})
OWN_SITE = frozenset({"same-origin", "none"})  # a page on another port is the same *site*
# No page has such an origin, and none can say that it has
_EXTENSION = re.compile(r"(?:chrome|moz|safari-web)-extension://[A-Za-z0-9.-]{1,128}")
_BEARER = re.compile(r"[Bb]earer ([A-Za-z0-9_-]{1,128})")

# A guess at a passphrase costs the machine 64 MiB and a second, a guess at a token is hopeless:
# who tries more often is no person
STRICT = {  # a second, at once
    "/api/unlock": (0.2, 6),
    "/open": (0.5, 12),
    TOKENS: (1.0, 20),
    HANDOVER: (5.0, 100),
}

HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

LIMITS = {UPLOADS: UPLOAD_LIMIT, INSPECT: INSPECT_LIMIT, HANDOVER: HANDOVER_LIMIT}
FILES = frozenset({UPLOADS, INSPECT})  # whose bodies are a file's bytes
_LOG = logging.getLogger("bozzetto.web")
_NO_SESSION = term("this browser is not let in")
_COME_IN = term("come in with: bozzetto serve")


def cookie_name(port: int) -> str:
    """Name the cookie: browsers do not keep the ports of a host apart."""
    return f"bozzetto-{port}"


class Guard:
    """The middleware that refuses, limits and dresses."""

    def __init__(self, app: ASGIApp, desk: State) -> None:
        self._app = app
        self._desk = desk
        self._strict = {path: Bucket(*limits) for path, limits in STRICT.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no other protocol is spoken here; the server closes the connection
        headers, outgoing = Headers(scope=scope), _Outgoing(send)
        with speaking(asked_language(headers.get("accept-language", ""))):
            try:
                session = self._check(scope, headers)
                if scope["path"] == HANDOVER:
                    scope["paired"] = await run_in_threadpool(_find_paired, self._desk, headers)
                if session is not None and session.guest is not None:
                    await run_in_threadpool(_check_guest, self._desk, session.guest, scope)
                limited = _limited(receive, _limit(scope["path"]))
                with visiting(None if session is None else session.guest):
                    await self._app(scope, limited, outgoing.send)
            except Refusal as refusal:
                answer = answer_problem(refusal.status, problem_of(refusal))
                if wait := refusal.values.get("seconds"):
                    answer.headers["retry-after"] = str(wait)
                await answer(scope, receive, outgoing.send)
            except Exception:
                _LOG.exception("an error that nobody foresaw, at %s", scope["path"])
                if outgoing.started:
                    raise  # half an answer is out: the connection breaks, and the reader sees it
                words = _("the program failed; its own log says how")
                answer = answer_problem(500, Problem("studio", words, None))
                await answer(scope, receive, outgoing.send)

    def _check(self, scope: Scope, headers: Headers) -> Session | None:
        path, is_write = scope["path"], scope["method"] in WRITES
        self._check_host(headers)
        if path == HANDOVER:
            self._check_extension(scope, headers, is_write=is_write)
            return None
        self._check_origin(headers, needed=is_write and path != TOKENS)
        if path in self._strict:
            _take(self._strict[path])
        session = self._session(headers)
        if session is None and path not in NO_SESSION_NEEDED:
            raise Refusal(401, "guard", _NO_SESSION, hint=_COME_IN)
        if path == TOKENS:
            self._check_secret(scope, headers)
        if is_write:
            _check_body(path, headers)
            if session is not None:
                _take(session.writes)
        return session

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._desk.address.knows(hosts[0]):
            raise Refusal(
                403,
                "guard",
                "the request is for another host",
                hint="call the studio by the address that bozzetto serve says",
            )

    def _check_origin(self, headers: Headers, *, needed: bool) -> None:
        """Refuse what another page sends. A browser says with every write where it is from."""
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site")
        own = all(self._desk.address.is_own(origin, headers["host"]) for origin in origins)
        if not own or len(origins) > 1 or (site is not None and site not in OWN_SITE):
            raise Refusal(403, "guard", "the request comes from another page")
        if needed and not origins:
            raise Refusal(403, "guard", "the request does not say which page it comes from")

    def _check_extension(self, scope: Scope, headers: Headers, *, is_write: bool) -> None:
        """Refuse what comes from a page, even the studio's own; the token is looked at later."""
        from_here = scope["client"] is not None and is_loopback(scope["client"][0])
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site")
        is_extension = len(origins) == 1 and _EXTENSION.fullmatch(origins[0]) is not None
        is_foreign = bool(origins) or (site is not None and site not in OWN_SITE)
        if not from_here or (is_foreign and not is_extension):
            raise Refusal(403, "guard", "the request comes from another page")
        _take(self._strict[HANDOVER])
        if is_write:
            _check_body(HANDOVER, headers)

    def _check_secret(self, scope: Scope, headers: Headers) -> None:
        from_here = scope["client"] is not None and is_loopback(scope["client"][0])
        if "origin" in headers or not from_here:
            raise Refusal(403, "guard", "the request comes from another page")
        if not self._desk.entrance.is_secret(headers.get(SECRET_HEADER, "")):
            raise Refusal(401, "guard", _NO_SESSION, hint=_COME_IN)

    def _session(self, headers: Headers) -> Session | None:
        # as a page's own request reads it: what other servers of this machine left is passed over
        said = cookie_parser(headers.get("cookie", "")).get(cookie_name(self._desk.address.port))
        return None if said is None else self._desk.entrance.session(said)


class _Outgoing:
    """What goes out, with the headers that everything has."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _check_guest(desk: State, guest: Guest, scope: Scope) -> None:
    with desk.studios.borrow() as studio:
        place = place_of(guest, studio.roll.standing)
    if place is Place.LEFT:
        raise Refusal(403, "guard", "this key signs no more in the studio", hint=_COME_IN)
    if not may(place, scope["method"], scope["path"]):
        raise Refusal(403, "guard", "guests may look, and act under their own key")


def _find_paired(desk: State, headers: Headers) -> Connection:
    """Return the connection that the extension is paired with."""
    said = headers.getlist("authorization")
    token = _BEARER.fullmatch(said[0]) if len(said) == 1 else None
    found = None
    try:
        if token is not None:
            found = find_paired(Layout(desk.studios.folder.absolute()), token[1])
    except BozzettoError as error:
        status, hint = status_of(error), error.hint
        raise Refusal(status, "studio", error.template, hint=hint, **error.values) from error
    if found is None:
        raise Refusal(
            401,
            "guard",
            "this extension is not paired with the studio",
            hint="pair it anew: bozzetto connect browser",
        )
    return found


def _take(bucket: Bucket) -> None:
    wait = bucket.take()
    if wait:
        raise Refusal(
            429,
            "guard",
            "too many requests",
            hint="wait {seconds} seconds",
            seconds=math.ceil(wait),
        )


def _limit(path: str) -> int:
    return LIMITS.get(path, JSON_LIMIT)


def _check_body(path: str, headers: Headers) -> None:
    """Refuse what a form of a foreign page could send, and what is too large by its own word."""
    wanted = "application/octet-stream" if path in FILES else "application/json"
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    given = headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted and (has_body or given):
        raise Refusal(415, "guard", "the request's body must be {wanted}", wanted=wanted)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > _limit(path):
        raise Refusal(413, "guard", "the request is larger than {limit} bytes", limit=_limit(path))


def _limited(receive: Receive, limit: int) -> Receive:
    """Stop a body that does not say its length beforehand."""
    taken = 0

    async def count() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413)  # the one error that a reader of the body lets through
        return message

    return count


def asked_language(header: str) -> Language:
    """Return the language that Accept-Language asks for; else what the process speaks.

    RFC 9110 section 12.5.4. A weight that is none counts as 0.
    """
    best, asked = 0.0, spoken()
    for part in header.split(","):
        tag, *parameters = (each.strip().lower() for each in part.split(";"))
        primary = tag.partition("-")[0]
        weight = _weight(parameters)
        if primary in set(Language) and weight > best:
            best, asked = weight, Language(primary)
    return asked


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
