"""Gemini's and Imagen's picture calls: requests and answers, read.

- ``models/NAME:generateContent`` and ``:streamGenerateContent``, where the request asks for
  pictures or the model's name says that it makes them;
- ``models/NAME:predict`` of Imagen's models.

Fields: https://ai.google.dev/api/generate-content and
https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/imagen-api. Pure: bytes in,
values out.
"""

import re
from collections.abc import Iterator, Mapping

from bozzetto.capture.api.body import Body, Picture
from bozzetto.capture.api.call import Answered, Asked, Head, Made, Used, Words, flat, without_query
from bozzetto.capture.dialects.jsontext import Json, elements, members, string

__all__ = ["Gemini"]

_PATH = re.compile(
    r"/(?P<version>v\d\w*)/.*\bmodels/(?P<model>[^/:]+):"
    r"(?P<method>generateContent|streamGenerateContent|predict)$"
)
# Models that answer with pictures though nothing in the request asks for them
_PICTURES = re.compile(r"image|imagen|banana", re.IGNORECASE)
_PLAIN_ENDS = (None, "STOP", "FINISH_REASON_UNSPECIFIED")
_MASK = "REFERENCE_TYPE_MASK"
_CONTROL = "REFERENCE_TYPE_CONTROL"
_RAW = "REFERENCE_TYPE_RAW"
_ROLES = {_MASK: "mask", _CONTROL: "control", _RAW: "init"}


class Gemini:
    """The service's module; it has no state."""

    def wants(self, head: Head) -> bool:
        """Whether a request may ask for pictures."""
        found = _PATH.search(head.path)
        if head.method != "POST" or found is None:
            return False
        return found["method"] != "predict" or bool(_PICTURES.search(found["model"]))

    def tool(self, head: Head) -> dict[str, str]:
        """Name the service by where the request goes."""
        host, found = head.host, _PATH.search(head.path)
        if host == "generativelanguage.googleapis.com":
            name = "Gemini API"
        elif host.endswith("aiplatform.googleapis.com"):
            name = "Vertex AI"
        else:
            name = f"Gemini API at {host}"
        return {"name": name} | ({"version": found["version"]} if found else {})

    def read_request(self, head: Head, body: Body) -> Asked | None:
        """Read a request; None where it asks for no picture."""
        found, told = _PATH.search(head.path), members(body.value)
        if found is None:
            return None
        account = head.headers.get("x-goog-user-project")
        if found["method"] == "predict":
            return _read_predict(found["model"], told, body, account)
        config = members(told.get("generationConfig", told.get("generation_config")))
        if not (_PICTURES.search(found["model"]) or _asks_for_pictures(config)):
            return None
        said = list(_contents(told, body))
        return Asked(
            prompts=tuple(words for words in said if isinstance(words, Words)),
            models=(found["model"],),
            settings=flat(
                told, "contents", "systemInstruction", "system_instruction", "tools", "model"
            ),
            inputs=tuple(used for used in said if isinstance(used, Used)),
            account=account,
        )

    def read_answer(self, body: Body) -> Answered:
        """Read an answer, or one event of a stream."""
        told = members(body.value)
        if isinstance(body.value, list):  # of errors, and of streams that are no events
            whole = [self.read_answer(Body(item, "", body.pictures)) for item in body.value]
            return _joined(whole)
        if "error" in told:
            return Answered(error=_error(told))
        if "predictions" in told:
            return _read_predictions(told, body)
        made: list[Made] = []
        ends: list[str] = []
        for candidate in map(members, elements(told.get("candidates"))):
            parts = elements(members(candidate.get("content")).get("parts"))
            made += [one for part in parts if (one := _made(members(part), body))]
            end = string(candidate.get("finishReason"))
            if end not in _PLAIN_ENDS:
                ends.append(": ".join(filter(None, (end, string(candidate.get("finishMessage"))))))
        feedback = members(told.get("promptFeedback"))
        blocked = (string(feedback.get(name)) for name in ("blockReason", "blockReasonMessage"))
        why = ": ".join(filter(None, blocked)) or ", ".join(ends)
        return Answered(tuple(made), claims=flat(told, "candidates"), refusal=why or None)


