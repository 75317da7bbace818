"""Authorities over HTTP, and one that answers on this machine."""

import pytest

from tests.fakes.authority import Authority

TEXT = '[[authority]]\nname = "loopback"\ntitle = "L"\nurl = "{url}"\nmin_interval = 0\n'


@pytest.fixture
def loopback(served):
    """An authority that the studio asks."""
    with Authority() as authority:
        path = served.studio_folder / "authorities.toml"
        path.write_text(TEXT.format(url=authority.url))
        yield authority


def names(answer, field="asked"):
    """The names in an answer."""
    return [each["name"] for each in answer.json()[field]]


def test_show(served):
    """At first nobody is asked, and it is known who could be."""
    answer = served.client.get("/api/authorities")
    assert names(answer) == []
    assert "digicert" in names(answer, "known")
    assert set(answer.json()["known"][0]) == {"name", "title", "url", "notes"}


def test_add_and_remove(served):
    """A built-in authority is asked from now on, and one with an address; until they are not."""
    known = served.client.post("/api/authorities", json={"name": "digicert"})
    own = {"name": "my.own", "url": "https://tsa.example.com/tsr", "title": "Mine"}
    answer = served.client.post("/api/authorities", json=own)
    assert (names(known), names(answer)) == (["digicert"], ["digicert", "my.own"])
    assert "digicert" not in names(answer, "known")
    assert names(served.client.get("/api/authorities")) == ["digicert", "my.own"]
    assert names(served.client.delete("/api/authorities/digicert")) == ["my.own"]
    gone = served.client.delete("/api/authorities/digicert")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "missing")


def test_add_again_replaces(served):
    """A name stands for one authority."""
    for port in (1, 2):
        url = f"http://tsa.example.com:{port}/"
        answer = served.client.post("/api/authorities", json={"name": "own", "url": url})
    assert [each["url"] for each in answer.json()["asked"]] == ["http://tsa.example.com:2/"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "own", "url": "ftp://tsa.example.com/"},
        {"name": "own", "url": "file:///etc/passwd"},
        {"name": "own", "url": "https://ann:secret@tsa.example.com/"},
        {"name": "own", "url": "https://tsa.example.com/#part"},
        {"name": "own", "url": "https:///tsr"},
        {"name": "own", "url": "https://tsa.example.com:x/"},
        {"name": "own", "url": "https://tsa.example.com/ x"},
        {"name": "Own", "url": "https://tsa.example.com/"},
        {"name": "../own", "url": "https://tsa.example.com/"},
        {"name": "own", "url": "https://tsa.example.com/", "password_env": "HOME"},
        {"name": "own", "url": "https://tsa.example.com/", "title": ""},
        {"name": "a" * 65},
    ],
    ids=lambda body: " ".join(map(str, body.values()))[:40],
)
def test_add_refused(served, body):
    """An address is http or https, without a password, and a name is short and plain."""
    answer = served.client.post("/api/authorities", json=body)
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert not (served.studio_folder / "authorities.toml").exists()


def test_add_unknown(served):
    """A name that is not built in needs an address."""
    answer = served.client.post("/api/authorities", json={"name": "nobody"})
    assert "built in" in answer.json()["error"]["message"]


@pytest.mark.usefixtures("loopback")
def test_seal(served):
    """What was recorded goes under a timestamp."""
    answer = served.client.post("/api/seal").json()
    assert (answer["recorded"], answer["size"], answer["failures"]) == (True, 3, [])
    assert [token["authority"] for token in answer["tokens"]] == ["loopback"]
    assert answer["tokens"][0]["at"].endswith("Z")
    with served.studio() as studio:
        assert studio.anchors()[-1][1].event.kind == "time.anchored"


def test_seal_unanswered(served, loopback):
    """An authority that does not answer is named, with when it may be asked again."""
    loopback.down = True
    answer = served.client.post("/api/seal").json()
    assert (answer["recorded"], answer["tokens"]) == (False, [])
    (failure,) = answer["failures"]
    assert (failure["authority"], failure["again"] is not None) == ("loopback", True)
    again = served.client.post("/api/seal").json()
    assert again["postponed"] == ["loopback"]


def test_seal_without_authority(served):
    """Where nobody is asked, sealing is refused, and nothing calls the network."""
    answer = served.client.post("/api/seal")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "anchor")
