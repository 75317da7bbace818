"""Guests: what they do is signed on their own device, and they do nothing else."""

import base64
import time
from contextlib import contextmanager

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bozzetto.api import verify_bundle
from bozzetto.record import EVENT_TYPE, key_of, pae
from bozzetto.web.guest import MOST_WAITING, WAITING_SECONDS, Guest, Waiting
from tests.web.conftest import TIMEOUT
from tests.web.test_events import read


@contextmanager
def invited(served, **body):
    """Let another browser in by an invitation."""
    words = {"name": "Ben", "role": "colourist", **body}
    answer = served.client.post("/api/invitations", json=words)
    assert answer.status_code == 200, answer.text
    invitation = answer.json()
    assert invitation["here_only"] is True
    headers = {"Accept-Language": "en", "Origin": served.url}
    with httpx.Client(base_url=served.url, headers=headers, timeout=TIMEOUT) as client:
        assert client.get(invitation["url"]).status_code == 303
        yield client


@pytest.fixture
def device():
    """The private key of a guest's device."""
    return Ed25519PrivateKey.generate()


@pytest.fixture
def guest(served):
    """A browser that came in by an invitation, and has not joined yet."""
    with invited(served) as client:
        yield client


def signature(device, wanted):
    """Sign as the page does: DSSE's encoding of the event that was handed out."""
    signed = pae(EVENT_TYPE, wanted["event"].encode())
    return {"signature": base64.b64encode(device.sign(signed)).decode()}


def finish(client, device, answer):
    """Sign what an act was answered with, as often as it is asked for."""
    while answer.status_code == 202:
        wanted = answer.json()
        answer = client.post(f"/api/signatures/{wanted['id']}", json=signature(device, wanted))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def joined(guest, device):
    """The same browser after it joined with its device's key."""
    finish(guest, device, guest.post("/api/join", json={"key": key_of(device)}))
    return guest


def test_join_and_act(served, joined, device, tmp_path):
    """A guest joins and speaks under the key of their device, and a stranger can check it."""
    key = key_of(device)
    assert joined.get("/api/session").json()["guest"]["key"] == key
    path = f"/api/works/{served.work}/comments"
    recorded = finish(joined, device, joined.post(path, json={"text": "warmer", "about": []}))
    with served.studio() as studio:
        entry = studio.work(served.work).entries()[-1][1]
        assert entry.digest == recorded["digest"]
        assert [done.key for done in entry.signatures] == [key]
        assert not studio.keys.has(key)
        bundle = tmp_path / "cat.zip"
        studio.work(served.work).export(bundle)
    report = verify_bundle(bundle)
    assert report.verdict.value == "intact-unknown-signer"


def test_prepared_is_not_joined(guest, device):
    """Who only asked to join has not joined, and may ask once more with the same key alone."""
    for _ in range(2):
        assert guest.post("/api/join", json={"key": key_of(device)}).status_code == 202
    assert guest.get("/api/session").json()["guest"]["key"] is None
    other = key_of(Ed25519PrivateKey.generate())
    assert guest.post("/api/join", json={"key": other}).status_code == 409
    finish(guest, device, guest.post("/api/join", json={"key": key_of(device)}))
    assert guest.get("/api/session").json()["guest"]["key"] == key_of(device)


def test_who_left_is_out(served, joined, device):
    """Whoever left, by whatever process, does not even look any more."""
    path = f"/api/people/{key_of(device)}/leave"
    assert joined.get("/api/works").status_code == 200
    assert served.client.post(path, json={}).status_code == 200
    refused = joined.get("/api/works")
    assert refused.status_code == 403
    assert "signs no more" in refused.json()["error"]["message"]


def test_guest_hears_of_no_jobs(served, guest):
    """The owner's long jobs are not told to guests; what is recorded is."""
    with guest.stream("GET", "/api/events") as answer:
        heard = read(answer.iter_lines())
        next(heard)
        served.client.post("/api/jobs/check", json={"deep": False})
        path = f"/api/works/{served.work}/comments"
        while served.client.get("/api/jobs").json()[0]["state"] in {"waiting", "running"}:
            time.sleep(0.02)
        served.client.post(path, json={"text": "done", "about": []})
        names = []
        while "change" not in names:
            names.append(next(heard)[0])
    assert "job" not in names


