"""A proxy on this machine for programs in any language that call a picture service.

    proxy = ServiceProxy("https://api.openai.com", port, conversation)
    proxy.start()      # then, in the program: base_url = proxy.url + "/v1"

An ASGI application hands each request on as it is, over `AsyncTransport`, and the answer back as
it comes. It listens on the loopback address alone, answers to no other name (a page elsewhere
could point its own name here), and to no page of another place: nobody's browser is to tell the
studio what somebody asked for.
"""

import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Self
from urllib.parse import urlsplit

import httpx  # noqa: TID251  # hands requests on to the one service that the user named
import uvicorn

from bozzetto import __version__
from bozzetto.capture.api.call import without_query
from bozzetto.capture.api.conversation import Conversation
from bozzetto.capture.api.transport import AsyncTransport
from bozzetto.capture.handover.reporter import Reporter
from bozzetto.errors import FormatError, RecordingError

__all__ = ["Forwarder", "ServiceProxy"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HOST = "127.0.0.1"
_HERE = ("127.0.0.1", "localhost", "[::1]")
# RFC 9110 section 7.6.1: between two neighbours only. `Host` and the length are written anew.
_HOPS = frozenset(
    (
        "connection",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
_TIMEOUTS = {"connect": 20.0, "read": None, "write": None, "pool": None}  # painting takes minutes
_START = 10.0  # seconds for the server to listen


class Forwarder:
    """The ASGI application."""

    def __init__(self, service: str, transport: AsyncTransport) -> None:
        """Take where requests go, and what sends them.

        Raises:
            FormatError: it is no address of a service.
        """
        parts = urlsplit(service)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise FormatError(
                "not the address of a service: {text!r}",
                hint="write it as https://api.openai.com",
                text=service[:200],
            )
        self._service = httpx.URL(service.rstrip("/"))
        self._transport = transport

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take note that the server starts or stops."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._hand_on(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._transport.aclose()  # in the loop in which its connections were opened
        await send({"type": "lifespan.shutdown.complete"})

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = _refusal(scope)
        if refused is not None:
            await _say(send, *refused)
            return
        try:
            response = await self._transport.handle_async_request(self._request(scope, receive))
        except httpx.HTTPError as error:
            await _say(send, 502, f"the service cannot be reached: {type(error).__name__}")
            return
        await self._answer(response, send)

    def _request(self, scope: Scope, receive: Receive) -> httpx.Request:
        base = self._service
        path = base.raw_path.rstrip(b"/") + scope["raw_path"]
        query = scope["query_string"]
        url = base.copy_with(raw_path=path + (b"?" + query if query else b""))
        headers = [
            (name, _packings(value) if name == b"accept-encoding" else value)
            for name, value in scope["headers"]
            if name.decode("latin-1") not in _HOPS
        ]
        has_body = any(
            name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]
        )
        return httpx.Request(
            scope["method"],
            url,
            headers=[(b"host", base.netloc), *headers],
            content=_body(receive) if has_body else None,
            extensions={"timeout": _TIMEOUTS},
        )

    async def _answer(self, response: httpx.Response, send: Send) -> None:
        headers = [
            (name.lower(), value)
            for name, value in response.headers.raw
            if name.decode("latin-1").lower() not in _HOPS
        ]
        start = {"type": "http.response.start", "status": response.status_code, "headers": headers}
        await send(start)
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101  # for the checker
        try:
            async for chunk in response.stream:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            await response.stream.aclose()
        await send({"type": "http.response.body", "body": b""})


class ServiceProxy:
    """The proxy, in a thread of its own."""

    def __init__(self, service: str, port: int, conversation: Conversation) -> None:
        """Take what to do; nothing listens before `start`.

        Args:
            service: Where requests go: ``https://api.openai.com``.
            port: Where to listen; 0 takes any that is free.
            conversation: Looks on.

        Raises:
            FormatError: it is no address of a service.
        """
        self._conversation = conversation
        self._transport = AsyncTransport(conversation)
        self._forwarder = Forwarder(service, self._transport)
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    @classmethod
    def into(cls, spool: str, service: str, port: int, *, prompts_by: str = "unknown") -> Self:
        """Return a proxy that hands over into the spool of a connection; see the constructor.

        Raises:
            FormatError: it is no address of a service.
        """

        def open_reporter(tool: dict[str, str]) -> Reporter:
            reporter = Reporter(spool, tool, f"bozzetto-proxy-api {__version__}")
            reporter.report("started", {"settings": {"service": without_query(service)}})
            return reporter

        return cls(service, port, Conversation(open_reporter, prompts_by=prompts_by))

    def start(self) -> None:
        """Listen, and return when requests are answered.

        Raises:
            RecordingError: the port is taken.
        """
        try:
            listening = socket.create_server((HOST, self._port))
        except OSError as error:
            raise RecordingError(
                "cannot listen on {host}, port {port}: {why}",
                hint="name another port with --port, or 0 for any that is free",
                host=HOST,
                port=self._port,
                why=error.strerror or error,
            ) from error
        self.url = f"http://{HOST}:{listening.getsockname()[1]}"
        config = uvicorn.Config(
            self._forwarder,
            log_level="critical",
            lifespan="on",
            server_header=False,  # the service's own go through
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="bozzetto-proxy"
        )
        self._thread.start()
        end = time.monotonic() + _START
        while not self._server.started and time.monotonic() < end:
            time.sleep(0.005)

    def close(self) -> None:
        """Answer no more, and hand over what is under way."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._conversation.close()


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Say why a request is not handed on; None where it is."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if _name(headers.get(b"host", "")) not in _HERE:
        return 421, "call the proxy by its own address"
    origin = headers.get(b"origin")
    if origin is not None and _name(origin.rpartition("/")[2]) not in _HERE:
        return 403, "the request comes from a page of another place"
    return None


def _name(host: str) -> str:
    """Return a host without its port."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _packings(accepted: bytes) -> bytes:
    """Ask for no packing that cannot be undone here."""
    return b"gzip" if b"gzip" in accepted else b"identity"


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    """Hand a request's body on as it comes."""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise httpx.ReadError("the program hung up")
        more = message.get("more_body", False)
        if message.get("body"):
            yield message["body"]


async def _say(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
