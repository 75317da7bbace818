"""OpenAI's picture calls, and those of services that copy them: requests and answers, read.

- ``/images/generations``, ``/images/edits``, ``/images/variations``: JSON, or a form with files;
- ``/responses``, where a request offers the tool ``image_generation``;
- streams of both: partial pictures and the finished ones.

Fields: https://platform.openai.com/docs/api-reference/images and .../responses. What the service
says that its language model made of a prompt (``revised_prompt``) is told apart from the prompt.
Pure: bytes in, values out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from bozzetto.capture.api.body import Body, Picture
from bozzetto.capture.api.call import Answered, Asked, Head, Made, Used, Words, flat, without_query
from bozzetto.capture.dialects.jsontext import Json, elements, members, string

__all__ = ["OpenAI"]

_IMAGES = re.compile(r"/images/(?:generations|edits|variations)/?$")
_RESPONSES = re.compile(r"/responses/?$")
_VERSION = re.compile(r"/(v\d\w*)/")
_DEPLOYMENT = re.compile(r"/deployments/([^/]+)/")
_WORDS = ("prompt", "model", "image", "images", "mask")
_FINAL = ("image_generation.completed", "image_edit.completed")
_PARTIAL = ("image_generation.partial_image", "image_edit.partial_image")
_TOOL = "image_generation"
_CALL = "image_generation_call"
_PENDING = ("queued", "in_progress")


class OpenAI:
    """The service's module; it has no state."""

    def wants(self, head: Head) -> bool:
        """Whether a request may ask for pictures."""
        path = head.path
        return head.method == "POST" and bool(_IMAGES.search(path) or _RESPONSES.search(path))

    def tool(self, head: Head) -> dict[str, str]:
        """Name the service by where the request goes: others speak OpenAI's language too."""
        host, version = head.host, _VERSION.search(head.path)
        if host == "api.openai.com":
            name = "OpenAI API"
        elif host.endswith(".azure.com"):
            name = "Azure OpenAI"
        else:
            name = f"OpenAI API at {host}"
        said = head.query("api-version") or (version[1] if version else None)
        return {"name": name} | ({"version": said} if said else {})

    def read_request(self, head: Head, body: Body) -> Asked | None:
        """Read a request; None where it offers no way to make a picture."""
        told = members(body.value)
        account = head.headers.get("openai-organization") or head.headers.get("openai-project")
        if _RESPONSES.search(head.path):
            return _read_response_request(told, body, account)
        deployment = _DEPLOYMENT.search(head.path)
        model = string(told.get("model")) or (deployment[1] if deployment else None)
        prompt = string(told.get("prompt"))
        return Asked(
            prompts=(Words(prompt),) if prompt else (),
            models=(model,) if model else (),
            settings=flat(told, *_WORDS),
            inputs=tuple(_edited(told, body)),
            account=account,
        )

    def read_answer(self, body: Body) -> Answered:
        """Read an answer, or one event of a stream."""
        told = members(body.value)
        kind = string(told.get("type")) or ""
        if kind.startswith("response.") or told.get("object") == "response":
            return _read_response(kind, told, body)
        error = _error(told)
        if error is not None or kind == "error":
            return Answered(error=error or "an error without a message")
        claims = flat(told, "data", "b64_json", "url", "revised_prompt")
        if kind in _FINAL or kind in _PARTIAL:
            return Answered(tuple(_made(told, body, partial=kind in _PARTIAL)), claims=claims)
        items = [members(item) for item in elements(told.get("data"))]
        made = [one for item in items for one in _made(item, body)]
        return Answered(tuple(made), _revised(items), claims)


def _edited(told: Mapping[str, Json], body: Body) -> Iterator[Used]:
    """Name what is edited: the first picture is changed, within the mask; others lead."""
    images = told.get("image", told.get("images"))
    mask = _shown(told.get("mask"), body)
    for index, image in enumerate(images if isinstance(images, list) else [images]):
        picture, name = _shown(image, body)
        role, region = ("reference", None) if index else ("init", mask[0] if picture else None)
        if picture or name:
            yield Used(role, picture, region, name)
    if mask[1]:
        yield Used("mask", name=mask[1])


def _shown(value: Json, body: Body) -> tuple[Picture | None, str | None]:
    """Return a picture that a value brings, or what it calls one that the service has."""
    if isinstance(value, dict):
        named = value.get("image_url", value.get("file_id", value.get("id")))
        return _shown(members(named).get("url", named), body)
    text = string(value)
    if text is None:
        return None, None
    picture = body.picture(text)
    return picture, None if picture else without_query(text)[:1024]


