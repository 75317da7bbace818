"""Sessions: which studio is served, and whether its owner can sign."""

import re

import pytest

from bozzetto import __version__
from bozzetto.errors import LockedError
from bozzetto.web.guard import SECRET_HEADER

WORDS = "long words"


@pytest.fixture
def passphrase(request):
    """What protects the owner's key, for the tests that ask for it."""
    return WORDS if "locked" in request.fixturenames else None


@pytest.fixture
def locked(served):
    """A studio whose owner's key nobody has opened yet."""
    return served


def test_session_tells_the_studio(served):
    """The page learns which studio it shows, and who owns it."""
    said = served.client.get("/api/session").json()
    with served.studio() as studio:
        (anchors,) = studio.database.chains("anchor")
        assert said == {
            "studio": studio.digest,
            "anchors": anchors.digest,
            "name": "Atelier",
            "owner": studio.owner,
            "locked": False,
            "opened": False,
            "version": __version__,
            "language": said["language"],
            "page": said["page"],
            "guest": None,
        }
    assert said["language"] in {None, "en", "zh"}


def states(client):
    """Tell whether the owner's passphrase is wanted, and whether there is something to lock."""
    said = client.get("/api/session").json()
    return said["locked"], said["opened"]


def test_key_is_unlocked_and_locked(locked):
    """The passphrase opens the owner's key, until it is locked again."""
    client = locked.client
    assert states(client) == (True, False)
    assert client.post("/api/unlock", json={"passphrase": WORDS}).status_code == 204
    assert states(client) == (False, True)
    with locked.desk.studios.borrow() as studio:
        studio.find_work("Cat pendant").comment("signed by the owner")
    assert client.post("/api/lock").status_code == 204
    assert states(client) == (True, False)
    with locked.desk.studios.borrow() as studio, pytest.raises(LockedError):
        studio.find_work("Cat pendant").comment("nobody signs this")


def test_named_key_is_unlocked(locked):
    """Whose key is meant can be said."""
    owner = locked.client.get("/api/session").json()["owner"]
    body = {"key": owner, "passphrase": WORDS}
    assert locked.client.post("/api/unlock", json=body).status_code == 204
    assert locked.client.get("/api/session").json()["locked"] is False


def test_wrong_passphrase_is_refused(locked):
    """A wrong one opens nothing, and is not repeated."""
    answer = locked.client.post("/api/unlock", json={"passphrase": "a guess"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "locked")
    assert "a guess" not in answer.text
    assert locked.client.get("/api/session").json()["locked"] is True


def test_key_of_nobody_is_missing(served):
    """A key that is not kept here cannot be opened here."""
    body = {"key": "ed25519:" + "A" * 43, "passphrase": "x"}
    answer = served.client.post("/api/unlock", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"passphrase": 7}, id="a number"),
        pytest.param({"passphrase": "x" * 1025}, id="too long"),
        pytest.param({"passphrase": "x", "more": 1}, id="more than is asked for"),
        pytest.param({"passphrase": "x", "key": "mine"}, id="no key"),
        pytest.param([], id="a list"),
    ],
)
def test_odd_bodies_are_refused(served, body):
    """What does not fit the description is refused, and nothing of it is repeated."""
    answer = served.client.post("/api/unlock", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "usage")
    assert "xxxx" not in answer.text


def test_who_knows_the_secret_gets_a_token(served):
    """The server's secret gives an address that lets one more browser in."""
    with served.stranger(**{SECRET_HEADER: served.desk.entrance.secret}) as stranger:
        said = stranger.post("/api/tokens").json()
    assert said["url"] == f"{served.url}/open?token={said['token']}"
    with served.stranger() as stranger:
        answer = stranger.get(said["url"])
        assert answer.status_code == 303
        assert stranger.get("/api/session").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no secret"),
        pytest.param({SECRET_HEADER: "x"}, id="another secret"),
    ],
)
def test_tokens_need_the_secret(served, headers):
    """A session alone gives no tokens: they are for the terminal."""
    with served.stranger(**headers) as stranger:
        assert stranger.post("/api/tokens").status_code == 401


def test_pages_get_no_tokens(served):
    """What comes from a page gets none, even with the secret."""
    headers = {SECRET_HEADER: served.desk.entrance.secret}
    assert served.client.post("/api/tokens", headers=headers).status_code == 403


def test_page_is_named_by_its_bytes(served, tmp_path, monkeypatch):
    """A page that is built anew has another name, so that an open one can tell."""
    monkeypatch.setenv("BOZZETTO_PAGE", str(tmp_path))
    assert served.client.get("/api/session").json()["page"] == ""
    (tmp_path / "index.html").write_text("<!doctype html>")
    first = served.client.get("/api/session").json()["page"]
    assert re.fullmatch("[0-9a-f]{16}", first)
    (tmp_path / "index.html").write_text("<!doctype html><p>")
    assert served.client.get("/api/session").json()["page"] != first
