"""ComfyUI, as its own page and its clients speak with it.

What is looked at: ``POST /prompt`` (an instruction), ``POST /upload/image`` and ``/upload/mask``
(materials), ``POST /queue`` (jobs taken out), all of them with ``/api`` before them too, and the
texts of websockets. Files are fetched from ``/view`` as soon as a node says that it made them:
those of preview nodes are gone with the next start.

A job that asks without a websocket is told of by nobody, and one that is taken out of the queue
leaves no trace. So of every job that was given and has not ended, ``/history`` is asked, at each
change of the queue and every two seconds, and ``/queue`` where that knows nothing.
"""

import json
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bozzetto.capture.handover.reporter import File
from bozzetto.capture.proxy.events import Event, Made, read_event, read_outputs
from bozzetto.capture.proxy.head import Request
from bozzetto.capture.proxy.multipart import read_form
from bozzetto.capture.proxy.observing import Observing
from bozzetto.capture.proxy.prompting import Prompted, Stored, read_prompt
from bozzetto.capture.proxy.system import describe
from bozzetto.capture.proxy.telling import Telling, clean_bytes
from bozzetto.capture.proxy.tool import Tool
from bozzetto.capture.proxy.watched import Watched
from bozzetto.capture.proxy.wire import Kept

__all__ = ["ComfyUI"]

_GRAPH_LIMIT = 64 << 20  # bytes: graphs with whole pictures in a widget occur
_UPLOAD_LIMIT = 256 << 20  # bytes: ComfyUI itself takes 100 MiB unless told otherwise
_ANSWER_LIMIT = 1 << 20  # bytes
_ANSWER_SECONDS = 30.0  # for ComfyUI to check a graph; it may be importing something
_MOST_FILES = 1024  # of one report, which holds 4096; a node that makes a film of pictures has more
_CLOSED = 4096  # ended jobs that are remembered, so that late news of them is known as that
_LATE = 64  # of these, the newest: what their nodes made may be heard behind their end
_AT_ONCE = 8  # jobs that are still under way and are asked after in one look round
_LAST = 64  # jobs asked after at the end

_DELETED = ("deleted", "it is neither in the queue nor in the history")
_STOPPED = ("failed", "ComfyUI ended before the job did")
_Fetched = list[tuple[Stored, Future[bytes | str]]]


@dataclass(slots=True, eq=False)
class _Job:
    """A job that was given; one that has ended is remembered for a while."""

    id: str
    told: set[Made] = field(default_factory=set)  # outputs that were handed over
    due: bool = False  # it went well, and the history is going to have it
    doubtful: bool = False  # it may be gone from the queue
    broke: bool = False  # the tool went away since it was given
    nodes: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # kind and title, by id
    prompted: Prompted | None = None  # kept where it has secrets: messages may repeat them


