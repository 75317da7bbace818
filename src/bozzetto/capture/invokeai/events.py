"""What InvokeAI tells of its queue over socket.io: the events that are listened to, read.

(invokeai/app/services/events/events_common.py.) Progress is not among them. Of other people's
sessions, where InvokeAI asks for a login, nothing but "redacted" is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bozzetto.capture.invokeai.items import MAX_ID, Made, names_in

__all__ = ["NAMES", "Event", "read_event"]

NAMES = (
    "batch_enqueued",
    "invocation_complete",
    "queue_cleared",
    "queue_item_status_changed",
    "queue_items_canceled",
    "queue_items_retried",
)
_OF_THE_QUEUE = ("queue_cleared", "queue_items_canceled", "queue_items_retried")
_HIDDEN = "redacted"
_PASSED_ON = "image"  # the kind of the node that gives a picture as it was


@dataclass(frozen=True, slots=True)
class Event:
    """What one event says."""

    name: str
    job: str | None = None
    number: int | None = None  # of the item in the queue
    status: str | None = None
    batch: str | None = None
    count: int = 0  # items of the batch
    made: Made | None = None
    raw: Mapping[str, Any] | None = None  # of what was made


def read_event(name: str, data: object) -> Event | None:
    """Read an event; None where it says nothing that is wanted."""
    told = data if isinstance(data, dict) else {}
    if name in _OF_THE_QUEUE:
        return Event(name)
    if _HIDDEN in (told.get("user_id"), told.get("session_id")):
        return None
    if name == "batch_enqueued":
        count = told.get("enqueued")
        batch = _id(told.get("batch_id"))
        return Event(name, batch=batch, count=count if isinstance(count, int) else 0)
    job, number = _id(told.get("session_id")), told.get("item_id")
    if job is None or not isinstance(number, int):
        return None
    return _of_session(name, job, number, told)


def _of_session(name: str, job: str, number: int, told: Mapping[str, Any]) -> Event | None:
    if name == "queue_item_status_changed":
        return Event(name, job, number, status=str(told.get("status")))
    made = _made(told) if name == "invocation_complete" else None
    return None if made is None else Event(name, job, number, made=made, raw=_raw(told))


def _made(told: Mapping[str, Any]) -> Made | None:
    invocation, result = told.get("invocation"), told.get("result")
    if not isinstance(invocation, dict) or not isinstance(result, dict):
        return None
    kind = str(invocation.get("type", ""))[:MAX_ID]
    images, other = names_in(result)
    if kind == _PASSED_ON or not (images or other):
        return None
    node = str(told.get("invocation_source_id", ""))[:MAX_ID]
    return Made(node, kind, images, invocation.get("is_intermediate") is True, other)


def _raw(told: Mapping[str, Any]) -> dict[str, Any]:
    """Take what is kept of an event; the session's id is the job, and looks like a secret."""
    names = ("timestamp", "item_id", "batch_id", "invocation", "invocation_source_id", "result")
    return {name: told[name] for name in names if name in told}


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID else None
