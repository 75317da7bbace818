"""What comes in over HTTP: uploads, and requests that ComfyUI refuses."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from .folders import Named
from .instructions import spell
from .jobs import Jobs, Upload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .bozzetto_desk import Desk

__all__ = ["middleware"]

Foreign = Any  # aiohttp's and ComfyUI's own values, of many versions

_UPLOADS = {"/upload/image": "image", "/upload/mask": "mask"}
_PROMPT = "/prompt"


def middleware(desk: Desk, jobs: Jobs) -> Callable[..., Awaitable[Foreign]]:
    """Make the middleware; it comes last, so ComfyUI's own checks have been passed."""
    from aiohttp import web  # noqa: PLC0415  # is there where ComfyUI is

    watch = _Watch(desk, jobs)

    @web.middleware
    async def watched(
        request: Foreign, handler: Callable[[Foreign], Awaitable[Foreign]]
    ) -> Foreign:
        path = request.path[4:] if request.path.startswith("/api/") else request.path
        if request.method != "POST" or (path != _PROMPT and path not in _UPLOADS):
            return await handler(request)
        if path == _PROMPT:
            return await watch.prompt(request, handler)
        response = await handler(request)
        try:
            await watch.upload(request, response, _UPLOADS[path])
        except Exception as error:  # noqa: BLE001  # whatever happens here, ComfyUI goes on
            desk.miss("an upload", error)
        return response

    return watched


class _Watch:
    def __init__(self, desk: Desk, jobs: Jobs) -> None:
        self._desk = desk
        self._jobs = jobs

    async def prompt(
        self, request: Foreign, handler: Callable[[Foreign], Awaitable[Foreign]]
    ) -> Foreign:
        """Look whether a job was refused; those that are taken are seen in the queue."""
        try:
            response = await handler(request)
        except Exception as error:
            await self._refused(request, type(error).__name__)
            raise
        if response.status >= 400:
            await self._refused(request, _text(response))
        return response

    async def _refused(self, request: Foreign, answer: str) -> None:
        try:
            body = json.loads(await request.read())  # ComfyUI has read it: aiohttp keeps it
            if not isinstance(body, dict) or not isinstance(body.get("prompt"), dict):
                return  # nothing was asked for
            named = body.get("prompt_id")
            job = named[:256] if isinstance(named, str) and named else "refused-" + uuid.uuid4().hex
            text = spell(body["prompt"], body.get("extra_data") or {})
            note = _reason(answer)
            self._desk.put("a refused job", lambda: self._jobs.refused(job, text, note))
        except Exception as error:  # noqa: BLE001  # whatever happens here, ComfyUI goes on
            self._desk.miss("a refused job", error)

    async def upload(self, request: Foreign, response: Foreign, role: str) -> None:
        """Take an upload's bytes, which aiohttp forgets when the answer is sent."""
        if response.status != 200:
            return
        post = await request.post()  # ComfyUI has read it: aiohttp keeps it
        field = post["image"]
        field.file.seek(0)
        data = field.file.read()
        answer = json.loads(_text(response))
        saved = Named(answer["type"], answer["subfolder"], answer["name"])
        upload = Upload(field.filename, data, role, _note(post, saved), saved)
        self._desk.put("an upload", lambda: self._jobs.uploaded(upload))


def _note(post: Foreign, saved: Named) -> str:
    note = "uploaded to ComfyUI as {}".format("/".join(filter(None, saved)))
    original = post.get("original_ref")
    if isinstance(original, str):
        ref = json.loads(original)
        parts = (ref.get("type"), ref.get("subfolder"), ref.get("filename"))
        note += ", drawn over {}".format("/".join(str(part) for part in parts if part))
    return note


def _text(response: Foreign) -> str:
    body = getattr(response, "body", None)
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _reason(answer: str) -> str:
    """Take the message out of ComfyUI's answer to a request that it refuses."""
    try:
        error = json.loads(answer)["error"]
    except (ValueError, TypeError, KeyError):
        return answer
    if not isinstance(error, dict):
        return str(error)
    return ": ".join(str(error[name]) for name in ("message", "details") if error.get(name))
