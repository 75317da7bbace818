"""The server: uvicorn over the application, on sockets that are bound before it starts."""

import asyncio
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from fastapi import FastAPI

from bozzetto.errors import StudioError
from bozzetto.web.address import ANY_HOST, LOOPBACK, Address, is_loopback
from bozzetto.web.app import make_app
from bozzetto.web.state import State

__all__ = ["Server", "Tls", "bind", "make_server"]

BACKLOG = 128  # connections that wait; a page opens six
END_SECONDS = 10  # until a request that goes on is given up at the end
TICK_SECONDS = 1.0  # between two settings of the Date header, which has seconds; uvicorn takes 0.1
IDLE_SECONDS = 75  # that a connection without a request is kept: longer than between two looks


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate and its private key, as PEM files."""

    certificate: Path
    key: Path


class Server(uvicorn.Server):
    """uvicorn, without signals of its own, that sends listening pages home before it waits."""

    def __init__(
        self, config: uvicorn.Config, desk: State, sockets: Sequence[socket.socket]
    ) -> None:
        super().__init__(config)
        self.desk = desk
        self._sockets = list(sockets)
        self._loop: asyncio.AbstractEventLoop | None = None  # while it works
        self._ended = asyncio.Event()  # in that loop

    @property
    def address(self) -> Address:
        """Where it listens."""
        return self.desk.address

    def work(self) -> None:
        """Answer requests until `end`."""
        self.run(self._sockets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close what is open, also where it never worked."""
        for each in self._sockets:
            each.close()
        self.desk.studios.close()

    def end(self) -> None:
        """Ask it to end, from any thread or from a signal's handler."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Wait for the end, and tick as seldom as the Date header allows."""
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._ended.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to who started the server."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every stream of events, which would else be waited for."""
        self.desk.news.close()
        await super().shutdown(sockets)


def bind(host: str, port: int, *, falls: bool) -> tuple[list[socket.socket], int]:
    """Bind and listen; this machine's own processes are always heard, too.

    Args:
        host: An IP address or a name.
        port: Of TCP; 0 takes a free one.
        falls: Whether a free port is taken where this one is not.

    Returns:
        The sockets, and their port.

    Raises:
        StudioError: the system refuses.
    """
    try:
        first = _listen(host, port)
    except OSError as error:
        if falls and port:
            return bind(host, 0, falls=False)
        raise StudioError(
            "cannot listen on {host}, port {port}: {why}",
            hint="name another port with --port, or 0 for any that is free",
            host=host,
            port=port,
            why=error.strerror or error,
        ) from error
    sockets, port = [first], int(first.getsockname()[1])
    if not is_loopback(host) and host != ANY_HOST[0]:
        try:
            sockets.append(_listen(LOOPBACK, port))
        except OSError as error:
            first.close()
            raise StudioError(
                "cannot listen on {host}, port {port}: {why}",
                hint="name another port with --port, or 0 for any that is free",
                host=LOOPBACK,
                port=port,
                why=error.strerror or error,
            ) from error
    return sockets, port


def _listen(host: str, port: int) -> socket.socket:
    """Listen as `socket.create_server` does, on a socket that says that it speaks TCP.

    asyncio sends small answers at once only over such a one (`TCP_NODELAY`); over others each
    waits 40 ms for the acknowledgement of its headers.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it lets others take the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except BaseException:
        made.close()
        raise
    return made


def make_server(
    folder: Path, host: str, port: int, *, falls: bool = False, tls: Tls | None = None
) -> Server:
    """Make the server of the studio in `folder`, listening already.

    Raises:
        StudioError: there is no studio, or nobody can be listened to there.
    """
    sockets, port = bind(host, port, falls=falls)
    with ExitStack() as undone:
        for each in sockets:
            undone.callback(each.close)
        app = make_app(folder, Address(host, port, tls=tls is not None))
        undone.callback(app.state.desk.studios.close)
        server = Server(_configure(app, tls), app.state.desk, sockets)
        undone.pop_all()
    return server


def _configure(app: FastAPI, tls: Tls | None) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        log_config=None,  # what goes wrong goes through `logging`, and requests are not logged
        access_log=False,
        lifespan="on",
        loop="asyncio",
        http="h11",
        ws="none",
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=END_SECONDS,
        ssl_certfile=None if tls is None else str(tls.certificate),
        ssl_keyfile=None if tls is None else str(tls.key),
    )
    try:
        config.load()
    except OSError as error:
        raise StudioError(
            "the certificate or its key cannot be used: {why}",
            hint="both are PEM files, and the key has no passphrase",
            why=error.strerror or error,
        ) from error
    return config
