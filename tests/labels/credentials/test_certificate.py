"""Certificates: each rule is named, and the library, asked behind our back, thinks the same."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from bozzetto.certificates import Held
from bozzetto.errors import StudioError, VerificationError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    Created,
    Manifest,
    Signer,
    check_certificate,
    sign_credentials,
)
from bozzetto.labels.credentials import signer as signer_module
from bozzetto.labels.credentials.certificate import (
    CLAIM_SIGNING,
    DOCUMENT_SIGNING,
    algorithm_of,
    is_read_everywhere,
)
from tests.fakes.certificates import ISSUING, Holder, Office, usage
from tests.labels.credentials.readers import encypher, needs_c2pa, picture, state

OFFICE = Office()
MAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
NO_CA = (x509.BasicConstraints(ca=False, path_length=None), True)
SIGNS = (usage("digital_signature"), True)
ISSUER_KEY = (
    x509.AuthorityKeyIdentifier.from_issuer_public_key(OFFICE.issuer.key.public_key()),
    False,
)


def uses(*oids):
    """The extension that says what for."""
    return x509.ExtendedKeyUsage(list(oids)), False


def leaf(*extra, **more):
    """A certificate of the office's, with these extensions."""
    return OFFICE.holder("Ann", OFFICE.issuer, extra, **more)


GOOD = (NO_CA, SIGNS, uses(MAIL), ISSUER_KEY)

REFUSED = [
    pytest.param((NO_CA, SIGNS, ISSUER_KEY), "lacks the extension extended key usage", id="no EKU"),
    pytest.param(
        (NO_CA, SIGNS, uses(ExtendedKeyUsageOID.CLIENT_AUTH), ISSUER_KEY),
        "lacks extended key usage emailProtection or documentSigning or C2PA's claimSigning",
        id="clientAuth",
    ),
    pytest.param(
        (NO_CA, SIGNS, uses(ExtendedKeyUsageOID.CODE_SIGNING), ISSUER_KEY),
        "lacks extended key usage emailProtection",
        id="codeSigning",
    ),
    pytest.param(
        (NO_CA, SIGNS, uses(MAIL, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE), ISSUER_KEY),
        "has anyExtendedKeyUsage",
        id="any",
    ),
    pytest.param(
        (NO_CA, SIGNS, uses(MAIL, ExtendedKeyUsageOID.TIME_STAMPING), ISSUER_KEY),
        "has timeStamping",
        id="timestamps too",
    ),
    pytest.param(
        (NO_CA, SIGNS, uses(MAIL, ExtendedKeyUsageOID.OCSP_SIGNING), ISSUER_KEY),
        "has OCSPSigning",
        id="OCSP too",
    ),
    pytest.param(
        (NO_CA, uses(MAIL), ISSUER_KEY), "lacks the extension key usage", id="no key usage"
    ),
    pytest.param(
        (NO_CA, (usage("key_agreement"), True), uses(MAIL), ISSUER_KEY),
        "key usage lacks digitalSignature",
        id="key agreement",
    ),
    pytest.param(
        (NO_CA, SIGNS, uses(MAIL)), "lacks the extension authority key identifier", id="no AKI"
    ),
    pytest.param((ISSUING[0], SIGNS, uses(MAIL), ISSUER_KEY), "a certificate authority's", id="CA"),
    pytest.param(
        (NO_CA, (usage("digital_signature", "key_cert_sign"), True), uses(MAIL), ISSUER_KEY),
        "keyCertSign",
        id="may issue",
    ),
]
TAKEN = [
    pytest.param(GOOD, {}, id="e-mail"),
    pytest.param((NO_CA, SIGNS, uses(MAIL, CLAIM_SIGNING), ISSUER_KEY), {}, id="two uses"),
    pytest.param((NO_CA, SIGNS, uses(CLAIM_SIGNING), ISSUER_KEY), {}, id="claim signing"),
    pytest.param((NO_CA, SIGNS, uses(DOCUMENT_SIGNING), ISSUER_KEY), {}, id="documents"),
    pytest.param(GOOD, {"key": ec.generate_private_key(ec.SECP384R1())}, id="P-384"),
    pytest.param(GOOD, {"key": ec.generate_private_key(ec.SECP521R1())}, id="P-521"),
    pytest.param(GOOD, {"key": rsa.generate_private_key(65537, 2048)}, id="RSA"),
    pytest.param(GOOD, {"key": ed25519.Ed25519PrivateKey.generate()}, id="Ed25519"),
]


