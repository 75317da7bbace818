"""The reporter: what sits in an artist's tool, and hands over what happens there.

    reporter = Reporter(spool, {"name": "ComfyUI", "version": "0.3.64"}, "comfyui-pack 1")
    reporter.report("instruction", {"prompts": [...]}, job="b71c9d77")
    reporter.report("output", {"files": [0]}, job="b71c9d77", files=[File("a.png", path=path)])

`report` never waits and never raises: it notes the time, gives the report its number and puts
it on a queue; one thread of its own copies the files and writes the report into the spool, a
folder that the studio empties. Where the studio is away, reports stay there and wait. Where one
cannot be written (a full disk), its number is missing: the studio sees that something was lost,
and when. A tool that is killed leaves a run without an end, which the studio sees as well; one
that ends by itself says so, and what is on its way is written before. A child that is forked
begins a run of its own, and so does who reports after `close`.

This file is copied into other people's tools as it is, so it needs Python 3.8 and its standard
library alone, and imports nothing of ours. docs/formats/handover.md describes what it writes.
"""

# `os.path` takes half the time of `pathlib`, and this runs beside a person's work
# ruff: noqa: PTH100, PTH103, PTH105, PTH108, PTH116, PTH118, PTH119, PTH123

from __future__ import annotations

import atexit
import json
import math
import os
import queue
import secrets
import shutil
import sys
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Sequence

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


__all__ = ["File", "Reporter", "now"]

FORMAT = "bozzetto-handover/1"
MOST_WAITING = 100_000  # reports; a tool that made more while the disk hangs loses the newest
MOST_BYTES = 1 << 30  # bytes of files that wait in memory, not on disk
_DEEPEST = 60  # levels of a body; what lies deeper is told as a text
_MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"  # of one length, so that texts are in the order of time
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class File:
    """A file that goes along: where it lies, or its bytes."""

    name: str
    path: str | None = None
    data: bytes | None = None


@dataclass(frozen=True)
class _Report:
    number: int
    at: str
    act: str
    job: str | None
    body: dict[str, Any]
    files: tuple[File, ...]
    size: int  # bytes that it holds in memory


class _Run:
    """One run: what is not written yet, and the thread that writes it."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self.lock = threading.RLock()  # guards the six below; a signal may come in between
        self.number = 0
        self.waiting = 0  # reports
        self.held = 0  # bytes of files in memory
        self.thread: threading.Thread | None = None
        self.is_closed = False
        self.lock_file: int | None = None  # held while the process lives: the studio looks at it
        self.queue: queue.SimpleQueue[_Report | None] = queue.SimpleQueue()

    def hold(self, folder: str) -> None:
        """Hold a lock on the run: the system lets it go when the process dies, however it does."""
        if self.lock_file is None:
            part = os.path.join(folder, "alive.part")
            self.lock_file = os.open(part, os.O_RDWR | os.O_CREAT, 0o600)
            _lock(self.lock_file)
            os.replace(part, os.path.join(folder, "alive"))

    def let_go(self) -> None:
        """Let the lock go."""
        descriptor, self.lock_file = self.lock_file, None
        if descriptor is not None:
            os.close(descriptor)


def now() -> str:
    """Spell the wall clock as the record does: UTC, microseconds."""
    moment = _EPOCH + timedelta(microseconds=time.time_ns() // 1000)
    return moment.strftime(_MOMENT)


class Reporter:
    """Hands over what happens in one run of a tool. May be used by several threads."""

    def __init__(self, spool: str, tool: dict[str, str], reporter: str) -> None:
        """Begin a run; nothing is written before the first report.

        Args:
            spool: The folder that the studio empties; it is made where it is missing.
            tool: ``name``, and ``version`` where it is known: whatever is reported acts in it.
            reporter: The integration's own name and version, separated by a space.
        """
        self._spool = spool
        self._tool = tool
        self._reporter = reporter
        self._run = _Run()
        self.trouble: str | None = None  # why the newest report was not written, in words
        _REPORTERS.add(self)

    now = staticmethod(now)  # for who has only a reporter

    def report(
        self,
        act: str,
        body: dict[str, Any] | None = None,
        *,
        job: str | None = None,
        files: Sequence[File] = (),
        at: str | None = None,
    ) -> int:
        """Hand something over, and return its number in this run; never waits, never raises.

        What is given must not be changed afterwards: it is written a moment later.

        Args:
            act: What happened.
            body: As the act says.
            job: The tool's own id.
            files: What goes along.
            at: When it was seen, as `now` spelled it then, where it is told later; whatever is
                no such spelling, or has not come yet, is this moment.
        """
        at, run = _seen(at), self._open_run()
        with run.lock:
            number = run.number
            run.number += 1
            try:
                given = tuple(files)
                size = sum(len(file.data) for file in given if file.data is not None)
                if run.waiting >= MOST_WAITING or run.held + size > MOST_BYTES:
                    self.trouble = "too much waits to be written"
                    return number
                self._start(run)
                run.queue.put(_Report(number, at, act, job, body or {}, given, size))
                run.waiting += 1
                run.held += size
            except Exception as error:  # noqa: BLE001  # whatever happens here, the tool goes on
                self.trouble = _why(error)
        return number

    def close(self, seconds: float = 5.0) -> None:
        """Say that the run ends, and wait for what is on its way, `seconds` at most."""
        run = self._run
        with run.lock:
            if run.thread is None:
                return
            if not run.is_closed:
                self.report("stopped")
                run.is_closed = True
                run.queue.put(None)
        run.thread.join(seconds)  # also where a first wait was too short, and the tool now ends
        if not run.thread.is_alive():
            run.let_go()

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all that was reported so far is written; False where time runs out."""
        end, run = time.monotonic() + seconds, self._run
        while run.waiting:
            if time.monotonic() > end:
                return False
            time.sleep(0.002)
        return True

    def _open_run(self) -> _Run:
        if self._run.is_closed:
            self._run = _Run()
        return self._run

    def _start(self, run: _Run) -> None:
        if run.thread is None:
            thread = threading.Thread(
                target=self._write_all, args=(run,), name="bozzetto", daemon=True
            )
            thread.start()
            run.thread = thread

    def _write_all(self, run: _Run) -> None:
        while True:
            report = run.queue.get()
            if report is None:
                return
            try:
                self._write(run, report)
                self.trouble = None
            except Exception as error:  # noqa: BLE001  # whatever happens here, the tool goes on
                self.trouble = _why(error)
            with run.lock:
                run.waiting -= 1
                run.held -= report.size

    def _write(self, run: _Run, report: _Report) -> None:
        folder = os.path.join(self._spool, run.name)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with suppress(OSError):  # a file system without locks: then only time tells
            run.hold(folder)
        stem = os.path.join(folder, f"{report.number:010d}")
        found: dict[str, Any] = {
            "format": FORMAT,
            "run": run.name,
            "number": report.number,
            "at": report.at,
            "tool": self._tool,
            "reporter": self._reporter,
            "act": report.act,
            "body": report.body,
            "files": [_keep(file, stem, index) for index, file in enumerate(report.files)],
        }
        if report.job is not None:
            found["job"] = report.job
        try:
            data = _spell(found)
            with open(stem + ".part", "wb") as file:
                file.write(data)
            os.replace(stem + ".part", stem + ".json")
        except BaseException:
            _remove(stem + ".part")
            for index in range(len(report.files)):
                _remove(f"{stem}-{index}")
            raise


