"""The server: where it listens, and how it ends."""

import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from bozzetto.api import Studio
from bozzetto.errors import BozzettoError, StudioError
from bozzetto.web.server import Tls, bind, make_server
from tests.web.conftest import TIMEOUT, serving


def test_taken_port_falls_to_a_free_one():
    """Where nobody asked for a port, another one will do; where somebody did, it is said."""
    (first,), port = bind("127.0.0.1", 0, falls=False)
    with first:
        (second,), other = bind("127.0.0.1", port, falls=True)
        second.close()
        assert other != port
        with pytest.raises(StudioError, match=r"cannot listen on 127\.0\.0\.1"):
            bind("127.0.0.1", port, falls=False)


def test_this_machine_is_always_heard():
    """A server for others listens for this machine's own processes, too."""
    sockets, port = bind("::", 0, falls=False)
    try:
        assert {each.family for each in sockets} == {socket.AF_INET, socket.AF_INET6}
        socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT).close()
    finally:
        for each in sockets:
            each.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_foreign_host_cannot_be_listened_on(host):
    """An address that is not this machine's is refused by the system, and said."""
    with pytest.raises(StudioError, match="cannot listen"):
        bind(host, 0, falls=False)


def test_no_studio_no_server(tmp_path):
    """Without a studio nothing listens."""
    with pytest.raises(StudioError, match="no studio"):
        make_server(tmp_path, "127.0.0.1", 0)


def test_server_ends_while_pages_listen(served):
    """Open streams do not keep it from ending; they are closed."""
    with served.client.stream("GET", "/api/events") as answer:
        stream = answer.iter_lines()
        next(stream)
        begin = time.monotonic()
        served.server.end()
        assert list(stream) is not None
    assert time.monotonic() - begin < TIMEOUT


def test_answers_come_at_once(served):
    """A small answer waits for no acknowledgement, or each would take 40 ms, however idle it is."""
    assert any(_seconds(served.client) < 0.04 for _ in range(500))


def _seconds(client):
    """Ask once, and tell how long that took."""
    begin = time.monotonic()
    client.get("/api/session")
    return time.monotonic() - begin


@pytest.fixture
def certificate(tmp_path):
    """A certificate for this machine, and its key."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    words += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key)]
    words += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    return Tls(certificate, key)


def test_encrypted_server(tmp_path, certificate):
    """With a certificate it speaks HTTPS, and its cookie goes over nothing else."""
    Studio.create(tmp_path / "studio", name="A", owner="Ann").close()
    server = make_server(tmp_path / "studio", "127.0.0.1", 0, tls=certificate)
    thread = threading.Thread(target=server.work)
    thread.start()
    try:
        context = ssl.create_default_context(cafile=certificate.certificate)
        with httpx.Client(base_url=server.address.url, verify=context, timeout=TIMEOUT) as client:
            token = server.desk.entrance.make_token()
            answer = client.get("/open", params={"token": token})
            assert "Secure" in answer.headers["Set-Cookie"]
            assert client.get("/api/session").status_code == 200
    finally:
        server.end()
        thread.join(TIMEOUT)
        assert not thread.is_alive()


def test_wrong_certificate_is_said(tmp_path, certificate):
    """Files that are no certificate are refused before anything listens."""
    Studio.create(tmp_path / "studio", name="A", owner="Ann").close()
    with pytest.raises(StudioError, match="certificate"):
        make_server(
            tmp_path / "studio", "127.0.0.1", 0, tls=Tls(certificate.key, certificate.certificate)
        )


@pytest.mark.parametrize("wrong", ["certificate", "watches"])
def test_what_cannot_start_leaves_nothing_open(tmp_path, certificate, wrong):
    """No file of the studio."""
    folder, tls = tmp_path / "studio", None
    Studio.create(folder, name="A", owner="Ann").close()
    if wrong == "watches":
        (folder / "watches.json").write_text("{")
    else:
        tls = Tls(certificate.key, certificate.certificate)
    with pytest.raises(BozzettoError):
        make_server(folder, "127.0.0.1", 0, tls=tls)
    assert not [place for place in _open_files() if place.is_relative_to(folder)]


def _open_files():
    """What this process has open."""
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # that of the listing itself
            yield each.readlink()


def test_server_that_never_worked_closes(tmp_path):
    """What was opened is closed, also where nothing was served."""
    Studio.create(tmp_path / "studio", name="A", owner="Ann").close()
    with make_server(tmp_path / "studio", "127.0.0.1", 0) as server:
        port = server.address.port
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)


def test_two_studios_have_their_own_sessions(served, tmp_path):
    """A cookie of one studio's server is nothing to another's."""
    folder = tmp_path / "another"
    Studio.create(folder, name="Another", owner="Ben").close()
    with serving(folder) as other:
        cookie = served.client.build_request("GET", "/").headers["Cookie"]
        renamed = cookie.replace(str(served.server.address.port), str(other.address.port))
        headers = {"Cookie": renamed}
        with httpx.Client(base_url=other.address.url, headers=headers, timeout=TIMEOUT) as client:
            assert client.get("/api/session").status_code == 401


def test_end_is_prompt(tmp_path, monkeypatch):
    """An end does not wait for the server's next tick, however far that is; nor a second one."""
    monkeypatch.setattr("bozzetto.web.server.TICK_SECONDS", 3600.0)
    Studio.create(tmp_path / "studio", name="A", owner="Ann").close()
    with serving(tmp_path / "studio") as server:
        url = f"{server.address.url}/api/session"
        assert httpx.get(url, timeout=TIMEOUT).headers["date"]
    server.end()
