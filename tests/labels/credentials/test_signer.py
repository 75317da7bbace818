"""Signers: out of files, and by keys that are elsewhere."""

import subprocess

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from bozzetto.errors import FormatError, LockedError, StudioError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    Created,
    Manifest,
    Signer,
    Trust,
    read_signer,
    sign_credentials,
)
from tests.fakes.certificates import NOW, PASSPHRASE, Office
from tests.labels.credentials.readers import encypher, needs_c2pa, picture, state
from tests.labels.credentials.test_certificate import GOOD, OFFICE, leaf

ANN = leaf(*GOOD)
MANIFEST = Manifest("cat", Created(SourceType.TRAINED))


@pytest.mark.parametrize(
    ("data", "passphrase", "key"),
    [
        pytest.param(ANN.p12(), None, None, id="p12"),
        pytest.param(ANN.p12(PASSPHRASE), PASSPHRASE, None, id="locked p12"),
        pytest.param(ANN.pem() + ANN.key_pem(), None, None, id="PEM"),
        pytest.param(ANN.pem(backwards=True), None, ANN.key_pem(), id="PEM and key, in any order"),
    ],
)
def test_a_certificate_of_the_users_own(data, passphrase, key, tmp_path):
    """Signs, and is as much worth as its issuer."""
    needs_c2pa()
    signer = read_signer(data, passphrase, key=key)
    assert (signer.subject, signer.issuer) == ("CN=Ann", "CN=Issuer")
    assert not signer.is_self_attested
    result = sign_credentials(picture(tmp_path), tmp_path / "a.png", MANIFEST, signer)
    assert result.trust is Trust.ISSUED
    assert (result.signer, result.issuer, result.expires) == ("CN=Ann", "CN=Issuer", signer.expires)
    assert state(tmp_path / "a.png", OFFICE.root.pem().decode()) == "Trusted"
    assert encypher(tmp_path / "a.png") == "Valid"


def test_a_root_that_did_not_issue_it(tmp_path):
    """Is said where roots were given."""
    needs_c2pa()
    result = sign_credentials(
        picture(tmp_path),
        tmp_path / "a.png",
        MANIFEST,
        read_signer(ANN.p12()),
        anchors=Office().root.pem().decode(),
    )
    assert result.trust is Trust.UNTRUSTED


def test_a_certificate_by_oneself():
    """Nobody else says whose it is."""
    alone = OFFICE.holder("Ann", None, GOOD[:3])
    assert read_signer(alone.p12()).is_self_attested


def test_what_is_secret_stays_so():
    """No key in a representation, no passphrase in an error."""
    assert "RSA" not in repr(read_signer(ANN.p12()))
    assert "key" not in repr(read_signer(ANN.p12()))
    with pytest.raises(LockedError) as caught:
        read_signer(ANN.p12(PASSPHRASE), "wrong-horse")
    assert "wrong-horse" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "key", "error", "words"),
    [
        pytest.param(b"x", None, FormatError, "neither", id="no file of keys"),
        pytest.param(ANN.pem(), None, FormatError, "no private key", id="no key"),
        pytest.param(
            ANN.pem(), leaf(*GOOD).key_pem(), StudioError, "does not fit", id="another's key"
        ),
        pytest.param(
            leaf(*GOOD[:2]).p12(), None, StudioError, "extended key usage", id="no such use"
        ),
    ],
)
def test_files_that_are_refused(data, key, error, words):
    """And why."""
    with pytest.raises(error, match=words):
        read_signer(data, key=key)


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)], ids=["expired", "not yet"])
def test_times(days):
    """A signer signs while every certificate is valid."""
    signer = read_signer(leaf(*GOOD, days=days).p12())
    with pytest.raises(StudioError, match="now is"):
        signer.check_at(NOW)


def test_a_key_that_is_elsewhere(tmp_path):
    """Here behind openssl, in a process of its own, as a card or a service would be."""
    needs_c2pa()
    key = tmp_path / "key.pem"
    key.write_bytes(ANN.key_pem())

    def sign(data):
        asked = ["openssl", "dgst", "-sha256", "-sign", key]
        return subprocess.run(asked, input=data, check=True, capture_output=True).stdout

    signer = Signer(ANN.chain, sign)
    sign_credentials(picture(tmp_path), tmp_path / "a.png", MANIFEST, signer)
    assert state(tmp_path / "a.png") == encypher(tmp_path / "a.png") == "Valid"


def test_signatures_are_asked_once(tmp_path):
    """A card may want a finger for each."""
    needs_c2pa()
    asked = []

    def sign(data):
        asked.append(data)
        return ANN.key.sign(data, ec.ECDSA(hashes.SHA256()))

    sign_credentials(picture(tmp_path), tmp_path / "a.png", MANIFEST, Signer(ANN.chain, sign))
    assert len(asked) == 1
