"""What is made of InvokeAI's words: reports, with the bytes of the images that they name.

An image's name is its own for ever (a UUID), and its bytes do not change; so each is fetched and
handed over once, and named by its digest after that.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from bozzetto.capture.dialects.jsontext import parse_json
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.handover.reporter import File
from bozzetto.capture.invokeai.asking import CANVAS, Asked, spell
from bozzetto.capture.invokeai.canvas import describe_canvas
from bozzetto.capture.invokeai.gallery import full, record_of
from bozzetto.capture.invokeai.items import MAX_ID, Item, Made
from bozzetto.capture.invokeai.staging import Decision
from bozzetto.capture.invokeai.telling import Telling, moment
from bozzetto.capture.proxy.telling import SECRET_REMOVED
from bozzetto.capture.proxy.tool import Tool

if TYPE_CHECKING:
    from concurrent.futures import Future

__all__ = ["Ahead", "Handing"]

MAX_KNOWN = 200_000  # images that are remembered, by name
MAX_AHEAD = 32  # images that are fetched before their turn: each may have 256 MB

_ROLES = {"control": "control", "mask": "mask", "user": "input"}  # by the image's category

Ahead: TypeAlias = "Mapping[str, Future[bytes | str]]"
"""Images that are being fetched, by name: their bytes, or in words why not."""


class Handing:
    """Hands over. One thread uses it, but for `ahead`."""

    def __init__(self, tool: Tool, telling: Telling) -> None:
        self._tool = tool
        self._telling = telling
        self._digests: OrderedDict[str, str] = OrderedDict()  # by the image's name
        self._jobs: OrderedDict[str, str] = OrderedDict()  # that made an image, by its name
        self._secretive: OrderedDict[str, None] = OrderedDict()  # jobs whose graph has a secret
        self._canvases: OrderedDict[str, None] = OrderedDict()  # digests
        self._made: list[str] = []  # images that belong into the gallery, since it was looked at
        self._room = threading.BoundedSemaphore(MAX_AHEAD)

    def ahead(self, names: Iterable[str]) -> dict[str, "Future[bytes | str]"]:
        """Begin to fetch images at once, as far as there is room; any thread may ask."""
        return {
            name: self._tool.fetch(full(name))
            for name in names
            if self._room.acquire(blocking=False)
        }

    def release(self, ahead: Ahead) -> None:
        """Give the room back: what was fetched is not needed any more."""
        for _ in ahead:
            self._room.release()

    def knows(self, name: str) -> bool:
        """Whether a job made the image, and it was handed over."""
        return name in self._jobs

    def take_made(self) -> list[str]:
        """Give the images that jobs put into the gallery since this was asked last."""
        made, self._made = self._made, []
        return made

    def _fetch(self, name: str, ahead: Ahead) -> bytes | str:
        future = ahead.get(name)
        data = (self._tool.fetch(full(name)) if future is None else future).result()
        if isinstance(data, bytes):
            self._digests[name] = "sha256:" + hashlib.sha256(data).hexdigest()
            while len(self._digests) > MAX_KNOWN:
                self._digests.popitem(last=False)
        return data

    # -- instructions

    def instruct(self, item: Item, asked: Asked, at: str | None = None) -> None:
        """Hand over what was asked for, with the files that it starts from."""
        canvas = self._canvas(item.canvas, "what an instruction starts from", at)
        raw, taken = redact(item.raw(canvas))
        files = [File("session.json", data=spell(raw))]
        inputs = [self._input(name, role, files) for name, role in asked.inputs.items()]
        if canvas is not None:
            digest = "sha256:" + hashlib.sha256(canvas).hexdigest()
            inputs.append({"role": "canvas", "digest": digest, "name": f"{CANVAS}.json"})
        body: dict[str, Any] = {
            "prompts": [
                {"role": prompt.role, "text": prompt.text, "by": prompt.written_by}
                for prompt in asked.prompts
            ],
            "models": [
                {"name": model.name} | ({} if model.digest is None else {"digest": model.digest})
                for model in asked.models
            ],
            "settings": dict(asked.settings) | item.settings(),
            "inputs": inputs,
            "raw": 0,
            "notes": sorted({*asked.notes, *((SECRET_REMOVED,) if taken else ())}),
        }
        if item.account is not None:
            body["account"] = item.account
        if taken or redact(body)[1]:  # InvokeAI writes the graph into the images
            _remember(self._secretive, item.job)
        self._telling.report("instruction", body, job=item.job, files=files, at=at)

    def _input(self, name: str, role: str, files: list[File]) -> dict[str, Any]:
        """Name a file that is used: its bytes the first time, then its digest."""
        told: dict[str, Any] = {"role": role, "name": name}
        known = self._digests.get(name)
        if known is not None:
            return told | {"digest": known}
        data = self._fetch(name, {})
        if isinstance(data, str):
            return told
        files.append(File(name, data=data))
        return told | {"file": len(files) - 1}

    def _canvas(self, canvas: object, note: str, at: str | None) -> bytes | None:
        """Hand over layers and strokes, each state once, and return their bytes."""
        if not isinstance(canvas, dict):
            return None
        data = spell(redact(canvas)[0])
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._canvases:
            _remember(self._canvases, digest)
            words = f"InvokeAI's canvas, {note}: {describe_canvas(parse_json(data.decode()))}"
            body = {"file": 0, "role": "canvas", "origin": "unknown", "note": words}
            files = [File(f"{CANVAS}.json", data=data)]
            self._telling.report("material", body, files=files, at=at)
        return data

    # -- images

    def output(
        self,
        job: str,
        made: Made,
        names: Iterable[str],
        ahead: Ahead,
        raw: object,
        at: str | None = None,
    ) -> list[str]:
        """Hand over what a node made; returns the names of what could be had."""
        files: list[File] = []
        cached = False
        for name in names:
            data = self._fetch(name, ahead)
            if isinstance(data, bytes):
                cached = cached or self._jobs.get(name, job) != job
                self._jobs.setdefault(name, job)
                self._made += () if made.intermediate else (name,)
                files.append(File(name, data=data))
            else:
                self._telling.lost(f"InvokeAI made {name}, and it could not be had: {data}")
        while len(self._jobs) > MAX_KNOWN:
            self._jobs.popitem(last=False)
        if made.other:
            self._telling.lost(f"{made.kind} made a video, which is not recorded")
        if files:
            claims = {"node": made.node, "node type": made.kind}
            claims |= {"intermediate": "true"} if made.intermediate else {}
            claims |= {"cached": "true"} if cached else {}
            body: dict[str, Any] = {"files": list(range(len(files)))}
            body |= {"raw": len(files), "claims": claims}
            body |= {"problems": ["secret.embedded"]} if job in self._secretive else {}
            told = File("result.json", data=spell(redact(raw)[0]))
            self._telling.report("output", body, job=job, files=[*files, told], at=at)
        return [file.name for file in files]

    def record(self, name: str) -> Mapping[str, Any]:
        """Ask what InvokeAI knows of an image."""
        told = self._tool.ask(record_of(name))
        return told if isinstance(told, dict) else {}

    def found(self, name: str, record: Mapping[str, Any], *, late: bool) -> None:
        """Hand over an image that no job is known to have made.

        Args:
            name: The image.
            record: What InvokeAI knows of it.
            late: Whether it may be there for long: then it has the time that InvokeAI says.
        """
        at = moment(record.get("created_at")) if late else None
        session = record.get("session_id")
        made_here = isinstance(session, str) and 0 < len(session) <= MAX_ID
        if record.get("image_origin") == "external" or not made_here:
            self._material(name, record, at)
        else:
            made = Made(str(record.get("node_id", "")), "", (name,))
            self.output(str(session), made, (name,), {}, _without_session(record), at)

    def _material(self, name: str, record: Mapping[str, Any], at: str | None) -> None:
        """Hand over an image that was put into InvokeAI."""
        data = self._fetch(name, {})
        if isinstance(data, str):
            self._telling.lost(f"{name} is new in InvokeAI, and could not be had: {data}")
            return
        category = str(record.get("image_category"))
        note = f"put into InvokeAI as {category}"
        role = _ROLES.get(category, "input")
        body = {"file": 0, "role": role, "origin": "unknown", "note": note}
        self._telling.report("material", body, files=[File(name, data=data)], at=at)
        metadata = self._tool.ask(record_of(name) + "/metadata")
        if isinstance(metadata, dict):
            self._canvas(metadata.get(CANVAS), f"saved as {name}", at)

    # -- decisions

    def decide(self, decision: Decision) -> None:
        """Hand over a choice."""
        refs = {name: self._reference(name) for name in decision.among}

        def spelled(names: Iterable[str]) -> list[str]:
            known = (refs.get(name) for name in names)
            return list(dict.fromkeys(ref for ref in known if ref is not None))

        body = {
            "among": spelled(decision.among),
            "chosen": spelled(decision.chosen),
            "rejected": spelled(decision.rejected),
            "reason": decision.words,
        }
        self._telling.report("choice", body)

    def _reference(self, name: str) -> str | None:
        """Give an image's digest; one that is not known is handed over before."""
        if name not in self._digests:
            self.found(name, self.record(name), late=True)
        return self._digests.get(name)


def _remember(known: OrderedDict[str, None], name: str) -> None:
    """Take note of a name, and forget the oldest where there are too many."""
    known[name] = None
    while len(known) > MAX_KNOWN:
        known.popitem(last=False)


def _without_session(record: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the session's id out: it is the job, and looks like a secret."""
    return {name: value for name, value in record.items() if name != "session_id"}
