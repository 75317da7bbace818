import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import VerificationError
from bozzetto.record.entry import Entry
from bozzetto.record.kinds import ChainSort
from bozzetto.record.standing import Standing
from vectors.record_bodies import (
    BODIES,
    DEVICE,
    FULL,
    OWNER,
    PARTNER,
    SECOND_DEVICE,
    STRANGER,
    committed,
)
from vectors.record_story import PROGRAM, Book, open_studio, person, sealed, story

ALL = [OWNER, PARTNER, DEVICE, SECOND_DEVICE, STRANGER]
BOOK = open_studio()
OPENED = Standing().after(BOOK.entries[0])
JOINED = Standing(
    OWNER.key, frozenset([OWNER.key, PARTNER.key]), frozenset([DEVICE.key]), frozenset()
)


def entry(kind, body, by, *signers):
    """Sign an entry of any kind, as the second of its studio."""
    event = BOOK.event(kind, body, by, sort=ChainSort.STUDIO)
    return Entry.parse(sealed(event, [], signers))


def joins(who, *signers, by=OWNER):
    """Let a person in."""
    body = committed({**FULL["person.joined"], "key": who.key})[0]
    return entry("person.joined", body, person(by), *signers)


def replaces(old, new, by, *signers):
    """Put a new key in the place of an old one."""
    body = committed({**FULL["key.replaced"], "old": old.key, "new": new.key})[0]
    return entry("key.replaced", body, by, *signers)


def test_opened():
    """The first entry introduces the owner and a device."""
    people, devices = frozenset([OWNER.key]), frozenset([DEVICE.key])
    assert Standing(OWNER.key, people, devices, frozenset()) == OPENED


def test_story_holds():
    """Every entry of a whole studio was signed by whoever had to."""
    standing = Standing()
    for each in story().entries:
        standing = standing.after(each)
    assert standing == JOINED


def test_opened_twice():
    """A second opening, signed by those who stand, does not make another owner."""
    body = committed({**FULL["studio.opened"], "owner": {"key": STRANGER.key, "name": "x"}})[0]
    body["owner"]["name"] = FULL["studio.opened"]["name"].to_value()
    event = Book().event("studio.opened", body, person(OWNER, **PROGRAM))
    twice = Entry.parse(sealed(event, [], [OWNER, DEVICE, STRANGER]))
    with pytest.raises(VerificationError, match="opened twice"):
        OPENED.after(twice)


def test_nobody_stands_before_the_opening():
    """Nobody acts, observes or joins before the studio is opened."""
    for early in (
        entry("source.added", committed(BODIES["source.added"][0])[0], person(OWNER), OWNER),
        entry("mood.felt", {}, PROGRAM, DEVICE),
        joins(PARTNER, OWNER, PARTNER),
    ):
        with pytest.raises(VerificationError):
            Standing().after(early)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1), st.sampled_from(ALL))
def test_person_acted(signers, who):
    """What a person did holds if that person stands and signed, and nobody unknown signed."""
    said = entry("mood.felt", {}, person(who), *signers)
    keys = {signer.key for signer in signers}
    may = who in {OWNER, PARTNER} and who in signers
    if may and keys <= JOINED.people | JOINED.devices:
        assert JOINED.after(said) == JOINED
    else:
        with pytest.raises(VerificationError):
            JOINED.after(said)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
def test_program_acted(signers):
    """What a program did holds if a device signed, and nobody unknown did."""
    seen = entry("mood.felt", {}, PROGRAM, *signers)
    keys = {signer.key for signer in signers}
    if DEVICE in signers and keys <= JOINED.people | JOINED.devices:
        assert JOINED.after(seen) == JOINED
    else:
        with pytest.raises(VerificationError):
            JOINED.after(seen)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1), st.sampled_from(ALL))
def test_person_acted_through_a_program(signers, who):
    """Through a program a person acts by their own signature or by a device's."""
    done = entry("mood.felt", {}, person(who, tool="Krita", version="5"), *signers)
    keys = {signer.key for signer in signers}
    may = who in {OWNER, PARTNER} and (who in signers or DEVICE in signers)
    if may and keys <= JOINED.people | JOINED.devices:
        assert JOINED.after(done) == JOINED
    else:
        with pytest.raises(VerificationError):
            JOINED.after(done)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
def test_person_joins(signers):
    """Somebody joins if they sign and somebody who is in signs, and acts."""
    done = joins(STRANGER, *signers)
    keys = {signer.key for signer in signers}
    known = JOINED.people | JOINED.devices | {STRANGER.key}
    if {OWNER, STRANGER} <= set(signers) and keys <= known:
        assert JOINED.after(done).people == JOINED.people | {STRANGER.key}
    else:
        with pytest.raises(VerificationError):
            JOINED.after(done)


