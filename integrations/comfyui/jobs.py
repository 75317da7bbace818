"""Jobs, from when they are queued until they end, as acts that are handed over.

Everything here is done by the desk's thread, in the order in which it happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .bozzetto_redaction import redact
from .bozzetto_reporter import File
from .digests import digest_of, digest_of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .folders import Folders, Named
    from .instructions import Asked, Handed, Instructions

__all__ = ["Ended", "Jobs", "Produced", "Upload"]

MOST_OPEN = 20_000  # jobs; more than ComfyUI's own history keeps
MOST_FILES = 1_000  # of one report; the frames of a film may be more
LONGEST_NOTE = 2_000  # characters of an error message
LONGEST_TITLE = 200  # characters of a node's title

# The core kinds whose `is_changed` is the SHA-256 of the file (nodes.py, LoadImage.IS_CHANGED).
_HASHING = ("LoadImage", "LoadImageMask", "LoadImageOutput")
_HEX = frozenset("0123456789abcdef")


class Produced(NamedTuple):
    """Files that one node gave out."""

    node: str
    files: tuple[Named, ...]
    nameless: int  # pictures that were sent without being written to a file


class Ended(NamedTuple):
    """How a job ended; `note` may hold secrets until it is handed over."""

    how: str
    note: str = ""
    cached: tuple[str, ...] = ()  # ids of the nodes whose results were kept from earlier jobs


class Upload(NamedTuple):
    """A file that somebody gave to ComfyUI, and where ComfyUI put it."""

    name: str
    data: bytes
    role: str
    note: str
    saved: Named | None


@dataclass
class _Job:
    """An open job.

    Attributes:
        live: The graph that ComfyUI runs and writes into.
    """

    live: object
    asked: Asked
    given: set[Named] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)


class Jobs:
    """Hands over what happens to jobs."""

    def __init__(
        self,
        report: Callable[..., object],
        instructions: Instructions,
        folders: Folders,
        handed: Handed,
    ) -> None:
        """Hand over to `report`, as `Reporter.report` takes it."""
        self._report = report
        self._instructions = instructions
        self._folders = folders
        self._handed = handed
        self._open: dict[str, _Job] = {}

    def queued(self, job: str, text: str, live: object) -> None:
        """Hand over an instruction; `live` is the graph that will run."""
        written = self._instructions.write(text)
        self._report("instruction", written.body, job=job, files=written.files)
        self._open[job] = _Job(live, written.asked)
        while len(self._open) > MOST_OPEN:
            self._open.pop(next(iter(self._open)))

    def refused(self, job: str, text: str, note: str) -> None:
        """Hand over an instruction that ComfyUI would not take."""
        self.queued(job, text, None)
        self.ended(job, Ended("refused", note))

    def kept(self, job: str, nodes: Iterable[str]) -> None:
        """Remember which nodes' results were kept from earlier jobs."""
        if job in self._open:
            self._open[job].cached.update(nodes)

    def produced(self, job: str, produced: Produced) -> None:
        """Hand over files that a node gave out, each once in a job."""
        known = self._open.get(job)
        given = known.given if known else set()
        fresh = [named for named in dict.fromkeys(produced.files) if named not in given]
        given.update(fresh)
        if produced.nameless:
            note = "%d pictures of node %s were written to no file"
            self._report("lost", {"note": note % (produced.nameless, produced.node)}, job=job)
        paths = [(named, self._folders.path(named)) for named in fresh]
        files = [File(named.filename, path=path) for named, path in paths if path]
        if len(files) < len(fresh):
            note = "%d files of node %s lie outside of ComfyUI's folders"
            outside = len(fresh) - len(files)
            self._report("lost", {"note": note % (outside, produced.node)}, job=job)
        claims = _claims(known, produced.node, {named.type for named in fresh})
        for start in range(0, len(files), MOST_FILES):
            part = files[start : start + MOST_FILES]
            body: dict[str, object] = {"files": list(range(len(part))), "claims": claims}
            if known and known.asked.embedded:
                body["problems"] = ["secret.embedded"]
            self._report("output", body, job=job, files=part)

    def ended(self, job: str, ended: Ended, rest: Sequence[Produced] = ()) -> None:
        """Close a job, after handing over what it gave that was not seen before."""
        known = self._open.get(job)
        if known is None and ended.how == "deleted":
            return  # told already: ComfyUI clears the queue to delete its only job
        self.kept(job, ended.cached)
        for produced in rest:
            self.produced(job, produced)
        if known:
            self._hold_against(known)
        body = {"how": ended.how}
        if ended.note:
            body["note"] = _without_secrets(ended.note, known)
        self._report("ended", body, job=job)
        self._open.pop(job, None)

    def uploaded(self, upload: Upload) -> None:
        """Hand over a file that somebody gave to ComfyUI, and what ComfyUI made of it.

        Out of a mask and the picture that it belongs to, ComfyUI makes a third file with the mask
        as its alpha channel; graphs load that one.
        """
        digest = digest_of_bytes(upload.data)
        self._material(upload, File(upload.name, data=upload.data), digest, upload.note)
        path = self._folders.path(upload.saved) if upload.saved else None
        if path is None or upload.role != "mask" or not Path(path).is_file():
            return
        made = digest_of(path)
        if made != digest:
            note = f"made by ComfyUI: the picture, with the mask {digest} as alpha channel"
            self._material(upload, File(Path(path).name, path=path), made, note)

    def _material(self, upload: Upload, file: File, digest: str, note: str) -> None:
        self._handed.first(digest)
        body = {"file": 0, "role": upload.role, "origin": "unknown", "note": note}
        self._report("material", body, files=[file])

    def _hold_against(self, job: _Job) -> None:
        """Hold what was read when the job was queued against what ComfyUI read when it ran."""
        for node, seen in job.asked.inputs.items():
            run = _is_changed(job, node)
            if run is None or run == seen or not self._handed.first(run):
                continue
            name = _input_name(job, node)
            path = self._folders.found(name)
            if path and digest_of(path) == run:
                note = f"{name} was another file when the job ran than when it was queued"
                told = {"file": 0, "role": "image", "origin": "unknown", "note": note}
                files = [File(Path(path).name, path=path)]
                self._report("material", told, files=files)
            else:
                note = f"{name} was another file when the job ran, and that is gone: {run}"
                self._report("lost", {"note": note})


