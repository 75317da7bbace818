"""Asking an authority for a timestamp, over HTTP: RFC 3161 section 3.4.

    token = request_token(authority, hashlib.sha256(note).digest(), now=now)

What comes back is verified before it is believed: it answers this query (imprint, nonce,
policy), it is whole (see ``token``), and its time is not a day off. Whether its signer is
trusted is a question for readers, later. Whatever goes wrong is an ``AnchorError`` that names
the authority and the reason; the recording goes on without, and asks again.

This is the one module of Bozzetto that reaches out to the network by itself; proxies hand on what
somebody else asked for, and a re-run asks the tool that the user names.
"""

import secrets
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bozzetto.anchor.authority import Authority
from bozzetto.anchor.syntax import MAX_TOKEN_BYTES, write_query
from bozzetto.anchor.token import verify_imprint
from bozzetto.anchor.values import Token
from bozzetto.errors import AnchorError, FormatError, VerificationError

if TYPE_CHECKING:  # else loaded by the first query: most of what runs asks nobody for time
    import httpx

__all__ = ["TIMEOUT", "Fetcher", "fresh_nonce", "request_token"]

TIMEOUT = 20.0  # seconds: real authorities take well under two
# How far a token's time may be from this computer's clock. A token that is further off would
# make the record run backwards for ever; better to hear of the wrong clock now.
MAX_DIFFERENCE = timedelta(days=1)
MAX_FILE_BYTES = 8 * 1024 * 1024  # a revocation list; the longest public ones take some MB
NONCE_BITS = 64

_QUERY = "application/timestamp-query"
_REPLY = "application/timestamp-reply"
# Some authorities name the answer loosely; a page of text is surely none
_LOOSE = frozenset({_REPLY, "application/octet-stream", "application/timestamp-response", ""})


def fresh_nonce() -> int:
    """Draw a nonce of 64 bits."""
    return secrets.randbits(NONCE_BITS)


