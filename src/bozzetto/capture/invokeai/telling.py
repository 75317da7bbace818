"""Handing over what was heard, or found later; then with the moment that the tool says.

    told = Telling(spool, describe)
    told.report("output", {"files": [0]}, job=job, files=[...], at=moment(record["created_at"]))

Nothing secret is in it.
"""

import re
from collections.abc import Sequence
from typing import Any

from bozzetto import __version__
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.handover.reporter import File, Reporter
from bozzetto.capture.proxy import telling
from bozzetto.capture.proxy.telling import SECRET_REMOVED, Describe

__all__ = ["MAX_NOTE", "Telling", "moment"]

MAX_NOTE = 2000  # characters: what a tool says of an error, without its whole stack
_MAX_NAME = 200  # characters of a file's name: its end says what sort of file it is
# SQLite's own spelling of UTC, to the millisecond, as InvokeAI's database has it
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?")


def moment(stamp: object) -> str | None:
    """Spell a time of InvokeAI's as the record does; None where it is none."""
    match = _STAMP.fullmatch(stamp) if isinstance(stamp, str) else None
    return None if match is None else f"{match[1]}T{match[2]}.{(match[3] or '').ljust(6, '0')}Z"


class Telling(telling.Telling):
    """The reports of one run. One thread reports; any may close."""

    def __init__(self, spool: str, describe: Describe) -> None:
        super().__init__(spool, "InvokeAI", "invokeai", describe)

    def report(
        self,
        act: str,
        body: dict[str, Any],
        *,
        job: str | None = None,
        files: Sequence[File] = (),
        at: str | None = None,
    ) -> None:
        """Hand something over, without secrets, and note in an instruction where one was.

        Args:
            act: What happened.
            body: As docs/formats/handover.md says.
            job: The session's id.
            files: What goes along.
            at: When it happened, where it is found out later.
        """
        clean, taken = redact(body)
        if taken and act == "instruction":
            clean["notes"] = sorted({*clean.get("notes", ()), SECRET_REMOVED})
        named = [File(redact(file.name)[0][-_MAX_NAME:], file.path, file.data) for file in files]
        self._begun().report(act, clean, job=job, files=named, at=at)

    def ended(self, job: str, how: str, note: str | None = None, *, at: str | None = None) -> None:
        """Say how a job ended."""
        body = {"how": how} | ({"note": note[:MAX_NOTE]} if note else {})
        self.report("ended", body, job=job, at=at)

    def _begun(self) -> Reporter:
        with self._lock:
            if self._reporter is None:
                version, settings = self._describe()
                tool = {"name": self._tool} | ({} if version is None else {"version": version})
                by = f"bozzetto-listen-{self._sort} {__version__}"
                self._reporter = Reporter(self._spool, tool, by)
                self._reporter.report("started", {"settings": redact(settings)[0]})
            return self._reporter
