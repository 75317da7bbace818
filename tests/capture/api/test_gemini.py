"""Tests of what is read in Gemini's and Imagen's calls."""

import base64
import json

import pytest

from bozzetto.capture.api.body import read_json
from bozzetto.capture.api.call import Head, Used, Words
from bozzetto.capture.api.gemini import Gemini
from tests.fakes.image_apis import paint

ONE, TWO = paint(1), paint(2)
HOST = "https://generativelanguage.googleapis.com"
MODEL = "/v1beta/models/gemini-2.5-flash-image"
IMAGEN = "/v1beta1/publishers/google/models/imagen-4.0-generate-001:predict"
SERVICE = Gemini()


def b64(data):
    """Encode as Google's own client does."""
    return base64.urlsafe_b64encode(data).decode()


def body(told):
    """Read a body."""
    return read_json(json.dumps(told).encode())


def asked(path, told, **headers):
    """Read a request."""
    return SERVICE.read_request(Head("POST", HOST + path, headers), body(told))


def answered(told):
    """Read an answer."""
    return SERVICE.read_answer(body(told))


@pytest.mark.parametrize(
    ("method", "path", "wanted"),
    [
        ("POST", f"{MODEL}:generateContent", True),
        ("POST", f"{MODEL}:streamGenerateContent?alt=sse", True),
        ("POST", IMAGEN, True),
        ("POST", "/v1/projects/p/locations/l/publishers/google/models/imagen-3:predict", True),
        ("POST", "/v1/publishers/google/models/text-embedding:predict", False),
        ("POST", f"{MODEL}:countTokens", False),
        ("GET", f"{MODEL}:generateContent", False),
        ("GET", MODEL, False),
    ],
)
def test_wants(method, path, wanted):
    """Only calls that may make pictures are wanted."""
    assert SERVICE.wants(Head(method, HOST + path, {})) is wanted


@pytest.mark.parametrize(
    ("host", "tool"),
    [
        (HOST, {"name": "Gemini API", "version": "v1beta"}),
        (
            "https://europe-west1-aiplatform.googleapis.com",
            {"name": "Vertex AI", "version": "v1beta"},
        ),
        ("http://127.0.0.1:9", {"name": "Gemini API at 127.0.0.1:9", "version": "v1beta"}),
    ],
)
def test_tool(host, tool):
    """A service is named by where the request goes."""
    assert SERVICE.tool(Head("POST", f"{host}{MODEL}:generateContent", {})) == tool


def test_content():
    """All that is said is told apart by who said it, with its pictures."""
    found = asked(
        f"{MODEL}:generateContent",
        {
            "systemInstruction": {"parts": [{"text": "be brief"}]},
            "contents": [
                {"role": "user", "parts": [{"text": "a cat"}]},
                {
                    "role": "model",
                    "parts": [{"text": "Here."}, {"inlineData": {"data": b64(ONE)}}],
                },
                {
                    "parts": [
                        {"text": "with a hat"},
                        {"inline_data": {"mime_type": "image/png", "data": b64(TWO)}},
                        {"fileData": {"fileUri": "https://x.example/files/1?key=abc"}},
                    ]
                },
            ],
            "generationConfig": {"seed": 7, "imageConfig": {"aspectRatio": "1:1"}},
        },
        **{"x-goog-user-project": "my-project"},
    )
    assert found.prompts == (
        Words("be brief", "system"),
        Words("a cat"),
        Words("Here.", "history", "language model"),
        Words("with a hat"),
    )
    assert found.models == ("gemini-2.5-flash-image",)
    assert found.settings == {
        "generationConfig.seed": "7",
        "generationConfig.imageConfig.aspectRatio": "1:1",
    }
    assert [used.picture and used.picture.data for used in found.inputs] == [ONE, TWO, None]
    assert found.inputs[2] == Used("reference", name="https://x.example/files/1")
    assert found.account == "my-project"


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ({}, False),
        ({"responseModalities": ["TEXT"]}, False),
        ({"responseModalities": ["TEXT", "IMAGE"]}, True),
        ({"responseModalities": ["Image"]}, True),
    ],
)
def test_other_models(config, wanted):
    """A model whose name says nothing makes pictures where it is asked to."""
    path = "/v1beta/models/gemini-3-pro:generateContent"
    told = {"contents": {"parts": [{"text": "a cat"}]}, "generationConfig": config}
    assert (asked(path, told) is not None) is wanted


