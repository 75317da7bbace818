"""Certificates that content credentials are signed with, held to C2PA's rules before they sign.

    check_certificate(chain)      # raises, and names the rule

The library says of each bad certificate that it "is invalid", and not why. The rules are those of
C2PA 2.4, section 14.5.1 (X.509 certificates), and of what its readers do.
"""

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from bozzetto.anchor.chain import extension, is_self_issued
from bozzetto.certificates import (
    check_hash,
    check_links,
    check_strength,
    name_of,
)
from bozzetto.errors import StudioError

__all__ = ["USES", "algorithm_of", "check_certificate", "is_read_everywhere"]

CLAIM_SIGNING = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")  # C2PA's own: c2pa-kp-claimSigning
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
USES = (ExtendedKeyUsageOID.EMAIL_PROTECTION, CLAIM_SIGNING, DOCUMENT_SIGNING)
"""Extended key usages, one of which a certificate must have. All readers know the first."""

_FOREIGN = {  # may not stand beside one of these: section 14.5.1.1
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "anyExtendedKeyUsage",
    ExtendedKeyUsageOID.TIME_STAMPING: "timeStamping",
    ExtendedKeyUsageOID.OCSP_SIGNING: "OCSPSigning",
}
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


def check_certificate(chain: Sequence[x509.Certificate]) -> None:
    """Check a chain, the signer's certificate first.

    Whether it is valid now is asked where something is signed.

    Raises:
        StudioError: It is none to sign credentials with; the rule that fails is named.
        FormatError: A certificate's extensions are malformed.
    """
    if not chain:
        raise StudioError("there is no certificate to sign with")
    for each in chain:
        if each.version is not x509.Version.v3:
            raise StudioError(
                "the certificate of {subject} is not of version 3", subject=name_of(each)
            )
        check_strength(each)
        check_hash(each)
        algorithm_of(each)
    _check_leaf(chain[0])
    check_links(chain)


def algorithm_of(certificate: x509.Certificate) -> str:
    """Return how a certificate's key signs credentials: section 13.2.1.

    Raises:
        StudioError: It cannot.
    """
    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return "ps256"
    if isinstance(public, ed25519.Ed25519PublicKey):
        return "ed25519"
    curve = public.curve.name if isinstance(public, ec.EllipticCurvePublicKey) else ""
    if curve not in _CURVES:
        raise StudioError(
            "the key of {subject} cannot sign credentials: {kind}",
            hint="ECDSA on P-256, P-384 or P-521, RSA of 2048 bits or more, and Ed25519 can",
            subject=name_of(certificate),
            kind=curve or certificate.public_key_algorithm_oid.dotted_string,
        )
    return _CURVES[curve]


def is_read_everywhere(certificate: x509.Certificate) -> bool:
    """Tell whether readers take it as they come: some know e-mail protection and no other use."""
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    return purposes is not None and USES[0] in purposes.value


def _check_leaf(certificate: x509.Certificate) -> None:
    """Check the extensions of a signer's own certificate, one rule after the other."""
    basic = extension(certificate, x509.BasicConstraints)
    _require(
        basic is None or not basic.value.ca,
        "the certificate of {subject} is a certificate authority's, for issuing others",
        certificate,
    )
    found = extension(certificate, x509.KeyUsage)
    usage = None if found is None else found.value
    _require(
        usage is not None,
        "the certificate of {subject} signs no credentials: it lacks the extension key usage",
        certificate,
    )
    _require(
        usage is not None and usage.digital_signature,
        "the certificate of {subject} signs no credentials: its key usage lacks digitalSignature",
        certificate,
    )
    _require(
        usage is None or not usage.key_cert_sign,
        "the certificate of {subject} signs no credentials: its key usage has keyCertSign, which is"
        " for issuing others",
        certificate,
    )
    _check_purposes(certificate)
    _require(
        is_self_issued(certificate)
        or extension(certificate, x509.AuthorityKeyIdentifier) is not None,
        "the certificate of {subject} signs no credentials: it lacks the extension authority key"
        " identifier",
        certificate,
    )


def _check_purposes(certificate: x509.Certificate) -> None:
    found = extension(certificate, x509.ExtendedKeyUsage)
    purposes = [] if found is None else list(found.value)
    foreign = [name for oid, name in _FOREIGN.items() if oid in purposes]
    _require(
        found is not None,
        "the certificate of {subject} signs no credentials: it lacks the extension extended key"
        " usage",
        certificate,
    )
    _require(
        not foreign,
        "the certificate of {subject} signs no credentials: its extended key usage has {uses}",
        certificate,
        uses=", ".join(foreign),
    )
    _require(
        any(oid in purposes for oid in USES),
        "the certificate of {subject} signs no credentials: it lacks extended key usage"
        " emailProtection or documentSigning or C2PA's claimSigning",
        certificate,
    )


def _require(holds: bool, rule: str, certificate: x509.Certificate, **values: object) -> None:
    """Refuse a certificate that breaks a rule."""
    if not holds:
        raise StudioError(
            rule,
            hint="ask its issuer for one for e-mail (S/MIME) or for C2PA claim signing",
            subject=name_of(certificate),
            **values,
        )
