"""Pairing an extension of the browser from the command line."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bozzetto.api import Studio
from bozzetto.capture.browser.pairing import find_paired
from bozzetto.capture.handover.connection import read_connections
from bozzetto.upkeep.settings import read_settings
from bozzetto.web.address import DEFAULT_PORT
from bozzetto.web.running import claim
from bozzetto.web.server import make_server

CHECKOUT = Path(__file__).resolve().parents[2] / "integrations" / "browser"


@pytest.fixture
def opened(studio, work):  # noqa: ARG001  # both must be there
    """Open the studio as another process does."""
    return Studio.open


def _token(code):
    return urlsplit(code).fragment


def test_a_browser_is_paired(run, ask, opened):
    """Where the extension lies, how it is taken in, and the pairing, once."""
    done = run("connect", "browser", "--person", "Ann", "--label", "laptop")
    (code,) = [word for word in done.stdout.split() if word.startswith("http://127.0.0.1:")]
    assert urlsplit(code).port == DEFAULT_PORT
    assert str(CHECKOUT) in done.stdout.replace("\n", "")
    for words in ("chrome://extensions", "about:debugging", "shown this once"):
        assert words in " ".join(done.stdout.split())
    with opened() as studio:
        (made,) = read_connections(studio.layout)
        assert (made.sort, made.label, made.person) == ("browser", "laptop", studio.owner)
        assert find_paired(studio.layout, _token(code)) == made
        assert read_settings(studio.layout).port is None
    assert _token(code) not in json.dumps(ask("connections"))
    assert _token(code) not in run("doctor").stdout


def test_it_is_put_where_it_is_asked_for(run, ask, opened, tmp_path):
    """The extension alone stands there, as it came, and goes again with its connection."""
    place = tmp_path / "extensions"
    place.mkdir()
    made = ask("connect", "browser", str(place))
    folder = place / "bozzetto-browser"
    assert made["extension"] == str(folder)
    there = {each.relative_to(folder) for each in folder.rglob("*") if each.is_file()}
    wanted = {each.relative_to(CHECKOUT) for each in CHECKOUT.rglob("*") if each.is_file()}
    assert there == wanted
    assert (folder / "manifest.json").read_bytes() == (CHECKOUT / "manifest.json").read_bytes()
    with opened() as studio:
        assert find_paired(studio.layout, _token(made["code"])).id == made["id"]
    run("disconnect", made["id"])
    assert list(place.iterdir()) == []
    with opened() as studio:
        assert find_paired(studio.layout, _token(made["code"])) is None


def test_pairing_again_makes_a_new_one(ask, opened):
    """Who lost what was shown asks again: the same connection, another token."""
    first, second = (ask("connect", "browser") for _ in range(2))
    assert first["id"] == second["id"]
    with opened() as studio:
        assert find_paired(studio.layout, _token(first["code"])) is None
        assert find_paired(studio.layout, _token(second["code"])) is not None


def test_it_names_the_port_that_is_served(ask, opened):
    """Where the studio is served at this moment, that is where the extension goes."""
    with opened() as studio:
        layout = studio.layout
    with make_server(layout.root, "127.0.0.1", 0) as server:
        with claim(layout, server.address, server.desk.entrance.secret):
            code = ask("connect", "browser")["code"]
        assert urlsplit(code).port == server.address.port
    assert urlsplit(ask("connect", "browser")["code"]).port == DEFAULT_PORT