def request_token(
    authority: Authority,
    digest: bytes,
    *,
    now: datetime | None,
    nonce: int | None = None,
    http: "httpx.Client | None" = None,
    timeout: float = TIMEOUT,
) -> Token:
    """Ask an authority to stamp a digest.

    Args:
        authority: Whom to ask.
        digest: The SHA-256 of what is to be stamped, 32 bytes.
        now: This computer's time, to compare the token's with; None compares nothing.
        nonce: A number that the answer must repeat; None draws a fresh one.
        http: What to send with; None opens a client for this one query.
        timeout: Seconds to connect, for each read, and for the answer as a whole.

    Returns:
        The verified token; its ``raw`` is the whole answer, to be kept as it is.

    Raises:
        AnchorError: There is no usable answer.
        FormatError: `digest` is not 32 bytes long.
    """
    if len(digest) != 32:
        raise FormatError("not a SHA-256 digest: {size} bytes", size=len(digest))
    nonce = fresh_nonce() if nonce is None else nonce
    query, login = write_query(digest, nonce, authority.policy), _login(authority)
    with _client(http, authority.url, direct=authority.is_local) as client:
        line = _Line(client, authority.name, MAX_TOKEN_BYTES, timeout, _LOOSE)
        raw = line.send("POST", authority.url, query, login)
    try:
        token = verify_imprint(raw, digest)
    except (FormatError, VerificationError) as error:
        raise AnchorError(
            "{authority}: {reason}", authority=authority.name, reason=error
        ) from error
    _check_answer(authority, token, nonce, now)
    return token


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches a file by HTTP, for ``revocation.fetch_evidence``.

    Attributes:
        http: What to fetch with; None opens a client for each file.
        timeout: Seconds for each file.
    """

    http: "httpx.Client | None" = None
    timeout: float = TIMEOUT

    def __call__(self, url: str) -> bytes:
        """Fetch one file of at most ``MAX_FILE_BYTES``.

        Raises:
            AnchorError: It cannot be had.
        """
        with _client(self.http, url) as client:
            return _Line(client, url, MAX_FILE_BYTES, self.timeout).send("GET", url)


@dataclass(frozen=True, slots=True)
class _Line:
    """One exchange with one server, and what is taken from it."""

    client: "httpx.Client"
    name: str  # what errors call the server
    limit: int  # bytes of the answer
    timeout: float  # seconds to connect, for each read, and for the body as a whole
    types: frozenset[str] | None = None  # media types of the answer; None takes any

    def send(
        self, method: str, url: str, content: bytes = b"", login: "httpx.BasicAuth | None" = None
    ) -> bytes:
        """Send a request and read the answer, up to the limits."""
        import httpx  # noqa: PLC0415  # see above

        headers = {"Accept-Encoding": "identity"}  # the body is read raw, so that limits hold
        if content:
            headers |= {"Content-Type": _QUERY, "Accept": _REPLY}
        try:
            request = self.client.build_request(
                method, url, headers=headers, content=content, timeout=self.timeout
            )
            if login is not None:
                request = next(login.auth_flow(request))
            response = self.client.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                self._check_head(response)
                return self._read(response)
            finally:
                response.close()
        except httpx.TimeoutException as error:
            raise AnchorError("{authority}: it takes too long", authority=self.name) from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, ValueError) as error:
            # the type only: a message might repeat what was sent
            raise AnchorError(
                "{authority}: not reached: {reason}",
                authority=self.name,
                reason=type(error).__name__,
            ) from error

    def _read(self, response: "httpx.Response") -> bytes:
        # httpx times each read, so a server that sends a byte now and then could hold it for
        # ever; hence a deadline for the body
        deadline = time.monotonic() + self.timeout
        body = bytearray()
        for part in response.iter_raw():
            body += part
            if len(body) > self.limit:
                raise AnchorError(
                    "{authority}: the answer is over {limit} bytes",
                    authority=self.name,
                    limit=self.limit,
                )
            if time.monotonic() > deadline:
                raise AnchorError("{authority}: it takes too long", authority=self.name)
        return bytes(body)

    def _check_head(self, response: "httpx.Response") -> None:
        if response.is_redirect:  # not followed: a login goes where it was meant to go
            raise AnchorError(
                "{authority}: it redirects to {place!r}",
                hint="If that is its new address, enter it.",
                authority=self.name,
                place=response.headers["Location"],
            )
        if response.status_code in {401, 403}:
            raise AnchorError(
                "{authority}: it does not accept the user and password", authority=self.name
            )
        if response.status_code != 200:
            raise AnchorError(
                "{authority}: it answers with HTTP status {status}",
                authority=self.name,
                status=response.status_code,
            )
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if self.types is not None and kind not in self.types:
            raise AnchorError(
                "{authority}: it answers with {type!r}, not a timestamp",
                authority=self.name,
                type=kind,
            )


def _login(authority: Authority) -> "httpx.BasicAuth | None":
    if authority.user is None:
        return None
    if authority.password is None and authority.password_env is not None:
        raise AnchorError(
            "{authority}: its password is not given",
            hint="Set the environment variable {variable}.",
            authority=authority.name,
            variable=authority.password_env,
        )
    import httpx  # noqa: PLC0415  # see above

    return httpx.BasicAuth(authority.user, authority.password or "")


def _check_answer(authority: Authority, token: Token, nonce: int, now: datetime | None) -> None:
    if token.nonce != nonce:
        raise AnchorError(
            "{authority}: the answer is to another query: nonce {got}, not {want}",
            authority=authority.name,
            got=token.nonce,
            want=nonce,
        )
    if authority.policy is not None and token.policy != authority.policy:
        raise AnchorError(
            "{authority}: the token is issued under policy {got}, not {want}",
            authority=authority.name,
            got=token.policy,
            want=authority.policy,
        )
    if now is not None and abs(token.gen_time - now) > MAX_DIFFERENCE:
        raise AnchorError(
            "{authority}: its time is {stated}, this computer's {now}",
            hint="Set this computer's clock, or ask another authority.",
            authority=authority.name,
            stated=token.gen_time,
            now=now,
        )


@contextmanager
def _client(
    http: "httpx.Client | None", url: str, *, direct: bool = False
) -> Iterator["httpx.Client"]:
    """Lend the caller's client, or one that lives for one exchange.

    A proxy that the environment names is used, but not to reach this very computer. Without TLS
    nobody's certificate is asked for, and the world's roots are not read: that takes longer than
    the exchange. Redirects are not followed, so nothing turns to TLS later on.
    """
    if http is not None:
        yield http
        return
    import httpx  # noqa: PLC0415  # see above

    plain = url.startswith("http:")
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True  # the first trusts nobody
    with httpx.Client(trust_env=not direct, verify=trusted) as client:
        yield client
