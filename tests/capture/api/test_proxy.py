"""Tests of the proxy, with OpenAI's own client that knows nothing of it."""

import base64
import threading

import httpx
import pytest
from openai import BadRequestError, InternalServerError, OpenAI

from bozzetto.capture.api.conversation import Conversation
from bozzetto.capture.api.opening import reporters
from bozzetto.capture.api.proxy import ServiceProxy
from bozzetto.errors import FormatError, RecordingError
from tests.capture.api.spooled import acts, holds, told
from tests.fakes.image_apis import paint

KEY = "sk-proj-PLANTEDkey0011223344556677889900"


def conversation(studio):
    """Hand over into the work."""
    opened = reporters("Cat", studio=studio, sort="api", settings={})
    return Conversation(opened, prompts_by="person")


@pytest.fixture
def proxy(services, studio):
    """A proxy before the services."""
    made = ServiceProxy(services.url, 0, conversation(studio))
    made.start()
    yield made
    made.close()


@pytest.fixture
def client(proxy):
    """A client that calls the proxy."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=KEY, max_retries=0) as made:
        yield made


def test_calls_go_through(services, studio, proxy, client):
    """Requests and answers go through unchanged, and are recorded."""
    answer = client.images.generate(prompt="a silver cat", n=2)
    assert [base64.b64decode(item.b64_json) for item in answer.data] == services.made
    edited = client.images.edit(image=("cat.png", paint(1)), mask=paint(2), prompt="a hat")
    assert base64.b64decode(edited.data[0].b64_json) == services.made[2]
    client.models.list()
    proxy.close()
    reports = told(studio / "spool")
    assert acts(reports).count("instruction") == 4
    assert acts(reports).count("output") == 2
    asked = [each for each in reports if each.act == "instruction"]
    assert asked[0].raw.encode() == services.seen[0].body
    assert asked[2].files["cat.png"] == paint(1)
    assert services.seen[0].headers["authorization"] == f"Bearer {KEY}"
    assert services.seen[0].headers["host"] == services.url.removeprefix("http://")
    assert reports[1].tool["name"] == f"OpenAI API at {services.url.removeprefix('http://')}"
    assert holds(studio, KEY) == []


def test_stream_goes_through(services, client):
    """Each event reaches the client when it is sent."""
    services.gate, kinds = threading.Event(), []
    for event in client.images.generate(prompt="a cat", stream=True, partial_images=2):
        kinds.append(event.type)
        services.gate.set()
    assert not services.starved
    assert kinds[-1] == "image_generation.completed"


@pytest.mark.parametrize("packings", ["br, gzip, zstd", "br", ""])
def test_packings(services, studio, proxy, packings):
    """No packing is asked for that could not be read."""
    services.packed = "gzip" in packings
    told_to = {"prompt": "a cat"}
    headers = {"accept-encoding": packings}
    answer = httpx.post(f"{proxy.url}/v1/images/generations", json=told_to, headers=headers)
    assert len(answer.json()["data"]) == 1
    assert (
        services.seen[0].headers["accept-encoding"] == "gzip" if "gzip" in packings else "identity"
    )
    proxy.close()
    assert "output" in acts(told(studio / "spool"))


def test_errors_go_through(services, client):
    """The service's errors are the client's."""
    services.refuse = "no"
    with pytest.raises(BadRequestError, match="no"):
        client.images.generate(prompt="a cat")


def test_service_that_is_away(studio):
    """Where the service cannot be reached, the client is told, and the call failed."""
    proxy = ServiceProxy("http://127.0.0.1:9", 0, conversation(studio))
    proxy.start()
    with (
        OpenAI(base_url=f"{proxy.url}/v1", api_key=KEY, max_retries=0) as client,
        pytest.raises(InternalServerError, match="502"),
    ):
        client.images.generate(prompt="a cat")
    proxy.close()
    ended = [each.body["how"] for each in told(studio / "spool") if each.act == "ended"]
    assert ended == ["failed"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:80"}, 421),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:3000"}, 200),
        ({"host": "localhost:5"}, 200),
    ],
)
def test_who_may_call(services, studio, proxy, headers, status):
    """Pages of other places, and other names for this machine, are refused."""
    url = f"{proxy.url}/v1/images/generations"
    answer = httpx.post(url, json={"prompt": "a cat"}, headers=headers)
    assert answer.status_code == status
    proxy.close()
    assert bool(services.seen) is (status == 200)
    assert bool(told(studio / "spool")) is (status == 200)


def test_headers_go_through(services, proxy):
    """An answer has the service's headers, and no others."""
    del services
    answer = httpx.post(f"{proxy.url}/v1/images/generations", json={"prompt": "a cat"})
    assert answer.headers["x-request-id"] == "req_7f3a"
    assert answer.headers.get_list("date", split_commas=False)[1:] == []
    assert answer.headers["server"] == "uvicorn"  # the service's own


@pytest.mark.parametrize(
    "service", ["api.openai.com", "ftp://x.example", "https://", "", "https://a?b"]
)
def test_what_is_no_service(studio, service):
    """What is no address of a service is refused."""
    with pytest.raises(FormatError, match="address of a service"):
        ServiceProxy(service, 0, conversation(studio))


def test_port_that_is_taken(studio, proxy):
    """A port that is taken is said to be."""
    port = int(proxy.url.rpartition(":")[2])
    with pytest.raises(RecordingError, match="cannot listen"):
        ServiceProxy("http://127.0.0.1:9", port, conversation(studio)).start()


def test_into_a_spool(services, tmp_path):
    """A proxy may hand over into a spool that is named, and says what stands behind it."""
    proxy = ServiceProxy.into(str(tmp_path), services.url, 0, prompts_by="template")
    proxy.start()
    httpx.post(f"{proxy.url}/v1/images/generations", json={"prompt": "a cat"})
    proxy.close()
    started, asked, *_ = told(tmp_path)
    assert started.body["settings"] == {"service": services.url}
    assert asked.body["prompts"][0]["by"] == "template"
