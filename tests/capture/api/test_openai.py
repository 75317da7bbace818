"""Tests of what is read in OpenAI's calls."""

import base64
import json

import pytest

from bozzetto.capture.api.body import read_json
from bozzetto.capture.api.call import Head, Used, Words
from bozzetto.capture.api.openai import OpenAI
from tests.fakes.image_apis import paint

ONE, TWO = paint(1), paint(2)
V1 = "https://api.openai.com/v1"
SERVICE = OpenAI()


def b64(data):
    """Encode as answers have it."""
    return base64.b64encode(data).decode()


def url(data):
    """Encode as requests have it."""
    return f"data:image/png;base64,{b64(data)}"


def asked(path, told, **headers):
    """Read a request."""
    return SERVICE.read_request(Head("POST", V1 + path, headers), body(told))


def body(told):
    """Read a body."""
    return read_json(json.dumps(told).encode())


def answered(told):
    """Read an answer."""
    return SERVICE.read_answer(body(told))


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("POST", "/images/generations", True),
        ("POST", "/images/edits", True),
        ("POST", "/images/variations", True),
        ("POST", "/responses", True),
        ("GET", "/images/generations", False),
        ("POST", "/chat/completions", False),
        ("POST", "/responses/resp_1/cancel", False),
        ("GET", "/models", False),
        ("POST", "/files", False),
    ],
)
def test_wants(method, path, wanted):
    """Only calls that may make pictures are wanted."""
    assert SERVICE.wants(Head(method, V1 + path, {})) is wanted


@pytest.mark.parametrize(
    ("address", "tool"),
    [
        (f"{V1}/images/edits", {"name": "OpenAI API", "version": "v1"}),
        (
            "https://ann.openai.azure.com/openai/deployments/d/images/edits?api-version=2025-04-01",
            {"name": "Azure OpenAI", "version": "2025-04-01"},
        ),
        (
            "http://127.0.0.1:8000/v1/images/edits",
            {"name": "OpenAI API at 127.0.0.1:8000", "version": "v1"},
        ),
        ("http://127.0.0.1/images/edits", {"name": "OpenAI API at 127.0.0.1"}),
    ],
)
def test_tool(address, tool):
    """A service is named by where the request goes: only OpenAI's own address is OpenAI."""
    assert SERVICE.tool(Head("POST", address, {})) == tool


def test_generation():
    """A request's prompt, model, settings and account are told apart."""
    found = asked(
        "/images/generations",
        {"prompt": "a cat", "model": "gpt-image-1", "n": 2, "size": "auto", "seed": None},
        **{"openai-organization": "org-1"},
    )
    assert found.prompts == (Words("a cat"),)
    assert found.models == ("gpt-image-1",)
    assert found.settings == {"n": "2", "size": "auto"}
    assert found.inputs == ()
    assert found.account == "org-1"


def test_deployment():
    """Azure names the model in the address."""
    address = "https://ann.openai.azure.com/openai/deployments/my-image/images/generations"
    found = SERVICE.read_request(Head("POST", address, {}), body({"prompt": "a cat"}))
    assert found.models == ("my-image",)


def test_edit():
    """The first picture is changed within the mask, further ones lead, and files are named."""
    found = asked(
        "/images/edits",
        {
            "prompt": "hat",
            "images": [{"image_url": url(ONE)}, {"file_id": "file-7"}],
            "mask": {"image_url": url(TWO)},
        },
    )
    first, second = found.inputs
    assert (first.role, first.picture.data, first.region.data) == ("init", ONE, TWO)
    assert second == Used("reference", name="file-7")
    assert found.settings == {}


def test_edit_with_a_mask_that_is_named():
    """A mask that the service has already is an input of its own; addresses lose their query."""
    found = asked(
        "/images/edits",
        {"image": "https://x.example/a.png?sig=secret", "mask": {"file_id": "file-8"}},
    )
    assert found.inputs == (
        Used("init", name="https://x.example/a.png"),
        Used("mask", name="file-8"),
    )


def test_response_without_the_tool():
    """A conversation in which no picture can be made is nobody's business."""
    assert asked("/responses", {"model": "gpt-5", "input": "hello"}) is None
    tools = [{"type": "web_search"}]
    assert asked("/responses", {"input": "hello", "tools": tools}) is None


def test_response():
    """All that is said in a conversation is told apart by who said it, with its pictures."""
    found = asked(
        "/responses",
        {
            "model": "gpt-5",
            "instructions": "be brief",
            "previous_response_id": "resp_0",
            "input": [
                {"role": "developer", "content": "no text in pictures"},
                {
                    "role": "user",
                    "content": [
                        {"type": "input_text", "text": "this cat, with a hat"},
                        {"type": "input_image", "image_url": url(ONE)},
                        {"type": "input_image", "file_id": "file-3"},
                    ],
                },
                {"role": "assistant", "content": [{"type": "output_text", "text": "Sure."}]},
                {"type": "image_generation_call", "id": "ig_1", "result": b64(TWO)},
                {"type": "image_generation_call", "id": "ig_2"},
            ],
            "tools": [
                {
                    "type": "image_generation",
                    "model": "gpt-image-1",
                    "size": "auto",
                    "input_image_mask": {"image_url": url(TWO)},
                }
            ],
            "temperature": 0.5,
        },
    )
    assert found.prompts == (
        Words("be brief", "system"),
        Words("no text in pictures", "system"),
        Words("this cat, with a hat"),
        Words("Sure.", "history", "language model"),
    )
    assert found.models == ("gpt-5", "gpt-image-1")
    assert found.settings == {"temperature": "0.5", "image_generation.size": "auto"}
    said = [(used.role, used.picture and used.picture.data, used.name) for used in found.inputs]
    assert said == [
        ("reference", ONE, None),
        ("reference", None, "file-3"),
        ("reference", TWO, None),
        ("reference", None, "ig_2"),
        ("previous", None, "resp_0"),
        ("mask", TWO, None),
    ]


