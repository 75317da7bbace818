"""The guard: what it refuses, and what it lets through."""

import http.client
import json
from contextlib import closing

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.language import Language
from bozzetto.web import entrance, guard
from bozzetto.web.guard import JSON_LIMIT, asked_language, cookie_name
from tests.web.conftest import TIMEOUT, entered

LOCK = "/api/lock"


def problem(answer):
    """Read what was wrong."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    return answer.status_code, error["code"]


def port(served):
    """Read the port off an address."""
    return httpx.URL(served.url).port


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]"]
)
@pytest.mark.parametrize("path", ["/", "/open", "/api/session", "/api/nothing"])
def test_foreign_host_is_refused(served, host, path):
    """A name that was made to lead here gets nothing at all, with or without a session."""
    headers = {"Host": host.format(port=port(served))}
    assert problem(served.client.get(path, headers=headers)) == (403, "guard")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_own_host_is_let_through(served, host):
    """Each of the machine's own names will do."""
    headers = {"Host": f"{host}:{port(served)}", "Origin": f"http://{host}:{port(served)}"}
    assert served.client.get("/api/session", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://evil.example"}, id="foreign"),
        pytest.param({"Origin": "null"}, id="null"),
        pytest.param({"Origin": ""}, id="empty"),
        pytest.param({"Origin": "http://127.0.0.1:1"}, id="another port"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="another port, as browsers say it"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/session"), ("POST", LOCK), ("GET", "/")]
)
def test_other_pages_are_refused(served, headers, method, path):
    """A page from elsewhere can neither read nor write, though the browser sends the cookie."""
    answer = served.client.request(method, path, headers=headers)
    assert problem(answer) == (403, "guard")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_page_is_let_through(served, site):
    """What the page asks, and what a person types, passes."""
    answer = served.client.get("/api/session", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 200


def test_write_must_say_where_it_is_from(served):
    """A write without an Origin is refused; a read needs none."""
    del served.client.headers["Origin"]
    assert served.client.get("/api/session").status_code == 200
    assert problem(served.client.post(LOCK)) == (403, "guard")


@pytest.mark.parametrize("path", ["/api/session", "/api/openapi.json", "/api/nothing", "/x.js"])
def test_session_is_needed(served, path):
    """Without a cookie nothing is told, not even what there is."""
    with served.stranger() as stranger:
        assert problem(stranger.get(path)) == (401, "guard")


@pytest.mark.parametrize("cookie", ["x", "", '"', "a=b; c", "x" * 5000])
def test_wrong_cookie_is_none(served, cookie):
    """A cookie of another server, or no cookie at all, is refused."""
    with served.stranger(Cookie=f"{cookie_name(port(served))}={cookie}") as stranger:
        assert problem(stranger.get("/api/session")) == (401, "guard")


@pytest.mark.parametrize(
    "type_",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx"],
)
def test_forms_are_refused(served, type_):
    """What a form of another page can send is not read."""
    answer = served.client.post(LOCK, content=b"{}", headers={"Content-Type": type_})
    assert problem(answer) == (415, "guard")


def test_json_is_read(served):
    """JSON passes, also where its type says more."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert served.client.post(LOCK, content=b"{}", headers=headers).status_code == 204
    assert served.client.post(LOCK).status_code == 204


def test_body_without_type_is_refused(served):
    """A body that does not say what it is could be anything."""
    answer = served.client.post(LOCK, content=b"{}")
    assert problem(answer) == (415, "guard")


@pytest.mark.parametrize("length", [str(JSON_LIMIT + 1), "9" * 19])
def test_large_body_is_refused_by_its_word(served, length):
    """A length above the limit is refused before a byte is read."""
    connection = http.client.HTTPConnection("127.0.0.1", port(served), timeout=TIMEOUT)
    with closing(connection):
        connection.putrequest("POST", "/api/unlock")
        for name in ("Cookie", "Origin"):
            connection.putheader(name, served.client.build_request("GET", "/").headers[name])
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", length)
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_large_body_is_refused_as_it_comes(served):
    """A body that does not say its length is stopped where it is too long."""
    chunk = b"x" * (1 << 16)
    body = (chunk for _ in range(JSON_LIMIT // len(chunk) + 1))
    headers = {"Content-Type": "application/json"}
    answer = served.client.post("/api/unlock", content=body, headers=headers)
    assert problem(answer) == (413, "guard")


def test_body_at_the_limit_is_read(served):
    """A body of just the limit is read, and judged by what it says."""
    words = json.dumps({"passphrase": ""})
    content = words + " " * (JSON_LIMIT - len(words))
    headers = {"Content-Type": "application/json"}
    assert served.client.post("/api/unlock", content=content, headers=headers).status_code == 204


def test_writes_are_limited(served, monkeypatch):
    """A page that writes without end is stopped, and told how long to wait; reads go on."""
    monkeypatch.setattr(entrance, "MOST_WRITES_AT_ONCE", 3)
    monkeypatch.setattr(entrance, "WRITES_A_SECOND", 0.0001)
    with entered(served.server) as client:
        answers = [client.post(LOCK) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [204, 204, 204, 429]
        assert problem(answers[3]) == (429, "guard")
        assert 9_000 < int(answers[3].headers["Retry-After"]) <= 10_000
        assert client.get("/api/session").status_code == 200
    assert served.client.post(LOCK).status_code == 204  # another browser's writes are its own


@pytest.fixture
def unfilled(monkeypatch):
    """Let no bucket fill again while a test runs, however slow the machine is."""
    for path, (_rate, most) in guard.STRICT.items():
        monkeypatch.setitem(guard.STRICT, path, (1e-6, most))


@pytest.mark.usefixtures("unfilled")
def test_guesses_are_limited(served):
    """Passphrases and tokens cannot be tried one after the other."""
    with served.stranger() as stranger:
        said = [stranger.get("/open?token=x").status_code for _ in range(20)]
        headers = {guard.SECRET_HEADER: "x"}
        asked = [stranger.post("/api/tokens", headers=headers).status_code for _ in range(40)]
    assert (said[0], said[-1]) == (403, 429)
    assert (asked[0], asked[-1]) == (401, 429)
    body = {"passphrase": "x"}
    tried = [served.client.post("/api/unlock", json=body).status_code for _ in range(8)]
    assert (tried[0], tried[-1]) == (204, 429)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/session", 200), ("/api/nothing", 404), ("/", 503), ("/open", 403)],
)
def test_everything_is_dressed(served, path, status, monkeypatch, tmp_path):
    """Every answer forbids to load, frame, guess and keep what it does not allow."""
    monkeypatch.setenv("BOZZETTO_PAGE", str(tmp_path / "none"))
    answer = served.client.get(path)
    assert answer.status_code == status
    said = answer.headers
    assert "frame-ancestors 'none'" in said["Content-Security-Policy"]
    assert "default-src 'none'" in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "no-referrer"
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert said["Cache-Control"] == "no-store"
    assert "Server" not in said


def test_refusals_are_dressed(served):
    """What the guard itself answers is dressed, too."""
    with served.stranger() as stranger:
        answer = stranger.get("/api/session")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_may_ask_for_permission(served):
    """A preflight of another page is refused, and nothing is shared across origins."""
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answer = served.client.request("OPTIONS", LOCK, headers=headers)
    assert problem(answer) == (403, "guard")
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_unforeseen_error_says_nothing(served, monkeypatch, caplog):
    """An error of the program is logged, and the page learns that there was one, and no more."""

    def fail(_self):
        raise OSError(2, "secret words", str(served.studio_folder))

    monkeypatch.setattr(type(served.desk.studios), "borrow", fail)
    answer = served.client.get("/api/session", headers={"Accept-Language": "zh"})
    assert problem(answer) == (500, "studio")
    assert "secret" not in answer.text
    assert str(served.studio_folder) not in answer.text
    assert "secret words" in caplog.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        pytest.param("zh", Language.ZH, id="zh"),
        pytest.param("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH, id="as browsers say it"),
        pytest.param("en;q=0.8, zh;q=0.9", Language.ZH, id="weights decide"),
        pytest.param("de, en;q=0.5", Language.EN, id="another one first"),
        pytest.param("zh;q=0, en;q=0.1", Language.EN, id="not wanted"),
        pytest.param("zh;q=x", Language.EN, id="no weight"),
        pytest.param("zh;q=nan", Language.EN, id="no number"),
        pytest.param("fr", Language.EN, id="neither"),
        pytest.param("", Language.EN, id="nothing said"),
    ],
)
def test_language_is_the_readers(header, language):
    """The language that is wanted most is spoken."""
    assert asked_language(header) is language


@given(st.text())
def test_language_of_anything(header):
    """Whatever the header says, one of the languages is spoken."""
    assert asked_language(header) in set(Language)


def test_two_readers_hear_their_own(served):
    """Each request is answered in its language."""
    with httpx.Client(base_url=served.url, timeout=TIMEOUT) as stranger:
        en, zh = (
            stranger.get("/api/session", headers={"Accept-Language": each}).json()["error"]
            for each in ("en", "zh")
        )
    assert en["message"] == "this browser is not let in"
    assert zh["message"] == "本浏览器尚未获准进入"


def test_websockets_are_not_spoken(served):
    """An upgrade to another protocol leads nowhere."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    answer = served.client.get("/api/events-not", headers=headers)
    assert answer.status_code == 404
