"""``bozzetto serve``: one server for each studio, found by whoever asks again."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest

from bozzetto.cli import serve as serving
from bozzetto.studio.layout import Layout
from bozzetto.web.running import claim
from bozzetto.web.server import make_server

TIMEOUT = 60  # seconds


@contextmanager
def started(folder, *words, **environment):
    """Run the server in a process of its own; lend it with the address that it prints."""
    command = [sys.executable, "-m", "bozzetto", "serve", "--studio", str(folder), "--port", "0"]
    with subprocess.Popen(
        [*command, "--no-browser", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield process, process.stdout.readline().split()[-1]
        finally:
            if process.poll() is None:
                process.kill()


@pytest.fixture
def folder(studio, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder."""
    return own_folders / "studio"


def asked(url):
    """Come in by an address, and ask which studio it is."""
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
        assert client.get(url).status_code == 303
        return client.get(httpx.URL(url).join("/api/session")).json()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_serve_ends_in_order(folder, studio, number):
    """It says where it is, answers, and ends when it is asked to, without a trace."""
    with started(folder) as (process, url):
        assert asked(url)["studio"] == studio["studio"]
        assert Layout(folder).serving.exists()
        process.send_signal(number)
        out, err = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, out) == (0, "")
    assert "stopped" in err
    assert "Traceback" not in err
    assert not Layout(folder).serving.exists()


def test_second_serve_finds_the_first(folder, run, monkeypatch):
    """Asked again, it opens the browser on the server that runs, with a new address."""
    opened = []
    monkeypatch.setattr(serving.webbrowser, "open", opened.append)
    with started(folder) as (_process, url):
        first = asked(url)  # from now on it answers at once, as whoever asks again expects
        again = run("serve").stdout.split()[-1]
        assert opened == [again]
        assert httpx.URL(again).port == httpx.URL(url).port
        assert asked(again) == first
        run("serve", "--no-browser")
        assert len(opened) == 1


def test_killed_server_is_replaced(folder):
    """What a killed one left behind is in nobody's way."""
    with started(folder) as (process, _url):
        process.kill()
        process.wait(TIMEOUT)
    assert Layout(folder).serving.exists()
    with started(folder) as (_process, url):
        assert asked(url)["locked"] is False


def test_passphrase_of_the_environment_opens_the_key(run, own_folders, monkeypatch):
    """With the passphrase at hand nobody is asked; without it the key stays locked."""
    monkeypatch.setenv("BOZZETTO_PASSPHRASE", "long words")
    run("init", "--owner", "Ann")
    monkeypatch.delenv("BOZZETTO_PASSPHRASE")
    folder = own_folders / "studio"
    with started(folder) as (_process, url):
        assert asked(url)["locked"] is True
    with started(folder, BOZZETTO_PASSPHRASE="long words") as (_process, url):  # noqa: S106  # ours
        assert asked(url)["locked"] is False
    with started(folder, BOZZETTO_PASSPHRASE="other") as (process, url):  # noqa: S106  # no such
        assert asked(url)["locked"] is True
        process.terminate()
        assert "does not open the key" in process.communicate(timeout=TIMEOUT)[1]


def test_open_network_is_warned_of(folder):
    """Who listens for others is told what that means."""
    with started(folder, "--host", "0.0.0.0") as (process, url):  # noqa: S104  # that is the test
        assert url.startswith("http://127.0.0.1:")
        process.terminate()
        assert "it is not encrypted" in process.communicate(timeout=TIMEOUT)[1]


def test_half_of_a_certificate_is_refused(folder, run, tmp_path):  # noqa: ARG001  # it must be there
    """A certificate without its key is no certificate."""
    (tmp_path / "x").touch()
    error = run("serve", "--tls-cert", tmp_path / "x", code=2).stderr
    assert "--tls-key" in error


def test_no_studio_is_said(run):
    """Without a studio there is nothing to serve."""
    assert "no studio" in run("serve", "--port", "0", "--no-browser", code=5).stderr


def test_taken_port_is_said(folder, run):
    """A port that was asked for and is taken is an error, and nothing is left behind."""
    with make_server(folder, "127.0.0.1", 0) as other:
        error = run("serve", "--port", other.address.port, "--no-browser", code=5).stderr
    assert "cannot listen" in error
    assert not Layout(folder).serving.exists()


def test_faster_one_wins(folder, run, monkeypatch):
    """Where two begin at the same time, the second one says so."""
    monkeypatch.setattr(serving, "ask_running", lambda _layout: None)
    with make_server(folder, "127.0.0.1", 0) as other, claim(Layout(folder), other.address, "x"):
        error = run("serve", "--port", "0", "--no-browser", code=5).stderr
    assert "served already" in error
