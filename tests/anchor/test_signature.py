"""The three equalities of a signature, one broken at a time."""

import dataclasses

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from bozzetto.anchor.signature import verify_signature
from bozzetto.anchor.syntax import parse_signed
from bozzetto.errors import VerificationError
from tests.fakes.authority import Authority as Loopback


@pytest.fixture(params=["ec", "rsa"])
def signed(request):
    """A token's signed part, with either sort of key."""
    with Loopback(key=request.param) as loopback:
        yield parse_signed(loopback.stamp(b"data"))


def check(signed):
    """Verify by the certificate that the token names."""
    der = signed.token.signer
    verify_signature(signed, x509.load_der_x509_certificate(der), der)


def test_verify_signature_holds(signed):
    """An unchanged token is its signer's."""
    check(signed)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"content": b"x"}, "its content has", id="other content"),
        pytest.param({"message_digest": bytes(32)}, "signs the digest 0000", id="other digest"),
        pytest.param({"attributes": b"1\x00"}, "signature is false", id="other attributes"),
        pytest.param({"signature": b"x"}, "signature is false", id="other signature"),
        pytest.param({"signature": b""}, "signature is false", id="no signature"),
        pytest.param({"digest_algorithm": "sha1"}, "hash sha1", id="SHA-1 over the content"),
        pytest.param({"digest_algorithm": "md5"}, "hash md5", id="MD5 over the content"),
        pytest.param({"scheme_digest": "sha1"}, "and sha1, which", id="SHA-1 in the signature"),
        pytest.param({"scheme_digest": "sha512"}, "signature is false", id="another hash"),
        pytest.param({"scheme": "rsassa_pss"}, "rsassa_pss", id="PSS"),
        pytest.param({"scheme": "ed25519"}, "ed25519", id="Ed25519"),
        pytest.param({"signer_digests": (("sha256", bytes(32)),)}, "names a signer", id="name"),
        pytest.param({"signer_digests": (("md5", bytes(16)),)}, "hash md5", id="MD5 name"),
    ],
)
def test_verify_signature_refuses(signed, changes, message):
    """Each of the equalities is needed, and each algorithm must be a sound one."""
    with pytest.raises(VerificationError, match=message):
        check(dataclasses.replace(signed, **changes))


def test_verify_signature_every_name(signed):
    """Where the signer is named twice, both names must be right."""
    both = (*signed.signer_digests, ("sha1", bytes(20)))
    with pytest.raises(VerificationError, match="names a signer"):
        check(dataclasses.replace(signed, signer_digests=both))


class Certified:
    """Stands for a certificate of some key, where making a real one is not possible."""

    def __init__(self, key):
        self.key = key

    def public_key(self):
        """Give the key."""
        return self.key


@pytest.mark.parametrize(
    ("key", "message"),
    [
        pytest.param(
            rsa.RSAPublicNumbers(65537, 2**1024 - 105).public_key(), "1024 bits", id="short RSA"
        ),
        pytest.param(
            ed25519.Ed25519PrivateKey.generate().public_key(), "not accepted", id="Ed25519"
        ),
    ],
)
def test_verify_signature_refuses_keys(signed, key, message):
    """Keys that are too short, or of another sort, do not sign."""
    rsa_signed = dataclasses.replace(signed, scheme="rsassa_pkcs1v15")
    with pytest.raises(VerificationError, match=message):
        verify_signature(rsa_signed, Certified(key), signed.token.signer)
