"""``bozzetto proxy openai`` and ``gemini``: from a call to a bundle that a stranger can check."""

import base64
import signal

import pytest
from google import genai
from google.genai import types
from openai import OpenAI

from bozzetto.api import Studio
from tests.capture.proxy.standing import until
from tests.cli.proxying import files_with, proxied
from tests.fakes.image_apis import ImageAPIs

KEY = "sk-proj-PLANTEDkey0011223344556677889900"


@pytest.fixture
def services():
    """Both services on loopback."""
    with ImageAPIs() as made:
        yield made


@pytest.fixture
def folder(work, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder; the studio has a work."""
    return own_folders / "studio"


def entries(folder):
    """Return the entries of the only work, oldest first, without its opening."""
    with Studio.open(folder) as studio:
        work = studio.find_work(studio.works()[0].digest)
        return [entry.event for _, entry in work.entries()][1:]


def test_openai_to_a_bundle_that_holds(services, folder, run, tmp_path):
    """A call becomes live entries in order, in the person's name, and no key is anywhere."""
    words = ("openai", "--to", services.url, "--person", "Ann", "--prompts-by", "person")
    with proxied(folder, *words) as (process, url):
        with OpenAI(base_url=f"{url}/v1", api_key=KEY) as client:
            answer = client.images.generate(model="gpt-image-1", prompt="a silver cat")
        assert base64.b64decode(answer.data[0].b64_json) == services.made[0]
        until(lambda: len(entries(folder)) == 3)
    assert process.returncode == 0, process.err
    given, revised, output = entries(folder)
    assert [event.kind for event in (given, revised, output)] == [
        "instruction.given",
        "instruction.given",
        "output.received",
    ]
    assert {event.seen for event in (given, revised, output)} == {"live"}
    assert given.by.person is not None
    assert revised.by.person is None
    assert given.by.tool.startswith("OpenAI API at 127.0.0.1")
    assert given.body["prompts"][0]["by"] == "person"
    assert output.body["job"] == given.body["job"]
    run("export", "Cat pendant", tmp_path / "cat.zip")
    run("verify", tmp_path / "cat.zip")
    assert not files_with(folder, b"PLANTED")


def test_gemini(services, folder):
    """Gemini's calls are recorded too, and what was seen last is recorded when it ends."""
    with proxied(folder, "gemini", "--to", services.url, end=signal.SIGTERM) as (process, url):
        client = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=url))
        answer = client.models.generate_content(
            model="gemini-2.5-flash-image", contents="a silver cat"
        )
        assert answer.parts[1].inline_data.data == services.made[0]
        client.close()
    assert process.returncode == 0, process.err
    given, output = entries(folder)
    assert (given.kind, output.kind) == ("instruction.given", "output.received")
    assert given.body["prompts"][0]["by"] == "unknown"


def test_what_is_no_service(folder, run):
    """What is no address of a service is said, and nothing stands anywhere."""
    del folder
    done = run("proxy", "openai", "--to", "api.openai.com", code=8)
    assert "not the address of a service" in done.stderr
