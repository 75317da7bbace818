"""The running server: one for each studio, found by the file that it leaves there.

The file is readable by its owner only. It says where the server listens, and its secret: who
knows it may ask for a token that lets one more browser in. Beside it the server holds a lock as
long as it lives: a file whose server was killed is stale, and the next one writes its own; one
that is stopped, or too busy to answer, is not taken over, for two would record the same folders.
"""

import http.client
import json
import os
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bozzetto.errors import StudioError
from bozzetto.studio.layout import Layout
from bozzetto.studio.lock import hold, is_held
from bozzetto.web.address import LOOPBACK, Address, is_loopback

__all__ = ["SECRET_HEADER", "TOKENS", "Running", "ask_running", "claim"]

TOKENS = "/api/tokens"  # another process of this user asks here, with the secret
SECRET_HEADER = "bozzetto-secret"  # noqa: S105  # the header's name

ASK_SECONDS = 5.0  # for an answer of a server that is there
START_SECONDS = 10.0  # that another one may take from its file to its first answer
PAUSE = 0.1  # seconds between two looks
ANSWER_LIMIT = 1 << 12  # bytes


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs, or ran."""

    pid: int
    host: str
    port: int
    secret: str
    tls: bool

    @classmethod
    def read(cls, path: Path) -> "Running | None":
        """Read the file of a server; None where there is none, or it is not finished."""
        try:
            said = json.loads(path.read_bytes())
            return cls(
                int(said["pid"]),
                str(said["host"]),
                int(said["port"]),
                str(said["secret"]),
                bool(said["tls"]),
            )
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Write the file of this server, over one that another left behind."""
        said = {
            "pid": self.pid,
            "host": self.host,
            "port": self.port,
            "secret": self.secret,
            "tls": self.tls,
        }
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(said).encode() + b"\n")

    def ask(self) -> str | None:
        """Ask for an address that lets one browser in; None where no such server answers."""
        try:
            connection = self._connection()
            headers = {"Host": f"{LOOPBACK}:{self.port}", SECRET_HEADER: self.secret}
            try:
                connection.request("POST", TOKENS, headers=headers)
                answer = connection.getresponse()
                said = json.loads(answer.read(ANSWER_LIMIT))
            finally:
                connection.close()
            return str(said["url"]) if answer.status == http.client.OK else None
        except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError):
            return None

    def _connection(self) -> http.client.HTTPConnection:
        # a server that listens elsewhere listens on the loopback address, too
        host = self.host if is_loopback(self.host) else LOOPBACK
        if not self.tls:
            return http.client.HTTPConnection(host, self.port, timeout=ASK_SECONDS)
        # its certificate is for another name; nobody stands between two processes of one machine
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(host, self.port, timeout=ASK_SECONDS, context=context)


def ask_running(layout: Layout) -> str | None:
    """Ask the studio's running server for an address that lets one browser in.

    Returns:
        None where no server runs.

    Raises:
        StudioError: one runs, and does not answer.
    """
    until = time.monotonic() + START_SECONDS
    while _is_served(layout):
        found = Running.read(layout.serving)
        url = None if found is None else found.ask()
        if url is not None:
            return url
        if time.monotonic() > until:
            raise _silent(found)
        time.sleep(PAUSE)
    return None


def _is_served(layout: Layout) -> bool:
    try:
        return is_held(layout.serving_lock)
    except OSError as error:
        raise _unwritten(layout.serving_lock, error) from error


def _silent(found: Running | None) -> StudioError:
    if found is None:
        return StudioError(
            "the studio's server has been starting for {seconds} seconds, and does not answer",
            hint="wait a moment, and try again",
            seconds=round(START_SECONDS),
        )
    return StudioError(
        "the studio is served already, and its server does not answer: process {pid}",
        hint="it may be stopped or busy: wait a moment, or end that process, and try again",
        pid=found.pid,
    )


def _unwritten(path: Path, error: OSError) -> StudioError:
    return StudioError("cannot write {path}: {why}", path=path, why=error.strerror or error)


@contextmanager
def claim(layout: Layout, address: Address, secret: str) -> Iterator[None]:
    """Say where the studio's server listens, while the caller stays.

    Raises:
        StudioError: another server was faster, or the file cannot be written.
    """
    with ExitStack() as held:
        try:
            is_own = held.enter_context(hold(layout.serving_lock))
        except OSError as error:
            raise _unwritten(layout.serving_lock, error) from error
        if not is_own:
            raise StudioError("the studio is served already", hint="open it with: bozzetto serve")
        own = Running(os.getpid(), address.host, address.port, secret, address.tls)
        try:
            own.write(layout.serving)
        except OSError as error:
            raise _unwritten(layout.serving, error) from error
        try:
            yield
        finally:
            with suppress(OSError):
                layout.serving.unlink(missing_ok=True)
