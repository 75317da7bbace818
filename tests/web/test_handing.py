"""Handing over by HTTP: an extension with a token is heard, and nobody else is."""

import base64
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bozzetto.capture.browser.pairing import pair
from bozzetto.capture.handover.connection import connect
from bozzetto.capture.handover.parting import disconnect
from bozzetto.record import moment_of
from bozzetto.studio import Layout
from bozzetto.web import guard, handing
from tests.capture.handover.handing import picture
from tests.web.conftest import serving

PATH = "/api/handover"
EXTENSIONS = [
    "chrome-extension://aigehclohgoeaolkogoolpimfmcbiaca",
    "moz-extension://6f1c2a3e-6f52-4b6e-9d41-0c1a6d3f7b21",
    "safari-web-extension://6F1C2A3E-6F52-4B6E-9D41-0C1A6D3F7B21",
]
ORIGIN = EXTENSIONS[0]
PAGES = [
    "https://evil.example",
    "null",
    "",
    "chrome-extension://",
    "chrome-extension://x/y",
    "x-chrome-extension://x",
    "chrome-extension://x@evil.example",
]
WRONG = {
    "run": {"id": "../../etc"},
    "time": {"at": "yesterday"},
    "no day": {"at": "2026-02-30T00:00:00.000000Z"},
    "unknown member": {"more": 1},
    "base64": {"screenshot": "%%%"},
    "empty file": {"screenshot": ""},
    "no such picture": {"chosen": 1},
    "role": {"role": "mine"},
    "browser": {"browser": {"name": ""}},
    "nothing": {"words": None, "screenshot": None, "pictures": []},
    "many": {"pictures": [{"name": "a", "address": ""}] * 33},
    "long": {"words": "x" * 100_001},
}


@pytest.fixture(autouse=True)
def patient_answers(monkeypatch):
    """Let an answer wait until its visit is recorded, however slow the machine is."""
    monkeypatch.setattr(handing, "PATIENCE", 60.0)


@pytest.fixture
def unfilled(monkeypatch):
    """Let no bucket fill again while a test runs, however slow the machine is."""
    rate, most = guard.STRICT[PATH]
    assert rate * 3600 > most
    monkeypatch.setitem(guard.STRICT, PATH, (1e-6, most))


@pytest.fixture
def made(served):
    """The extension's connection; what is clicked there are the owner's acts."""
    with served.studio() as studio:
        return connect(
            studio.layout, sort="browser", label="laptop", work=served.work, person=studio.owner
        )


@pytest.fixture
def token(served, made):
    """What the extension says."""
    return pair(Layout(served.studio_folder), made)


@pytest.fixture
def extension(served, token):
    """A client like the extension: it has no cookie."""
    headers = {"Authorization": f"Bearer {token}", "Origin": ORIGIN, "Accept-Language": "en"}
    with served.stranger(**headers) as client:
        yield client


def visit(**members):
    """Make what an extension sends."""
    data = base64.b64encode(picture()).decode()
    return {
        "id": "00000000000000c1",
        "at": moment_of(datetime.now(UTC)),
        "browser": {"name": "Chromium", "version": "156"},
        "extension": "1",
        "address": "https://pictures.example/7",
        "title": "Pictures",
        "words": "a silver cat",
        "selected": "a silver cat",
        "screenshot": data,
        "pictures": [{"name": "a.png", "address": "https://pictures.example/a.png", "data": data}],
        **members,
    }


def problem(answer):
    """Read what was wrong."""
    return answer.status_code, answer.json()["error"]["code"]


def kinds(served):
    """What the work's entries say, and how they are known."""
    with served.studio() as studio:
        events = [entry.event for _, entry in studio.work(served.work).entries()]
    return [(each.kind, each.seen.value) for each in events][1:]


def bytes_of(path):
    """Read a file; a report goes from the spool after the answer, and has none then."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_it_hears_where_it_hands_over(served, made, extension):
    """The extension shows which work is open, and whose acts its clicks are."""
    assert extension.get(PATH).json() == {
        "connection": made.id,
        "label": "laptop",
        "work": served.work,
        "title": "Cat pendant",
        "person": "Ann",
    }


def test_a_visit_is_recorded_live(served, extension):
    """When the answer is there, so are the entries; the same visit again changes nothing."""
    sent = visit()
    for _ in range(2):
        assert extension.post(PATH, json=sent).json() == {"recorded": True, "late": False}
        assert kinds(served) == [
            ("instruction.given", "live"),
            ("material.added", "live"),
            ("output.received", "live"),
        ]


def test_a_late_visit_says_so(served, extension):
    """What was kept while the studio was away is imported, and the extension hears that."""
    sent = visit(at=moment_of(datetime.now(UTC) - timedelta(hours=2)))
    assert extension.post(PATH, json=sent).json() == {"recorded": True, "late": True}
    assert {seen for _, seen in kinds(served)} == {"imported"}


def test_what_waits_is_said(extension, monkeypatch):
    """Where nothing is recorded at the moment, the visit is durable and the answer says it."""
    monkeypatch.setattr(handing, "PATIENCE", 0.0)
    assert extension.post(PATH, json=visit()).json() == {"recorded": False, "late": False}


def test_extensions_are_let_through(extension):
    """A browser says of an extension which one it is, and that its request is cross-site."""
    for origin in EXTENSIONS:
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        assert extension.get(PATH, headers=headers).status_code == 200, origin


def test_without_an_origin(extension):
    """A program of this machine that has the token may come, too."""
    del extension.headers["Origin"]
    assert extension.get(PATH).status_code == 200
    assert extension.get(PATH, headers={"Sec-Fetch-Site": "none"}).status_code == 200
    answer = extension.get(PATH, headers={"Sec-Fetch-Site": "cross-site"})
    assert problem(answer) == (403, "guard")


def test_pages_are_refused(served, extension):
    """No page comes in with the token, not even the studio's own, nor whoever looks like one."""
    for origin in (*PAGES, served.url):
        for method in ("GET", "POST", "OPTIONS"):
            answer = extension.request(method, PATH, headers={"Origin": origin})
            assert problem(answer) == (403, "guard"), origin
            assert not [name for name in answer.headers if name.startswith("access-control")]


