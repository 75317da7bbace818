"""The record as it is: lines of chains, and the bytes of files."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import PlainTextResponse

from bozzetto.record import Digest
from bozzetto.web.state import Desk

__all__ = ["router"]

router = APIRouter(tags=["record"])

DIGEST = r"^sha256:[0-9a-f]{64}$"


@router.get("/chains/{chain}/lines", response_class=PlainTextResponse)
def lines(
    desk: Desk,
    chain: Annotated[str, Path(pattern=DIGEST)],
    start: Annotated[int, Query(ge=0)] = 0,
) -> PlainTextResponse:
    """Give the entries of a chain from its number `start` on, each as it stands in the record.

    A line is the entry's place in the log, a space, and the entry's own line.
    """
    with desk.studios.borrow() as studio:
        rows = studio.database.lines(studio.database.chain_id(Digest(chain)), start)
        return PlainTextResponse(b"".join(_spelled(rows)))


def _spelled(rows: Iterator[tuple[int, bytes]]) -> Iterator[bytes]:
    for place, line in rows:
        yield b"%d %b\n" % (place, line.rstrip(b"\n"))
