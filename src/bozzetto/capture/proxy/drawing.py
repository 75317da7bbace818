"""What a program gives the web UI to do, and what it gets: ``/sdapi/v1``, read.

    drawn = read_request("txt2img", body)
    answer = read_answer(body)

Pictures stand in the request as base64: init images, masks, ControlNet's. Here they are taken
out, and what is kept of the request has the SHA-256 of each in its place.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bozzetto.capture.dialects.jsontext import Json, members, parse_json, scalars, string
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.proxy.pictures import Picture, picture_of

__all__ = ["Answer", "Drawn", "read_answer", "read_request"]

MAX_PICTURES = 256  # of one request or answer
_LONGEST = 65_536  # characters of one setting: docs/formats/record.md
_DEEPEST = 16  # levels of a request; scripts' arguments have six
# Who wrote them is not in a request; those of a high-resolution run are words too
_PROMPTS = (
    ("prompt", "positive"),
    ("negative_prompt", "negative"),
    ("hr_prompt", "positive"),
    ("hr_negative_prompt", "negative"),
)
_ROLES = (("init_images", "init"), ("mask", "mask"), ("controlnet", "control"))
_MODELS = ("sd_model_checkpoint", "sd_vae", "refiner_checkpoint", "hr_checkpoint_name")
_NOT_SETTINGS = (*(name for name, _ in _PROMPTS), "force_task_id")


@dataclass(frozen=True, slots=True)
class Drawn:
    """An instruction, as far as the request says it."""

    prompts: tuple[tuple[str, str], ...]  # role and text
    models: tuple[str, ...]
    settings: Mapping[str, str]
    pictures: tuple[Picture, ...]
    raw: bytes  # the request without pictures and secrets
    removed: bool  # whether there were secrets
    given: str | None  # the job's id, where the request chose one

    def body(self, model: str | None, raw: int) -> dict[str, Any]:
        """Write what is handed over; the pictures are the report's first files.

        Args:
            model: The model file that the web UI has loaded, where the request names none.
            raw: Which of the report's files the request is.
        """
        models = self.models or (() if model is None else (model,))
        return {
            "prompts": [
                {"role": role, "text": text, "by": "unknown"} for role, text in self.prompts
            ],
            "models": [{"name": name} for name in models],
            "settings": dict(self.settings),
            "inputs": [
                {"role": picture.role, "file": index} for index, picture in enumerate(self.pictures)
            ],
            "raw": raw,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it."""

    pictures: tuple[Picture, ...]
    info: bytes  # the web UI's own account, JSON, without secrets; empty where there is none
    claims: Mapping[str, str]


@dataclass(slots=True)
class _Search:
    """The pictures found so far in one request."""

    found: list[Picture] = field(default_factory=list)


def read_request(data: bytes) -> Drawn | None:
    """Read a request's body; None where it is none."""
    search = _Search()
    try:
        value = _without_pictures(json.loads(data), "", search, 0)
        clean, taken = redact(value)
        raw = json.dumps(clean, ensure_ascii=False).encode("utf-8", "replace")
        request = parse_json(raw.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(request, dict):
        return None
    texts = [(role, string(request.get(name))) for name, role in _PROMPTS]
    prompts = dict.fromkeys((role, text) for role, text in texts if text and text.strip())
    return Drawn(
        tuple(prompts),
        tuple(_models(request)),
        dict(_settings(request)),
        tuple(search.found),
        raw,
        removed=taken > 0,
        given=string(request.get("force_task_id")),
    )


def _models(request: Mapping[str, Json]) -> Iterator[str]:
    for place in (members(request.get("override_settings")), request):
        for name in _MODELS:
            model = string(place.get(name))
            if model:
                yield model


def _settings(request: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Give single values as they are, and the rest as JSON: arguments of scripts."""
    found = scalars(request, *_NOT_SETTINGS)
    for name, value in request.items():
        if isinstance(value, (dict, list)) and value:
            found[name] = json.dumps(value, ensure_ascii=False)
    for name, text in found.items():
        if len(text) <= _LONGEST:  # what is longer is in the request, which is kept whole
            yield name, text


def _without_pictures(value: Any, role: str, search: _Search, level: int) -> Any:  # noqa: ANN401
    """Copy JSON with a digest in the place of each picture."""
    if isinstance(value, str):
        picture = picture_of(value, role or "reference")
        if picture is None or len(search.found) >= MAX_PICTURES:
            return value
        search.found.append(picture)
        return "sha256:" + hashlib.sha256(picture.data).hexdigest()
    if level > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {
            name: _without_pictures(member, _role(name, role), search, level + 1)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_without_pictures(member, role, search, level + 1) for member in value]
    return value


def _role(name: str, outer: str) -> str:
    return next((role for word, role in _ROLES if word in name.lower()), outer)


def read_answer(data: bytes) -> Answer | None:
    """Read an answer's body; None where it is none."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    images = value.get("images")
    listed = images if isinstance(images, list) else []
    pictures = (
        picture_of(each, "output") for each in listed[:MAX_PICTURES] if isinstance(each, str)
    )
    info = value.get("info")
    text = info if isinstance(info, str) else ""
    return Answer(
        tuple(picture for picture in pictures if picture is not None),
        *_read_info(text),
    )


def _read_info(text: str) -> tuple[bytes, dict[str, str]]:
    """Read the account: seeds of all pictures, and the text that each would have in its file."""
    try:
        clean, taken = redact(json.loads(text))
    except (ValueError, RecursionError):
        return b"", {}
    if not isinstance(clean, dict):
        return b"", {}
    spelled = json.dumps(clean, ensure_ascii=False) if taken else text
    claims = {
        name: ", ".join(str(each) for each in clean[name])
        for name in ("all_seeds", "all_subseeds")
        if isinstance(clean.get(name), list)
    }
    stamp = clean.get("job_timestamp")
    if isinstance(stamp, str):
        claims["job_timestamp"] = stamp
    return spelled.encode("utf-8", "replace"), claims
