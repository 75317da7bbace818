"""Tests of the reader, on files that services signed and on files that we sign."""

import io
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.credentials import State, reader
from bozzetto.capture.credentials.reader import Worker, can_read, read_credentials, read_store
from tests.capture.credentials.samples import credentials_installed, sample
from tests.fakes.credentials import _certificates, altered, drawn, sign

OPENAI = "openai-c2pa/chatgpt-image2.png"
GEMINI = "google-gemini-c2pa/gemini_3.1pro.png"
FIREFLY = "adobe-c2pa/invoke-ai__splash-banner.png"
MADE_UP = "adobe-c2pa/c2pa-org__adobe-20220124-CAICA.jpg"


@pytest.fixture
def installed():
    """c2pa-python."""
    credentials_installed()


@pytest.fixture
def read(installed, tmp_path):  # noqa: ARG001  # it must be there
    """Read the credentials of some bytes."""

    def call(data):
        path = tmp_path / "file"
        path.write_bytes(data)
        return read_credentials(path, read_picture(io.BytesIO(data), pixels=False))

    return call


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param(
            OPENAI,
            (
                "OpenAI Media Service API",
                "OpenAI OpCo, LLC",
                "2026-06-05T13:46:44.880249+00:00",
                "OpenAI TSA Leaf",
                ("created", "trainedAlgorithmicMedia", "gpt-image 2.0"),
            ),
            id="OpenAI",
        ),
        pytest.param(
            GEMINI,
            (
                "Google C2PA Core Generator Library 925321024:925321024",
                "Google LLC",
                "2026-06-05T13:50:35+00:00",
                "Google Core Time Stamping Authority T9",
                ("created", "trainedAlgorithmicMedia", None),
            ),
            id="Gemini",
        ),
        pytest.param(
            FIREFLY,
            (
                "Adobe Photoshop 25.1.0",
                "Adobe Inc.",
                "2024-01-04T15:08:35+00:00",
                "DigiCert Adobe AATL Timestamp Responder",
                ("edited", "compositeWithTrainedAlgorithmicMedia", "Adobe Firefly"),
            ),
            id="Firefly",
        ),
        pytest.param(
            MADE_UP,
            (
                "make_test_images/0.16.1 c2pa-rs/0.16.1",
                "C2PA Test Signing Cert",
                "2023-01-24T14:48:58+00:00",
                "DigiCert Timestamp 2022 - 2",
                ("opened", None, None),
            ),
            id="C2PA's own",
        ),
    ],
)
def test_services_files_are_read(read, name, said):
    """What OpenAI, Google and Adobe signed is intact, and says program, signer, time and source."""
    found = read(sample(name).read_bytes())
    first = found.actions[0]
    assert (found.state, found.problems, found.refused) == (State.INTACT, (), ())
    assert (found.generator, found.organisation, found.signed, found.stamped_by) == said[:4]
    assert (first.name, first.source_type, first.agent) == said[4]


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        pytest.param(OPENAI, b"gpt-image", "assertion.hashedURI.mismatch", id="words"),
        pytest.param(GEMINI, b"visible watermark", "assertion.hashedURI.mismatch", id="action"),
        pytest.param(FIREFLY, b"IDAT", "assertion.dataHash.mismatch", id="pixels"),
    ],
)
def test_changed_files_are_said_altered(read, name, words, code):
    """One bit changed after the signing is noticed, in the pixels and in the words."""
    found = read(altered(sample(name).read_bytes(), words))
    assert (found.state, found.problems) == (State.ALTERED, (code,))


