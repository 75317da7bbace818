"""Tests of the transport, with the real clients of OpenAI and Google against loopback."""

import asyncio
import base64
import io
import json
import threading

import httpx
import httpx2
import pytest
from google import genai
from google.genai import errors as genai_errors
from google.genai import types
from openai import APIConnectionError, AsyncOpenAI, BadRequestError, InternalServerError, OpenAI

import bozzetto
from bozzetto import Studio, verify_bundle
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.errors import FormatError, StudioError
from bozzetto.verify import Verdict
from tests.capture.api.spooled import acts, holds, told
from tests.fakes.image_apis import REVISED, paint

KEY = "sk-proj-PLANTEDkey0011223344556677889900"
LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
BOTH = ["instruction", "instruction", "ended", "output", "ended"]  # one call with a new prompt


@pytest.fixture
def spool(studio):
    """Where reports wait."""
    return studio / "spool"


def openai(services, studio, library=httpx2, **options):
    """Make a client of OpenAI's that is recorded."""
    looking_on = bozzetto.transport(work="Cat", studio=studio, prompts_by="person", **options)
    http = library.Client(transport=looking_on, timeout=60)
    return OpenAI(base_url=f"{services.url}/v1", api_key=KEY, http_client=http, max_retries=0)


def gemini(services, studio, **options):
    """Make a client of Google's that is recorded."""
    looking_on = bozzetto.transport(work="Cat", studio=studio, prompts_by="person")
    http = httpx2.Client(transport=looking_on)
    base = types.HttpOptions(base_url=services.url, httpx_client=http)
    return genai.Client(api_key=KEY, http_options=base, **options), http


def pictures(answer):
    """Decode the pictures of an answer."""
    return [base64.b64decode(item.b64_json) for item in answer.data]


@LIBRARIES
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_generate(services, studio, spool, library, packed):
    """A call is recorded from its words to its pictures, and the client gets what was sent."""
    services.packed = packed
    with openai(services, studio, library) as client:
        answer = client.images.generate(
            model="gpt-image-1", prompt="a silver cat 猫", n=2, size="1024x1024"
        )
    assert pictures(answer) == services.made
    started, *reports, stopped = told(spool)
    assert (started.act, stopped.act) == ("started", "stopped")
    assert started.body["settings"]["openai"]
    assert acts(reports) == BOTH
    asked, revised, _, output, ended = reports
    assert asked.body["prompts"] == [
        {"role": "positive", "text": "a silver cat 猫", "by": "person"}
    ]
    assert asked.body["models"] == [{"name": "gpt-image-1"}]
    assert asked.body["settings"] == {"n": "2", "size": "1024x1024"}
    assert asked.raw.encode() == services.seen[0].body
    assert revised.body["prompts"] == [
        {"role": "positive", "text": REVISED, "by": "language model"}
    ]
    assert [output.data(index) for index in output.body["files"]] == services.made
    assert output.body["claims"]["x-request-id"] == "req_7f3a"
    assert json.loads(output.raw)["data"][0]["b64_json"].startswith("[picture sha256:")
    assert ended.body == {"how": "done"}
    assert asked.tool["name"].startswith("OpenAI API at 127.0.0.1:")


class Watcher(httpx.BaseTransport):
    """Notes what lies in the spool at the moment when a request is sent."""

    def __init__(self, spool):
        self.spool, self.reports, self.recorded = spool, None, None
        self.inner = httpx.HTTPTransport()

    def handle_request(self, request):
        """Look into the spool, and send."""
        assert self.recorded.conversation.flush()
        self.reports = told(self.spool)
        return self.inner.handle_request(request)

    def close(self):
        """Close what sends."""
        self.inner.close()


def test_instruction_before_the_request(services, studio, spool):
    """When a request is sent, its instruction lies in the spool."""
    watcher = Watcher(spool)
    watcher.recorded = bozzetto.transport(work="Cat", studio=studio, wraps=watcher)
    http = httpx.Client(transport=watcher.recorded, timeout=60)
    with OpenAI(base_url=f"{services.url}/v1", api_key=KEY, http_client=http) as client:
        client.images.generate(prompt="a silver cat")
    assert acts(watcher.reports) == ["started", "instruction"]
    assert watcher.reports[1].body["prompts"][0]["by"] == "unknown"


