"""Listening: InvokeAI's socket.io, in a thread of its own, connected again where it breaks off.

InvokeAI mounts it under ``/ws/socket.io`` and lets everybody who subscribes to the queue hear all
of it (invokeai/app/api/sockets.py). Long polling does not work there, so only a websocket is used.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bozzetto.capture.invokeai.events import NAMES
from bozzetto.errors import StudioError

if TYPE_CHECKING:
    from aiohttp import ClientSession, ClientWebSocketResponse
    from socketio import AsyncClient  # type: ignore[import-untyped]

__all__ = ["Heard", "Listening", "check_installed"]

MAX_MESSAGE = 64 << 20  # bytes of one event; those with a preview have under one million
_QUEUE = "default"  # the only one that InvokeAI's page knows
_CONNECT_SECONDS = 15.0  # for the handshakes; a machine that loads a model is slow
_SOONEST = 0.2  # seconds between two attempts to connect, first
_LATEST = 5.0  # and at most, while InvokeAI is away
_CLOSE_SECONDS = 10.0


def check_installed() -> None:
    """Make sure that the libraries for socket.io are there.

    Raises:
        StudioError: one of them is not.
    """
    try:
        import aiohttp  # noqa: F401, PLC0415  # an extra: python-socketio's client stands on it
        import socketio  # noqa: F401, PLC0415  # an extra
    except ImportError as error:
        raise StudioError(
            "to listen to InvokeAI, {package} is needed, and not installed",
            hint="install it with: pip install 'bozzetto[invokeai]'",
            package=error.name or "python-socketio",
        ) from error


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is told of what: all are called in the listening thread, and must return at once."""

    event: Callable[[str, object], None]  # its name, and what it says
    connected: Callable[[], None]  # from now on everything is heard
    dropped: Callable[[], None]
    failed: Callable[[BaseException], None]  # what was said then was not understood


class Listening:
    """A connection that is kept up."""

    def __init__(self, url: str, heard: Heard) -> None:
        """Prepare; `start` begins.

        Args:
            url: Of InvokeAI, ``http://HOST:PORT``.
            heard: Who is told.
        """
        check_installed()
        self._url = url
        self._heard = heard
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._work, name="invokeai-listen", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._closing.set()
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # it ended by itself
                loop.call_soon_threadsafe(self._stop.set)
        if self._thread.ident is not None:  # it was started
            self._thread.join(_CLOSE_SECONDS)

    def _work(self) -> None:
        for name in ("socketio.client", "engineio.client"):  # what they say is said by us
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        asyncio.run(self._keep_up())

    async def _keep_up(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._lose)
        pause = _SOONEST
        while not (self._closing.is_set() or self._stop.is_set()):
            if await self._listen():
                pause = _SOONEST
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
            pause = min(_LATEST, 2 * pause)

    async def _listen(self) -> bool:
        """Connect, and listen until it breaks off; False where there was no connection."""
        import aiohttp  # noqa: PLC0415  # an extra

        ended = asyncio.Event()
        async with aiohttp.ClientSession() as http, contextlib.aclosing(_Session(http)) as session:
            client = self._client(session, ended)
            try:
                await asyncio.wait_for(self._connect(client), _CONNECT_SECONDS)
            except Exception:  # noqa: BLE001  # whatever a server may do: there is no connection
                await _leave(client)
                return False
            self._heard.connected()
            waiting = [asyncio.ensure_future(each.wait()) for each in (ended, self._stop)]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
            if not self._stop.is_set():
                self._heard.dropped()
            await _leave(client)
            return True

    def _client(self, session: "_Session", ended: asyncio.Event) -> "AsyncClient":
        import socketio  # noqa: PLC0415  # an extra

        client = socketio.AsyncClient(
            reconnection=False,
            handle_sigint=False,
            http_session=session,
            websocket_extra_options={"max_msg_size": MAX_MESSAGE},
        )
        for name in NAMES:
            client.on(name, self._handler(name))
        client.on("disconnect", lambda *_: ended.set())
        return client

    async def _connect(self, client: "AsyncClient") -> None:
        """Connect and subscribe; when this returns, the server has done so."""
        await client.connect(
            self._url,
            transports=["websocket"],
            socketio_path="/ws/socket.io",
            wait_timeout=_CONNECT_SECONDS,
        )
        await client.call("subscribe_queue", {"queue_id": _QUEUE}, timeout=_CONNECT_SECONDS)

    def _handler(self, name: str) -> Callable[..., None]:
        def handle(*told: object) -> None:
            self._heard.event(name, told[0] if told else None)

        return handle

    def _lose(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take note of a message that the libraries could not read."""
        error = context.get("exception")
        self._heard.failed(error if error is not None else RuntimeError(context.get("message")))


class _Session:
    """What engine.io uses of aiohttp's session; a websocket that it opened and forgot is closed."""

    def __init__(self, http: "ClientSession") -> None:
        self._http = http
        self._opened: list[ClientWebSocketResponse] = []

    @property
    def closed(self) -> bool:
        """Whether nothing can be opened any more."""
        return self._http.closed

    async def ws_connect(self, url: str, **options: Any) -> "ClientWebSocketResponse":  # noqa: ANN401
        """Open a websocket."""
        opened: ClientWebSocketResponse = await self._http.ws_connect(url, **options)
        self._opened.append(opened)
        return opened

    async def aclose(self) -> None:
        """Close what is open."""
        for opened in self._opened:
            with contextlib.suppress(Exception):  # it is gone
                await asyncio.wait_for(opened.close(), _SOONEST)


async def _leave(client: "AsyncClient") -> None:
    """End a connection, also one that is not whole."""
    with contextlib.suppress(Exception):  # it is gone, or was never there
        await asyncio.wait_for(client.disconnect(), _SOONEST * 10)