class ComfyUI(Observing):
    """Looks at what passes between ComfyUI and its page."""

    def __init__(self, tool: Tool, spool: str) -> None:
        """Begin; nothing is written before the first report."""
        self._open: OrderedDict[str, _Job] = OrderedDict()  # owned by the worker's thread
        self._ended: OrderedDict[str, None] = OrderedDict()  # so is this
        self._late: deque[_Job] = deque(maxlen=_LATE)  # and this: whole graphs may hang on them
        super().__init__(tool, Telling(spool, "ComfyUI", "comfyui", partial(describe, tool)))

    def watch(self, request: Request) -> Watched | None:
        """Say what of an exchange is wanted."""
        if request.method != "POST":
            return None
        match request.path.removeprefix("/api"):
            case "/prompt":
                watched = Watched(request, Kept(_GRAPH_LIMIT), Kept(_ANSWER_LIMIT))
                # in its place now: what comes of it may be told before its answer has passed
                self._later(partial(self._prompt, watched))
                return watched
            case "/upload/image" | "/upload/mask":
                sent = Kept(_UPLOAD_LIMIT)
                return Watched(request, sent, Kept(_ANSWER_LIMIT), on_ended=self._later_upload)
            case "/queue":
                sent = Kept(_ANSWER_LIMIT)
                return Watched(request, sent, Kept(_ANSWER_LIMIT), on_ended=self._later_doubt)
        return None

    def text(self, message: bytes) -> None:
        """Take a text that ComfyUI sent over a websocket."""
        event = read_event(message)
        if event is None:
            return
        fetched = self._fetch(event.made)  # at once: the worker may have others before it
        self._later(partial(self._event, event, message, fetched))

    def broke(self) -> None:
        """Take note that ComfyUI went away."""
        self._later(self._break)

    def _later_upload(self, watched: Watched) -> None:
        self._later(partial(self._upload, watched))

    def _later_doubt(self, _watched: Watched) -> None:
        self._later(self._doubt)

    def _prompt(self, watched: Watched) -> None:
        """Hand over an instruction, or that ComfyUI did not take it."""
        watched.ended.wait(_ANSWER_SECONDS)
        if not watched.reached:
            return  # nothing was given to anybody
        data, answer = watched.sent.data, _members(watched.answer.data)
        prompted = None if data is None else read_prompt(data)
        if watched.status is None or (watched.status < 400 and "prompt_id" not in answer):
            self._telling.lost("a request to generate passed, and its answer was not seen")
        elif prompted is None:
            if watched.status < 400:
                self._telling.lost("a request to generate passed, and could not be read")
        elif watched.status < 400:
            job = str(answer["prompt_id"])
            self._instruct(job, prompted)
            known = self._open.setdefault(job, _Job(job))
            known.nodes, known.prompted = prompted.nodes, _secretive(prompted)
        else:
            job = prompted.given or f"refused-{time.time_ns():x}"
            self._instruct(job, prompted)
            words = _refusal(answer) or f"HTTP status {watched.status}"
            with self._telling.seen(None):  # after the request, which it answers
                self._telling.ended(job, "refused", prompted.without_secrets(words))

    def _instruct(self, job: str, prompted: Prompted) -> None:
        files = [File("prompt.json", data=prompted.raw)]
        for index, (_node, picture) in enumerate(prompted.pictures):
            files.append(File(f"{picture.role}-{index}{picture.suffix}", data=picture.data))
        places: dict[str, int] = {}
        fetched = {name: self._tool.fetch(s.target) for name, s in prompted.inputs.items()}
        for name, future in fetched.items():
            data = future.result()
            if isinstance(data, bytes):
                places[name] = len(files)
                files.append(File(prompted.inputs[name].name, data=data))
        self._telling.report("instruction", prompted.body(places, 0), job=job, files=files)

    def _upload(self, watched: Watched) -> None:
        """Hand over a file that was put into ComfyUI's input folder."""
        answer = _members(watched.answer.data)
        if watched.status != 200 or "name" not in answer:
            return
        data = watched.sent.data
        sort = watched.request.fields.text(b"content-type")
        parts = [] if data is None else read_form(sort, data)
        file = next((part for part in parts if part.filename is not None), None)
        stored = _stored(answer, "input")
        if file is None:
            self._telling.lost(f"{stored} was uploaded, and could not be read")
            return
        is_mask = watched.request.path.endswith("/mask")
        note = f"uploaded to ComfyUI as {stored}"
        over = next((part.text for part in parts if part.name == "original_ref"), None)
        if is_mask and over is not None:
            note += f", over {_stored(_members(over.encode()), 'input')}"
        role = "mask" if is_mask else "input"
        body = {"file": 0, "role": role, "origin": "unknown", "note": note}
        self._telling.report("material", body, files=[File(stored.name, data=file.data)])

    def _event(self, event: Event, message: bytes, fetched: _Fetched) -> None:
        if event.queue == 0:
            self._doubt()
        elif event.queue is not None:
            for job in [job for job in self._open.values() if job.due]:
                self._conclude(job)
        if event.job is None:
            return
        if event.job in self._ended:
            if event.made is not None:
                self._output_late(event, fetched, message)
            return
        job = self._open.setdefault(event.job, _Job(event.job))
        self._output(job, event.made, fetched, message)
        if event.ends == "done":
            job.due = True  # nodes that had nothing to do anew stand in the history only
        elif event.ends is not None:
            self._end(job, event.ends, event.note)

    def _output_late(self, event: Event, fetched: _Fetched, message: bytes) -> None:
        """Hand over what was heard after the history had told the end, without this."""
        for job in self._late:
            if job.id == event.job:
                self._output(job, event.made, fetched, message)

    def _output(self, job: _Job, made: Made | None, fetched: _Fetched, raw: bytes) -> None:
        """Hand over what a node made, once."""
        if made is None or made in job.told:
            return
        job.told.add(made)
        files: list[File] = []
        for stored, future in fetched:
            data = future.result()
            if isinstance(data, bytes):
                files.append(File(stored.name, data=data))
            else:
                self._telling.lost(f"ComfyUI made {stored}, and it could not be had: {data}")
        for start in range(0, len(files), _MOST_FILES):
            self._hand_over(job, made, files[start : start + _MOST_FILES], raw)

    def _hand_over(self, job: _Job, made: Made, files: list[File], raw: bytes) -> None:
        body: dict[str, object] = {
            "files": list(range(len(files))),
            "raw": len(files),
            "claims": _claims(made, job),
        }
        if job.prompted is not None and job.prompted.embedded:
            body["problems"] = ["secret.embedded"]
        told = File("executed.json", data=_clean(raw, job.prompted))
        self._telling.report("output", body, job=job.id, files=[*files, told])

    def _fetch(self, made: Made | None) -> _Fetched:
        stored = () if made is None else made.files
        return [(file, self._tool.fetch(file.target)) for file in stored]

    def _end(self, job: _Job, how: str, note: str | None = None) -> None:
        if job.prompted is not None:
            note = job.prompted.without_secrets(note)
        self._telling.ended(job.id, how, note)
        self._open.pop(job.id, None)
        self._late.append(job)
        self._ended[job.id] = None
        while len(self._ended) > _CLOSED:
            self._ended.popitem(last=False)

    def _doubt(self) -> None:
        """Ask after all jobs, also whether they are in the queue at all."""
        for job in self._open.values():
            job.doubtful = True
        self._check_doubtful()

    def _break(self) -> None:
        for job in self._open.values():
            job.doubtful = job.broke = True

    def _look_round(self) -> None:
        """Ask after jobs, those first that were not asked after for the longest time."""
        self._check_doubtful()
        waiting = 0
        for job in list(self._open.values()):
            if not self._conclude(job):
                self._open.move_to_end(job.id)
                waiting += 1
            if waiting == _AT_ONCE:
                return

    def _check_doubtful(self) -> None:
        """End the jobs that are neither in the queue nor, after that, in the history."""
        jobs = [job for job in self._open.values() if job.doubtful]
        queue = self._tool.ask("/queue") if jobs else None
        if not isinstance(queue, dict):
            return  # there is none, or the tool is away: asked again later
        queued = _queued(queue)
        for job in jobs:
            job.doubtful = False
            if job.id not in queued and not self._conclude(job):
                with self._telling.seen(None):
                    self._end(job, *(_STOPPED if job.broke else _DELETED))

    def _conclude(self, job: _Job) -> bool:
        """End a job that the history has; say whether it has."""
        told = self._history(job)
        if told is None:
            return False
        outputs, how, note = told
        with self._telling.seen(None):
            for made in outputs:
                if made not in job.told:
                    raw = json.dumps({"node": made.node, "prompt_id": job.id}).encode()
                    self._output(job, made, self._fetch(made), raw)
            self._end(job, how, note)
        return True

    def _history(self, job: _Job) -> tuple[list[Made], str, str | None] | None:
        """Return what the history says of a job: its outputs, and how it ended."""
        told = self._tool.ask(f"/history/{job.id}")
        entry = told.get(job.id) if isinstance(told, dict) else None
        return read_outputs(entry) if isinstance(entry, dict) else None

    def _finish(self) -> None:
        for job in list(self._open.values())[:_LAST]:
            self._conclude(job)
        if self._open:
            jobs = ", ".join(list(self._open)[:_AT_ONCE])
            count = len(self._open)
            self._telling.lost(f"the proxy ended while {count} jobs were under way: {jobs}")


