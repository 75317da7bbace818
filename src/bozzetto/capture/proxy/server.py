"""The proxy: listens on this machine only, and gives each connection a thread.

Threads, and sockets that block: one piece of a body then costs two calls of the system and next
to nothing of Python. An event loop was measured at three to eight times the time for a picture
of 4 MB (``bench/proxy.py``), and a page has ten connections, not ten thousand.
"""

import os
import socket
import threading
from contextlib import suppress

from bozzetto.capture.proxy.gate import LOOPBACK, Gate, Upstream
from bozzetto.capture.proxy.relay import Relay, Say
from bozzetto.capture.proxy.watched import Observer
from bozzetto.capture.proxy.wire import Wire
from bozzetto.errors import StudioError

__all__ = ["Proxy"]

_BACKLOG = 128  # connections that wait; a page opens ten
_MOST = 256  # connections at a time: threads; a page that opens more has gone wrong
_DIAL_SECONDS = 5.0  # to reach the tool
_FULL_SECONDS = 0.5  # between two looks whether it ends, while there are too many
_END_SECONDS = 5.0  # for a connection's thread to end


class Proxy:
    """A reverse proxy in front of one tool."""

    def __init__(self, upstream: Upstream, port: int, observer: Observer, say: Say) -> None:
        """Listen; nobody is answered before `start`.

        Args:
            upstream: Where the tool listens.
            port: To listen on; 0 takes a free one.
            observer: Who looks at what passes.
            say: Says an error in words.

        Raises:
            StudioError: the port is taken, or it is the tool's own.
        """
        self._upstream = upstream
        self._observer = observer
        self._say = say
        self._listening = _listen(port)
        self.port = int(self._listening.getsockname()[1])
        if upstream == Upstream(LOOPBACK, self.port):
            self._listening.close()
            raise StudioError("the proxy cannot stand before itself: {url}", url=upstream.url)
        self._lock = threading.Lock()  # guards the one below
        self._open: dict[Relay, threading.Thread] = {}
        self._room = threading.BoundedSemaphore(_MOST)
        self._ended = threading.Event()
        self._accepting = threading.Thread(target=self._accept, name="proxy", daemon=True)

    @property
    def url(self) -> str:
        """Where the tool's page is to be opened."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Answer from now on."""
        self._accepting.start()

    def close(self) -> None:
        """Answer nobody any more, and end what is under way."""
        self._ended.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        if self._accepting.is_alive():
            self._accepting.join(_END_SECONDS)
        with self._lock:
            under_way = list(self._open.items())
        for relay, _thread in under_way:
            relay.end()
        for _relay, thread in under_way:
            thread.join(_END_SECONDS)

    def _accept(self) -> None:
        gate = Gate(self.port, self._upstream)
        while not self._ended.is_set():
            try:
                sock, _address = self._listening.accept()
            except OSError:
                if self._ended.is_set():
                    return
                self._ended.wait(0.1)  # too many files are open: some will be closed
                continue
            while not self._room.acquire(timeout=_FULL_SECONDS):
                if self._ended.is_set():
                    sock.close()
                    return
            relay = Relay(Wire(sock), gate, self._observer, self._dial, self._say)
            thread = threading.Thread(target=self._run, args=(relay,), daemon=True)
            with self._lock:
                self._open[relay] = thread
            thread.start()

    def _run(self, relay: Relay) -> None:
        try:
            relay.run()
        finally:
            with self._lock:
                self._open.pop(relay, None)
            self._room.release()

    def _dial(self) -> Wire:
        where = (self._upstream.host, self._upstream.port)
        sock = socket.create_connection(where, timeout=_DIAL_SECONDS)
        sock.settimeout(None)
        return Wire(sock)


def _listen(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it lets others take the port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise StudioError(
            "cannot listen on {host}, port {port}: {why}",
            hint="name another port with --port, or 0 for any that is free",
            host=LOOPBACK,
            port=port,
            why=error.strerror or error,
        ) from error
    return made
