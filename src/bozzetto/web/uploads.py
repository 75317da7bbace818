"""Uploads: files that a page sends, kept before an act names them.

A body is written to the studio's staging folder while it comes, so that it takes neither memory
nor a studio from the others; then it is taken into the store like any file. What no act ever
names is harmless: no entry names it either.
"""

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack
from pathlib import Path
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool

from bozzetto.capture.naming import safe_name
from bozzetto.errors import RecordingError
from bozzetto.record import Asset
from bozzetto.studio.assets import CHUNK
from bozzetto.studio.durable import make_folder
from bozzetto.web.answers import Refusal
from bozzetto.web.guard import UPLOAD_LIMIT
from bozzetto.web.state import Desk, State

__all__ = ["FILE_BODY", "file_name", "passing_file", "router"]

router = APIRouter(tags=["uploads"])

MAX_GIVEN = 4_096  # characters of a name as it is sent: a path; the record takes 1,024 of it

_FOLDERS = re.compile(r"[/\\]")  # of any system: the page may run on another one than its name
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def file_name(given: str | None) -> str | None:
    """Return what a file is called, without its folders, spelled so that it is harmless."""
    last = _FOLDERS.split(given)[-1] if given else ""
    return safe_name(last) if last else None


async def _spooled(desk: Desk, request: Request) -> AsyncIterator[BinaryIO]:
    """Write a body into a file without a name, as it comes; it is gone when the answer is out.

    Raises:
        Refusal: it is larger than the limit, or empty.
        RecordingError: the disk does not take it.
    """
    spool = await run_in_threadpool(_spool, desk)
    try:
        await _fill(spool, request)
        await run_in_threadpool(spool.seek, 0)
        yield spool
    finally:
        await run_in_threadpool(spool.close)


async def passing_file(desk: Desk, request: Request) -> AsyncIterator[Path]:
    """Write a body into a staged file as it comes, and give its place until the answer is out.

    Raises:
        Refusal: it is larger than the limit, or empty.
        RecordingError: the disk does not take it.
    """
    async with AsyncExitStack() as stack:
        stage = contextmanager_in_threadpool(await run_in_threadpool(_stage, desk))
        try:
            file, path = await stack.enter_async_context(stage)
        except OSError as error:
            raise _full(error) from error
        await _fill(file, request)
        yield path


async def _fill(spool: BinaryIO, request: Request) -> None:
    """Write a body; an empty one is refused."""
    size = 0
    async for block in _blocks(request):
        size += len(block)
        await run_in_threadpool(_write, spool, block)
    if size == 0:
        raise Refusal(400, "format", "the file is empty")


async def _blocks(request: Request) -> AsyncIterator[bytes]:
    """Give a body in blocks of about a megabyte; the guard ends one that is too large."""
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if len(waiting) >= CHUNK:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)


def _spool(desk: State) -> BinaryIO:
    with desk.studios.borrow() as studio:
        folder = studio.layout.staging
    try:
        make_folder(folder)
        return tempfile.TemporaryFile(dir=folder)  # closed by `_spooled`
    except OSError as error:
        raise _full(error) from error


def _stage(desk: State) -> AbstractContextManager[tuple[BinaryIO, Path]]:
    with desk.studios.borrow() as studio:
        return studio.assets.staged()


def _write(spool: BinaryIO, block: bytes) -> None:
    """Write all of a block: a file without a buffer takes as much as has room."""
    view = memoryview(block)
    try:
        while view:
            view = view[spool.write(view) :]
    except OSError as error:
        raise _full(error) from error


def _full(error: OSError) -> RecordingError:
    return RecordingError(
        "cannot keep {name}: {why}",
        hint="free space on the studio's disk, or check that its folder can be written",
        name="the file",
        why=error.strerror or error,
    )


@router.put(
    "/uploads",
    openapi_extra=FILE_BODY,
    response_model_exclude_none=True,
    description=f"Keep a file of at most {UPLOAD_LIMIT} bytes, to be named by an act.",
)
def upload(
    desk: Desk,
    spool: Annotated[BinaryIO, Depends(_spooled)],
    name: Annotated[str | None, Query(max_length=MAX_GIVEN, description="the file's name")] = None,
) -> Asset:
    """Keep a file, and say what its bytes say about it."""
    with desk.studios.borrow() as studio:
        return desk.kept.put(studio.assets.take(spool, file_name(name)))
