"""What ComfyUI tells of its jobs: the texts of its websocket, and its history.

Of the texts, those are read that say that a node made files, how a job ended, and how long the
queue is; the rest is progress. Files stand in lists under any name (``images``, ``gifs``,
``audio``): custom nodes have their own.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bozzetto.capture.proxy.prompting import Stored

__all__ = ["Event", "Made", "read_event", "read_outputs"]

_MAX_SEEN = 256  # bytes in which a message's type stands: it is the first member

_ENDS = {
    "execution_success": "done",
    "execution_error": "failed",
    "execution_interrupted": "interrupted",
}
_TYPES = (b'"executed"', b'"status"', *(f'"{name}"'.encode() for name in _ENDS))


@dataclass(frozen=True, slots=True)
class Made:
    """Files that a node made."""

    node: str
    files: tuple[Stored, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What one text says."""

    job: str | None = None
    made: Made | None = None
    ends: str | None = None  # how the job ended
    note: str | None = None
    queue: int | None = None  # jobs that are under way or wait


def read_event(message: bytes) -> Event | None:
    """Read a text of the websocket; None where it says nothing of the above."""
    if not any(word in message[:_MAX_SEEN] for word in _TYPES):
        return None
    try:
        value = json.loads(message)
    except (ValueError, RecursionError):
        return None
    data = value.get("data") if isinstance(value, dict) else None
    return _event(value.get("type"), data) if isinstance(data, dict) else None


def _event(sort: object, data: Mapping[str, Any]) -> Event | None:
    if sort == "status":
        info = _members(_members(data.get("status")).get("exec_info"))
        left = info.get("queue_remaining")
        return Event(queue=left) if isinstance(left, int) else None
    job = data.get("prompt_id")
    if not isinstance(job, str):
        return None
    if sort == "executed":
        made = _made(str(data.get("node")), data.get("output"))
        return None if made is None else Event(job, made)
    ends = _ENDS.get(str(sort))
    return None if ends is None else Event(job, ends=ends, note=_words(data))


def read_outputs(entry: Mapping[str, Any]) -> tuple[list[Made], str, str | None] | None:
    """Read a job's entry in the history: what it made, and how it ended.

    Returns:
        None where the entry does not say how it ended.
    """
    outputs = _members(entry.get("outputs"))
    made = [_made(str(node), output) for node, output in outputs.items()]
    status = _members(entry.get("status"))
    if not status and not outputs:
        return None
    how, note = "done", None
    for sort, data in _messages(status):
        if sort in _ENDS:
            how, note = _ENDS[sort], _words(data)
    if how == "done" and status.get("status_str") == "error":
        how = "failed"
    return [each for each in made if each is not None], how, note


def _messages(status: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    messages = status.get("messages")
    for message in messages if isinstance(messages, list) else ():
        match message:
            case [str(sort), dict(data)]:
                yield sort, data


def _made(node: str, output: object) -> Made | None:
    """Read which files a node made; those it only shows out of the input folder are none."""
    found: list[Stored] = []
    for listed in _members(output).values():
        for each in listed if isinstance(listed, list) else ():
            match each:
                case {"filename": str(name), **rest} if name:
                    folder, subfolder = rest.get("type"), rest.get("subfolder")
                    found.append(Stored(name, str(subfolder or ""), str(folder or "output")))
    files = tuple(dict.fromkeys(file for file in found if file.folder != "input"))
    return Made(node, files) if files else None


def _words(data: Mapping[str, Any]) -> str | None:
    """Say in ComfyUI's words what stopped a job, without its stack and the values in it."""
    sort, words = data.get("exception_type"), data.get("exception_message")
    at = data.get("node_type")
    told = ": ".join(str(each).strip() for each in (sort, words) if each)
    place = f"at {at}" if at else ""
    return ", ".join(each for each in (told, place) if each) or None


def _members(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
