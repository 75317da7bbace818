"""Events: one stream for each open page, of what happens in the studio."""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from bozzetto.record import JSONObject
from bozzetto.web.answers import Refusal
from bozzetto.web.guest import guest_now
from bozzetto.web.news import Event, Listener
from bozzetto.web.poller import change
from bozzetto.web.state import Desk, State

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["events"])

KEEPALIVE = 15.0  # seconds; proxies and browsers give a silent stream up after thirty or more
RETRY = 1000  # milliseconds that a page waits before it connects again


class EventStream(StreamingResponse):
    """Server-sent events.

    https://html.spec.whatwg.org/multipage/server-sent-events.html
    """

    media_type = "text/event-stream"


def start(state: State) -> None:
    """Begin to watch what is recorded."""
    state.poller.start()


def stop(state: State) -> None:
    """Stop watching."""
    state.poller.stop()


@router.get("/events", response_class=EventStream)
async def listen(
    desk: Desk,
    last: Annotated[str, Header(alias="Last-Event-ID", max_length=32)] = "",
) -> EventStream:
    """Tell what happens, from what this page saw last: `change`, `state` and `job`.

    The first event is a `change` with all that changed since `Last-Event-ID`, which is the size
    of the log, or with everything.
    """
    if desk.news.is_full:
        raise Refusal(503, "busy", "too many pages listen", hint="close some of them")
    seen = int(last) if last.isascii() and last.isdecimal() else 0
    # the owner's long jobs are no guest's business, here as little as under /api/jobs
    withheld = frozenset() if guest_now() is None else frozenset({"job"})
    return EventStream(_stream(desk, seen, withheld))


async def _stream(desk: State, seen: int, withheld: frozenset[str]) -> AsyncIterator[str]:
    with desk.news.listening() as listener:
        yield f"retry: {RETRY}\n\n" + _spell(await _changed(desk, seen))
        while not listener.is_over:
            await listener.wait(KEEPALIVE)
            heard = await _heard(desk, listener)
            told = [_spell(event) for event in heard if event.name not in withheld]
            yield "".join(told) or ": nothing new\n\n"


async def _heard(desk: State, listener: Listener) -> list[Event]:
    """Take what waits; a page that is behind looks at everything anew."""
    if listener.is_behind:
        listener.is_behind = False
        return [await _changed(desk, 0), Event("state", {})]
    events = list(listener.waiting)
    listener.waiting.clear()
    return events


async def _changed(desk: State, seen: int) -> Event:
    return Event("change", await run_in_threadpool(_change, desk, seen))


def _change(desk: State, seen: int) -> JSONObject:
    with desk.studios.borrow() as studio:
        size = studio.database.size()
        # a page that saw more looks at another studio now, or at one that was set back
        return change(studio.database, seen if seen <= size else 0, size)


def _spell(event: Event) -> str:
    data = json.dumps(event.data, ensure_ascii=True, separators=(",", ":"))
    number = f"id: {event.data['size']}\n" if event.name == "change" else ""
    return f"{number}event: {event.name}\ndata: {data}\n\n"
