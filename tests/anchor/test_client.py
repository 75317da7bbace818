"""Asking over HTTP: what is taken, what is refused, and what never leaks."""

import hashlib
import socket
import traceback
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest

from bozzetto.anchor import Authority, Fetcher, fresh_nonce, request_token, verify_token
from bozzetto.anchor import client as client_module
from bozzetto.errors import AnchorError, FormatError
from tests.fakes.authority import now

DATA = b"a signed note"
DIGEST = hashlib.sha256(DATA).digest()
SECRET = "correct-horse"  # noqa: S105  # of the loopback authority


def test_request_token_verified(loopback, authority):
    """A good answer is a token over the digest, kept whole, with nonce and policy."""
    token = request_token(authority, DIGEST, now=now(), nonce=2**64 - 1)
    assert (token.imprint, token.nonce, token.policy) == (DIGEST, 2**64 - 1, loopback.policy)
    assert verify_token(token.raw, DATA) == token
    assert loopback.requests == 1


def test_request_token_lent_client(loopback, authority):
    """A lent client is used, and stays open."""
    with httpx.Client() as http:
        first = request_token(authority, DIGEST, now=None, http=http)
        second = request_token(authority, DIGEST, now=None, http=http)
        assert not http.is_closed
    assert first.nonce != second.nonce
    assert loopback.requests == 2


def test_request_token_local_without_proxy(monkeypatch, authority):
    """A proxy has no part in reaching an authority on this computer."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert request_token(authority, DIGEST, now=None)


def test_request_token_zero_nonce(authority):
    """Nought is a nonce like any other."""
    assert request_token(authority, DIGEST, now=None, nonce=0).nonce == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"down": True}, "not reached", id="closes the connection"),
        pytest.param({"status": 500}, "HTTP status 500", id="out of order"),
        pytest.param({"status": 404}, "HTTP status 404", id="not there"),
        pytest.param(
            {"status": 302, "location": "http://127.0.0.1:1/"}, "redirects to", id="redirect"
        ),
        pytest.param(
            {"status": 307, "location": "ftp://x/"}, "redirects to 'ftp://x/'", id="other scheme"
        ),
        pytest.param({"content_type": "text/html; charset=x"}, "'text/html'", id="a page"),
        pytest.param({"delay": 5.0}, "takes too long", id="late"),
        pytest.param({"huge": True}, "over 262144 bytes", id="huge"),
        pytest.param({"wrong_imprint": True}, "the token stamps", id="another imprint"),
        pytest.param({"wrong_nonce": True}, "to another query", id="another nonce"),
        pytest.param({"no_nonce": True}, "to another query: nonce None", id="no nonce"),
        pytest.param({"policy": "1.2.3"}, "under policy 1.2.3, not", id="another policy"),
        pytest.param({"tampered": True}, "signature is false", id="false signature"),
        pytest.param({"leaf": "expired"}, "valid from", id="expired signer"),
        pytest.param({"leaf": "future"}, "valid from", id="signer not yet valid"),
        pytest.param({"leaf": "wrong-eku"}, "not for timestamps", id="another purpose"),
        pytest.param({"rejection": True}, "granted no timestamp", id="rejection"),
        pytest.param({"replay": b"<html>"}, "not a timestamp token", id="no token at all"),
        pytest.param({"replay": b""}, "not a timestamp token", id="nothing"),
        pytest.param({"offset": timedelta(days=2)}, "its time is", id="clock two days fast"),
        pytest.param({"offset": timedelta(days=-2)}, "its time is", id="clock two days slow"),
        pytest.param({"user": "somebody"}, "user and password", id="wants a login"),
    ],
)
def test_request_token_refuses(loopback, authority, options, message):
    """Whatever goes wrong is one kind of error, that names the authority and the reason."""
    for option, value in options.items():
        setattr(loopback, option, value)
    # A busy machine may take a second for any other answer
    patience = 0.4 if "delay" in options else client_module.TIMEOUT
    with pytest.raises(AnchorError, match=message) as caught:
        request_token(authority, DIGEST, now=now(), timeout=patience)
    assert caught.value.values["authority"] == "loopback"


def test_request_token_recovers(loopback, authority):
    """An authority that is back is asked again with success."""
    loopback.down = True
    with pytest.raises(AnchorError):
        request_token(authority, DIGEST, now=now())
    loopback.down = False
    assert request_token(authority, DIGEST, now=now())


def test_request_token_somebody_elses(loopback, authority):
    """Somebody else's good token, over another digest or over the same, is refused."""
    loopback.replay = loopback.stamp(b"another note", nonce=5)
    with pytest.raises(AnchorError, match="the token stamps"):
        request_token(authority, DIGEST, now=None, nonce=5)
    loopback.replay = None
    loopback.replay = loopback.stamp(DATA, nonce=5)
    with pytest.raises(AnchorError, match="nonce 5, not 6"):
        request_token(authority, DIGEST, now=None, nonce=6)