_REPORTERS: weakref.WeakSet[Reporter] = weakref.WeakSet()


def _begin_anew() -> None:
    """Give every reporter of a forked child a run of its own: its thread is not there."""
    for reporter in list(_REPORTERS):
        reporter._run.let_go()  # noqa: SLF001
        reporter._run = _Run()  # noqa: SLF001


def _close_all() -> None:
    """Write what is on its way before a tool ends by itself."""
    for reporter in list(_REPORTERS):
        reporter.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
atexit.register(_close_all)


def _spell(value: dict[str, Any]) -> bytes:
    """Spell a report as JSON; what JSON has no form for is told as a text."""
    try:
        return json.dumps(value, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        return json.dumps(_plain(value, 0), allow_nan=False).encode()


def _plain(value: Any, depth: int) -> Any:  # noqa: ANN401  # whatever a tool hands over
    """Copy a value so that JSON has a form for it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    if depth < _DEEPEST and isinstance(value, dict):
        return {str(name): _plain(member, depth + 1) for name, member in value.items()}
    if depth < _DEEPEST and isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(member, depth + 1) for member in value]
    return str(value)[:1000] if depth >= _DEEPEST else str(value)


def _keep(file: File, stem: str, index: int) -> dict[str, Any]:
    """Copy a file beside its report, and say where it is; or why it is not."""
    place = f"{stem}-{index}"
    told: dict[str, Any] = {"name": os.path.basename(str(file.name).replace("\\", "/")) or "-"}
    try:
        if file.data is not None:
            with open(place, "wb") as copy:
                copy.write(file.data)
        else:
            told.update(_copy(str(file.path), place))
    except (OSError, ValueError, shutil.Error) as error:  # ValueError: a name with a NUL
        _remove(place)
        return dict(told, lost=_why(error))
    return dict(told, file=os.path.basename(place))


def _copy(path: str, place: str) -> dict[str, Any]:
    """Copy a file that a tool wrote, and say in which version it was."""
    before = os.stat(path)
    shutil.copyfile(path, place)
    after = os.stat(path)
    told: dict[str, Any] = {"path": os.path.abspath(path)}
    if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
        told["changed"] = str(after.st_mtime_ns)
    return told


def _remove(place: str) -> None:
    try:
        os.unlink(place)
    except OSError:
        return


def _why(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or type(error).__name__)


def _seen(at: str | None) -> str:
    """Return when something was seen: a moment that was, else this one."""
    this = now()
    if at is None:
        return this
    try:
        spelled = datetime.strptime(at, _MOMENT).strftime(_MOMENT)  # noqa: DTZ007  # it ends with Z
    except (TypeError, ValueError):
        return this
    return at if at == spelled <= this else this