def _claims(made: Made, job: _Job) -> dict[str, str]:
    """Say what ComfyUI says of a node's files."""
    kind, title = job.nodes.get(made.node, ("", ""))
    folders = ", ".join(sorted({file.folder for file in made.files}))
    told = {"node": made.node, "node type": kind, "title": title, "folder": folders}
    return {name: value for name, value in told.items() if value}


def _secretive(prompted: Prompted) -> Prompted | None:
    return None if prompted.secrets is None else prompted


def _clean(raw: bytes, prompted: Prompted | None) -> bytes:
    """Take secrets out of a message of ComfyUI; one that has none stays as it is."""
    value = json.loads(raw)
    if prompted is not None and (clean := prompted.without_secrets(value)) != value:
        return json.dumps(clean, ensure_ascii=False).encode("utf-8", "replace")
    return clean_bytes(raw)[0]


def _members(data: bytes | None) -> Mapping[str, Any]:
    try:
        value = json.loads(data or b"")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _stored(value: Mapping[str, Any], folder: str) -> Stored:
    name = value.get("name", value.get("filename", ""))
    return Stored(str(name), str(value.get("subfolder") or ""), str(value.get("type") or folder))


def _queued(queue: Mapping[str, Any]) -> set[str]:
    """List the jobs of a queue: ``[number, id, graph, ...]`` each."""
    rows = [*(queue.get("queue_running") or ()), *(queue.get("queue_pending") or ())]
    return {str(row[1]) for row in rows if isinstance(row, list) and len(row) > 1}


def _refusal(answer: Mapping[str, Any]) -> str:
    """Say in ComfyUI's words why it did not take a graph."""
    error = answer.get("error")
    if isinstance(error, dict):
        told = [str(error.get(name)) for name in ("message", "details") if error.get(name)]
        return ": ".join(told)
    return str(error or "")
