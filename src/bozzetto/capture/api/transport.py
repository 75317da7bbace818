"""Transport: what goes between an OpenAI or Gemini client and the network, and looks on.

    import httpx2, bozzetto
    from openai import OpenAI

    http = httpx2.Client(transport=bozzetto.transport(work="Cat pendant", prompts_by="person"))
    client = OpenAI(http_client=http)

A request's instruction is handed over before the request is sent; an answer goes on to the
client as it comes, byte by byte, and is read aside. Whatever happens here, the call goes on.

Both httpx and httpx2 (its successor under another name, which the newer SDKs prefer) are served:
the library is the one whose request comes in, and its own classes are used for what goes out.
"""

import asyncio
import importlib
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx  # noqa: TID251  # hands requests on; opens no connection that its client did not ask for

from bozzetto.capture.api.call import Head
from bozzetto.capture.api.conversation import Call, Conversation
from bozzetto.capture.api.opening import reporters, versions
from bozzetto.capture.api.telling import words_of
from bozzetto.errors import FormatError
from bozzetto.record.kinds import WRITERS

__all__ = ["AsyncTransport", "Transport", "async_transport", "transport"]

LIBRARIES = ("openai", "google-genai", "httpx", "httpx2")  # whose versions are told
SORT = "api"
_UNREAD = "the answer was not read to its end"


def transport(
    *,
    work: str,
    studio: Path | str | None = None,
    wraps: httpx.BaseTransport | None = None,
    prompts_by: str = "unknown",
    person: str | None = None,
) -> "Transport":
    """Return a transport for ``httpx.Client`` or ``httpx2.Client`` that records picture calls.

    Args:
        work: The title of the work that they belong to.
        studio: The studio's folder; None is the user's own.
        wraps: The transport that sends; None takes the library's own.
        prompts_by: Who writes the prompts: person, template, language model, image
            description or unknown.
        person: The name of the person whose acts the calls are; None names only the tool.

    Raises:
        FormatError: nobody of that sort writes prompts.
        StudioError: there is no such studio, work or person.
    """
    return Transport(_conversation(work, studio, prompts_by, person), wraps)


def async_transport(
    *,
    work: str,
    studio: Path | str | None = None,
    wraps: httpx.AsyncBaseTransport | None = None,
    prompts_by: str = "unknown",
    person: str | None = None,
) -> "AsyncTransport":
    """Return a transport for ``AsyncClient`` of httpx or httpx2: see `transport`."""
    return AsyncTransport(_conversation(work, studio, prompts_by, person), wraps)


def _conversation(
    work: str, studio: Path | str | None, prompts_by: str, person: str | None
) -> Conversation:
    if prompts_by not in WRITERS:
        raise FormatError(
            "nobody of this sort writes prompts: {by!r}",
            hint="write person, template, language model, image description or unknown",
            by=prompts_by,
        )
    opened = reporters(
        work,
        studio=None if studio is None else Path(studio),
        sort=SORT,
        settings=versions(LIBRARIES),
        person=person,
    )
    return Conversation(opened, prompts_by=prompts_by)


class Transport(httpx.BaseTransport):
    """Hands requests on to another transport, and looks on."""

    def __init__(
        self, conversation: Conversation, wraps: httpx.BaseTransport | None = None
    ) -> None:
        self.conversation = conversation
        self._wraps = wraps
        self._lock = threading.Lock()  # guards the one above: a client may be several threads'

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return its answer as it comes."""
        library = _library(request)
        inner = self._inner(library)
        call = self.conversation.begin(_head(request))
        if call is None:
            return inner.handle_request(request)
        if call.wants_body:
            call.asked(request.read())
        try:
            response = inner.handle_request(request)
        except BaseException as error:
            call.ended(*_broken(error))
            raise
        _watch(library, call, response, is_async=False)
        return response

    def _inner(self, library: str) -> httpx.BaseTransport:
        """Return what sends: the library's own, made with the first request."""
        with self._lock:
            if self._wraps is None:
                self._wraps = importlib.import_module(library).HTTPTransport()
            return self._wraps

    def close(self) -> None:
        """Hand over what is under way, and close what is wrapped."""
        self.conversation.close()
        if self._wraps is not None:
            self._wraps.close()

    def __enter__(self) -> Self:
        if self._wraps is not None:
            self._wraps.__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        self.conversation.close()
        if self._wraps is not None:
            self._wraps.__exit__(exc_type, exc_value, traceback)


