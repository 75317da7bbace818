"""The application: its parts put together."""

from pathlib import Path

from fastapi import FastAPI

from bozzetto import __version__
from bozzetto.web import records
from bozzetto.web.news import News
from bozzetto.web.pool import Studios
from bozzetto.web.state import State

__all__ = ["make_app"]

PARTS = (records,)  # modules with a `router`; each one's paths begin with /api


def make_app(folder: Path) -> FastAPI:
    """Make the application of the studio in `folder`.

    Raises:
        StudioError: there is no studio.
    """
    app = FastAPI(title="Bozzetto", version=__version__, openapi_url="/api/openapi.json")
    app.state.desk = State(Studios(folder), News())
    for part in PARTS:
        app.include_router(part.router, prefix="/api")
    return app
