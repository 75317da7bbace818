"""The record as it is: lines of chains, and the bytes of files."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from bozzetto.web.answers import missing
from bozzetto.web.bodies import PathDigest
from bozzetto.web.pages import FOREVER
from bozzetto.web.state import Desk, State

__all__ = ["router", "start"]

router = APIRouter(tags=["record"])

BLOCK = 512  # lines that are read at once: a slow reader keeps no studio from the others
MOST = 1_000_000  # lines of one answer
LAST = (1 << 63) - 1  # the largest number that the database can compare with

_ONE_RANGE = re.compile(r"bytes=(?:\d{1,18}-\d{0,18}|-\d{1,18})")


class Lines(StreamingResponse):
    """Lines as they are read."""

    media_type = "text/plain"


class Picture(FileResponse):
    """A picture for the page."""

    media_type = "image/webp"


class Bytes(FileResponse):
    """A file as it was recorded."""

    media_type = "application/octet-stream"


def start(state: State) -> None:
    """Remove the thumbnails of what was erased while no server ran."""
    state.thumbnails.sweep()


@router.get("/chains/{chain}/lines", response_class=Lines)
def lines(
    desk: Desk,
    chain: PathDigest,
    first: Annotated[int, Query(alias="start", ge=0, le=LAST)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Lines:
    """Give the entries of a chain from its number `start` on, each as it stands in the record.

    A line is the entry's place in the log, a space, and the entry's own line.
    """
    with desk.studios.borrow() as studio:
        number = studio.database.chain_id(chain)
    return Lines(_blocks(desk, number, first, limit))


def _blocks(desk: State, chain: int, start: int, limit: int) -> Iterator[bytes]:
    """Read a chain block by block. It only grows, so that the blocks fit together."""
    while limit > 0:
        with desk.studios.borrow() as studio:
            rows = studio.database.lines(chain, start, min(BLOCK, limit))
            found = [b"%d %b\n" % (place, line.rstrip(b"\n")) for place, line in rows]
        if found:
            yield b"".join(found)
        if len(found) < BLOCK:
            return
        start += len(found)
        limit -= len(found)


@router.get("/assets/{digest}", response_class=Bytes)
def asset(desk: Desk, request: Request, digest: PathDigest) -> Response:
    """Give the original bytes of a file that was recorded, or a range of them."""
    with desk.studios.borrow() as studio:
        path = studio.assets.path(digest)
    tag = f'"{digest}"'
    try:
        found = path.stat()
    except OSError as error:
        raise missing(
            "the bytes of {digest} are not in the studio",
            hint="if they were erased on purpose, the record has an entry that says so",
            digest=digest,
        ) from error
    headers = {"etag": tag, "cache-control": FOREVER}
    if _is_known(request, tag):
        return Response(None, 304, headers)
    _ignore_odd_ranges(request)
    name = digest.removeprefix("sha256:")
    return Bytes(path, headers=headers, filename=name, stat_result=found)


@router.get("/assets/{digest}/thumbnail", response_class=Picture)
def thumbnail(
    desk: Desk, request: Request, digest: PathDigest, side: Literal["128", "256", "512", "1024"]
) -> Response:
    """Give a picture made small: its longer side has at most `side` pixels."""
    tag = f'"{digest}-{side}"'
    path = desk.thumbnails.path(digest, int(side))
    if path is None:
        raise missing("no picture can be shown of {digest}", digest=digest)
    headers = {"etag": tag, "cache-control": FOREVER}
    if _is_known(request, tag):
        return Response(None, 304, headers)
    return Picture(path, headers=headers)


def _is_known(request: Request, tag: str) -> bool:
    """Whether the browser has it: RFC 9110 section 13.1.2."""
    asked = {
        each.strip().removeprefix("W/")
        for each in request.headers.get("if-none-match", "").split(",")
    }
    return tag in asked or "*" in asked


def _ignore_odd_ranges(request: Request) -> None:
    """Give the whole to who asks for several ranges, or for none: RFC 9110 section 14.2."""
    if not _ONE_RANGE.fullmatch(request.headers.get("range", "")):
        request.scope["headers"] = [
            (name, value) for name, value in request.scope["headers"] if name != b"range"
        ]
