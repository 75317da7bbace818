"""Where ComfyUI is listened to: its queue, what it sends to its page, and its interrupts.

Each of ComfyUI's own functions is called exactly once, as it would have been; what is seen is put
on the desk. `PromptQueue.put` sees the job's id, and the graph as every other pack's handlers
left it, which the handlers of POST /prompt do not (server.py, post_prompt). An event `executed`
comes for each node that gives out files, but only where the asking program named itself; so what
is still missing is taken out of the result when the job is done (execution.py, PromptExecutor).
"""

from __future__ import annotations

import contextlib
import functools
import time
from typing import TYPE_CHECKING, Any

from .folders import Named
from .instructions import spell
from .jobs import Ended, Jobs, Produced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from .bozzetto_desk import Desk

__all__ = ["Hooks"]

Foreign = Any  # ComfyUI's own values, of many versions: looked at with care

LONGEST_ID = 256  # characters, of a report's job

# What a node may give out that is a file of its own making; "input" is where others' files lie.
_GIVEN = ("output", "temp")

# Members of an event that are pictures; in them a member without a file is a picture all the same.
_PICTURES = ("images", "gifs")


class Hooks:
    """Listens to one ComfyUI; `install` once."""

    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        """Put what is seen on `desk`, for `jobs`."""
        self._desk = desk
        self._jobs = jobs
        self._interrupts: dict[str, str] = {}  # when a running job was told to stop, by its id

    def install(self, server: Foreign, queue: Foreign, nodes: ModuleType) -> None:
        """Begin to listen."""
        take_out = functools.partial(self._take_out, queue)
        for owner, name, watch in (
            (queue, "put", self._put),
            (queue, "task_done", functools.partial(self._task_done, queue)),
            (queue, "delete_queue_item", take_out),
            (queue, "wipe_queue", take_out),
            (server, "send_sync", self._send_sync),
            (nodes, "interrupt_processing", functools.partial(self._interrupt, queue)),
        ):
            self._desk.watch(name, functools.partial(_wrap, owner, name, watch))

    def _put(self, original: Callable[..., Foreign], item: Foreign, *more: Foreign) -> Foreign:
        job = self._desk.watch("a queued job", lambda: self._queued(item))
        try:
            return original(item, *more)
        except BaseException:
            if job is not None:
                self._end(job, Ended("failed", "it could not be queued"))
            raise

    def _queued(self, item: Foreign) -> str:
        _, job, prompt, extra_data = item[:4]
        text = spell(prompt, extra_data)
        name = _job(job)
        self._desk.put("a queued job", lambda: self._jobs.queued(name, text, prompt))
        return name

    def _task_done(
        self, queue: Foreign, original: Callable[..., Foreign], *args: Foreign, **more: Foreign
    ) -> Foreign:
        what = "the end of a job"
        item = args[0] if args else more.get("item_id")
        job = self._desk.watch(what, lambda: _job(queue.currently_running[item][1]))
        result = original(*args, **more)
        if job is not None:
            self._desk.watch(what, lambda: self._done(job, *args[1:], **more))
        return result

    def _done(
        self,
        job: str,
        history_result: Foreign = None,
        status: Foreign = None,
        **_more: Foreign,  # process_item, since 0.3.60
    ) -> None:
        outputs = (history_result or {}).get("outputs", history_result) or {}
        rest = [_produced(str(node), given) for node, given in outputs.items()]
        messages = getattr(status, "messages", None) or ()
        completed = getattr(status, "completed", True)
        asked = self._interrupts.pop(job, None)
        ended = _ended(completed, dict(messages), asked)
        self._end(job, ended, [produced for produced in rest if produced.files])

    def _end(self, job: str, ended: Ended, rest: list[Produced] | None = None) -> None:
        self._desk.put("the end of a job", lambda: self._jobs.ended(job, ended, rest or []))

    def _take_out(
        self, queue: Foreign, original: Callable[..., Foreign], *args: Foreign
    ) -> Foreign:
        # ComfyUI takes the same lock inside, and its worker takes it to start a job: what is
        # missing afterwards was taken out here.
        with getattr(queue, "mutex", None) or contextlib.nullcontext():
            before = self._desk.watch("a deletion", lambda: _ids(queue)) or []
            result = original(*args)
            after = self._desk.watch("a deletion", lambda: _ids(queue)) or []
        for job in before:
            if job not in after:
                self._end(job, Ended("deleted"))
        return result

    def _send_sync(
        self,
        original: Callable[..., Foreign],
        event: Foreign,
        data: Foreign,
        *more: Foreign,
        **named: Foreign,
    ) -> Foreign:
        if event in ("executed", "execution_cached"):
            self._desk.watch("a picture", lambda: self._sent(event, data))
        return original(event, data, *more, **named)

    def _sent(self, event: str, data: dict[str, Foreign]) -> None:
        job = _job(data["prompt_id"])
        if event == "execution_cached":
            nodes = tuple(map(str, data["nodes"]))
            self._desk.put("what is kept", lambda: self._jobs.kept(job, nodes))
            return
        produced = _produced(str(data["node"]), data.get("output"))
        if produced.files or produced.nameless:
            self._desk.put("a picture", lambda: self._jobs.produced(job, produced))

    def _interrupt(
        self, queue: Foreign, original: Callable[..., Foreign], value: bool = True
    ) -> Foreign:
        result = original(value)
        if value:  # ComfyUI calls it with False when a job begins
            self._desk.watch("an interrupt", lambda: self._interrupted(queue))
        return result

    def _interrupted(self, queue: Foreign) -> None:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        for item in list(queue.currently_running.values()):
            self._interrupts.setdefault(_job(item[1]), at)


