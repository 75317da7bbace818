"""Watches: the folders in which the server records what appears."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints

from bozzetto.web.bodies import BodyDigest, PathId
from bozzetto.web.state import Desk, State
from bozzetto.web.watcher import Watch

__all__ = ["MAX_PATH", "NamedPath", "router", "start", "stop"]

router = APIRouter(tags=["watches"])

MAX_PATH = 4096  # characters: PATH_MAX of Linux, the longest that any of the systems takes

NamedPath = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_PATH),
    Field(description="a whole path on the server's machine; `~` is the home folder"),
]


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A folder that is to be watched."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    folder: NamedPath
    work: BodyDigest
    polling: Annotated[bool, Field(description="look again and again: network drives")] = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Whether a watch is to rest."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    paused: bool


def start(state: State) -> None:
    """Begin to watch."""
    state.watches.start()


def stop(state: State) -> None:
    """End all watches; what is on its way is recorded."""
    state.watches.stop()


@router.get("/watches")
def show(desk: Desk) -> list[Watch]:
    """List the watches."""
    return desk.watches.all()


@router.post("/watches")
def add(desk: Desk, body: NewWatch) -> Watch:
    """Watch a folder from now on; what is in it already is recorded as imported."""
    return desk.watches.add(body.folder, body.work, polling=body.polling)


@router.put("/watches/{watch}")
def pause(desk: Desk, watch: PathId, body: Pause) -> Watch:
    """Pause a watch, or go on with it. The record shows a pause as a gap."""
    return desk.watches.pause(watch, paused=body.paused)


@router.delete("/watches/{watch}", status_code=204)
def remove(desk: Desk, watch: PathId) -> None:
    """Watch a folder no more."""
    desk.watches.remove(watch)
