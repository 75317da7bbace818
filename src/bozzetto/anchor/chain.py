"""Certificates of timestamp authorities, and the path from a signer to a reader's root.

What a token brings along may help to build a path, and can never end one: a path ends at a
root that the reader has brought. Every certificate must be valid at the token's own time, not
today, for tokens are read long after their signer's certificate has run out.

Revocation is not judged here; ``revocation`` collects what a later judge of it needs.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from bozzetto.errors import FormatError, VerificationError

__all__ = [
    "check_signer",
    "extension",
    "find_path",
    "is_self_issued",
    "load_certificate",
    "read_certificates",
    "verify_embedded",
]

MAX_PATH = 8  # certificates; real paths have 3 or 4
MAX_PEM_BYTES = 4 * 1024 * 1024  # every public root there is takes 300 kB

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def load_certificate(der: bytes) -> x509.Certificate:
    """Read a certificate.

    Raises:
        FormatError: `der` is not the DER of an X.509 certificate.
    """
    try:
        return _read_through(x509.load_der_x509_certificate(der))
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise FormatError("not a certificate: {reason}", reason=error) from error


def read_certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read a PEM file of one or more certificates, such as a reader's trust list.

    Raises:
        FormatError: There is none, or one of them is malformed.
    """
    if len(pem) > MAX_PEM_BYTES:
        raise FormatError("a trust list of {size} bytes is too long", size=len(pem))
    try:
        return tuple(map(_read_through, x509.load_pem_x509_certificates(pem)))
    except (ValueError, TypeError, x509.InvalidVersion) as error:
        raise FormatError("not a PEM file of certificates: {reason}", reason=error) from error


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate names itself as its issuer, as roots do."""
    return certificate.issuer == certificate.subject


def check_signer(certificate: x509.Certificate, moment: datetime) -> None:
    """Check that a certificate may sign timestamps, at `moment`: RFC 3161 section 2.3.

    Raises:
        VerificationError: It may not, or not then.
        FormatError: Its extensions are malformed.
    """
    _check_validity(certificate, moment)
    purposes = extension(certificate, x509.ExtendedKeyUsage)
    if purposes is None or list(purposes.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise VerificationError(
            "the certificate of {subject} is not for timestamps and nothing else",
            subject=name_of(certificate),
        )
    if not purposes.critical:
        raise VerificationError(
            "the certificate of {subject} does not make its purpose critical",
            subject=name_of(certificate),
        )
    usage = extension(certificate, x509.KeyUsage)
    if usage and not (usage.value.digital_signature or usage.value.content_commitment):
        raise VerificationError(
            "the key of {subject} is not for signatures", subject=name_of(certificate)
        )


def verify_embedded(
    signer: x509.Certificate, embedded: Iterable[x509.Certificate], moment: datetime
) -> None:
    """Verify the chain from the signer upwards, as far as the token carries it.

    A token need not carry the signer's issuer. Where it carries certificates in the issuer's
    name, one of them must have issued the signer's, and so on upwards.

    Raises:
        VerificationError: None of the certificates that bear the issuer's name has issued it.
    """
    known = list(embedded)
    current = signer
    for depth in range(MAX_PATH):
        if is_self_issued(current):
            return
        named = [each for each in known if each.subject == current.issuer]
        issuers = [each for each in named if _has_issued(each, current, depth, moment)]
        if not named:
            return
        if not issuers:
            raise VerificationError(
                "the certificate of {subject} was not issued by the {issuer} in the token",
                subject=name_of(current),
                issuer=name_of(named[0]),
            )
        current = issuers[0]


def find_path(
    signer: x509.Certificate,
    others: Iterable[x509.Certificate],
    roots: Sequence[x509.Certificate],
    moment: datetime,
) -> tuple[x509.Certificate, ...]:
    """Find the path from a signer to one of the reader's roots.

    The search goes breadth first and looks at each certificate once, so that a token full of
    certificates that issue each other costs no more than their number squared.

    Args:
        signer: The certificate that signed a token.
        others: Certificates that may stand between; self-issued ones are passed over.
        roots: The reader's own, which alone can end the path.
        moment: When every certificate has to be valid: the token's time.

    Returns:
        The signer first, the root last.

    Raises:
        VerificationError: There is no such path.
    """
    known = [each for each in others if not is_self_issued(each)]
    if signer in roots:
        return (signer,)
    queue: deque[tuple[x509.Certificate, ...]] = deque([(signer,)])
    seen = {signer}
    while queue:
        path = queue.popleft()
        for candidate in (*roots, *known):
            if candidate in seen or not _has_issued(candidate, path[-1], len(path) - 1, moment):
                continue
            longer = (*path, candidate)
            if candidate in roots:
                return longer
            seen.add(candidate)
            if len(longer) < MAX_PATH:
                queue.append(longer)
    raise VerificationError(
        "no trusted root has issued the certificate of {subject}",
        hint="Trust the authority's root with --trust, if you do trust it.",
        subject=name_of(signer),
    )


def name_of(certificate: x509.Certificate) -> str:
    """Spell a certificate's subject, as RFC 4514 does."""
    return certificate.subject.rfc4514_string()


def extension(
    certificate: x509.Certificate, kind: type[_Extension]
) -> x509.Extension[_Extension] | None:
    """Look up an extension; None where there is none.

    Raises:
        FormatError: The certificate's extensions are malformed.
    """
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise FormatError("not a certificate: {reason}", reason=error) from error


def _read_through(certificate: x509.Certificate) -> x509.Certificate:
    """Read what this module asks for later; cryptography parses late, and raises then."""
    _ = certificate.subject, certificate.issuer
    _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    # The last thing in a certificate; before its octets stands how many bits of them are unused.
    # OpenSSL reads none that has such bits, and nothing signs that number.
    if certificate.public_bytes(Encoding.DER)[-len(certificate.signature) - 1] != 0:
        raise ValueError("its signature is not of whole octets")
    return certificate


def _check_validity(certificate: x509.Certificate, moment: datetime) -> None:
    if not _is_valid(certificate, moment):
        raise VerificationError(
            "the certificate of {subject} is valid from {start} to {end}, not at {moment}",
            subject=name_of(certificate),
            start=certificate.not_valid_before_utc,
            end=certificate.not_valid_after_utc,
            moment=moment,
        )


def _is_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def _has_issued(
    issuer: x509.Certificate, subject: x509.Certificate, below: int, moment: datetime
) -> bool:
    """Tell whether `issuer` is an authority, at `moment`, that has signed `subject`.

    `below` counts the authorities between `issuer` and the signer (RFC 5280 section 4.2.1.9).
    """
    if issuer.subject != subject.issuer or not _is_valid(issuer, moment):
        return False
    basic = extension(issuer, x509.BasicConstraints)
    if basic is None or not basic.value.ca:
        return False
    if basic.value.path_length is not None and basic.value.path_length < below:
        return False
    usage = extension(issuer, x509.KeyUsage)
    if usage and not usage.value.key_cert_sign:
        return False
    try:
        subject.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
