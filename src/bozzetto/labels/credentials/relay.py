"""The relay: hands the library's question for a timestamp to ``anchor``, and the answer back.

The library asks an address for itself, waits as long as it likes, knows no passwords and takes what
it gets. So the address it is given is one of this computer, open for one question: what comes there
is asked of the authority by the house's own client, with its limits and its checks of the token.

The port is open on the loopback for as long as one picture is signed, behind a path that nobody
else is told. It asks for nothing but a timestamp over SHA-256, and once.
"""

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import cast

from asn1crypto import tsp

from bozzetto.anchor import Authority, Token, request_token
from bozzetto.anchor.syntax import parse_signed
from bozzetto.errors import AnchorError, BozzettoError
from bozzetto.studio import Clock

__all__ = ["Relay", "relayed"]

MAX_QUERY = 4096  # bytes; a query over SHA-256 has under a hundred
_HOST = "127.0.0.1"
_POLL = 0.02  # seconds until the thread sees that it is no longer wanted


class Relay:
    """One question to one authority.

    Attributes:
        host: Where it is asked: the loopback's address and a port.
        url: What the library is told to ask.
        error: Why there is no token; None where none was wanted, or it came.
        token: The last that came; None before.
    """

    def __init__(self, authority: Authority, clock: Clock) -> None:
        self._authority, self._clock = authority, clock
        self.host = self.url = ""
        self.error: BozzettoError | None = None
        self.token: Token | None = None

    def answer(self, query: bytes) -> bytes | None:
        """Ask the authority what the library asks; None where it gives no usable answer."""
        try:
            asked = tsp.TimeStampReq.load(query, strict=True)
            digest = bytes(asked["message_imprint"]["hashed_message"].native)
            token = request_token(
                self._authority, digest, now=self._clock.now(), nonce=asked["nonce"].native
            )
        except BozzettoError as error:
            self.error = error
            return None
        except (ValueError, TypeError, KeyError) as error:
            self.error = AnchorError("the library asks for no timestamp: {reason}", reason=error)
            return None
        self.token = token
        return parse_signed(token.raw).response  # some authorities send the token bare

    def refused(self, codes: Sequence[str]) -> AnchorError:
        """Say that readers of credentials do not take the token, by C2PA's codes.

        They hold an authority's certificate to C2PA's rules, and for a certificate that breaks
        one they call the whole picture's credentials invalid.
        """
        return AnchorError(
            "{authority}: readers of content credentials do not take its timestamps: {codes}",
            hint="ask another authority",
            authority=self._authority.name,
            codes=", ".join(codes),
        )


class _Server(HTTPServer):
    path: str
    answer: Callable[[bytes], bytes | None]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever asked is told by the answer that does not come."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5  # seconds for the whole question, which comes from this computer

    def do_POST(self) -> None:
        """Answer the question."""
        server = cast("_Server", self.server)
        size = self.headers.get("Content-Length", "")
        raw = None
        if (
            self.path == server.path
            and size.isascii()
            and size.isdigit()
            and int(size) <= MAX_QUERY
        ):
            raw = server.answer(self.rfile.read(int(size)))
        self.send_response(502 if raw is None else 200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(raw or b"")))
        self.end_headers()
        self.wfile.write(raw or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base names it
        """Write nothing: a log would tell the path."""


@contextmanager
def relayed(authority: Authority, clock: Clock) -> Iterator[Relay]:
    """Open a relay to an authority for as long as something is signed."""
    relay = Relay(authority, clock)
    _exempt_loopback()
    with _Server((_HOST, 0), _Handler) as server:
        server.path = f"/{secrets.token_hex(16)}"
        server.answer = relay.answer
        relay.host = f"{_HOST}:{server.server_port}"
        relay.url = f"http://{relay.host}{server.path}"
        thread = threading.Thread(target=server.serve_forever, args=(_POLL,), daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            server.shutdown()
            thread.join()


def _exempt_loopback() -> None:
    """Keep the library from asking this computer by way of a proxy that the environment names."""
    if not any(name.lower() in {"http_proxy", "all_proxy"} for name in os.environ):
        return
    for name in ("NO_PROXY", "no_proxy"):
        spared = os.environ.get(name, "")
        if _HOST not in spared and (spared or name == "NO_PROXY"):
            os.environ[name] = f"{spared},{_HOST}".lstrip(",")
