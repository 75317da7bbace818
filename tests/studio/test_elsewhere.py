"""People elsewhere: what they sign is what is recorded, or nothing is."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bozzetto.errors import FormatError, StaleError, StudioError, VerificationError
from bozzetto.record import Actor, Seen, key_of
from bozzetto.studio import Draft
from bozzetto.studio.elsewhere import ActsElsewhere, Elsewhere, SignatureWanted
from tests.studio.drafts import remark


@pytest.fixture
def device():
    """A private key on somebody's own device."""
    return Ed25519PrivateKey.generate()


@pytest.fixture
def elsewhere(studio):
    """Whoever prepares and records for people elsewhere."""
    return Elsewhere(studio)


def signed(device, prepared):
    """Sign as a device would: the bytes that were handed out."""
    return base64.b64encode(device.sign(prepared.signed)).decode()


@pytest.fixture
def joined(device, elsewhere):
    """A person who joined with a key of their own."""
    prepared = elsewhere.join("Ben", "colourist", key_of(device))
    elsewhere.record(prepared, signed(device, prepared))
    return prepared.key


def said(studio, work, person, words):
    """What a person says of a work, signed by nobody yet."""
    text = studio.text(words)
    body = {"text": text.to_value(), "about": []}
    return Draft("comment.made", body, Seen.STATED, Actor(person=person), (), work.digest, (text,))


def test_join_with_a_key_of_ones_own(studio, device, joined):
    """Whoever joins signs elsewhere, stands among the people, and has no private key here."""
    assert joined in studio.roll.standing.people
    assert not studio.keys.has(joined)
    entry = [entry for _, entry in studio.entries(studio.digest)][-1]
    assert {done.key for done in entry.signatures} == {studio.owner, key_of(device)}


def test_act_is_signed_elsewhere(studio, work, device, joined, elsewhere):
    """An act is recorded under the key that signed it, as it was prepared."""
    prepared = elsewhere.prepare(said(studio, work, joined, "warmer"), joined)
    recorded = elsewhere.record(prepared, signed(device, prepared))
    entry = work.entries()[-1][1]
    assert (entry.digest, entry.event) == (recorded.digest, prepared.event)
    assert [done.key for done in entry.signatures] == [joined]


def test_a_chain_that_went_on_wants_another_signature(studio, work, device, joined, elsewhere):
    """Who is second signs again, what the chain ends with now; nothing of the first is kept."""
    first = elsewhere.prepare(said(studio, work, joined, "warmer"), joined)
    studio.record(remark(studio, work, "meanwhile"))
    count = len(work.entries())
    with pytest.raises(StaleError, match="went on"):
        elsewhere.record(first, signed(device, first))
    assert len(work.entries()) == count
    second = elsewhere.again(first)
    elsewhere.record(second, signed(device, second))
    assert second.event.body == first.event.body


def test_another_chain_may_go_on(studio, work, device, joined, elsewhere):
    """What happens in another work does not disturb."""
    prepared = elsewhere.prepare(said(studio, work, joined, "warmer"), joined)
    studio.open_work("another")
    elsewhere.record(prepared, signed(device, prepared))


@pytest.mark.parametrize(
    ("signature", "error"),
    [
        pytest.param("AAAA", FormatError, id="too short"),
        pytest.param(base64.b64encode(bytes(64)).decode(), VerificationError, id="false"),
    ],
)
def test_a_wrong_signature_records_nothing(studio, work, joined, elsewhere, signature, error):
    """What the key did not sign is refused."""
    prepared = elsewhere.prepare(said(studio, work, joined, "warmer"), joined)
    with pytest.raises(error):
        elsewhere.record(prepared, signature)
    assert len(work.entries()) == 1


def test_a_stranger_may_not_sign(studio, work, device, elsewhere):
    """A key that nobody let in signs in vain."""
    prepared = elsewhere.prepare(said(studio, work, key_of(device), "hello"), key_of(device))
    with pytest.raises(VerificationError):
        elsewhere.record(prepared, signed(device, prepared))


def test_a_key_joins_once(joined, elsewhere):
    """A key that stands here does not join again."""
    with pytest.raises(StudioError, match="already"):
        elsewhere.join("Ben", "colourist", joined)


def test_what_was_signed_cannot_be_swapped(studio, work, device, joined, elsewhere):
    """A signature over one act does not carry another."""
    one = elsewhere.prepare(said(studio, work, joined, "warmer"), joined)
    other = elsewhere.prepare(said(studio, work, joined, "colder"), joined)
    with pytest.raises(VerificationError):
        elsewhere.record(other, signed(device, one))


def test_acts_wait_for_their_signature(studio, work, device, joined, elsewhere):
    """Each act of a person elsewhere is prepared, and recorded when the signature comes."""
    acts = ActsElsewhere(studio, work.digest, work.title, joined)
    with pytest.raises(SignatureWanted) as wanted:
        acts.state_intent("warmer, as on the sketch", dimensions=["colour"])
    assert len(work.entries()) == 1
    prepared = wanted.value.prepared
    elsewhere.record(prepared, signed(device, prepared))
    entry = work.entries()[-1][1]
    assert (entry.event.kind, entry.event.by.person) == ("intent.stated", joined)
    assert entry.text(entry.event.body["text"]) == "warmer, as on the sketch"


def test_nobody_acts_for_another(studio, work, joined):
    """Who signs elsewhere acts for nobody else."""
    acts = ActsElsewhere(studio, work.digest, work.title, joined)
    with pytest.raises(StudioError, match="does not act for"):
        acts.comment("hello", person=studio.owner)