def library_takes(holder, folder, monkeypatch):
    """Whether the library signs with it, and reads it as valid, where nobody checks before."""
    needs_c2pa()
    with monkeypatch.context() as patched:
        patched.setattr(signer_module, "check_certificate", lambda _chain: None)
        signer = signer_module.signer_of(Held(holder.key, holder.chain), is_self_attested=False)
        manifest = Manifest("a", Created(SourceType.TRAINED))
        try:
            sign_credentials(picture(folder), folder / "a.png", manifest, signer)
        except (StudioError, VerificationError):
            return False
    return state(folder / "a.png") == "Valid" and encypher(folder / "a.png") == "Valid"


@pytest.mark.parametrize(("extra", "words"), REFUSED)
def test_rules_that_are_broken(extra, words):
    """Each is named, with whose certificate it is."""
    with pytest.raises(StudioError) as caught:
        check_certificate(leaf(*extra).chain)
    assert words in str(caught.value)
    assert "CN=Ann" in str(caught.value)


@pytest.mark.parametrize(("extra", "_words"), [each for each in REFUSED if each.id != "may issue"])
def test_the_library_refuses_them_too(extra, _words, tmp_path, monkeypatch):  # named
    """In the end, and with no word that helps; keyCertSign in a leaf it overlooks."""
    assert not library_takes(leaf(*extra), tmp_path, monkeypatch)


@pytest.mark.parametrize(("extra", "more"), TAKEN)
def test_certificates_that_are_taken(extra, more, tmp_path, monkeypatch):
    """By us, and by both readers."""
    holder = leaf(*extra, **more)
    check_certificate(holder.chain)
    assert library_takes(holder, tmp_path, monkeypatch)


def test_uses_that_not_all_readers_know():
    """They are taken, and that is known."""
    assert is_read_everywhere(leaf(*GOOD).certificate)
    assert not is_read_everywhere(leaf(NO_CA, SIGNS, uses(CLAIM_SIGNING)).certificate)
    assert not is_read_everywhere(leaf(NO_CA, SIGNS).certificate)


def test_a_certificate_of_ones_own():
    """Has no issuer to name the key of."""
    check_certificate(OFFICE.holder("Ann", None, (NO_CA, SIGNS, uses(MAIL))).chain)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        pytest.param(lambda: ec.generate_private_key(ec.SECP256K1()), "secp256k1", id="curve"),
        pytest.param(
            lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505  # to be refused
            "too weak: RSA with 1024 bits",
            id="short RSA",
        ),
    ],
)
def test_keys_that_are_refused(key, words):
    """And why."""
    with pytest.raises(StudioError, match=words):
        check_certificate(leaf(*GOOD, key=key()).chain)


def test_a_chain_in_the_wrong_order():
    """Each certificate was issued by the next."""
    ann = leaf(*GOOD)
    with pytest.raises(StudioError, match="chain is broken"):
        check_certificate((ann.chain[0], ann.chain[2], ann.chain[1]))
    with pytest.raises(StudioError, match="a certificate authority's"):
        check_certificate(ann.chain[::-1])


def test_no_certificate():
    """Signs nothing."""
    with pytest.raises(StudioError, match="no certificate"):
        check_certificate(())


def test_a_key_of_no_kind_that_signs():
    """Its OID is named, where its curve cannot be."""
    ann = leaf(*GOOD)
    der = ann.certificate.public_bytes(Encoding.DER)
    odd = der.replace(bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a8648ce3d0209"))
    with pytest.raises(StudioError, match=r"1\.2\.840\.10045\.2\.9"):
        check_certificate((x509.load_der_x509_certificate(odd),))


def test_how_keys_sign():
    """By C2PA's names."""
    names = [algorithm_of(leaf(*extra, **more).certificate) for extra, more in map(_values, TAKEN)]
    assert names == ["es256", "es256", "es256", "es256", "es384", "es512", "ps256", "ed25519"]


def _values(parameters):
    return parameters.values


def test_the_holder_signs():
    """A certificate that is no good makes no signer at all."""
    with pytest.raises(StudioError, match="signs no credentials"):
        Signer(leaf(NO_CA, SIGNS).chain, bytes)
    assert isinstance(leaf(*GOOD), Holder)
    assert ObjectIdentifier("1.3.6.1.4.1.62558.2.1") == CLAIM_SIGNING
