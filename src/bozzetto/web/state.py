"""The state of a running server: what its parts share."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bozzetto.capture.kinship import Fingerprints
from bozzetto.upkeep.runs import RunReader
from bozzetto.web.address import Address
from bozzetto.web.entrance import Entrance
from bozzetto.web.guest import Waiting
from bozzetto.web.indexing import Indexer
from bozzetto.web.keeping import Keeper
from bozzetto.web.kept import Kept
from bozzetto.web.news import News
from bozzetto.web.poller import Poller
from bozzetto.web.pool import Studios
from bozzetto.web.receiving import Receiving
from bozzetto.web.thumbnails import Thumbnails
from bozzetto.web.watching import Watches
from bozzetto.web.weighing import Scales
from bozzetto.web.working import Jobs

__all__ = ["Desk", "State"]


@dataclass(frozen=True, slots=True)
class State:
    """What the handlers of requests share. Made once, by `app.make_app`."""

    studios: Studios
    news: News
    address: Address
    entrance: Entrance
    waiting: Waiting  # acts of guests that are not signed yet
    poller: Poller
    thumbnails: Thumbnails
    kept: Kept  # files that were sent
    prints: Fingerprints
    watches: Watches
    receiving: Receiving
    jobs: Jobs
    keeper: Keeper
    indexer: Indexer
    scales: Scales
    runs: RunReader


def _state(request: Request) -> State:
    return cast("State", request.app.state.desk)  # put there by `app.make_app`


Desk = Annotated[State, Depends(_state)]