@LIBRARIES
@pytest.mark.parametrize("large", [False, True], ids=["small", "large"])
def test_edit(services, studio, spool, library, large):
    """Pictures and mask of an edit are kept as they were sent, byte by byte."""
    noise = bytes(range(256)) * 400 if large else b""
    cat, dog, mask = (paint(shade) + noise for shade in (1, 2, 3))
    with openai(services, studio, library) as client:
        answer = client.images.edit(
            model="gpt-image-1",
            image=[("cat.png", cat), ("dog.png", io.BytesIO(dog))],
            mask=("mask.png", mask),
            prompt="a hat",
        )
    assert pictures(answer) == services.made
    asked = told(spool)[1]
    assert asked.body["inputs"] == [
        {"role": "init", "file": 0, "region": 1},
        {"role": "reference", "file": 2},
    ]
    assert [asked.data(index) for index in range(3)] == [cat, mask, dog]
    assert asked.body["notes"] == ["request.without-pictures"]
    assert cat in services.seen[0].body
    assert "prompt" in asked.raw
    assert "PNG" not in asked.raw


def test_stream_goes_through(services, studio, spool):
    """Each event reaches the client when it is sent, not when the stream ends."""
    services.gate, arrived = threading.Event(), []
    with openai(services, studio) as client:
        stream = client.images.generate(
            model="gpt-image-1", prompt="a cat", stream=True, partial_images=2
        )
        for event in stream:
            arrived.append((event.type, base64.b64decode(event.b64_json)))
            services.gate.set()
    assert not services.starved
    kinds = [kind for kind, _ in arrived]
    assert kinds == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert [data for _, data in arrived] == services.made
    outputs = [each for each in told(spool) if each.act == "output"]
    assert [each.data(0) for each in outputs] == services.made
    assert [each.body["claims"].get("partial") for each in outputs] == ["true", "true", None]
    assert outputs[0].at < outputs[1].at < outputs[2].at


@pytest.mark.parametrize("stream", [False, True])
def test_responses(services, studio, spool, stream):
    """Pictures of a conversation are recorded once, with the words of the language model apart."""
    with openai(services, studio) as client:
        client.responses.create(model="gpt-5", input="hello")
        tools = [{"type": "image_generation", "partial_images": 1}]
        answer = client.responses.create(
            model="gpt-5", input="draw a cat", tools=tools, stream=stream
        )
        if stream:
            list(answer)
    reports = told(spool)
    prompts = [each.body["prompts"] for each in reports if each.act == "instruction"]
    assert [(words[0]["text"], words[0]["by"]) for words in prompts] == [
        ("draw a cat", "person"),
        (REVISED, "language model"),
    ]
    outputs = [each for each in reports if each.act == "output"]
    partial = [each.body["claims"].get("partial") == "true" for each in outputs]
    assert partial == ([True, False] if stream else [False])
    # The pictures of the call that was not streamed come last in what the service made
    assert outputs[0].data(0) in services.made


def test_response_that_comes_later(services, studio, spool):
    """An answer that is asked for again and again is recorded when it is there."""
    services.later = 3
    with openai(services, studio) as client:
        tools = [{"type": "image_generation"}]
        answer = client.responses.create(
            model="gpt-5", input="draw a cat", tools=tools, background=True
        )
        while answer.status != "completed":
            answer = client.responses.retrieve(answer.id)
    reports = [each for each in told(spool) if each.act != "started"]
    assert acts(reports) == [*BOTH, "stopped"]
    assert reports[3].data(0) == services.made[0]


