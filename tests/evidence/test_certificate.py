"""Certificates that may sign a document, and the rule that each other one breaks."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from bozzetto.errors import StudioError
from bozzetto.evidence.certificate import Certified
from tests.fakes.certificates import ISSUING, NOW, SIGNING, Holder, Office, usage


@pytest.fixture(scope="module")
def office():
    """A root, and an issuer below it."""
    return Office()


@pytest.fixture(scope="module")
def ann(office):
    """Somebody who may sign."""
    return office.holder("Ann", office.issuer)


def weak_key():
    """Make a key as they were made twenty years ago."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505  # to be refused


def certified(holder):
    """Take a holder's key and chain."""
    return Certified(holder.key, holder.chain)


def refused(holder):
    """Say what is wrong with a holder."""
    with pytest.raises(StudioError) as caught:
        certified(holder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        pytest.param(ISSUING, "certificate authority's", id="authority"),
        pytest.param(
            (SIGNING[0], (usage("key_cert_sign", "digital_signature"), True)),
            "certificate authority's",
            id="may issue",
        ),
        pytest.param(
            (SIGNING[0], (usage("key_encipherment", "key_agreement"), True)),
            "neither digitalSignature nor nonRepudiation",
            id="key usage",
        ),
        pytest.param(
            (*SIGNING, (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)),
            "is for serverAuth, not for documents",
            id="server",
        ),
        pytest.param(
            (*SIGNING, (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)),
            "is for timeStamping",
            id="timestamps",
        ),
    ],
)
def test_purposes_that_are_refused(office, extra, words):
    """The rule is named, with the certificate."""
    said = refused(office.holder("Ann", office.issuer, extra))
    assert words in said
    assert "CN=Ann" in said


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param((), id="says nothing"),
        pytest.param(((usage("content_commitment"), True),), id="nonRepudiation alone"),
        pytest.param(((usage("digital_signature"), True),), id="digitalSignature alone"),
        pytest.param(
            (
                *SIGNING,
                (
                    x509.ExtendedKeyUsage(
                        [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION]
                    ),
                    False,
                ),
            ),
            id="mail too",
        ),
    ],
)
def test_purposes_that_are_taken(office, extra):
    """What real certificates of people say, or leave open."""
    assert certified(office.holder("Ann", office.issuer, extra))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            weak_key,
            "too weak: RSA with 1024 bits",
            id="short RSA",
        ),
        pytest.param(lambda: ec.generate_private_key(ec.SECP256K1()), "of a kind", id="curve"),
    ],
)
def test_keys_that_are_refused(office, make, words):
    """Weak ones, and those that readers of PDF do not know."""
    assert words in refused(office.holder("Ann", office.issuer, key=make()))


def test_an_issuer_of_another_kind(office):
    """Ed25519 is good, and yet few readers know it."""
    key = ed25519.Ed25519PrivateKey.generate()
    subject = x509.Name.from_rfc4514_string("CN=Modern")
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(*ISSUING[0])
    )
    ann = office.holder("Ann", office.issuer)
    modern = Holder(ann.key, ann.certificate, (builder.sign(key, None),))
    assert "CN=Modern is of a kind" in refused(modern)