class AsyncTransport(httpx.AsyncBaseTransport):
    """Hands requests on to another transport, and looks on."""

    def __init__(
        self, conversation: Conversation, wraps: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.conversation = conversation
        self._wraps = wraps

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return its answer as it comes."""
        library = _library(request)
        if self._wraps is None:
            self._wraps = importlib.import_module(library).AsyncHTTPTransport()
        call = self.conversation.begin(_head(request))
        if call is None:
            return await self._wraps.handle_async_request(request)
        if call.wants_body:
            call.asked(await request.aread())
        try:
            response = await self._wraps.handle_async_request(request)
        except BaseException as error:
            call.ended(*_broken(error))
            raise
        _watch(library, call, response, is_async=True)
        return response

    async def aclose(self) -> None:
        """Hand over what is under way, and close what is wrapped."""
        await asyncio.get_running_loop().run_in_executor(None, self.conversation.close)
        if self._wraps is not None:
            await self._wraps.aclose()


class _Tee:
    """A body that goes by."""

    def __init__(self, stream: httpx.SyncByteStream, call: Call) -> None:
        self._stream, self._call = stream, call

    def __iter__(self) -> Iterator[bytes]:
        try:
            for chunk in self._stream:
                self._call.data(chunk)
                yield chunk
        except BaseException as error:
            self._call.ended(*_broken(error))
            raise
        self._call.ended()

    def close(self) -> None:
        """Close the stream; where it was not read to its end, the call was broken off."""
        try:
            self._stream.close()
        finally:
            self._call.ended("interrupted", _UNREAD)


class _AsyncTee:
    """A body that goes by."""

    def __init__(self, stream: httpx.AsyncByteStream, call: Call) -> None:
        self._stream, self._call = stream, call

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                self._call.data(chunk)
                yield chunk
        except BaseException as error:
            self._call.ended(*_broken(error))
            raise
        self._call.ended()

    async def aclose(self) -> None:
        """Close the stream; where it was not read to its end, the call was broken off."""
        try:
            await self._stream.aclose()
        finally:
            self._call.ended("interrupted", _UNREAD)


def _library(request: httpx.Request) -> str:
    """Name the library that a request is of: httpx, or httpx2."""
    return type(request).__module__.partition(".")[0]


def _head(request: httpx.Request) -> Head:
    return Head(
        request.method, str(request.url), {k.lower(): v for k, v in request.headers.items()}
    )


def _watch(library: str, call: Call, response: httpx.Response, *, is_async: bool) -> None:
    """Let an answer's body go by the call."""
    if not call.is_watched:
        return
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not response.is_closed:
        call.answered(response.status_code, headers, _unpacker(library))
        response.stream = _tee_of(library, is_async=is_async)(response.stream, call)
        return
    # It came whole and unpacked, as caches and tests give it
    headers.pop("content-encoding", None)
    call.answered(response.status_code, headers)
    call.data(response.content)
    call.ended()


@cache
def _tee_of(library: str, *, is_async: bool) -> Callable[..., Any]:
    """Return a kind of body that a library takes for one of its own."""
    streams = importlib.import_module(library)
    if is_async:
        return type("AsyncTee", (_AsyncTee, streams.AsyncByteStream), {})
    return type("Tee", (_Tee, streams.SyncByteStream), {})


def _unpacker(library: str) -> Callable[[str, bytes], bytes]:
    """Return what unpacks a body: the library takes only packings that it can unpack."""

    def unpack(packing: str, data: bytes) -> bytes:
        response = importlib.import_module(library).Response(
            200, headers={"content-encoding": packing}, content=data
        )
        return bytes(response.content)

    return unpack


def _broken(error: BaseException) -> tuple[str, str]:
    """Say how a call ended that an exception broke off, and why."""
    if isinstance(error, Exception):
        return "failed", words_of(error)
    return "interrupted", _UNREAD if isinstance(error, GeneratorExit) else type(error).__name__