@LIBRARIES
def test_picture_by_address(services, studio, spool, library):
    """A picture that is named by an address is recorded when the same client fetches it."""
    services.by_url = True
    with openai(services, studio, library) as client:
        answer = client.images.generate(prompt="a silver cat", n=2)
        http = client._client  # noqa: SLF001  # the client's own http client
        for item in answer.data:
            assert http.get(item.url, follow_redirects=True).content in services.made
    reports = told(spool)
    outputs = [each for each in reports if each.act == "output"]
    assert [each.data(0) for each in outputs] == services.made
    assert {each.job for each in outputs} == {reports[1].job}
    assert reports[-2].body == {"how": "done"}
    assert holds(studio, "s3cr3tsignature0042") == []


def test_other_calls_leave_nothing(services, studio, spool):
    """Calls that make no pictures are not recorded."""
    with openai(services, studio) as client:
        client.models.list()
        client.responses.create(model="gpt-5", input="hello")
    assert told(spool) == []
    assert not spool.exists() or holds(spool, "hello") == []


def test_refusal(services, studio, spool):
    """A refused call ends with the service's own words, and the client gets its error."""
    services.refuse = f"Not allowed for {KEY}."
    with openai(services, studio) as client, pytest.raises(BadRequestError, match="Not allowed"):
        client.images.generate(prompt="a cat")
    ended = told(spool)[2]
    assert ended.body["how"] == "refused"
    assert ended.body["note"] == "Not allowed for [secret removed]. (moderation_blocked)"


def test_retries(services, studio, spool):
    """Each sending of a request is an instruction of its own."""
    services.refuse, services.status = "busy", 500
    with openai(services, studio) as client, pytest.raises(InternalServerError):
        client.with_options(max_retries=1).images.generate(prompt="a cat")
    assert acts(told(spool))[1:-1] == ["instruction", "ended"] * 2


def test_nobody_answers(studio, spool, services):
    """A call that reaches nobody failed."""
    client = openai(services, studio)
    client.base_url = "http://127.0.0.1:9/v1"
    with client, pytest.raises(APIConnectionError):
        client.images.generate(prompt="a cat")
    ended = told(spool)[2]
    assert ended.body["how"] == "failed"
    assert ended.body["note"].startswith("ConnectError")


def test_stream_that_breaks_off(services, studio, spool):
    """A stream whose connection is cut failed; what it showed stays."""
    services.breaks_off = True
    with openai(services, studio) as client, pytest.raises(APIConnectionError):
        list(client.images.generate(prompt="a cat", stream=True))
    assert acts(told(spool))[1:-1] == ["instruction", "output", "ended"]
    assert told(spool)[3].body["how"] == "failed"


def test_stream_that_is_left(services, studio, spool):
    """A stream that the client leaves was interrupted."""
    services.gate = threading.Event()
    with openai(services, studio) as client:
        stream = client.images.generate(prompt="a cat", stream=True)
        next(iter(stream))
        stream.close()
    services.gate.set()
    ended = [each for each in told(spool) if each.act == "ended"]
    assert [each.body["how"] for each in ended] == ["interrupted"]


def test_keys_are_nowhere(services, studio):
    """Not one byte of a key is written, wherever the client and the service put it."""
    services.escaped = True
    with openai(services, studio) as client:
        client.images.generate(prompt="a cat", extra_query={"key": "PLANTED-query-key-77"})
        client.images.generate(
            prompt="a cat",
            extra_headers={"Cookie": "session=PLANTED-cookie-88"},
            extra_body={"api_key": "PLANTED-body-99"},
        )
        client.images.edit(
            image=paint(1), prompt="a hat", extra_body={"client_secret": "PLANTED-form-55"}
        )
        services.refuse = f"{KEY} PLANTED-query-key-77"
        with pytest.raises(BadRequestError):
            client.images.generate(prompt="x", extra_query={"key": "PLANTED-query-key-77"})
    sent = b"".join(seen.body + str(seen.headers).encode() for seen in services.seen)
    assert b"PLANTED-form-55" in sent
    assert KEY.encode() in sent
    receive(studio)
    assert holds(studio, "PLANTED") == []
    assert holds(studio, "moderation_blocked") != []