def test_predict():
    """Imagen's instances, parameters, pictures and masks."""
    found = asked(
        IMAGEN,
        {
            "instances": [
                {
                    "prompt": "a cat",
                    "image": {"bytesBase64Encoded": b64(ONE)},
                    "mask": {"image": {"bytesBase64Encoded": b64(TWO)}},
                    "referenceImages": [
                        {
                            "referenceType": "REFERENCE_TYPE_MASK",
                            "referenceImage": {"bytesBase64Encoded": b64(TWO)},
                        },
                        {"referenceImage": {"bytesBase64Encoded": b64(ONE)}},
                    ],
                }
            ],
            "parameters": {"sampleCount": 2, "negativePrompt": "dogs"},
        },
    )
    assert found.prompts == (Words("a cat"), Words("dogs", "negative"))
    assert found.models == ("imagen-4.0-generate-001",)
    assert found.settings == {"sampleCount": "2"}
    roles = [(used.role, used.region is not None) for used in found.inputs]
    assert roles == [("init", True), ("mask", False), ("reference", False)]


def test_answer():
    """An answer's pictures; those that belong to its thoughts are on the way."""
    parts = [
        {"text": "Hm."},
        {"thought": True, "inlineData": {"data": b64(ONE)}},
        {"inlineData": {"data": b64(TWO)}},
    ]
    found = answered(
        {
            "candidates": [{"content": {"parts": parts}, "finishReason": "STOP"}],
            "modelVersion": "m",
            "usageMetadata": {"totalTokenCount": 3},
        }
    )
    assert [(made.picture.data, made.partial) for made in found.made] == [(ONE, True), (TWO, False)]
    assert found.claims == {"modelVersion": "m", "usageMetadata.totalTokenCount": "3"}
    assert found.refusal is None


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"candidates": [{"finishReason": "IMAGE_SAFETY"}]}, "IMAGE_SAFETY"),
        (
            {"candidates": [{"finishReason": "NO_IMAGE", "finishMessage": "none"}]},
            "NO_IMAGE: none",
        ),
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "PROHIBITED_CONTENT"),
        ({"predictions": [{"raiFilteredReason": "filtered"}]}, "filtered"),
    ],
)
def test_refusals(told, why):
    """Why there is no picture is told in the service's own words."""
    found = answered(told)
    assert (found.made, found.refusal, found.error) == ((), why, None)


def test_predictions():
    """Imagen's pictures, and the prompt that its language model wrote."""
    item = {"bytesBase64Encoded": b64(ONE), "mimeType": "image/png", "prompt": "a fine cat"}
    found = answered({"predictions": [item, {"raiFilteredReason": "filtered"}]})
    assert [made.picture.data for made in found.made] == [ONE]
    assert found.revised == ("a fine cat",)


@pytest.mark.parametrize("as_list", [False, True], ids=["object", "list"])
def test_errors(as_list):
    """Errors come in the service's own words, in a list too."""
    told = {"error": {"message": "no", "status": "INVALID_ARGUMENT"}}
    assert answered([told] if as_list else told).error == "no (INVALID_ARGUMENT)"
    assert answered({"error": {}}).error == "an error without a message"


def test_list_of_answers():
    """A stream that is no stream of events is a list of answers."""
    parts = [{"inlineData": {"data": b64(ONE)}}]
    one = {"candidates": [{"content": {"parts": parts}}], "modelVersion": "m"}
    blocked = {"promptFeedback": {"blockReason": "OTHER"}}
    found = answered([one, blocked])
    assert [made.picture.data for made in found.made] == [ONE]
    assert (found.claims["modelVersion"], found.refusal) == ("m", "OTHER")


@pytest.mark.parametrize("told", ["a", None, 5, {"candidates": 5}, {"candidates": [5, {}]}, [[]]])
def test_hostile_answers(told):
    """Whatever JSON comes, something is read."""
    assert answered(told).made == ()


@pytest.mark.parametrize("told", [[], "a", {"contents": 5}, {"contents": [5, {"parts": 5}]}])
@pytest.mark.parametrize("path", [f"{MODEL}:generateContent", IMAGEN])
def test_hostile_requests(path, told):
    """Whatever JSON is sent, something is read."""
    assert asked(path, told).prompts == ()