def test_nobody_lets_themselves_in():
    """A key that joins by its own signature alone is refused, whatever it says it is."""
    body = committed(FULL["device.joined"])[0]
    for done in (
        joins(PARTNER, PARTNER, by=PARTNER),
        entry("person.joined", committed(FULL["person.joined"])[0], PROGRAM, DEVICE, PARTNER),
        entry("device.joined", body, PROGRAM, SECOND_DEVICE),
        entry("device.joined", body, PROGRAM, DEVICE, SECOND_DEVICE),
    ):
        with pytest.raises(VerificationError, match="nobody of the studio signed"):
            OPENED.after(done)


@given(st.lists(st.sampled_from(ALL), unique=True, min_size=1))
def test_key_replaced(signers):
    """A key is replaced by the new key and by the old one, or the owner's."""
    done = replaces(PARTNER, STRANGER, PROGRAM, *signers, *([] if DEVICE in signers else [DEVICE]))
    given_keys = {STRANGER, *signers} == set(signers) and bool({OWNER, PARTNER} & set(signers))
    if given_keys and SECOND_DEVICE not in signers:
        after = JOINED.after(done)
        assert after.people == {OWNER.key, STRANGER.key}
        assert after.retired == {PARTNER.key}
        assert after.owner == OWNER.key
    else:
        with pytest.raises(VerificationError):
            JOINED.after(done)


def test_owner_replaced():
    """The owner's new key owns: the old one was retired and signs for nobody."""
    after = JOINED.after(replaces(OWNER, STRANGER, person(OWNER), OWNER, STRANGER))
    assert after.owner == STRANGER.key
    with pytest.raises(VerificationError, match="retired"):
        after.after(entry("mood.felt", {}, PROGRAM, DEVICE, OWNER))
    with pytest.raises(VerificationError, match="neither the key nor the owner"):
        after.after(entry("person.left", {"key": PARTNER.key}, person(OWNER), OWNER))


def test_lost_key_of_the_owner():
    """Nobody else puts a key in the owner's place."""
    for by, signer in ((person(PARTNER), PARTNER), (PROGRAM, DEVICE)):
        with pytest.raises(VerificationError, match="neither the key nor the owner"):
            JOINED.after(replaces(OWNER, STRANGER, by, signer, STRANGER))


def test_device_replaced():
    """A device's new key is a device's, and speaks for no person."""
    after = OPENED.after(replaces(DEVICE, STRANGER, PROGRAM, DEVICE, STRANGER))
    assert after.devices == {STRANGER.key}
    assert after.people == OPENED.people
    with pytest.raises(VerificationError, match="a person acted whom nobody introduced"):
        after.after(entry("mood.felt", {}, person(STRANGER), STRANGER))


@pytest.mark.parametrize("known", [OWNER, PARTNER, DEVICE], ids=["itself", "person", "device"])
def test_replaced_by_a_known_key(known):
    """A key that is known does not take another's place."""
    with pytest.raises(VerificationError, match="introduced twice"):
        JOINED.after(replaces(OWNER, known, person(OWNER), OWNER, known))


def test_retired_key_returns_as_nothing():
    """A key that left comes back neither as a person, nor as a device, nor for another."""
    gone = JOINED.after(entry("person.left", {"key": PARTNER.key}, person(PARTNER), PARTNER))
    assert gone.retired == {PARTNER.key}
    device = committed({**FULL["device.joined"], "key": PARTNER.key})[0]
    for done in (
        joins(PARTNER, OWNER, PARTNER),
        entry("device.joined", device, person(OWNER), OWNER),
        replaces(OWNER, PARTNER, person(OWNER), OWNER, PARTNER),
    ):
        with pytest.raises(VerificationError, match="introduced twice"):
            gone.after(done)
    with pytest.raises(VerificationError, match="retired"):
        gone.after(entry("mood.felt", {}, person(OWNER), OWNER, PARTNER))


@pytest.mark.parametrize(
    ("kind", "who", "message"),
    [
        pytest.param("person.left", OWNER, "it is replaced", id="owner"),
        pytest.param("device.left", OWNER, "it is replaced", id="owner as a device"),
        pytest.param("person.left", DEVICE, "nobody introduced", id="device as a person"),
        pytest.param("device.left", PARTNER, "nobody introduced", id="person as a device"),
        pytest.param("person.left", STRANGER, "nobody introduced", id="stranger"),
    ],
)
def test_left_refuses(kind, who, message):
    """Those who leave are those who joined, as what they joined."""
    with pytest.raises(VerificationError, match=message):
        JOINED.after(entry(kind, {"key": who.key}, person(OWNER), OWNER))


def test_signatures_are_not_verified_here():
    """Standing asks who signed; that they did is asked of the entry."""
    line = entry("mood.felt", {}, person(OWNER), OWNER).line
    forged = Entry.parse(line.replace(b'"seen":"live"', b'"seen":"stated"'))
    assert OPENED.after(forged) == OPENED
    with pytest.raises(VerificationError):
        forged.verify_signatures()
