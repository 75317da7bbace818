"""One item of InvokeAI's queue: a session with its graph, what it was given, what came of it.

``GET /api/v1/queue/default/i/{item_id}`` (session_queue_common.py, SessionQueueItem). The item's
number is the queue's; the session has an id that no other one has, and is the job.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bozzetto.capture.dialects.jsontext import Json, parse_json
from bozzetto.capture.invokeai.asking import CANVAS, Asked, read_asked, spell
from bozzetto.capture.invokeai.graph import Graph, parse_graph
from bozzetto.capture.invokeai.telling import MAX_NOTE, moment

__all__ = ["ENDS", "MAX_ID", "OUTPUT", "Item", "Made", "names_in", "read_item"]

ENDS = ("completed", "failed", "canceled")  # QUEUE_ITEM_STATUS, what nothing follows
OUTPUT = "canvas_output"  # how the nodes begin whose pictures the staging area shows
MAX_ID = 256  # characters
MAX_MADE = 4096  # images of one session
_KEPT = (  # of an item, beside its graph; the ids of sessions are no secret, and look like one
    "item_id",
    "batch_id",
    "origin",
    "destination",
    "priority",
    "created_at",
    "field_values",
    "retried_from_item_id",
    "user_id",
    "workflow",
)
_TOLD = ("batch_id", "destination", "item_id", "origin", "retried_from_item_id")
_OWN_USER = "system"  # everybody, where InvokeAI asks for no login


@dataclass(frozen=True, slots=True)
class Made:
    """Images that one node gave."""

    node: str  # its id in the graph that was asked for
    kind: str
    images: tuple[str, ...]
    intermediate: bool = False
    other: bool = False  # it gave something else as well that is a file: a video

    @property
    def staged(self) -> bool:
        """Whether the staging area shows them."""
        return self.node.partition(":")[0] == OUTPUT


@dataclass(frozen=True, slots=True)
class Item:
    """A session in the queue."""

    number: int
    job: str
    batch: str
    status: str
    destination: str
    data: Mapping[str, Any]  # as InvokeAI says it

    @property
    def created(self) -> str | None:
        """When it was queued, by InvokeAI's clock."""
        return moment(self.data.get("created_at"))

    @property
    def ended(self) -> str | None:
        """When it ended, by InvokeAI's clock."""
        return moment(self.data.get("completed_at"))

    @property
    def end(self) -> tuple[str, str | None]:
        """How it ended, and InvokeAI's words on that."""
        if self.status == "completed":
            return "done", None
        if self.status == "failed":
            told = (self.data.get("error_type"), self.data.get("error_message"))
            return "failed", ": ".join(str(each) for each in told if each)[:MAX_NOTE] or None
        began = self.data.get("started_at") is not None
        return ("interrupted" if began else "deleted"), "canceled in InvokeAI"

    @property
    def session(self) -> Mapping[str, Any]:
        """The state of its execution."""
        return _members(self.data.get("session"))

    def graph(self) -> Graph | None:
        """Read the graph, with what the batch puts into it; None where there is none."""
        try:
            text = spell(self.session.get("graph")).decode()
        except RecursionError:  # nested deeper than any graph
            return None
        return parse_graph(parse_json(text))

    @property
    def canvas(self) -> object:
        """The layers and strokes from which it is made; None where it is not of the canvas."""
        nodes = _members(_members(self.session.get("graph")).get("nodes"))
        found = (_members(node).get(CANVAS) for node in nodes.values())
        return next((canvas for canvas in found if isinstance(canvas, dict)), None)

    def asked(self) -> Asked | None:
        """Read what was asked for; None where there is no graph."""
        graph = self.graph()
        return None if graph is None else read_asked(graph)

    def settings(self) -> dict[str, str]:
        """Give what the queue knows of it, and what the batch puts into its graph."""
        found = {name: str(self.data[name]) for name in _TOLD if self.data.get(name) is not None}
        nodes = _members(_members(self.session.get("graph")).get("nodes"))
        for value in _list(self.data.get("field_values")):
            told = _members(value)
            kind = _members(nodes.get(str(told.get("node_path")))).get("type")
            if isinstance(told.get("value"), (str, int, float)):
                found[f"{kind}.{told.get('field_name')}"] = str(told["value"])
        return found

    @property
    def account(self) -> str | None:
        """Whose session it is, where InvokeAI asks for a login."""
        user = self.data.get("user_id")
        return user if isinstance(user, str) and user not in ("", _OWN_USER) else None

    def raw(self, canvas: bytes | None) -> dict[str, Any]:
        """Give the item without its course; in the canvas's place stands its digest."""
        graph = self.session.get("graph")
        kept = {name: self.data[name] for name in _KEPT if self.data.get(name) is not None}
        if canvas is not None:
            digest = "sha256:" + hashlib.sha256(canvas).hexdigest()
            graph = _without_canvas(graph, digest)
        return kept | {"graph": graph}

    def made(self) -> Iterator[Made]:
        """List what its nodes gave so far."""
        prepared = _members(self.session.get("prepared_source_mapping"))
        nodes = _members(_members(self.session.get("graph")).get("nodes"))
        for node, result in list(_members(self.session.get("results")).items())[:MAX_MADE]:
            source = str(prepared.get(node, node))
            found = _members(nodes.get(source))
            kind = str(found.get("type", ""))
            images, other = names_in(_members(result))
            intermediate = found.get("is_intermediate") is True
            yield Made(source, kind, images, intermediate, other)


def read_item(value: object) -> Item | None:
    """Read an item; None where it is none, or is another user's and hidden."""
    data = _members(value)
    number, job = data.get("item_id"), data.get("session_id")
    if not isinstance(number, int) or not isinstance(job, str) or not 0 < len(job) <= MAX_ID:
        return None
    if data.get("user_id") == "redacted":
        return None
    batch, status = str(data.get("batch_id"))[:MAX_ID], str(data.get("status"))
    return Item(number, job, batch, status, str(data.get("destination") or "")[:MAX_ID], data)


def names_in(result: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """List the images of a node's result, and say whether it has a video."""
    found: dict[str, None] = {}
    other = False
    for value in result.values():
        for each in value[:MAX_MADE] if isinstance(value, list) else (value,):
            name = _members(each).get("image_name")
            if isinstance(name, str) and 0 < len(name) <= MAX_ID:
                found[name] = None
            other = other or "video_name" in _members(each)
    return tuple(found), other


def _without_canvas(value: Json, digest: str) -> Json:
    """Copy a graph with a digest in the place of the canvas."""
    if not isinstance(value, dict):
        return value
    nodes = _members(value.get("nodes"))
    clean = {
        name: node | {CANVAS: digest} if isinstance(node, dict) and CANVAS in node else node
        for name, node in nodes.items()
    }
    return value | {"nodes": clean}


def _members(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
