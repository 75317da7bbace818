"""Settings: what the user chose about how the studio is run."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from bozzetto.language import Language
from bozzetto.upkeep.settings import (
    MAX_BUDGET,
    MAX_CHECK_HOURS,
    MAX_PORT,
    Settings,
    read_settings,
    write_settings,
)
from bozzetto.web.state import Desk, State

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["settings"])


@dataclass(frozen=True, slots=True)
class NewSettings:
    """All settings; a port that is not named stays."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    language: Language | None
    disk_budget: Annotated[
        Annotated[int, Field(ge=1, le=MAX_BUDGET)] | None,
        Field(description="bytes that the studio is meant to take at most"),
    ]
    check_hours: Annotated[
        Annotated[int, Field(ge=1, le=MAX_CHECK_HOURS)] | None,
        Field(description="between two self-checks; null for none"),
    ]
    port: Annotated[int, Field(ge=1, le=MAX_PORT)] | None = None


def start(state: State) -> None:
    """Begin to keep the studio."""
    state.keeper.start()


def stop(state: State) -> None:
    """End it."""
    state.keeper.stop()


@router.get("/settings")
def show(desk: Desk) -> Settings:
    """Tell the settings."""
    with desk.studios.borrow() as studio:
        return read_settings(studio.layout)


@router.put("/settings")
def change(desk: Desk, body: NewSettings) -> Settings:
    """Write the settings."""
    fresh = Settings(body.language, body.disk_budget, body.check_hours, body.port)
    with desk.studios.borrow() as studio:
        if fresh.port is None:
            fresh = replace(fresh, port=read_settings(studio.layout).port)
        write_settings(studio.layout, fresh)
    desk.news.publish("state", {})
    return fresh
