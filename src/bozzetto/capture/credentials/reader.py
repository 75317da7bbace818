"""The reader: asks a worker in a process of its own what a file's content credentials say.

c2pa-python is an extra of ours; where it is not there, or does not load, nothing is read, and the
credentials stay in the kept file. One worker serves the whole program, and is begun anew where it
ended or took too long.
"""

import atexit
import importlib.util
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.credentials.claims import claims_of
from bozzetto.capture.credentials.manifest import Credentials, State, parse_store
from bozzetto.capture.picture import Picture
from bozzetto.record import JSON

__all__ = [
    "MAX_FILES",
    "Store",
    "Worker",
    "can_read",
    "credential_claims",
    "read_credentials",
    "read_store",
]

LIMIT = 20.0  # seconds for one file; real ones take 30 ms, and the first a second
PLACE = "c2pa"  # of the carrier that holds them
_SCRIPT = Path(__file__).with_name("worker.py")
MAX_FILES = 16  # of an output, that are read; services give ten at most
_ENDED = "the reader ended"
_QUIET = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(
    subprocess, "CREATE_NEW_PROCESS_GROUP", 0
)  # of Windows


@dataclass(frozen=True, slots=True)
class Store:
    """A file's manifest store, as c2pa-python tells it; a stranger's words.

    Attributes:
        value: The store; None where it could not be read.
        signatures: What the certificates say, by the label of their manifest.
        error: Why it could not be read.
    """

    value: JSON = None
    signatures: JSON = None
    error: str | None = None


class Worker:
    """A process that reads credentials. May be used by several threads."""

    def __init__(self, script: Path = _SCRIPT, limit: float = LIMIT) -> None:
        """Begin; no process is started yet.

        Args:
            script: What the process runs.
            limit: Seconds for one file.
        """
        self._script = script
        self._limit = limit
        self._lock = threading.Lock()  # guards the two below: one question after the other
        self._process: subprocess.Popen[str] | None = None
        self._is_absent = False  # the library is not there, or does not load

    def read(self, path: Path, media_type: str) -> Credentials | None:
        """Read a file's credentials; None where the library is not there."""
        found = self._tell({"path": str(path), "type": media_type})
        if found is None or found.error is None:
            return None if found is None else parse_store(found.value)
        return Credentials(State.UNREAD, (found.error,))

    def read_store(self, path: Path, media_type: str, trust: str | None = None) -> Store | None:
        """Read a file's manifest store; None where the library is not there.

        Args:
            path: The file.
            media_type: What it is.
            trust: Certificates in PEM that the reader trusts; None to hold nobody against a list.
        """
        question: dict[str, JSON] = {"path": str(path), "type": media_type, "signatures": True}
        return self._tell(question | ({} if trust is None else {"trust": trust}))

    def _tell(self, question: dict[str, JSON]) -> Store | None:
        with self._lock:
            if self._is_absent:
                return None
            answer = self._ask(json.dumps(question))
            if "absent" in answer:
                self._is_absent = True
                self._end()
                return None
        if "store" in answer:
            return Store(answer["store"], answer.get("signatures"))
        return Store(error=str(answer.get("error", _ENDED))[:300])

    def _ask(self, question: str) -> dict[str, JSON]:
        if self._process is not None and self._process.poll() is not None:
            self._end()  # somebody ended it meanwhile, which says nothing of this file
        process = self._process = self._process or self._start()
        if process.stdin is None or process.stdout is None:  # they are pipes
            return {}
        clock = threading.Timer(self._limit, process.kill)
        clock.daemon = True
        clock.start()
        line = ""
        try:
            with suppress(OSError):  # it ended before it was asked; its last words may be there
                process.stdin.write(question + "\n")
                process.stdin.flush()
            line = process.stdout.readline()
        finally:
            clock.cancel()
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            self._end()
            return {}
        return answer if isinstance(answer, dict) else {}

    def _start(self) -> "subprocess.Popen[str]":
        atexit.register(self.close)
        return subprocess.Popen(  # noqa: S603  # our own script, by the interpreter that runs this
            [sys.executable, "-P", str(self._script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for this program, which may have more to read
            creationflags=_QUIET,
        )

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        atexit.unregister(self.close)
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):  # what it was not asked any more
                process.communicate()


_WORKER = Worker()


def can_read() -> bool:
    """Whether the library is installed; it may still not load."""
    return importlib.util.find_spec("c2pa") is not None


def read_credentials(path: Path, picture: Picture) -> Credentials | None:
    """Return what a file's content credentials say; None where there are none, or no reader.

    Args:
        path: The file.
        picture: What the file says about itself. Credentials that are too large to be kept as a
            carrier are not read.
    """
    if not _carries(picture) or not can_read():
        return None
    return _WORKER.read(path, picture.type)


def read_store(path: Path, picture: Picture, trust: str | None = None) -> Store | None:
    """Return a file's manifest store; None where there is none, or no reader.

    Args:
        path: The file.
        picture: As for `read_credentials`.
        trust: Certificates in PEM that the reader trusts; None to hold nobody against a list.
    """
    if not _carries(picture) or not can_read():
        return None
    return _WORKER.read_store(path, picture.type, trust)


def _carries(picture: Picture) -> bool:
    return any(carrier.place == PLACE and carrier.raw for carrier in picture.carriers)


def credential_claims(files: Sequence[Credentials | None]) -> dict[str, str]:
    """Return what the credentials of an output's files say.

    Args:
        files: Of each file, in the output's order. Where there are several, the file's number
            stands behind each name.
    """
    claims: dict[str, str] = {}
    for number, found in enumerate(files, 1):
        if found is not None:
            behind = f" (file {number})" if len(files) > 1 else ""
            claims |= {name + behind: words for name, words in claims_of(found).items()}
    return claims
