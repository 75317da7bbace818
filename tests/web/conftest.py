"""The studio in the browser as its page meets it: a real server, on a free port."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bozzetto.api import Studio
from bozzetto.language import Language, speak
from bozzetto.record import Digest
from bozzetto.web import indexing
from bozzetto.web.server import Server, make_server
from bozzetto.web.state import State
from tests.web.jobbing import gate, pictures  # noqa: F401  # fixtures

TIMEOUT = 60  # seconds; the machine may be busy


@dataclass(frozen=True)
class Served:
    """A studio that is served."""

    url: str  # without a slash at the end
    client: httpx.Client  # with a session, in English
    studio_folder: Path
    work: Digest  # "Cat pendant", the only one
    server: Server

    @property
    def desk(self) -> State:
        """What the handlers of its requests share."""
        return self.server.desk

    def studio(self, **options) -> Studio:
        """Open the studio beside the server, as another process does."""
        return Studio.open(self.studio_folder, **options)

    def stranger(self, **headers) -> httpx.Client:
        """Make a client without a session."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=TIMEOUT)


@contextmanager
def entered(server):
    """Lend a client that came in with a token, and writes as the page does."""
    headers = {"Accept-Language": "en", "Origin": server.address.url}
    with httpx.Client(base_url=server.address.url, headers=headers, timeout=TIMEOUT) as client:
        token = server.desk.entrance.make_token()
        assert client.get("/open", params={"token": token}).status_code == 303
        yield client


_read = []  # what the first application knows of its routes


def know_routes(app):
    """Let an application know what the first one has read of the types of its routes.

    FastAPI reads them all at an application's first request, which takes longer than most tests.
    """
    routes = app.router.routes
    if not _read:
        _read.extend(routes)
    for index, known in enumerate(_read):
        if hasattr(known, "original_router"):  # the others belong to their application
            routes[index] = known


@contextmanager
def serving(folder):
    """Serve the studio in `folder` while the caller stays."""
    server = make_server(folder, "127.0.0.1", 0)
    know_routes(server.config.app)
    thread = threading.Thread(target=server.work, name=f"test-server {server.address.url}")
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join(TIMEOUT)
        assert not thread.is_alive()


def end(server):
    """End a server of `serving` before its time, and wait until nothing of it works."""
    server.end()
    for thread in threading.enumerate():
        if thread.name == f"test-server {server.address.url}":
            thread.join(TIMEOUT)
            assert not thread.is_alive()


@pytest.fixture(autouse=True)
def english():
    """Let the program speak English, whatever the machine's locale."""
    speak(Language.EN)
    yield
    speak(Language.EN)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Let requests wait for the catalogue however slow the machine is: else they answer without."""
    monkeypatch.setattr(indexing, "PATIENCE", TIMEOUT)
    monkeypatch.setattr(indexing, "RENEWAL", TIMEOUT)


@pytest.fixture
def passphrase():
    """What protects the owner's key: nothing, unless a test's module says otherwise."""


@pytest.fixture
def served(tmp_path, passphrase):
    """A studio with one work, that is served to a browser that is in."""
    folder = tmp_path / "studio"
    options = {"name": "Atelier", "owner": "Ann", "device": "desk", "passphrase": passphrase}
    with Studio.create(folder, **options) as studio:
        work = studio.open_work("Cat pendant").digest
    with serving(folder) as server, entered(server) as client:
        yield Served(server.address.url, client, folder, work, server)
