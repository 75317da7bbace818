"""The page that a person opens: its files, and what is shown where it cannot be."""

import hashlib
import os
import re
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from bozzetto.web.answers import missing
from bozzetto.web.guard import cookie_name
from bozzetto.web.notice import NOT_BUILT, STRANGER, USED, answer_notice
from bozzetto.web.state import Desk

__all__ = ["POLICY", "page_name", "router"]

PAGE = "BOZZETTO_PAGE"  # the variable that names another folder of the page: for its builders
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)
INDEXES = ("index.html", "studio.html")
FOREVER = "private, max-age=31536000, immutable"
# The builder puts eight letters of a digest into the names of what index.html loads
_HASHED = re.compile(r"assets/[\w.-]+-[\w-]{8}\.\w+")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class PageRoute(APIRoute):
    """A route that leaves /api to the others, so that these say themselves what they refuse."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match what is no part of the API."""
        if scope["path"] == "/api" or scope["path"].startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(include_in_schema=False, route_class=PageRoute)


def page_folder() -> Path:
    """Name the folder of the built page."""
    named = os.environ.get(PAGE)
    return Path(named) if named else Path(__file__).parent / "page"


def page_name() -> str:
    """Name the built page by its bytes; empty where there is none."""
    index = _index()
    return "" if index is None else hashlib.sha256(index).hexdigest()[:16]


def _index() -> bytes | None:
    for name in INDEXES:
        path = page_folder() / name
        if path.is_file():
            return path.read_bytes()
    return None


@router.get("/open")
def enter(desk: Desk, token: Annotated[str, Query(max_length=128)] = "") -> Response:
    """Let a browser in whose token is new."""
    cookie = desk.entrance.enter(token)
    if cookie is None:
        return answer_notice(USED)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(
        cookie_name(desk.address.port),
        cookie,
        httponly=True,
        samesite="strict",
        secure=desk.address.tls,
    )
    return answer


@router.get("/")
def index(desk: Desk, request: Request) -> Response:
    """Give the page to who is in, and say to others how to come in."""
    cookie = request.cookies.get(cookie_name(desk.address.port), "")
    if desk.entrance.session(cookie) is None:
        return answer_notice(STRANGER)
    page = _index()
    if page is None:
        return answer_notice(NOT_BUILT)
    headers = {"content-security-policy": POLICY}
    return Response(page, 200, headers, "text/html; charset=utf-8")


@router.get("/{path:path}")
def file(path: str) -> Response:
    """Give a file of the page."""
    folder = page_folder().resolve()
    place = (folder / path).resolve() if "\0" not in path else folder
    known = _TYPES.get(place.suffix)
    if known is None or not place.is_relative_to(folder) or not place.is_file():
        raise missing("there is nothing at this address")
    headers = {"content-security-policy": POLICY}
    if _HASHED.fullmatch(path):
        headers["cache-control"] = FOREVER
    return Response(place.read_bytes(), 200, headers, known)
