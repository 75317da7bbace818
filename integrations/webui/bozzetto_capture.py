"""One web UI's life as it is handed over: jobs, what they were told, what they gave.

    capture.began(p)       the words and pictures of a job are known, and nothing is drawn yet
    capture.saved(params)  a picture, a grid, a mask was written to a file
    capture.ended(p, ...)  nothing more comes of it

Each call lays something on the desk and returns; pictures are written as PNG behind it.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Any

from bozzetto_pictures import controls, mask_of, png, starts
from bozzetto_reporter import File
from bozzetto_telling import instruction

if TYPE_CHECKING:
    from bozzetto_desk import Desk
    from bozzetto_reporter import Reporter

__all__ = ["Capture"]

_MARK = "_bozzetto_job"  # on the web UI's processing object: its job's name
_PASTED = "infotext.pasted"


class _Job:
    """A job that runs: its name, and which pictures were seen as files."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self.saved: list[Any] = []  # held, so that no other picture gets the same identity


class Capture:
    """Hands over what the hooks tell. May be used by several threads."""

    def __init__(self, reporter: Reporter, desk: Desk) -> None:
        self._reporter = reporter
        self._desk = desk
        self._local = threading.local()  # jobs of this thread, one within the other
        self._pasted = False

    def pasted(self) -> None:
        """Note that words and settings were taken out of a picture, for the next job."""
        self._pasted = True

    def enter(self) -> None:
        """Note that a job may begin in this thread."""
        self._stack().append(None)

    def leave(self, error: BaseException | None, *, interrupted: bool) -> None:
        """Note that it is over, however it went; a job that never began is none."""
        job = self._stack().pop()
        if job is None:
            return
        how = "interrupted" if interrupted else "done"
        body: dict[str, Any] = {"how": how}
        if error is not None:
            body = {"how": "failed", "note": type(error).__name__}
        self._desk.put("the end of a job", lambda: self._report("ended", body, job.name))

    def began(self, p: Any) -> None:  # noqa: ANN401  # the web UI's own processing object
        """Hand over what a job is told, before anything is drawn."""
        job = _Job()
        setattr(p, _MARK, job)
        stack = self._stack()
        if stack:
            stack[-1] = job
        body = instruction(p)
        if self._pasted:
            self._pasted = False
            body["notes"].append(_PASTED)
        held, mask, led = list(starts(p)), mask_of(p), list(controls(p))
        self._desk.put("a job", lambda: self._instruct(job.name, body, held, mask, led))

    def saved(self, params: Any) -> None:  # noqa: ANN401  # ImageSaveParams
        """Hand over a file that the web UI wrote."""
        job = self._job_of(params.p)
        if job is not None:
            job.saved.append(params.image)
        path = str(params.filename)
        name = job.name if job is not None else None
        self._desk.put("a picture", lambda: self._hand_over([File(path, path=path)], name, []))

    def finished(self, p: Any, pictures: list[Any]) -> None:  # noqa: ANN401
        """Hand over what a job made and did not save, as far as it is shown to the person."""
        job = self._job_of(p)
        if job is None:
            return
        known = {id(picture) for picture in job.saved}
        left = [picture for picture in pictures if id(picture) not in known]
        if left:
            self._desk.put("pictures that were not saved", lambda: self._unsaved(job.name, left))

    def _unsaved(self, job: str, pictures: list[Any]) -> None:
        files = [
            File(f"unsaved-{index}.png", data=png(picture))
            for index, picture in enumerate(pictures)
        ]
        self._hand_over(files, job, ["picture.encoded"])

    def _hand_over(self, files: list[File], job: str | None, problems: list[str]) -> None:
        body: dict[str, Any] = {"files": list(range(len(files)))}
        if problems:
            body["problems"] = problems
        self._report("output", body, job, files)

    def _instruct(
        self,
        job: str,
        body: dict[str, Any],
        held: list[Any],
        mask: Any,  # noqa: ANN401
        led: list[tuple[str, Any]],
    ) -> None:
        """Hand over an instruction, with the pictures that it starts from."""
        files: list[File] = []
        region = None
        if mask is not None:
            region = len(files)
            files.append(File("mask.png", data=png(mask)))
        for index, picture in enumerate(held):
            told = {"role": "init", "file": len(files)}
            if region is not None:
                told["region"] = region
            files.append(File(f"init-{index}.png", data=png(picture)))
            body["inputs"].append(told)
        for index, (name, picture) in enumerate(led):
            body["inputs"].append({"role": "control", "file": len(files)})
            body["settings"][f"control {index}"] = name
            files.append(File(f"control-{index}.png", data=png(picture)))
        if files:
            body["notes"].append("picture.encoded")
        self._report("instruction", body, job, files)

    def _report(
        self, act: str, body: dict[str, Any], job: str | None, files: list[File] | None = None
    ) -> None:
        self._reporter.report(act, body, job=job, files=files or [], at=self._desk.seen)

    def _job_of(self, p: Any) -> _Job | None:  # noqa: ANN401
        """Return the job that a picture belongs to: an extension may work on a copy of it."""
        found = getattr(p, _MARK, None)
        if isinstance(found, _Job):
            return found
        return next((job for job in reversed(self._stack()) if job is not None), None)

    def _stack(self) -> list[_Job | None]:
        if not hasattr(self._local, "stack"):
            self._local.stack = []
        stack: list[_Job | None] = self._local.stack
        return stack
