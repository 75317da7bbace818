"""Pages: who gets in sees the page, and others learn how to get in."""

import httpx
import pytest

from bozzetto.web.notice import NOTICE_POLICY
from bozzetto.web.pages import POLICY

SCRIPT = "assets/main-Ab3_x-9Z.js"


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A page that was built."""
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>built</title>")
    (folder / SCRIPT).write_text("1")
    (folder / "assets" / "plain.css").write_text("p{}")
    (folder / "secret.key").write_text("secret")
    (tmp_path / "outside.js").write_text("outside")
    monkeypatch.setenv("BOZZETTO_PAGE", str(folder))
    return folder


def test_token_becomes_a_cookie(served):
    """A new address lets the browser in, and shows nothing of its token afterwards."""
    with served.stranger() as stranger:
        answer = stranger.get("/open", params={"token": served.desk.entrance.make_token()})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        words = [part.strip() for part in answer.headers["Set-Cookie"].split(";")]
        assert words[0].startswith(f"bozzetto-{httpx.URL(served.url).port}=")
        assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(words)
        assert not [word for word in words if word.lower().startswith(("domain", "max-age"))]
        assert stranger.get("/api/session").status_code == 200


def test_token_is_used_once(served):
    """An address out of the history opens nothing, and says what to do."""
    token = served.desk.entrance.make_token()
    with served.stranger() as one, served.stranger() as two:
        assert one.get("/open", params={"token": token}).status_code == 303
        answer = two.get("/open", params={"token": token})
        assert answer.status_code == 403
        assert "bozzetto serve" in answer.text
        assert "Set-Cookie" not in answer.headers
        assert two.get("/api/session").status_code == 401


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=x&token=y"])
def test_wrong_tokens_open_nothing(served, query):
    """A guess opens nothing."""
    with served.stranger() as stranger:
        assert stranger.get("/open" + query).status_code == 403


@pytest.mark.usefixtures("built")
def test_page_is_for_who_is_in(served):
    """The page is given with its policy, and is asked for anew each time."""
    answer = served.client.get("/")
    assert "<title>built" in answer.text
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_stranger_learns_how_to_come_in(served, language, tag):
    """Who has no session sees one page of words, in the own language first."""
    with served.stranger(**{"Accept-Language": language}) as stranger:
        answer = stranger.get("/")
    assert answer.status_code == 401
    assert f'<html lang="{tag}">' in answer.text
    assert "bozzetto serve" in answer.text
    assert answer.headers["Content-Security-Policy"] == NOTICE_POLICY
    assert "built" not in answer.text


def test_page_that_is_not_built_says_so(served, monkeypatch, tmp_path):
    """Without the built page there are words instead."""
    monkeypatch.setenv("BOZZETTO_PAGE", str(tmp_path / "none"))
    answer = served.client.get("/")
    assert answer.status_code == 503
    assert "make page" in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.usefixtures("built")
def test_files_with_digests_are_kept(served):
    """What has a digest in its name never changes; other files are asked for anew."""
    script = served.client.get("/" + SCRIPT)
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in script.headers["Cache-Control"]
    sheet = served.client.get("/assets/plain.css")
    assert (sheet.text, sheet.headers["Cache-Control"]) == ("p{}", "no-store")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    "path",
    [
        "/nothing.js",
        "/secret.key",
        "/assets",
        "/../outside.js",
        "/%2e%2e/outside.js",
        "/..%2foutside.js",
        "/assets/..%2f..%2foutside.js",
        "//outside.js",
        "/%00.js",
        "/assets%5c..%5c..%5coutside.js",
    ],
)
def test_other_files_are_not_given(served, path):
    """Only the page's own files are given, by their own names."""
    answer = served.client.get(httpx.URL(served.url + "/").copy_with(raw_path=path.encode()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")


def test_link_out_of_the_folder_is_not_followed(served, built):
    """A link to a file elsewhere gives nothing."""
    (built / "link.js").symlink_to(built.parent / "outside.js")
    assert served.client.get("/link.js").status_code == 404


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/docs", "/redoc"])
def test_unknown_addresses_are_missing(served, path):
    """What is not there is said in JSON."""
    answer = served.client.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "missing")


def test_wrong_method_is_said(served):
    """An address that takes another kind of request says which."""
    answer = served.client.put("/api/session", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "usage")
    assert answer.headers["Allow"] == "GET"