def test_chain_that_went_on_is_signed_anew(served, joined, device):
    """Who is slower signs again; the same words are recorded once."""
    path = f"/api/works/{served.work}/comments"
    wanted = joined.post(path, json={"text": "warmer", "about": []})
    assert served.client.post(path, json={"text": "first", "about": []}).status_code == 200
    first = wanted.json()
    again = joined.post(f"/api/signatures/{first['id']}", json=signature(device, first))
    assert again.status_code == 202
    assert again.json()["event"] != first["event"]
    finish(joined, device, again)
    with served.studio() as studio:
        entries = [entry for _, entry in studio.work(served.work).entries()]
    assert [entry.event.kind for entry in entries] == ["work.opened", *["comment.made"] * 2]


def test_false_signature_records_nothing(served, joined, device):
    """What another key signed is refused, and the act is gone."""
    path = f"/api/works/{served.work}/comments"
    wanted = joined.post(path, json={"text": "warmer", "about": []}).json()
    place = f"/api/signatures/{wanted['id']}"
    assert joined.post(place, json=signature(Ed25519PrivateKey.generate(), wanted)).is_error
    assert joined.post(place, json=signature(device, wanted)).status_code == 404
    with served.studio() as studio:
        assert len(studio.work(served.work).entries()) == 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/works", {"title": "mine"}),
        ("POST", "/api/people", {"name": "C", "role": "x", "passphrase": "long enough"}),
        ("POST", "/api/invitations", {"name": "C", "role": "x"}),
        ("POST", "/api/jobs/check", {"deep": False}),
        ("POST", "/api/unlock", {"passphrase": "x"}),
        ("PUT", "/api/settings", {"language": "zh"}),
        ("GET", "/api/settings", None),
        ("GET", "/api/jobs", None),
    ],
)
def test_guests_do_nothing_else(joined, method, path, body):
    """What is the owner's to do is refused to a guest."""
    answer = joined.request(method, path, json=body)
    assert answer.status_code == 403, answer.text
    assert answer.json()["error"]["code"] == "guard"


def test_guest_does_not_act_for_the_owner(served, joined):
    """A guest who names another person is refused."""
    owner = joined.get("/api/session").json()["owner"]
    path = f"/api/works/{served.work}/comments"
    body = {"text": "mine", "about": [], "person": owner}
    assert joined.post(path, json=body).status_code == 409


def test_before_joining_a_guest_only_looks(served, guest):
    """Whoever has not joined can look, and cannot act."""
    assert guest.get("/api/works").status_code == 200
    path = f"/api/works/{served.work}/comments"
    assert guest.post(path, json={"text": "hello", "about": []}).status_code == 403


def test_invitation_lets_one_browser_in(served):
    """An invitation opens once."""
    with invited(served) as client:
        assert client.get("/api/session").json()["guest"]["name"] == "Ben"
    answer = served.client.post("/api/invitations", json={"name": "Ben", "role": "x"}).json()
    with served.stranger() as one, served.stranger() as other:
        assert one.get(answer["url"]).status_code == 303
        assert other.get(answer["url"]).status_code == 403


@pytest.mark.usefixtures("joined")
def test_return_with_the_same_key(served, device):
    """Somebody who joined is let in again under their key, and acts with it."""
    with invited(served, key=key_of(device)) as again:
        path = f"/api/works/{served.work}/comments"
        finish(again, device, again.post(path, json={"text": "me again", "about": []}))
    stranger = {"name": "B", "role": "x", "key": key_of(Ed25519PrivateKey.generate())}
    assert served.client.post("/api/invitations", json=stranger).status_code == 404


def test_one_guest_cannot_sign_for_another(served, joined, device):
    """What waits for one guest is not there for another."""
    path = f"/api/works/{served.work}/comments"
    wanted = joined.post(path, json={"text": "warmer", "about": []}).json()
    with invited(served) as other:
        place = f"/api/signatures/{wanted['id']}"
        assert other.post(place, json=signature(device, wanted)).status_code == 404


def test_studios_own_people_sign_here(served):
    """Joining from elsewhere is for guests."""
    body = {"key": key_of(Ed25519PrivateKey.generate())}
    assert served.client.post("/api/join", json=body).status_code == 403


def test_what_waits_goes(device):
    """An act that nobody signs is forgotten after minutes, and the oldest of too many first."""
    now = [0.0]
    waiting, guest = Waiting(lambda: now[0]), Guest("Ben", "x", key_of(device))
    names = [waiting.put(f"act {index}", guest) for index in range(MOST_WAITING + 1)]
    assert waiting.take(names[0], guest) is None
    assert waiting.take(names[1], guest) == "act 1"
    now[0] = WAITING_SECONDS + 1
    assert waiting.take(names[2], guest) is None
