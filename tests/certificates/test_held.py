"""What holds for every signature: that the key fits, that nothing is weak, that the links hold."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from bozzetto.certificates import Held, check_strength
from bozzetto.errors import StudioError
from tests.fakes.certificates import ISSUING, NOW, Holder, Office


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
    return Held(holder.key, holder.chain)


def refused(holder):
    """Say what is wrong with a holder."""
    with pytest.raises(StudioError) as caught:
        certified(holder)
    return str(caught.value)


def test_a_good_chain_is_taken(ann):
    """And says whom it names, and how far it goes."""
    signer = certified(ann)
    assert (signer.subject, signer.issuer) == ("CN=Ann", "CN=Issuer")
    assert (signer.is_whole, signer.is_self_made) == (True, False)
    signer.check_at(NOW)


def test_the_signer_alone_is_no_whole_chain(ann):
    """That is allowed, and known."""
    signer = Held(ann.key, ann.chain[:1])
    assert not signer.is_whole


def test_a_certificate_of_ones_own(office):
    """It signs, and identifies nobody."""
    signer = certified(office.holder("Ann", None))
    assert signer.is_self_made
    assert signer.is_whole


def test_a_key_is_in_no_representation(ann):
    """Nor is anything of it."""
    assert "key" not in repr(certified(ann))


def test_an_issuers_key_counts_too(office):
    """A chain is as weak as its weakest key."""
    weak = office.holder("Weak", office.root, ISSUING, key=weak_key())
    assert "CN=Weak is too weak" in refused(office.holder("Ann", weak))


def test_a_weak_hash_is_refused(office):
    """SHA-1 under a certificate can be forged; nobody here signs with it, so the name is set."""
    issuer = office.holder("Old", None, ISSUING, key=rsa.generate_private_key(65537, 2048))
    ann = office.holder("Ann", issuer)
    good, weak = (bytes.fromhex("2a864886f70d0101" + each) for each in ("0b", "05"))
    der = ann.certificate.public_bytes(Encoding.DER).replace(good, weak)
    said = refused(Holder(ann.key, x509.load_der_x509_certificate(der)))
    assert said == "the certificate of CN=Ann is signed with SHA1, which is too weak"


def test_a_key_of_another_is_refused(office, ann):
    """As the signature would be nobody's."""
    other = office.holder("Bob", office.issuer)
    said = refused(Holder(other.key, ann.certificate, ann.above))
    assert said == "the key does not fit the certificate of CN=Ann"


def test_a_broken_chain_is_refused(office, ann):
    """Where an issuer is left out, or another office has the same name."""
    assert "chain is broken" in refused(Holder(ann.key, ann.certificate, (ann.above[-1],)))
    namesake = Office().issuer
    said = refused(Holder(ann.key, ann.certificate, namesake.chain))
    assert "CN=Ann was not issued by any other in the file; it names CN=Issuer" in said
    assert office


def test_an_issuer_that_is_no_authority(office, ann):
    """Whoever has a certificate could issue others else."""
    assert "chain is broken" in refused(office.holder("Mallory", ann))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param((-30, -1), "expired at", id="expired"),
        pytest.param((1, 30), "is not valid before", id="not yet"),
    ],
)
def test_times(office, days, words):
    """A certificate signs while it is valid, and its issuer's is."""
    own = certified(office.holder("Ann", office.issuer, days=days))
    issuer = office.holder("Old", office.root, ISSUING, days=days)
    for signer, name in ((own, "Ann"), (certified(office.holder("Ann", issuer)), "Old")):
        with pytest.raises(StudioError, match=words) as caught:
            signer.check_at(NOW)
        assert f"CN={name} " in str(caught.value)


def test_a_modern_key(office):
    """Ed25519 is good; which purposes take it, is theirs to say."""
    key = ed25519.Ed25519PrivateKey.generate()
    subject = x509.Name.from_rfc4514_string("CN=Modern")
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(office.issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
        .sign(office.issuer.key, office.issuer.certificate.signature_hash_algorithm)
    )
    assert Held(key, (signed, *office.issuer.chain)).is_whole


def test_a_key_that_cannot_be_read(ann):
    """Its kind is named; the OID is set, as nobody here makes such keys."""
    plain, odd = bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("2a8648ce3d0209")
    der = ann.certificate.public_bytes(Encoding.DER).replace(plain, odd)
    with pytest.raises(StudioError, match=r"of a kind that is not known: 1\.2\.840\.10045\.2\.9"):
        check_strength(x509.load_der_x509_certificate(der))
