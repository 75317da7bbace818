"""OpenAI's and Gemini's picture services in small, on loopback, that can be told to misbehave.

    with ImageAPIs() as api:
        client = OpenAI(base_url=f"{api.url}/v1", api_key="...", http_client=http)
        api.refuse = "Your request was rejected by the safety system."     # from now on

A real uvicorn on a real socket speaks the forms that the services document. Pictures are real
PNGs, each of another shade; what the services say of themselves is made up. What came in is kept
in `seen`. A stream pauses after each piece, for some seconds or until its `gate` is opened.
"""

import asyncio
import base64
import gzip
import io
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

__all__ = ["ImageAPIs", "Seen", "paint"]

REVISED = "A silver cat, looking back over its shoulder, in soft light."


@dataclass(frozen=True)
class Seen:
    """A request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float  # time.monotonic


def paint(shade: int, size: tuple[int, int] = (16, 12)) -> bytes:
    """Paint a PNG in one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade % 256, shade // 2 % 256, 40)).save(out, "PNG")
    return out.getvalue()


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class ImageAPIs:
    """Both services on one port."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.made: list[bytes] = []  # pictures, in the order in which they were made
        self.refuse: str | None = None  # what it says in place of a picture, as HTTP 400
        self.status = 400  # with which it refuses
        self.fails_midway = False  # a stream ends in an error
        self.breaks_off = False  # a stream's connection is cut
        self.packed = False  # answers are packed by gzip
        self.by_url = False  # answers name pictures by their addresses
        self.text_only = False  # answers hold no picture
        self.escaped = False  # JSON with escaped slashes, as some writers have it
        self.later = 0  # how often an answer is still to be asked for
        self.pause = 0.0  # seconds between pieces of a stream
        self.gate: threading.Event | None = None  # what a stream waits for after each piece
        self.starved = False  # it waited in vain
        self.size = (16, 12)
        self.url = ""
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        routes = [
            Route("/v1/images/{what}", self._images, methods=["POST"]),
            Route("/v1/responses", self._responses, methods=["POST"]),
            Route("/v1/responses/{name}", self._response, methods=["GET"]),
            Route("/v1/models", self._models),
            Route("/files/{index:int}.png", self._file),
            Route("/moved/{index:int}.png", self._moved),
            Route("/{rest:path}", self._gemini, methods=["POST"]),
        ]
        config = uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, daemon=True
        )
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join(60)
            assert not self._thread.is_alive()

    def _make(self) -> bytes:
        self.made.append(paint(20 + 7 * len(self.made), self.size))
        return self.made[-1]

    async def _note(self, request: Request) -> bytes:
        body = await request.body()
        path = request.url.path
        self.seen.append(Seen(path, dict(request.headers), body, time.monotonic()))
        return body

    def _json(self, value: Any, status: int = 200) -> Response:
        text = json.dumps(value)
        data = (text.replace("/", "\\/") if self.escaped else text).encode()
        headers = {"x-request-id": "req_7f3a", "openai-processing-ms": "812"}
        if self.packed:
            headers["content-encoding"] = "gzip"
            data = gzip.compress(data)
        return Response(data, status, headers, "application/json")

    async def _models(self, request: Request) -> Response:
        await self._note(request)
        return JSONResponse({"object": "list", "data": []})

    async def _file(self, request: Request) -> Response:
        await self._note(request)
        return Response(self.made[request.path_params["index"]], media_type="image/png")

    async def _moved(self, request: Request) -> Response:
        await self._note(request)
        return RedirectResponse(f"/files/{request.path_params['index']}.png", 302)

    def _openai_error(self) -> Response:
        error = {"message": self.refuse, "type": "image_error", "code": "moderation_blocked"}
        return self._json({"error": error}, self.status)

    async def _images(self, request: Request) -> Response:
        body = await self._note(request)
        if self.refuse is not None:
            return self._openai_error()
        told = json.loads(body) if body[:1] == b"{" else _fields(body)
        if told.get("stream") in (True, "true"):
            what = "image_edit" if request.path_params["what"] == "edits" else "image_generation"
            return StreamingResponse(self._image_events(what), media_type="text/event-stream")
        data = [self._item() for _ in range(int(told.get("n", 1)))]
        said = {"size": "16x12", "quality": "low", "output_format": "png"}
        usage = {"total_tokens": 100, "input_tokens": 50, "output_tokens": 50}
        return self._json({"created": 1763800000, "data": data, "usage": usage} | said)

    def _item(self) -> dict[str, Any]:
        if self.text_only:
            return {}
        picture = self._make()
        where = "moved" if len(self.made) > 1 else "files"
        address = f"{self.url}/{where}/{len(self.made) - 1}.png?sig=s3cr3tsignature0042"
        found = {"url": address} if self.by_url else {"b64_json": _b64(picture)}
        return found | {"revised_prompt": REVISED}

    async def _image_events(self, what: str) -> AsyncIterator[bytes]:
        said = {"created_at": 1763800000, "size": "16x12", "quality": "low"}
        said |= {"background": "opaque", "output_format": "png"}
        for index in range(2):
            kind = f"{what}.partial_image"
            picture = _b64(self._make())
            yield _event({"type": kind, "b64_json": picture, "partial_image_index": index} | said)
            await self._wait()
            if self.breaks_off:
                raise ConnectionResetError
        if self.fails_midway:
            yield _event({"type": "error", "error": {"message": "the model broke", "code": "e"}})
            return
        usage = {"total_tokens": 9, "input_tokens": 4, "output_tokens": 5}
        usage["input_tokens_details"] = {"text_tokens": 4, "image_tokens": 0}
        done = {"type": f"{what}.completed", "b64_json": _b64(self._make()), "usage": usage}
        yield _event(done | said)

    async def _wait(self) -> None:
        """Wait until whoever reads the stream has what was sent."""
        await asyncio.sleep(self.pause)
        if self.gate is not None:
            self.starved |= not await asyncio.to_thread(self.gate.wait, 60)
            self.gate.clear()

    async def _responses(self, request: Request) -> Response:
        told = json.loads(await self._note(request))
        if self.refuse is not None:
            return self._openai_error()
        if told.get("stream"):
            events = self._response_events(told)
            return StreamingResponse(events, media_type="text/event-stream")
        return self._json(self._said(told))

    async def _response(self, request: Request) -> Response:
        await self._note(request)
        self.later -= 1
        return self._json(self._said({"model": "gpt-5"}))

    def _said(self, told: dict[str, Any]) -> dict[str, Any]:
        pending = self.later > 0
        output: list[dict[str, Any]] = []
        if not pending and not self.text_only:
            output.append(self._call())
        words = "I cannot make that." if self.text_only else "Here it is."
        kind = "refusal" if self.text_only else "output_text"
        text: dict[str, Any] = {"type": kind, "refusal" if self.text_only else "text": words}
        text |= {} if self.text_only else {"annotations": []}
        output.append(
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": [text],
            }
        )
        return {
            "id": "resp_68a1",
            "object": "response",
            "created_at": 1763800000,
            "status": "in_progress" if pending else "completed",
            "model": told["model"],
            "output": [] if pending else output,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }

    def _call(self) -> dict[str, Any]:
        return {
            "type": "image_generation_call",
            "id": "ig_42",
            "status": "completed",
            "result": _b64(self._make()),
            "revised_prompt": REVISED,
            "size": "16x12",
        }

    async def _response_events(self, told: dict[str, Any]) -> AsyncIterator[bytes]:
        partial = {"partial_image_b64": _b64(self._make()), "partial_image_index": 0}
        kind = "response.image_generation_call.partial_image"
        place = {"item_id": "ig_42", "output_index": 0}
        yield _event({"type": kind, "sequence_number": 1} | partial | place)
        await self._wait()
        said = self._said(told)
        item = {"item": said["output"][0], "output_index": 0, "sequence_number": 2}
        yield _event({"type": "response.output_item.done"} | item)
        yield _event({"type": "response.completed", "sequence_number": 3, "response": said})

    async def _gemini(self, request: Request) -> Response:
        told = json.loads(await self._note(request))
        if self.refuse is not None:
            error = {"code": self.status, "message": self.refuse, "status": "INVALID_ARGUMENT"}
            return self._json({"error": error}, self.status)
        path = request.url.path
        if path.endswith(":predict"):
            count = int(told.get("parameters", {}).get("sampleCount", 1))
            return self._json({"predictions": [self._prediction() for _ in range(count)]})
        if path.endswith(":streamGenerateContent"):
            return StreamingResponse(self._gemini_events(), media_type="text/event-stream")
        return self._json(self._candidate())

    def _prediction(self) -> dict[str, Any]:
        if self.text_only:
            return {"raiFilteredReason": "filtered out"}
        encoded = _b64(self._make())
        return {"bytesBase64Encoded": encoded, "mimeType": "image/png", "prompt": REVISED}

    def _candidate(self) -> dict[str, Any]:
        said = {"modelVersion": "gemini-2.5-flash-image", "responseId": "r-1"}
        if self.text_only:
            return {"candidates": [{"finishReason": "IMAGE_SAFETY", "index": 0}]} | said
        inline = {"mimeType": "image/png", "data": _b64(self._make())}
        parts = [{"text": "Here is your cat."}, {"inlineData": inline}]
        content = {"role": "model", "parts": parts}
        usage = {"promptTokenCount": 7, "totalTokenCount": 1297}
        candidate = {"content": content, "finishReason": "STOP", "index": 0}
        return {"candidates": [candidate], "usageMetadata": usage} | said

    async def _gemini_events(self) -> AsyncIterator[bytes]:
        talk = {"role": "model", "parts": [{"text": "Painting. "}]}
        yield _event({"candidates": [{"content": talk, "index": 0}]}, "\r\n")
        await self._wait()
        yield _event(self._candidate(), "\r\n")


def _event(value: dict[str, Any], line: str = "\n") -> bytes:
    name = f"event: {value['type']}{line}" if "type" in value else ""
    return f"{name}data: {json.dumps(value)}{line}{line}".encode()


def _fields(body: bytes) -> dict[str, str]:
    """Read the short fields of a form: enough for a server of tests."""
    plain = re.compile(rb'name="([\w\[\]]+)"\r\n\r\n([^\r]*)\r\n')
    return {name.decode(): value.decode() for name, value in plain.findall(body)}