def _claims(job: _Job | None, node: str, types: set[str]) -> dict[str, str]:
    """Say what ComfyUI says of a node's files."""
    claims = {"node": node, "folder": ", ".join(sorted(types))}
    if job is None:
        return claims
    kind, title = job.asked.nodes.get(node, ("", ""))
    if kind:
        claims["node type"] = kind
    if title:
        claims["title"] = title[:LONGEST_TITLE]
    if node in job.cached:
        claims["cached"] = "true"  # the files are an earlier job's
    for loader in job.asked.inputs:
        digest = _is_changed(job, loader)
        if digest:
            claims[f"is_changed {loader}"] = digest
    return claims


def _live(job: _Job, node: str) -> dict[str, object]:
    found = job.live.get(node) if isinstance(job.live, dict) else None
    return found if isinstance(found, dict) else {}


def _is_changed(job: _Job, node: str) -> str | None:
    """Read the digest of the file that a node loaded; a list of one in newer versions."""
    found = _live(job, node)
    if found.get("class_type") not in _HASHING:
        return None
    told = found.get("is_changed")
    if isinstance(told, list) and len(told) == 1:
        told = told[0]
    fits = isinstance(told, str) and len(told) == 64 and _HEX.issuperset(told)
    return f"sha256:{told}" if fits else None


def _input_name(job: _Job, node: str) -> str:
    inputs = _live(job, node).get("inputs")
    return str(inputs.get("image")) if isinstance(inputs, dict) else ""


def _without_secrets(note: str, job: _Job | None) -> str:
    """Take out of a message what its request names a secret, and whatever looks like one."""
    clean, _ = redact({"request": job.asked.secrets if job else "", "note": note})
    return str(clean["note"])[:LONGEST_NOTE]