def test_gemini(services, studio, spool):
    """A call of Gemini's is recorded, with pictures in and out."""
    client, http = gemini(services, studio)
    contents = ["a silver cat", types.Part.from_bytes(data=paint(9), mime_type="image/png")]
    config = types.GenerateContentConfig(response_modalities=["IMAGE"], seed=7)
    answer = client.models.generate_content(
        model="gemini-2.5-flash-image", contents=contents, config=config
    )
    http.close()
    assert answer.parts[1].inline_data.data == services.made[0]
    asked, output, ended = told(spool)[1:4]
    assert asked.tool["name"].startswith("Gemini API at 127.0.0.1")
    assert asked.body["prompts"][0]["text"] == "a silver cat"
    assert asked.body["settings"]["generationConfig.seed"] == "7"
    assert asked.data(asked.body["inputs"][0]["file"]) == paint(9)
    assert output.data(0) == services.made[0]
    assert output.body["claims"]["modelVersion"] == "gemini-2.5-flash-image"
    assert ended.body == {"how": "done"}
    assert KEY in services.seen[0].headers["x-goog-api-key"]
    assert holds(studio, KEY) == []


def test_gemini_stream(services, studio, spool):
    """A stream of Gemini's goes through as it comes."""
    services.gate = threading.Event()
    client, http = gemini(services, studio)
    for _ in client.models.generate_content_stream(
        model="gemini-2.5-flash-image", contents="a silver cat"
    ):
        services.gate.set()
    http.close()
    assert not services.starved
    assert acts(told(spool)) == ["started", "instruction", "output", "ended", "stopped"]
    assert told(spool)[2].data(0) == services.made[0]


def test_gemini_refuses(services, studio, spool):
    """Gemini's errors and its blocked answers end a call."""
    client, http = gemini(services, studio)
    services.text_only = True
    client.models.generate_content(model="gemini-2.5-flash-image", contents="a cat")
    services.refuse = "Bad seed."
    with pytest.raises(genai_errors.ClientError):
        client.models.generate_content(model="gemini-2.5-flash-image", contents="a cat")
    http.close()
    ends = [each.body for each in told(spool) if each.act == "ended"]
    assert ends == [
        {"how": "refused", "note": "IMAGE_SAFETY"},
        {"how": "refused", "note": "Bad seed. (INVALID_ARGUMENT)"},
    ]


@pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
def test_imagen(services, studio, spool):
    """A call of Imagen's is recorded, with the prompt that its language model wrote."""
    client, http = gemini(services, studio, vertexai=True)
    answer = client.models.generate_images(
        model="imagen-4.0-generate-001",
        prompt="a silver cat",
        config=types.GenerateImagesConfig(number_of_images=2),
    )
    http.close()
    assert [each.image.image_bytes for each in answer.generated_images] == services.made
    reports = told(spool)
    assert acts(reports)[1:-1] == BOTH
    assert reports[1].body["settings"]["sampleCount"] == "2"
    assert reports[2].body["prompts"][0]["by"] == "language model"
    assert [reports[4].data(index) for index in (0, 1)] == services.made


def test_both_services(services, studio):
    """Two services are two tools, each with a connection of its own."""
    with openai(services, studio) as client:
        client.images.generate(prompt="a cat")
    google, http = gemini(services, studio)
    google.models.generate_content(model="gemini-2.5-flash-image", contents="a cat")
    http.close()
    with openai(services, studio) as client:
        client.images.generate(prompt="a cat")
    with Studio.open(studio) as opened:
        connections = read_connections(opened.layout)
    assert [(each.sort, each.label.partition(" at ")[0]) for each in connections] == [
        ("api", "OpenAI API"),
        ("api", "Gemini API"),
    ]