def test_answer():
    """An answer's pictures, what became of the prompt, and what it says of itself."""
    found = answered(
        {
            "created": 1763800000,
            "data": [
                {"b64_json": b64(ONE), "revised_prompt": "a silver cat"},
                {"url": "https://x.example/b.png?id=1", "revised_prompt": "a silver cat"},
                {},
            ],
            "usage": {"total_tokens": 5},
        }
    )
    assert [(made.picture and made.picture.data, made.url) for made in found.made] == [
        (ONE, None),
        (None, "https://x.example/b.png?id=1"),
    ]
    assert found.revised == ("a silver cat",)
    assert found.claims == {"created": "1763800000", "usage.total_tokens": "5"}
    assert found.error is None


@pytest.mark.parametrize("what", ["image_generation", "image_edit"])
def test_events(what):
    """Partial pictures are told from the finished one."""
    partial = answered({"type": f"{what}.partial_image", "b64_json": b64(ONE), "size": "auto"})
    assert [(made.picture.data, made.partial) for made in partial.made] == [(ONE, True)]
    assert partial.claims == {"type": f"{what}.partial_image", "size": "auto"}
    done = answered({"type": f"{what}.completed", "b64_json": b64(TWO)})
    assert [(made.picture.data, made.partial) for made in done.made] == [(TWO, False)]


def test_response_answer():
    """A response's calls of the tool bring pictures, and their own words for the prompt."""
    call = {
        "type": "image_generation_call",
        "id": "ig_1",
        "result": b64(ONE),
        "status": "completed",
    }
    whole = {"object": "response", "id": "r", "output": [call | {"revised_prompt": "a fine cat"}]}
    found = answered(whole)
    assert [(made.picture.data, made.name) for made in found.made] == [(ONE, "ig_1")]
    assert found.revised == ("a fine cat",)
    assert found.claims["image_generation_call.id"] == "ig_1"
    again = answered({"type": "response.completed", "response": whole})
    assert again.made == found.made
    item = answered({"type": "response.output_item.done", "item": call})
    assert item.made == found.made


def test_response_partial():
    """A response shows partial pictures on the way; other events say nothing."""
    kind = "response.image_generation_call.partial_image"
    found = answered({"type": kind, "partial_image_b64": b64(ONE), "item_id": "ig_1"})
    assert [made.partial for made in found.made] == [True]
    assert answered({"type": "response.created", "response": {"object": "response"}}).made == ()
    assert answered({"type": kind}).made == ()


def test_response_later():
    """A response that is not ready says what to ask for."""
    found = answered({"object": "response", "id": "resp_1", "status": "queued", "output": []})
    assert found.later == "resp_1"


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"error": {"message": "no", "code": "blocked"}}, "no (blocked)"),
        ({"error": {"message": "no", "code": None, "type": "t"}}, "no (t)"),
        ({"error": {}}, "an error without a message"),
        ({"error": "plain"}, "plain"),
        ({"type": "error", "message": "broke"}, "broke"),
        ({"type": "error"}, "an error without a message"),
        ({"type": "response.failed", "response": {"error": {"message": "m"}}}, "m"),
        ({"data": []}, None),
    ],
)
def test_errors(told, error):
    """Errors come in the service's own words."""
    assert answered(told).error == error


def test_refusals():
    """Why there is no picture is told in the service's own words."""
    part = {"type": "refusal", "refusal": "I cannot."}
    whole = {"object": "response", "output": [{"type": "message", "content": [part]}]}
    assert answered(whole).refusal == "I cannot."
    failed = {"type": "image_generation_call", "error": {"message": "blocked", "type": "m"}}
    assert answered({"object": "response", "output": [failed]}).refusal == "blocked (m)"


@pytest.mark.parametrize("told", [[], "a", None, 5, {"data": {}}, {"data": [5]}, {"output": 1}])
def test_hostile_answers(told):
    """Whatever JSON comes, something is read."""
    assert answered(told).made == ()
    assert answered({"object": "response", "output": told}).made == ()


@pytest.mark.parametrize("told", [[], "a", None, {"tools": "x"}, {"image": 5, "prompt": {}}])
@pytest.mark.parametrize("path", ["/responses", "/images/edits"])
def test_hostile_requests(path, told):
    """Whatever JSON is sent, something is read."""
    found = asked(path, told)
    assert found is None or found.inputs == ()
