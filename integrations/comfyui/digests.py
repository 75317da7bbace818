"""SHA-256 of files, each computed once for each state of the file.

A state is path, size and time of change. Model files have many gigabytes, so their digests are
kept in a small JSON file beside this pack, and computed by a thread that steps back: at the
lowest priority where the system has one for threads, and with pauses, longer while ComfyUI works.
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Digests", "IdleHasher", "digest_of", "digest_of_bytes", "state_of"]

CHUNK = 4 * 2**20  # bytes; large enough that hashing lets other threads run meanwhile
PAUSE_IDLE, PAUSE_BUSY = 0.001, 0.02  # seconds after each chunk
LOWEST = 19  # niceness
MOST_KEPT = 10_000  # digests in the file; a large collection has a few thousand models


def state_of(path: str) -> tuple[str, int, int]:
    """Say in which state a file is.

    Raises:
        OSError: There is no such file.
    """
    told = os.stat(path)  # noqa: PTH116  # called for every input of every job
    return path, told.st_size, told.st_mtime_ns


def digest_of(path: str, pause: Callable[[], None] = lambda: None) -> str:
    """Compute ``sha256:<hex>`` of a file, calling `pause` after each piece.

    Raises:
        OSError: It cannot be read.
    """
    found = hashlib.sha256()
    with Path(path).open("rb") as file:
        while True:
            piece = file.read(CHUNK)
            if not piece:
                return "sha256:" + found.hexdigest()
            found.update(piece)
            pause()


def digest_of_bytes(data: bytes) -> str:
    """Compute ``sha256:<hex>``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Digests:
    """Digests by state; those of one file are forgotten when it changes."""

    def __init__(self, kept: Path | None = None) -> None:
        """Read what was kept in `kept`; without it nothing is kept."""
        self._kept = kept
        self._known: dict[str, tuple[int, int, str]] = _read(kept) if kept else {}

    def get(self, state: tuple[str, int, int]) -> str | None:
        """Give the digest of a file in this state, if it is known."""
        path, size, changed = state
        known = self._known.get(path)
        return known[2] if known and known[:2] == (size, changed) else None

    def put(self, state: tuple[str, int, int], digest: str) -> None:
        """Remember a digest; where the file beside the pack cannot be written, for this run."""
        path, size, changed = state
        self._known.pop(path, None)
        self._known[path] = (size, changed, digest)
        while len(self._known) > MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        if self._kept:
            _write(self._kept, self._known)


def _read(path: Path) -> dict[str, tuple[int, int, str]]:
    try:
        members = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): (int(size), int(changed), str(digest))
            for name, (size, changed, digest) in members.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # whatever it holds, digests can be computed again


def _write(path: Path, known: dict[str, tuple[int, int, str]]) -> None:
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps(known), encoding="utf-8")
        part.replace(path)
    except OSError:
        return


class IdleHasher:
    """Computes digests of large files, one after the other, when nobody is waiting."""

    def __init__(self, digests: Digests, busy: Callable[[], bool]) -> None:
        """Keep what is found in `digests`; `busy` says whether ComfyUI works at this moment."""
        self._digests = digests
        self._busy = busy
        self._asked: set[tuple[str, int, int]] = set()
        self._waiting: queue.Queue[tuple[tuple[str, int, int], Callable[[str], None]]] = (
            queue.Queue()
        )
        self._thread: threading.Thread | None = None

    def ask(self, state: tuple[str, int, int], tell: Callable[[str], None]) -> None:
        """Have the digest of a file computed, once for each of its states, and told to `tell`.

        Raises:
            RuntimeError: No thread can be started.
        """
        if state in self._asked:
            return
        self._asked.add(state)
        self._waiting.put((state, tell))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="bozzetto-hash", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        _step_back()
        while True:
            state, tell = self._waiting.get()
            try:
                digest = digest_of(state[0], self._pause)
                if state_of(state[0]) == state:
                    self._digests.put(state, digest)
                    tell(digest)
            except OSError:
                self._asked.discard(state)  # it is asked for again when it is used again
            finally:
                self._waiting.task_done()

    def _pause(self) -> None:
        time.sleep(PAUSE_BUSY if self._busy() else PAUSE_IDLE)


def _step_back() -> None:
    """Take the lowest priority for this thread; only Linux has one for a single thread."""
    if sys.platform == "linux":
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST)
        except OSError:
            return
