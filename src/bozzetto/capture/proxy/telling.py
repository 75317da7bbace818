"""Handing over what was seen: the reports of one proxy's run, with nothing secret in them.

    told = Telling(spool, "ComfyUI", "comfyui", describe)
    told.report("output", {"files": [0]}, job=job, files=[File("a.png", data=data)])

The first report says in what environment the tool runs, as far as the tool says it; it is asked
when there is something to report, for the tool may be started after the proxy.
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bozzetto import __version__
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.handover.report import SECRET_REMOVED
from bozzetto.capture.handover.reporter import File, Reporter

__all__ = ["SECRET_REMOVED", "Describe", "Telling", "clean_bytes"]

_MAX_NOTE = 2000  # characters: what a tool says of an error, without its whole stack
# Gives the tool's version, where it says one, and its settings
Describe = Callable[[], tuple[str | None, dict[str, str]]]


class Telling:
    """The reports of one run. One thread reports; any may close."""

    def __init__(self, spool: str, tool: str, sort: str, describe: Describe) -> None:
        self._spool = spool
        self._tool = tool
        self._sort = sort
        self._describe = describe
        self._lock = threading.Lock()
        self._reporter: Reporter | None = None
        self._here = threading.local()  # when what a thread reports was seen

    @contextmanager
    def seen(self, at: str | None) -> Iterator[None]:
        """Let what this thread reports meanwhile say when it was seen; None: at that moment."""
        before, self._here.at = self._at, at
        try:
            yield
        finally:
            self._here.at = before

    @property
    def _at(self) -> str | None:
        return getattr(self._here, "at", None)

    def report(
        self,
        act: str,
        body: dict[str, Any],
        *,
        job: str | None = None,
        files: Sequence[File] = (),
    ) -> None:
        """Hand something over, without secrets, and note in an instruction where one was."""
        clean, taken = redact(body)
        if taken and act == "instruction":
            clean["notes"] = sorted({*clean.get("notes", ()), SECRET_REMOVED})
        named = [File(_short(redact(file.name)[0]), file.path, file.data) for file in files]
        self._begun().report(act, clean, job=job, files=named, at=self._at)

    def lost(self, note: str) -> None:
        """Say that something was missed."""
        self.report("lost", {"note": note[:_MAX_NOTE]})

    def ended(self, job: str, how: str, note: str | None = None) -> None:
        """Say how a job ended."""
        body: dict[str, Any] = {"how": how}
        if note:
            body["note"] = note[:_MAX_NOTE]
        self.report("ended", body, job=job)

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all is in the spool; False where time runs out."""
        with self._lock:
            reporter = self._reporter
        return reporter is None or reporter.flush(seconds)

    def close(self, seconds: float) -> None:
        """Say that the run ends, if it began, and wait for the spool, `seconds` at most."""
        with self._lock:
            reporter = self._reporter
        if reporter is not None:
            reporter.close(seconds)

    def _begun(self) -> Reporter:
        with self._lock:
            if self._reporter is None:
                version, settings = self._describe()
                tool = {"name": self._tool} | ({} if version is None else {"version": version})
                by = f"bozzetto-proxy-{self._sort} {__version__}"
                self._reporter = Reporter(self._spool, tool, by)
                self._reporter.report("started", {"settings": redact(settings)[0]})
            return self._reporter


def clean_bytes(data: bytes) -> tuple[bytes, bool]:
    """Take the secrets out of JSON, and say whether there were any; else the bytes stay.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        clean, taken = redact(json.loads(data))
    except RecursionError as error:
        raise ValueError from error
    if not taken:
        return data, False
    return json.dumps(clean, ensure_ascii=False).encode("utf-8", "replace"), True


def _short(name: str) -> str:
    return name[-200:]  # its end says what sort of file it is
