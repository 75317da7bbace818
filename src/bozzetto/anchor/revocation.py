"""What to keep beside a token so that it can be judged in twenty years.

A certificate may be revoked after its token was made. Whoever judges the token later needs
the revocation lists of that time, and the issuers' certificates that the authority left out;
their servers will be gone. The addresses of both stand in the certificates themselves
(RFC 5280 sections 4.2.1.13 and 4.2.2.1):

    evidence = fetch_evidence(token, Fetcher())
    for kept in evidence.kept: ...

Only a studio does so, for tokens that it has itself asked for: the addresses in a stranger's
token are a stranger's. Nothing is judged here: lists and
certificates are kept as they were found.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

from bozzetto.anchor.chain import extension, is_self_issued, load_certificate
from bozzetto.anchor.values import Token
from bozzetto.errors import AnchorError, FormatError

__all__ = ["Evidence", "Kept", "Missed", "evidence_addresses", "fetch_evidence"]

MAX_FILES = 16  # real chains name 2 to 6 addresses
MAX_ADDRESS = 2000  # characters
CRL_TYPE = "application/pkix-crl"  # RFC 2585 section 4.2
CERTIFICATE_TYPE = "application/pkix-cert"  # RFC 2585 section 4.1
BUNDLE_TYPE = "application/pkcs7-mime"  # RFC 8551 section 3.2.2, certs-only


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was found.

    Attributes:
        name: A file name: the first 16 hex digits of its SHA-256, and ``.crl``, ``.cer`` or
            ``.p7c``.
        type: Its media type.
        data: Its bytes, as they came.
        url: Where it was found.
    """

    name: str
    type: str
    data: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A file that could not be had, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found, in the order of asking, and what was not."""

    kept: tuple[Kept, ...]
    missed: tuple[Missed, ...]


def evidence_addresses(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read where a certificate says that its revocation list and its issuer are found.

    Returns:
        The addresses of lists, and those of issuers' certificates, as written.

    Raises:
        FormatError: The certificate's extensions are malformed.
    """
    points = extension(certificate, x509.CRLDistributionPoints)
    access = extension(certificate, x509.AuthorityInformationAccess)
    lists = [name for point in points.value for name in point.full_name or ()] if points else []
    issuers = [
        each.access_location
        for each in (access.value if access else ())
        if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS
    ]
    return _addresses(lists), _addresses(issuers)


def fetch_evidence(token: Token, fetch: Callable[[str], bytes]) -> Evidence:
    """Fetch the revocation lists of a token's chain, and the issuers that it leaves out.

    Args:
        token: A token that verified.
        fetch: Fetches one address, raising ``AnchorError`` where it cannot: ``Fetcher``.

    Returns:
        What was found and what was missed; a failure is listed and never raised.

    Raises:
        FormatError: A certificate in the token is malformed.
    """
    search = _Search(fetch, [], [], set())
    known = [load_certificate(each) for each in token.certificates]
    for certificate in known:  # grows while issuers are found
        lists, issuers = evidence_addresses(certificate)
        for url in lists:
            search.take(url, _read_list)
        if is_self_issued(certificate) or any(
            other.subject == certificate.issuer for other in known
        ):
            continue
        for url in issuers:
            known += search.take(url, _read_issuers)
    return Evidence(tuple(search.kept), tuple(search.missed))


Reader = Callable[[bytes], tuple[str, str, list[x509.Certificate]]]


@dataclass
class _Search:
    """One run over a chain. Lists grow; no address is asked for twice."""

    fetch: Callable[[str], bytes]
    kept: list[Kept]
    missed: list[Missed]
    asked: set[str]

    def take(self, url: str, read: Reader) -> list[x509.Certificate]:
        """Fetch one address and note what came of it; give the certificates found."""
        if url in self.asked:
            return []
        self.asked.add(url)
        try:
            self._check_limits(url)
            data = self.fetch(url)
            kind, ending, certificates = read(data)
        except (AnchorError, FormatError) as error:
            self.missed.append(Missed(url, str(error)))
            return []
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        self.kept.append(Kept(name, kind, data, url))
        return certificates

    def _check_limits(self, url: str) -> None:
        if len(self.asked) > MAX_FILES:
            raise AnchorError("more than {limit} addresses in one chain", limit=MAX_FILES)
        if not url.startswith(("http://", "https://")) or len(url) > MAX_ADDRESS:
            raise AnchorError("not an address of the web")


def _addresses(names: list[x509.GeneralName]) -> tuple[str, ...]:
    return tuple(each.value for each in names if isinstance(each, x509.UniformResourceIdentifier))


def _read_list(data: bytes) -> tuple[str, str, list[x509.Certificate]]:
    try:
        x509.load_der_x509_crl(data)
    except ValueError as error:
        raise FormatError("not a revocation list: {reason}", reason=error) from error
    return CRL_TYPE, "crl", []


def _read_issuers(data: bytes) -> tuple[str, str, list[x509.Certificate]]:
    """Read a certificate, or a bundle of them: the two forms of RFC 5280 section 4.2.2.1."""
    try:
        kind, ending, found = CERTIFICATE_TYPE, "cer", [load_certificate(data)]
    except FormatError:
        kind, ending, found = BUNDLE_TYPE, "p7c", _read_bundle(data)
    for certificate in found:
        evidence_addresses(certificate)  # is read again in its turn; here it may be refused
    return kind, ending, found


def _read_bundle(data: bytes) -> list[x509.Certificate]:
    try:
        return pkcs7.load_der_pkcs7_certificates(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FormatError("not a certificate: {reason}", reason=error) from error