@pytest.mark.parametrize(
    ("mode", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
@pytest.mark.usefixtures("installed")
def test_signed_without_a_timestamp(read, mode, media_type):
    """A signer without a timestamp is as intact, and no time is said."""
    found = read(sign(drawn(mode=mode), media_type))
    assert (found.state, found.signer, found.organisation) == (
        State.INTACT,
        "Cat Signer",
        "Cats & Co",
    )
    assert (found.signed, found.stamped_by) == (None, None)
    assert found.actions[0].agent == "cat-image 2"


@pytest.mark.usefixtures("installed")
def test_damaged_credentials_are_not_read(read):
    """Bytes in the place of credentials that are none are said to be unread, and why."""
    signed = sign(drawn())
    at = signed.index(b"caBX") + 20
    found = read(signed[:at] + b"\0" * 40 + signed[at + 40 :])
    assert found.state is State.UNREAD
    assert found.problems[0]


def test_without_credentials_nobody_is_asked(monkeypatch, tmp_path):
    """A file without credentials costs no process, whatever is installed."""
    monkeypatch.setattr(reader, "_WORKER", None)
    assert read_credentials(tmp_path / "gone", read_picture(io.BytesIO(drawn()))) is None


def test_without_the_library(monkeypatch, tmp_path):
    """Without the library nothing is read, and nothing fails."""
    monkeypatch.setattr(reader.importlib.util, "find_spec", lambda _name: None)
    picture = read_picture(io.BytesIO(sample(OPENAI).read_bytes()), pixels=False)
    assert not can_read()
    assert read_credentials(tmp_path / "gone", picture) is None


@contextmanager
def listening():
    """A server on loopback that notes who asks it for something."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.usefixtures("installed")
def test_no_network(tmp_path):
    """Credentials that say they lie elsewhere are not fetched."""
    with listening() as (url, asked):
        (tmp_path / "a.png").write_bytes(sign(drawn(), remote=f"{url}/a.c2pa"))
        assert url.encode() in (tmp_path / "a.png").read_bytes()
        worker = Worker()
        try:
            found = worker.read(tmp_path / "a.png", "image/png")
        finally:
            worker.close()
    assert (found.state, asked) == (State.UNREAD, [])


@pytest.fixture
def worker_of(tmp_path):
    """A worker that runs a script of the test's."""
    made = []

    def make(text, limit=60.0):
        script = tmp_path / "script.py"
        script.write_text(text)
        made.append(Worker(script, limit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("import os; os.abort()", id="aborts"),
        pytest.param("", id="ends at once"),
        pytest.param("input(); print('no answer')", id="says something else"),
        pytest.param("input(); print('[7]')", id="says a list"),
        pytest.param("input(); print('[' * 100000)", id="nests without end"),
    ],
)
def test_worker_that_ends_harms_nobody(worker_of, script):
    """A reader that breaks on a file says nothing of it, and is begun anew for the next."""
    worker = worker_of(script)
    for _ in range(2):
        found = worker.read(Path("/nowhere"), "image/png")
        assert (found.state, found.problems) == (State.UNREAD, ("the reader ended",))


def test_worker_that_hangs_is_ended(worker_of):
    """A file that keeps the reader for too long is given up."""
    worker = worker_of("input()\nwhile True: input()", limit=0.2)
    assert worker.read(Path("/nowhere"), "image/png").state is State.UNREAD


def test_worker_whose_library_does_not_load(worker_of):
    """Where the library is there and does not load, it is asked once."""
    worker = worker_of('print(\'{"absent": "libc2pa_c.so"}\')')
    assert [worker.read(Path("/nowhere"), "image/png") for _ in range(2)] == [None, None]


def test_worker_that_was_ended_is_begun_anew(worker_of):
    """A process that somebody ended between two files costs no file its answer."""
    worker = worker_of(
        "import json\nwhile True: input(); print(json.dumps({'error': 'x'}), flush=True)"
    )
    for _ in range(2):
        assert worker.read(Path("/nowhere"), "image/png").problems == ("x",)
        worker._process.kill()  # noqa: SLF001  # as a system does that has no memory left
        worker._process.wait(30)  # noqa: SLF001


def test_worker_serves_one_after_the_other(worker_of):
    """One process answers many questions."""
    worker = worker_of(
        "import json, os\nwhile True:\n"
        "    input(); print(json.dumps({'error': str(os.getpid())}), flush=True)"
    )
    said = {worker.read(Path(f"/{number}"), "image/png").problems for number in range(5)}
    assert len(said) == 1


def test_stores_with_their_certificates(installed, tmp_path):  # noqa: ARG001  # it must be there
    """A store is told as it stands, with who issued the certificates, and held against a list."""
    path = tmp_path / "a.png"
    path.write_bytes(sign(drawn()))
    with path.open("rb") as file:
        picture = read_picture(file, pixels=False)
    store = read_store(path, picture)
    (signature,) = store.signatures.values()
    assert signature["certificateInfo"]["issuer"]["CN"] == "Cat CA"
    assert store.error is None
    failed = [
        each["code"] for each in store.value["validation_results"]["activeManifest"]["failure"]
    ]
    assert failed == []
    stranger = _certificates()[0].decode()
    listed = read_store(path, picture, stranger).value["validation_results"]["activeManifest"]
    assert [each["code"] for each in listed["failure"]] == ["signingCredential.untrusted"]


def test_no_store(tmp_path):
    """A file without credentials has no store; one that cannot be read says why."""
    (tmp_path / "a.png").write_bytes(drawn())
    with (tmp_path / "a.png").open("rb") as file:
        assert read_store(tmp_path / "a.png", read_picture(file, pixels=False)) is None
