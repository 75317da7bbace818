"""What somebody signs with: a private key, and the certificates that say whose it is.

    held = read_held(path.read_bytes(), "passphrase")   # of ``keyfile``
    check_valid(held.chain, now)

The rules here hold for every signature, whatever is signed: that the key fits, that nothing in
the chain is weak, that each certificate was issued by the next. What a purpose asks beyond that is
said where that purpose is. Whom a certificate identifies is what its issuer says; one that was
issued by its own holder identifies nobody. Revocation is not asked: that would call the issuer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bozzetto.anchor.chain import extension, is_self_issued
from bozzetto.errors import StudioError

__all__ = [
    "Held",
    "PrivateKey",
    "broken_chain",
    "check_hash",
    "check_links",
    "check_strength",
    "check_valid",
    "fits",
    "has_issued",
    "name_of",
    "unknown_kind",
]

MIN_RSA_BITS = 2048  # 112 bits of strength: NIST SP 800-57 part 1 revision 5, table 2
WEAK_HASHES = frozenset({"md5", "sha1"})  # two texts with one digest can be made of either

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Held:
    """A private key and the certificates that say whose it is.

    Attributes:
        key: The private key; it shows in no representation.
        chain: The signer's certificate first, then each one's issuer, as far as they are known.

    Raises:
        StudioError: The key does not fit, or something in the chain is weak or out of place; the
            rule is named.
        FormatError: A certificate's extensions are malformed.
    """

    key: PrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...]

    def __post_init__(self) -> None:
        if not fits(self.key, self.certificate):
            raise StudioError(
                "the key does not fit the certificate of {subject}", subject=self.subject
            )
        for each in self.chain:
            check_strength(each)
            check_hash(each)
        check_links(self.chain)

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's own certificate."""
        return self.chain[0]

    @property
    def subject(self) -> str:
        """Whom the certificate names, as RFC 4514 spells it."""
        return name_of(self.certificate)

    @property
    def issuer(self) -> str:
        """Who says so, as RFC 4514 spells it."""
        return self.certificate.issuer.rfc4514_string()

    @property
    def is_self_made(self) -> bool:
        """Whether nobody but the holder says whose key it is."""
        return is_self_issued(self.certificate)

    @property
    def is_whole(self) -> bool:
        """Whether the chain reaches a certificate that names itself as its issuer."""
        return is_self_issued(self.chain[-1])

    def check_at(self, moment: datetime) -> None:
        """Check that every certificate of the chain is valid at `moment`.

        Raises:
            StudioError: One has expired, or is not valid yet.
        """
        check_valid(self.chain, moment)


def fits(key: PrivateKey, certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is about this key."""
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return public.public_bytes(*form) == key.public_key().public_bytes(*form)


def check_strength(certificate: x509.Certificate) -> None:
    """Check that a certificate's key can be read, and is strong enough.

    Raises:
        StudioError: It is of an unknown kind, or RSA and too short.
    """
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        kind = certificate.public_key_algorithm_oid.dotted_string
        raise unknown_kind(name_of(certificate), kind) from error
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < MIN_RSA_BITS:
        raise StudioError(
            "the key of {subject} is too weak: RSA with {size} bits, not {least} or more",
            subject=name_of(certificate),
            size=public.key_size,
            least=MIN_RSA_BITS,
        )


def check_hash(certificate: x509.Certificate) -> None:
    """Check how a certificate was signed; a root's own signature bears nothing.

    Raises:
        StudioError: With a hash that is unknown or too weak.
    """
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm as error:
        raise unknown_kind(
            name_of(certificate), certificate.signature_algorithm_oid.dotted_string
        ) from error
    name = "" if algorithm is None else algorithm.name
    if name in WEAK_HASHES and not is_self_issued(certificate):
        raise StudioError(
            "the certificate of {subject} is signed with {algorithm}, which is too weak",
            subject=name_of(certificate),
            algorithm=name.upper(),
        )


def check_links(chain: Sequence[x509.Certificate]) -> None:
    """Check that each certificate was issued by the next.

    Raises:
        StudioError: One was not.
        FormatError: A certificate's extensions are malformed.
    """
    for below, above in pairwise(chain):
        if not has_issued(above, below):
            raise broken_chain(below)


def check_valid(chain: Sequence[x509.Certificate], moment: datetime) -> None:
    """Check that every certificate is valid at `moment`.

    Raises:
        StudioError: One has expired, or is not valid yet.
    """
    for each in chain:
        if moment < each.not_valid_before_utc:
            raise StudioError(
                "the certificate of {subject} is not valid before {start}, and now is {moment}",
                subject=name_of(each),
                start=each.not_valid_before_utc,
                moment=moment,
            )
        if moment > each.not_valid_after_utc:
            raise StudioError(
                "the certificate of {subject} expired at {end}, and now is {moment}",
                subject=name_of(each),
                end=each.not_valid_after_utc,
                moment=moment,
            )


def has_issued(issuer: x509.Certificate, subject: x509.Certificate) -> bool:
    """Tell whether `issuer` is an authority that has signed `subject`."""
    basic = extension(issuer, x509.BasicConstraints)
    usage = extension(issuer, x509.KeyUsage)
    if basic is None or not basic.value.ca or (usage and not usage.value.key_cert_sign):
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def broken_chain(certificate: x509.Certificate) -> StudioError:
    """Say that the issuer of a certificate is missing among those that were given."""
    return StudioError(
        "the chain is broken: the certificate of {subject} was not issued by any other in the"
        " file; it names {issuer}",
        hint="put the issuers' certificates into the file, or none but the signer's",
        subject=name_of(certificate),
        issuer=certificate.issuer.rfc4514_string(),
    )


def unknown_kind(subject: str, kind: str) -> StudioError:
    """Say that a key, by the OID or the name of its kind, is of none that is known."""
    return StudioError(
        "the key of {subject} is of a kind that is not known: {kind}", subject=subject, kind=kind
    )


def name_of(certificate: x509.Certificate) -> str:
    """Spell a certificate's subject, as RFC 4514 does."""
    return certificate.subject.rfc4514_string()