def _joined(answers: list[Answered]) -> Answered:
    claims: dict[str, str] = {}
    for answer in answers:
        claims |= answer.claims
    return Answered(
        tuple(made for answer in answers for made in answer.made),
        tuple(text for answer in answers for text in answer.revised),
        claims,
        next((answer.refusal for answer in answers if answer.refusal), None),
        next((answer.error for answer in answers if answer.error), None),
    )


def _asks_for_pictures(config: Mapping[str, Json]) -> bool:
    wanted = elements(config.get("responseModalities", config.get("response_modalities")))
    return any((string(item) or "").upper() == "IMAGE" for item in wanted)


def _contents(told: Mapping[str, Json], body: Body) -> Iterator[Words | Used]:
    """Read what is said to the model, in order: texts and pictures, its own earlier ones too."""
    system = members(told.get("systemInstruction", told.get("system_instruction")))
    for part in map(members, elements(system.get("parts"))):
        text = string(part.get("text"))
        if text:
            yield Words(text, "system")
    contents = told.get("contents")
    for content in map(members, contents if isinstance(contents, list) else [contents]):
        own = content.get("role") == "model"
        for part in map(members, elements(content.get("parts"))):
            yield from _part(part, body, own=own)


def _part(part: Mapping[str, Json], body: Body, *, own: bool) -> Iterator[Words | Used]:
    text = string(part.get("text"))
    file = members(part.get("fileData", part.get("file_data")))
    address = string(file.get("fileUri", file.get("file_uri")))
    picture = _inline(part, body)
    if text:
        yield Words(text, "history", "language model") if own else Words(text)
    elif picture:
        yield Used("reference", picture)
    elif address:
        yield Used("reference", name=without_query(address)[:1024])


def _inline(part: Mapping[str, Json], body: Body) -> Picture | None:
    inline = members(part.get("inlineData", part.get("inline_data")))
    return body.picture(inline.get("data"))


def _made(part: Mapping[str, Json], body: Body) -> Made | None:
    """Return the picture of a part; one that belongs to the model's thoughts is on the way."""
    picture = _inline(part, body)
    return Made(picture, partial=part.get("thought") is True) if picture else None


def _read_predict(model: str, told: Mapping[str, Json], body: Body, account: str | None) -> Asked:
    prompts: list[Words] = []
    inputs: list[Used] = []
    parameters = members(told.get("parameters"))
    for instance in map(members, elements(told.get("instances"))):
        prompt = string(instance.get("prompt"))
        if prompt:
            prompts.append(Words(prompt))
        inputs += _used(instance, body)
    negative = string(parameters.get("negativePrompt"))
    if negative:
        prompts.append(Words(negative, "negative"))
    settings = flat(parameters, "negativePrompt")
    return Asked(tuple(prompts), (model,), settings, tuple(inputs), account)


def _used(instance: Mapping[str, Json], body: Body) -> Iterator[Used]:
    """Name what an instance brings: a picture to change with its mask, and references."""
    picture = _encoded(instance.get("image"), body)
    region = _encoded(members(instance.get("mask")).get("image"), body)
    if picture:
        yield Used("init", picture, region)
    for reference in map(members, elements(instance.get("referenceImages"))):
        shown = _encoded(reference.get("referenceImage"), body)
        role = _ROLES.get(string(reference.get("referenceType")) or "", "reference")
        if shown:
            yield Used(role, shown)


def _encoded(value: Json, body: Body) -> Picture | None:
    return body.picture(members(value).get("bytesBase64Encoded"))


def _read_predictions(told: Mapping[str, Json], body: Body) -> Answered:
    items = [members(item) for item in elements(told.get("predictions"))]
    made = [Made(picture) for item in items if (picture := _encoded(dict(item), body))]
    revised = dict.fromkeys(filter(None, (string(item.get("prompt")) for item in items)))
    filtered = filter(None, (string(item.get("raiFilteredReason")) for item in items))
    claims = flat(told, "predictions")
    return Answered(tuple(made), tuple(revised), claims, "; ".join(filtered) or None)


def _error(told: Mapping[str, Json]) -> str:
    error = members(told.get("error"))
    words = string(error.get("message")) or "an error without a message"
    status = string(error.get("status"))
    return f"{words} ({status})" if status else words