def test_foreign_host_is_refused(served, extension):
    """A token does not open the door to a name that was made to lead here."""
    port = httpx.URL(served.url).port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1:1"):
        answer = extension.post(PATH, json=visit(), headers={"Host": host})
        assert problem(answer) == (403, "guard"), host
    assert kinds(served) == []


def test_another_token_is_refused(served, extension, token):
    """Whatever is not the token, right after its word, lets nobody in."""
    wrong = ["", "Bearer", "Bearer x", f"Basic {token}", f"Bearer {token}x", f"Bearer {token} x"]
    for said in (*wrong, token):
        answer = extension.post(PATH, json=visit(), headers={"Authorization": said})
        assert problem(answer) == (401, "guard"), said
    assert kinds(served) == []


def test_a_session_is_no_token(served, made):
    """A browser that is in hands over nothing: the studio's page is no extension."""
    answer = served.client.post(PATH, json=visit(), headers={"Origin": ORIGIN})
    assert problem(answer) == (401, "guard")
    del served.client.headers["Origin"]
    assert problem(served.client.get(PATH)) == (401, "guard")
    assert made.id


def test_a_token_is_no_session(extension):
    """The token opens one door, and no other one."""
    for path in ("/api/session", "/api/works", "/api/handover/", "/"):
        assert extension.get(path).status_code in {401, 403}, path


def test_it_ends_with_the_connection(served, made, extension):
    """Unpairing is disconnecting."""
    with served.studio() as studio:
        disconnect(studio, made)
    answer = extension.post(PATH, json=visit())
    assert problem(answer) == (401, "guard")
    assert "bozzetto connect browser" in answer.json()["error"]["hint"]


def test_what_is_no_visit(served, extension):
    """It is refused as a whole, and its words are not in the answer."""
    for name, members in WRONG.items():
        answer = extension.post(PATH, json=visit(**members))
        assert answer.status_code == 422, name
        assert "silver" not in answer.text, name
    assert kinds(served) == []
    assert list((served.studio_folder / "spool").glob("*/*/*.json")) == []


def test_forms_are_refused(extension):
    """What a form can send is not read."""
    for type_ in ("text/plain", "multipart/form-data", "application/octet-stream"):
        answer = extension.post(PATH, content=b"{}", headers={"Content-Type": type_})
        assert problem(answer) == (415, "guard"), type_


def test_size_is_limited(extension, monkeypatch):
    """A body that is too large by its own word is refused, and so is one that only grows."""
    monkeypatch.setitem(guard.LIMITS, PATH, 10_000)  # 48 MB take long
    large = visit(words="x" * 20_000)
    assert problem(extension.post(PATH, json=large)) == (413, "guard")
    headers = {"Content-Type": "application/json"}
    chunks = (b" " * 5_000 for _ in range(4))
    assert problem(extension.post(PATH, content=chunks, headers=headers)) == (413, "guard")


@pytest.mark.usefixtures("unfilled")
def test_tries_are_limited(extension):
    """Neither tokens nor visits can be tried without end."""
    headers = {"Authorization": "Bearer x"}
    said = [extension.get(PATH, headers=headers).status_code for _ in range(140)]
    assert (said[0], said[-1]) == (401, 429)


def test_the_token_is_nowhere(served, token, extension, caplog):
    """It stands in no file of the studio and in no log, whatever is sent and refused."""
    caplog.set_level(logging.DEBUG, "bozzetto")
    caplog.set_level(logging.DEBUG, "uvicorn")
    answers = [extension.post(PATH, json=each) for each in (visit(), visit(at="x"), {})]
    answers.append(extension.get(PATH, headers={"Host": "evil.example"}))
    assert token not in caplog.text
    assert not [each for each in answers if token in each.text]
    # Not `rglob`: the visit's own folder goes, too, after the answer
    walk = os.walk(served.studio_folder)
    files = [Path(folder, name) for folder, _, names in walk for name in names]
    assert [each for each in files if token.encode() in bytes_of(each)] == []


def test_a_damaged_file_is_said(served, extension):
    """Pairings that cannot be read let nobody in, and are no error that nobody foresaw."""
    (served.studio_folder / "pairings.json").write_text("{")
    answer = extension.get(PATH)
    assert problem(answer) == (422, "studio")
    assert str(served.studio_folder) not in answer.text


def test_it_goes_on_after_a_restart(served, token):
    """A pairing holds as long as its connection, whichever server runs."""
    headers = {"Authorization": f"Bearer {token}", "Origin": ORIGIN}
    with (
        serving(served.studio_folder) as server,
        httpx.Client(base_url=server.address.url, headers=headers, timeout=60) as client,
    ):
        assert client.get(PATH).json()["title"] == "Cat pendant"