def _wrap(owner: Foreign, name: str, watch: Callable[..., Foreign]) -> None:
    """Have `watch` called with the original before its arguments."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def watched(*args: Foreign, **named: Foreign) -> Foreign:
        return watch(original, *args, **named)

    setattr(owner, name, watched)


def _job(told: Foreign) -> str:
    """Spell a job's id, which programs may choose themselves."""
    return str(told)[:LONGEST_ID] or "-"


def _ids(queue: Foreign) -> list[str]:
    return [_job(item[1]) for item in queue.queue]


def _produced(node: str, given: Foreign) -> Produced:
    """Read what a node gave out: ``{"images": [{"filename": …, "subfolder": …, "type": …}]}``."""
    files, nameless = [], 0
    for member, told in _told(given):
        filename, kind = told.get("filename"), told.get("type", "output")
        if isinstance(filename, str) and filename:
            if kind in _GIVEN:
                files.append(Named(kind, str(told.get("subfolder") or ""), filename))
        elif member in _PICTURES:
            nameless += 1
    return Produced(node, tuple(files), nameless)


def _told(given: Foreign) -> Iterator[tuple[str, dict[str, Foreign]]]:
    for member, values in given.items() if isinstance(given, dict) else ():
        for value in values if isinstance(values, (list, tuple)) else ():
            if isinstance(value, dict):
                yield member, value


def _ended(completed: bool, messages: dict[str, Foreign], asked: str | None) -> Ended:
    cached = tuple(map(str, (messages.get("execution_cached") or {}).get("nodes") or ()))
    stopped, error = messages.get("execution_interrupted"), messages.get("execution_error")
    if stopped:
        note = "at node {} ({})".format(stopped.get("node_id"), stopped.get("node_type"))
        return Ended("interrupted", note + ("; asked for at " + asked if asked else ""), cached)
    if error:
        where = "node {} ({})".format(error.get("node_id"), error.get("node_type"))
        said = "{}: {}".format(error.get("exception_type"), error.get("exception_message"))
        return Ended("failed", where + ": " + said.strip(), cached)
    return Ended("done" if completed else "failed", "", cached)
