"""From a file that a service signed to a bundle that a stranger can check."""

import base64
import json

import httpx
import pytest

import bozzetto
from bozzetto import verify_bundle
from bozzetto.capture import import_files
from bozzetto.capture.credentials import reader
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.verify import Verdict
from tests.capture.credentials.samples import credentials_installed, sample
from tests.fakes.credentials import altered, drawn, sign

HELD = {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}


@pytest.fixture
def folder(studio):
    """The studio's folder, for who opens it by itself."""
    return studio.layout.root


@pytest.fixture
def installed():
    """c2pa-python."""
    credentials_installed()


def events(work):
    """The events of a work but its first."""
    return [entry.event for _digest, entry in work.entries()][1:]


def checked(studio, path):
    """Export the only work, and verify it."""
    work = studio.find_work("Cat")
    work.export(path)
    report = verify_bundle(path, signers=[studio.owner])
    assert report.verdict in HELD, report.findings


@pytest.mark.usefixtures("installed")
def test_import_of_a_signed_file(studio, work, tmp_path):
    """An imported file's credentials stand as claims, and the file is kept to the last byte."""
    path = sample("openai-c2pa/chatgpt-image2.png")
    import_files(work, [path])
    (event,) = events(work)
    assert (event.kind, event.seen.value) == ("output.received", "imported")
    claims = event.body["claims"]
    assert claims["credentials"] == "intact"
    assert claims["credentials organisation"] == "OpenAI OpCo, LLC"
    assert claims["credentials signer checked"] == "no"
    assert claims["credentials signed at"] == "2026-06-05T13:46:44.880249+00:00"
    assert "trainedAlgorithmicMedia" in claims["credentials action 1"]
    assert "file changed" in claims
    with studio.assets.open(event.body["assets"][0]["digest"]) as kept:
        assert kept.read() == path.read_bytes()
    checked(studio, tmp_path / "cat.zip")


def answering(pictures):
    """An image service that gives these pictures."""

    def answer(request):
        assert json.loads(request.content)["prompt"] == "a silver cat"
        made = [{"b64_json": base64.b64encode(each).decode()} for each in pictures]
        body = httpx.ByteStream(json.dumps({"created": 1, "data": made}).encode())
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=body)

    return httpx.MockTransport(answer)


@pytest.mark.usefixtures("installed")
def test_returned_files(studio, work, folder, tmp_path):
    """A service's signed pictures are live, after their instruction; each says what holds of it."""
    signed = sign(drawn())
    pictures = [signed, altered(signed, b"IDAT"), drawn(shade=9)]
    looking_on = bozzetto.transport(
        work="Cat", studio=folder, prompts_by="person", person="Ann", wraps=answering(pictures)
    )
    with httpx.Client(transport=looking_on) as client:
        asked = {"model": "gpt-image-1", "prompt": "a silver cat"}
        client.post("https://api.openai.com/v1/images/generations", json=asked)
    (connection,) = read_connections(studio.layout)
    Receiver(studio, connection).drain()
    instruction, output = events(work)[:2]
    assert [each.kind for each in (instruction, output)] == ["instruction.given", "output.received"]
    assert {each.seen.value for each in (instruction, output)} == {"live"}
    assert instruction.by.person == studio.owner
    assert len(output.body["assets"]) == 3
    claims = output.body["claims"]
    assert claims["credentials (file 1)"] == "intact"
    assert claims["credentials (file 2)"] == "altered"
    assert claims["credentials problems (file 2)"] == "assertion.dataHash.mismatch"
    assert claims["credentials signer (file 1)"] == "Cat Signer"
    assert "credentials (file 3)" not in claims
    checked(studio, tmp_path / "cat.zip")


def test_without_the_library_nothing_changes(monkeypatch, studio, work, tmp_path):
    """Where nobody can read them, there is no such claim, and the file is recorded."""
    monkeypatch.setattr(reader.importlib.util, "find_spec", lambda _name: None)
    import_files(work, [sample("adobe-c2pa/invoke-ai__splash-banner.png")])
    (event,) = events(work)
    assert not [name for name in event.body["claims"] if name.startswith("credentials")]
    checked(studio, tmp_path / "cat.zip")