@LIBRARIES
def test_async(services, studio, spool, library):
    """Clients that run side by side in one thread are recorded as others are."""

    async def run():
        looking_on = bozzetto.async_transport(work="Cat", studio=studio)
        http = library.AsyncClient(transport=looking_on, timeout=60)
        client = AsyncOpenAI(base_url=f"{services.url}/v1", api_key=KEY, http_client=http)
        async with client:
            answers = await asyncio.gather(
                *(client.images.generate(prompt=f"cat {number}") for number in range(4))
            )
            services.pause = 0.05
            stream = await client.images.generate(prompt="a cat", stream=True)
            events = [event async for event in stream]
        return answers, events

    answers, events = asyncio.run(run())
    made = sorted(picture for answer in answers for picture in pictures(answer))
    reports = told(spool)
    jobs = {
        each.job: each.body["prompts"][0]["text"] for each in reports if each.act == "instruction"
    }
    outputs = [each for each in reports if each.act == "output"]
    finished = [each for each in outputs if jobs[each.job].startswith("cat ")]
    assert sorted(each.data(0) for each in finished) == made
    assert len(events) == len(outputs) - 4 == 3


def test_async_is_cancelled(services, studio, spool):
    """A call that is cancelled was interrupted."""
    services.pause = 60
    begun = asyncio.Event()

    async def run():
        looking_on = bozzetto.async_transport(work="Cat", studio=studio)
        http = httpx2.AsyncClient(transport=looking_on, timeout=60)
        client = AsyncOpenAI(base_url=f"{services.url}/v1", api_key=KEY, http_client=http)

        async def watch():
            async for _ in await client.images.generate(prompt="a cat", stream=True):
                begun.set()

        watching = asyncio.create_task(watch())
        await asyncio.wait_for(begun.wait(), 60)
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        await client.close()

    asyncio.run(run())
    ended = [each.body["how"] for each in told(spool) if each.act == "ended"]
    assert ended == ["interrupted"]


def test_answer_that_comes_whole(studio, spool):
    """An answer that a transport gives in one piece is recorded too."""
    picture = base64.b64encode(paint(1)).decode()
    answer = {"data": [{"b64_json": picture}]}
    given = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    looking_on = bozzetto.transport(work="Cat", studio=studio, wraps=given)
    with httpx.Client(transport=looking_on) as client:
        client.post("https://api.openai.com/v1/images/generations", json={"prompt": "a cat"})
    reports = told(spool)
    assert acts(reports) == ["started", "instruction", "output", "ended", "stopped"]
    assert reports[1].tool == {"name": "OpenAI API", "version": "v1"}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"work": "Dog"}, StudioError),
        ({"work": "Cat", "prompts_by": "somebody"}, FormatError),
        ({"work": "Cat", "person": "Ben"}, StudioError),
    ],
)
def test_wrong_options(studio, options, error):
    """What is not there is said at once, before any call."""
    with pytest.raises(error):
        bozzetto.transport(studio=studio, **options)


def receive(studio):
    """Record what was handed over."""
    with Studio.open(studio) as opened:
        for connection in read_connections(opened.layout):
            Receiver(opened, connection).drain()


def test_to_a_verified_bundle(services, studio, tmp_path):
    """From a call to a verified bundle: live, in order, with the person and the inputs' bytes."""
    with openai(services, studio, person="Ann") as client:
        client.images.edit(
            model="gpt-image-1", image=("cat.png", paint(1)), mask=paint(2), prompt="a hat", n=2
        )
        services.refuse = "no"
        with pytest.raises(BadRequestError):
            client.images.generate(prompt="a dog")
    receive(studio)
    with Studio.open(studio) as opened:
        work = opened.find_work("Cat")
        entries = [entry for _, entry in work.entries()][1:]
        kinds = [entry.event.kind for entry in entries]
        assert kinds == [
            "instruction.given",
            "instruction.given",
            "output.received",
            "instruction.given",
            "job.ended",
        ]
        assert {entry.event.seen for entry in entries} == {"live"}
        given, _, output, *_ = entries
        assert output.event.body["instruction"] == given.digest
        assert given.event.by.person == opened.owner
        assert given.event.body["prompts"][0]["by"] == "person"
        (used,) = given.event.body["inputs"]
        assert used["asset"]["name"] == "cat.png"
        assert used["region"]["size"] == len(paint(2))
        assert len(output.event.body["assets"]) == 2
        work.export(tmp_path / "cat.zip")
        report = verify_bundle(tmp_path / "cat.zip", signers=[opened.owner])
    assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings
