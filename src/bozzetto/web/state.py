"""The state of a running server: what its parts share."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bozzetto.web.news import News
from bozzetto.web.pool import Studios

__all__ = ["Desk", "State"]


@dataclass(frozen=True, slots=True)
class State:
    """What the handlers of requests share. Made once, by `app.make_app`."""

    studios: Studios
    news: News


def _state(request: Request) -> State:
    return cast("State", request.app.state.desk)  # put there by `app.make_app`


Desk = Annotated[State, Depends(_state)]
