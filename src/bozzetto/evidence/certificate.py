"""Certificates to sign documents with, held to rules before they sign.

    signer = read_certified(path.read_bytes(), "passphrase")
    signer.check_at(now)

A reader of the PDF says only that a signature is not good; here the rule that fails is named,
before anything is signed. What holds for every signature stands in ``bozzetto.certificates``.
"""

from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, PublicKeyAlgorithmOID

from bozzetto.anchor.chain import extension
from bozzetto.certificates import Held, name_of, read_held
from bozzetto.errors import StudioError

__all__ = ["Certified", "PrivateKey", "read_certified"]

# What NSS verifies, and so poppler's readers; tests ask them
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
# A certificate that is for one of these and nothing else is no person's: RFC 5280 4.2.1.12
_OTHER_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CODE_SIGNING: "codeSigning",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
}
_PLAIN_KEYS = {
    PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5,
    PublicKeyAlgorithmOID.EC_PUBLIC_KEY,
}

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Certified(Held):
    """A private key and certificates that documents are signed with.

    Raises:
        StudioError: The certificate is not one to sign a document with; the rule is named.
        FormatError: A certificate's extensions are malformed.
    """

    key: PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if not isinstance(self.key, PrivateKey):
            raise _unread("-", type(self.key).__name__)
        for each in self.chain:
            _check_kind(each)
        Held.__post_init__(self)
        _check_purpose(self.certificate)


def read_certified(
    data: bytes, passphrase: str | None = None, *, key: bytes | None = None
) -> Certified:
    """Read a key and its certificates, as ``read_held`` does, to sign documents with.

    Raises:
        FormatError: A file is not of its form, or lacks the key or the certificate.
        LockedError: The passphrase is missing or wrong; it is in no error.
        StudioError: The certificate is not one to sign a document with.
    """
    return read_held(data, passphrase, key=key, kind=Certified)


def _check_kind(certificate: x509.Certificate) -> None:
    """Check that a certificate's key is of a kind that readers know."""
    oid = certificate.public_key_algorithm_oid
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _unread(name_of(certificate), oid.dotted_string) from error
    is_known = isinstance(public, rsa.RSAPublicKey) or (
        isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, CURVES)
    )
    if oid not in _PLAIN_KEYS or not is_known:
        raise _unread(name_of(certificate), oid.dotted_string)


def _unread(subject: str, kind: str) -> StudioError:
    """Say that a key, by the OID or the name of its kind, is not one that readers know."""
    return StudioError(
        "the key of {subject} is of a kind that readers of PDF do not all know: {kind}",
        hint="RSA of 2048 bits or more, or ECDSA on P-256, P-384 or P-521, is known by all",
        subject=subject,
        kind=kind,
    )


def _check_purpose(certificate: x509.Certificate) -> None:
    """Check that a certificate is for signatures of its holder: RFC 5280 section 4.2.1."""
    subject = name_of(certificate)
    basic = extension(certificate, x509.BasicConstraints)
    usage = extension(certificate, x509.KeyUsage)
    if (basic and basic.value.ca) or (usage and usage.value.key_cert_sign):
        raise StudioError(
            "the certificate of {subject} is a certificate authority's, for issuing others",
            hint="sign with a certificate that was issued for signatures",
            subject=subject,
        )
    if usage and not (usage.value.digital_signature or usage.value.content_commitment):
        raise StudioError(
            "the certificate of {subject} is not for signatures: its key usage has neither"
            " digitalSignature nor nonRepudiation",
            subject=subject,
        )
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    if purposes and all(each in _OTHER_PURPOSES for each in purposes.value):
        raise StudioError(
            "the certificate of {subject} is for {purposes}, not for documents",
            subject=subject,
            purposes=", ".join(_OTHER_PURPOSES[each] for each in purposes.value),
        )