def test_request_token_unreachable():
    """A port that nobody listens on is an authority not reached."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        with pytest.raises(AnchorError, match="not reached: ConnectError"):
            request_token(Authority("gone", "Gone", url), DIGEST, now=None)


def test_request_token_slow_body(monkeypatch, loopback, authority):
    """A body that trickles in past the deadline is given up."""
    ticks = iter([0.0, 99.0, 99.0])
    clock = SimpleNamespace(monotonic=lambda: next(ticks, 99.0))  # other threads keep theirs
    monkeypatch.setattr(client_module, "time", clock)
    with pytest.raises(AnchorError, match="takes too long"):
        request_token(authority, DIGEST, now=None)
    assert loopback.requests == 1


def test_request_token_login(loopback, authority):
    """Basic authentication brings the user and the password that the caller read."""
    loopback.user, loopback.password = "atelier", SECRET
    login = Authority("loopback", "Loopback", authority.url, user="atelier", password_env="TSA")  # noqa: S106  # the name of a variable
    with pytest.raises(AnchorError, match="password is not given") as caught:
        request_token(login, DIGEST, now=None)
    assert caught.value.values["variable"] == "TSA"
    assert loopback.requests == 0
    assert request_token(login.with_password(SECRET), DIGEST, now=None)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"password": "another"}, id="refused"),
        pytest.param({"down": True}, id="down"),
        pytest.param({"status": 302, "location": "http://x/"}, id="redirect"),
        pytest.param({"replay": b"no"}, id="no token"),
    ],
)
def test_request_token_never_tells_the_password(loopback, options):
    """No error, and no error's cause, repeats the password."""
    loopback.user, loopback.password = "atelier", SECRET
    for option, value in options.items():
        setattr(loopback, option, value)
    login = Authority("loopback", "Loopback", loopback.url, user="atelier").with_password(SECRET)
    assert SECRET not in repr(login)
    with pytest.raises(AnchorError) as caught:
        request_token(login, DIGEST, now=None)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.values)
    assert SECRET not in told


@pytest.mark.parametrize("size", [0, 31, 33])
def test_request_token_wants_a_digest(authority, size):
    """What is not 32 bytes is no SHA-256 digest, and is not sent."""
    with pytest.raises(FormatError, match="not a SHA-256 digest"):
        request_token(authority, bytes(size), now=None)


def test_fresh_nonce_differs():
    """Nonces are drawn anew, from 64 bits."""
    drawn = {fresh_nonce() for _ in range(100)}
    assert len(drawn) == 100
    assert max(drawn) < 2**64


def test_fetcher_fetches(loopback):
    """A file is fetched as it is; a missing one is an error with its address."""
    fetch = Fetcher(timeout=60.0)  # the machine may be busy
    assert fetch(f"{loopback.base}/ca.crl") == loopback.pages["/ca.crl"]
    with pytest.raises(AnchorError, match="status 404"):
        fetch(f"{loopback.base}/nothing")


@pytest.mark.parametrize("url", ["http://", "http://[", "ftp://x/", "", "http://x:99999999/"])
def test_fetcher_refuses_addresses(url):
    """What is no address of the web is an error of the one kind."""
    with pytest.raises(AnchorError):
        Fetcher(timeout=1.0)(url)


def test_fetcher_refuses_huge(monkeypatch, loopback):
    """A file over the limit is given up."""
    monkeypatch.setattr(client_module, "MAX_FILE_BYTES", 1000)
    loopback.pages["/big"] = bytes(1001)
    with pytest.raises(AnchorError, match="over 1000 bytes"):
        Fetcher()(f"{loopback.base}/big")
