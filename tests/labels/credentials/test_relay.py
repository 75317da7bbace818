"""The relay: one question, from this computer, to the authority that was named."""

import os
import urllib.error
import urllib.request

import pytest
from asn1crypto import tsp

from bozzetto.anchor import Authority
from bozzetto.errors import AnchorError
from bozzetto.labels.credentials.relay import MAX_QUERY, relayed
from bozzetto.studio import Clock

DIGEST = bytes(range(32))


def query(**more):
    """A question as the library asks it."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST}
    asked = {"version": "v1", "message_imprint": imprint, "cert_req": True, "nonce": 7}
    return tsp.TimeStampReq(asked | more).dump()


def send(url, data):
    """Ask the relay; return the status and the answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, data), timeout=30) as answer:  # noqa: S310  # ours
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def asked(served):
    """The authority, as it is asked."""
    return Authority("loopback", "Loopback", served.url, min_interval=0)


def test_an_answer(served):
    """Is the authority's, for the digest and the number that were asked."""
    with relayed(asked(served), Clock()) as relay:
        status, raw = send(relay.url, query())
    told = tsp.TimeStampResp.load(raw)["time_stamp_token"]["content"]["encap_content_info"]
    info = told["content"].parsed
    assert status == 200
    assert info["message_imprint"]["hashed_message"].native == DIGEST
    assert info["nonce"].native == 7
    assert (relay.error, relay.token.imprint) == (None, DIGEST)


def test_an_authority_that_is_down(served):
    """The library is told that there is nothing; why, the caller is told."""
    served.down = True
    try:
        with relayed(asked(served), Clock()) as relay:
            status, raw = send(relay.url, query())
    finally:
        served.down = False
    assert (status, raw, relay.token) == (502, b"", None)
    assert isinstance(relay.error, AnchorError)
    assert "loopback: not reached" in str(relay.error)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="no query"),
        pytest.param(query() + b"\0", id="more than a query"),
        pytest.param(b"x" * (MAX_QUERY + 1), id="long"),
        pytest.param(
            query(
                message_imprint={
                    "hash_algorithm": {"algorithm": "sha512"},
                    "hashed_message": bytes(64),
                }
            ),
            id="another hash",
        ),
    ],
)
def test_what_is_no_question(served, data):
    """Reaches no authority."""
    before = served.requests
    with relayed(asked(served), Clock()) as relay:
        assert send(relay.url, data)[0] == 502
    assert served.requests == before


def test_whoever_does_not_know_the_path(served):
    """Asks in vain, and is no error of ours."""
    before = served.requests
    with relayed(asked(served), Clock()) as relay:
        assert send(f"http://{relay.host}/tsr", query())[0] == 502
    assert (served.requests, relay.error) == (before, None)


def test_it_is_closed_behind(served):
    """Nobody is asked after that."""
    with relayed(asked(served), Clock()) as relay:
        url = relay.url
    with pytest.raises(urllib.error.URLError):
        send(url, query())


def test_a_proxy_of_the_environment(served, monkeypatch):
    """Is not asked to reach this very computer."""
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:8080")
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    with relayed(asked(served), Clock()):
        assert os.environ["NO_PROXY"] == "example.com,127.0.0.1"
    with relayed(asked(served), Clock()):
        assert os.environ["NO_PROXY"] == "example.com,127.0.0.1"
