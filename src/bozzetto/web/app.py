"""The application: its parts put together.

A part is a module with a `router`, whose paths get /api before them. One that runs beside the
requests has `start(state)` and `stop(state)` too; they are called in threads, may wait, and stop
in the opposite order.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from bozzetto import __version__
from bozzetto.capture.kinship import Fingerprints
from bozzetto.errors import BozzettoError
from bozzetto.studio.elsewhere import SignatureWanted
from bozzetto.upkeep.runs import RunReader
from bozzetto.web import (
    acts,
    assessing,
    authorities,
    connections,
    events,
    guests,
    handing,
    home,
    inspecting,
    jobs,
    pages,
    parents,
    people,
    records,
    session,
    settings,
    uploads,
    watches,
    works,
)
from bozzetto.web.address import Address
from bozzetto.web.answers import (
    PROBLEMS,
    problem_forms,
    refuse_error,
    refuse_http,
    refuse_request,
)
from bozzetto.web.entrance import Entrance
from bozzetto.web.guard import Guard
from bozzetto.web.guest import Waiting
from bozzetto.web.guests import refuse_unsigned
from bozzetto.web.indexing import Indexer
from bozzetto.web.keeping import Keeper
from bozzetto.web.kept import Kept
from bozzetto.web.news import News
from bozzetto.web.poller import Poller
from bozzetto.web.pool import Studios
from bozzetto.web.receiving import Receiving
from bozzetto.web.state import State
from bozzetto.web.thumbnails import Thumbnails
from bozzetto.web.watching import Watches
from bozzetto.web.weighing import Scales
from bozzetto.web.working import Jobs

__all__ = ["PARTS", "make_app"]

# Each one's paths begin with /api
PARTS = (
    session,
    events,
    records,
    settings,
    authorities,
    jobs,
    watches,
    connections,
    handing,
    acts,
    uploads,
    parents,
    inspecting,
    people,
    guests,
    works,
    assessing,
    home,
)


def make_app(folder: Path, address: Address | None = None) -> FastAPI:
    """Make the application of the studio in `folder`.

    Args:
        folder: The studio's.
        address: Where it will be listened for; requests for another one are refused.

    Raises:
        StudioError: there is no studio.
    """
    app = Application(
        title="Bozzetto",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=_operation,
    )
    app.state.desk = desk = _make_state(folder, address or Address())
    app.add_middleware(Guard, desk=desk)
    app.add_exception_handler(BozzettoError, refuse_error)
    app.add_exception_handler(SignatureWanted, refuse_unsigned)
    app.add_exception_handler(HTTPException, refuse_http)
    app.add_exception_handler(RequestValidationError, refuse_request)
    for part in PARTS:
        app.include_router(part.router, prefix="/api", responses=PROBLEMS)
    app.include_router(pages.router)
    return app


def _make_state(folder: Path, address: Address) -> State:
    studios, news = Studios(folder), News()
    with ExitStack() as undone:
        undone.callback(studios.close)
        jobs = Jobs(studios, news)
        with studios.borrow() as studio:
            layout = studio.layout
        state = State(
            studios=studios,
            news=news,
            address=address,
            entrance=Entrance(kept=layout.sessions),
            waiting=Waiting(),
            poller=Poller(layout, news, studios.recorded),
            thumbnails=Thumbnails(layout),
            kept=Kept(),
            prints=Fingerprints(),
            watches=Watches(studios, news),
            receiving=Receiving(studios, news),
            jobs=jobs,
            keeper=Keeper(studios, news, jobs),
            indexer=Indexer(layout, news),
            scales=Scales(layout, news),
            runs=RunReader(),
        )
        undone.pop_all()
    return state


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: State = app.state.desk
    desk.news.attach(asyncio.get_running_loop())
    started = []
    try:
        for part in PARTS:
            start = getattr(part, "start", None)
            if start is not None:
                await run_in_threadpool(start, desk)
            started.append(part)
        yield
    finally:
        for part in reversed(started):
            stop = getattr(part, "stop", None)
            if stop is not None:
                await run_in_threadpool(stop, desk)
        desk.news.close()
        await run_in_threadpool(desk.studios.close)


class Application(FastAPI):
    """FastAPI, whose description has the one form of refusals."""

    def openapi(self) -> dict[str, Any]:
        """Describe the API; made once."""
        if self.openapi_schema is None:
            forms = super().openapi().setdefault("components", {}).setdefault("schemas", {})
            forms.update(problem_forms())
        return super().openapi()


def _operation(route: APIRoute) -> str:
    """Name an operation as the page's functions are named: by its part and its act."""
    return "_".join([*map(str, route.tags[:1]), route.name])