def _read_response_request(
    told: Mapping[str, Json], body: Body, account: str | None
) -> Asked | None:
    tools = [members(tool) for tool in elements(told.get("tools"))]
    tool = next((tool for tool in tools if tool.get("type") == _TOOL), None)
    if tool is None:
        return None
    said = list(_conversation(told.get("input"), body))
    instructions = string(told.get("instructions"))
    before = string(told.get("previous_response_id"))
    mask = _shown(tool.get("input_image_mask"), body)
    inputs = [used for used in said if isinstance(used, Used)]
    if before:
        inputs.append(Used("previous", name=before))
    if mask[0] or mask[1]:
        inputs.append(Used("mask", mask[0], name=mask[1]))
    names = (string(told.get("model")), string(tool.get("model")))
    settings = flat(told, "input", "instructions", "model", "tools", "previous_response_id")
    return Asked(
        prompts=(
            *([Words(instructions, "system")] if instructions else []),
            *(words for words in said if isinstance(words, Words)),
        ),
        models=tuple(filter(None, names)),
        settings=settings | flat(tool, "type", "model", "input_image_mask", before=f"{_TOOL}."),
        inputs=tuple(inputs),
        account=account,
    )


def _conversation(value: Json, body: Body) -> Iterator[Words | Used]:
    """Read what is said to the language model: a text, or a list of messages and pictures."""
    text = string(value)
    if text is not None:
        yield Words(text)
    for item in map(members, elements(value)):
        if item.get("type") == _CALL:
            yield from _given(item.get("result") or dict(item), "reference", body)
            continue
        role, content = string(item.get("role")) or "user", item.get("content")
        plain = string(content)
        whole: list[Json] = elements(content) if plain is None else [{"text": plain}]
        for part in map(members, whole):
            yield from _part(part, role, body)


def _part(part: Mapping[str, Json], role: str, body: Body) -> Iterator[Words | Used]:
    text = string(part.get("text"))
    if text is not None and role == "assistant":
        yield Words(text, "history", "language model")
    elif text is not None:
        yield Words(text, "positive" if role == "user" else "system")
    elif "image_url" in part or "file_id" in part:
        yield from _given(dict(part), "reference", body)


def _given(value: Json, role: str, body: Body) -> Iterator[Used]:
    picture, name = _shown(value, body)
    if picture or name:
        yield Used(role, picture, name=name)


def _read_response(kind: str, told: Mapping[str, Json], body: Body) -> Answered:
    if kind == "response.image_generation_call.partial_image":
        partial = Made(body.picture(told.get("partial_image_b64")), partial=True)
        claims = flat(told, "partial_image_b64")
        return Answered((partial,), claims=claims) if partial.picture else Answered()
    if kind == "response.output_item.done":
        return _calls([members(told.get("item"))], body, {})
    if kind and kind not in ("response.completed", "response.failed", "response.incomplete"):
        return Answered()
    whole = members(told.get("response")) if kind else told
    claims = flat(whole, "output", "tools", "instructions", "error", "text", "input")
    found = _calls([members(item) for item in elements(whole.get("output"))], body, claims)
    later = string(whole.get("id")) if whole.get("status") in _PENDING else None
    return Answered(
        found.made,
        found.revised,
        found.claims,
        _talk(whole) or found.refusal,
        _error(whole),
        later,
    )


def _calls(items: list[Mapping[str, Json]], body: Body, claims: Mapping[str, str]) -> Answered:
    """Read what the language model's calls of its tool gave."""
    calls = [item for item in items if item.get("type") == _CALL]
    made = [
        Made(picture, name=string(call.get("id")))
        for call in calls
        if (picture := body.picture(call.get("result")))
    ]
    said = dict(claims)
    for call in calls:
        said |= flat(call, "result", "revised_prompt", "type", before=f"{_CALL}.")
    failed = (_error(call) for call in calls)
    return Answered(tuple(made), _revised(calls), said, next(filter(None, failed), None))


def _talk(response: Mapping[str, Json]) -> str | None:
    """Return what a language model refused, in its words."""
    for item in map(members, elements(response.get("output"))):
        for part in map(members, elements(item.get("content"))):
            refusal = string(part.get("refusal"))
            if refusal:
                return refusal
    return None


def _made(item: Mapping[str, Json], body: Body, *, partial: bool = False) -> Iterator[Made]:
    picture = body.picture(item.get("b64_json"))
    url = string(item.get("url"))
    if picture is not None:
        yield Made(picture, partial=partial)
    elif url is not None and url.startswith(("http://", "https://")):
        yield Made(url=url, partial=partial)


def _revised(items: Iterable[Mapping[str, Json]]) -> tuple[str, ...]:
    """Return each prompt that was written anew, once."""
    return tuple(dict.fromkeys(filter(None, (string(i.get("revised_prompt")) for i in items))))


def _error(told: Mapping[str, Json]) -> str | None:
    error = told.get("error")
    if isinstance(error, dict):
        words = string(error.get("message")) or "an error without a message"
        code = string(error.get("code")) or string(error.get("type"))
        return f"{words} ({code})" if code else words
    if told.get("type") == "error":
        return string(told.get("message"))
    return string(error)
