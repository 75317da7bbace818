"""Signers: who signs content credentials, and with what.

    signer = read_signer(path.read_bytes(), "passphrase")     # the user's certificate, with its key
    signer = open_own_signer(folder)                          # self-made: see ``own``
    signer = Signer(chain, lambda data: hsm.sign(data))       # a key that is elsewhere

A private key is never handed to the library: it asks back for each signature.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from bozzetto.certificates import Held, PrivateKey, check_valid, name_of, read_held
from bozzetto.labels.credentials.certificate import algorithm_of, check_certificate

__all__ = ["Signer", "read_signer", "signer_of"]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs.

    Attributes:
        chain: The signer's certificate first, then each one's issuer, as far as they are known.
        sign: Signs bytes as `algorithm` says. ECDSA comes as r and s one behind the other or in
            DER, RSA as PSS with a salt as long as the digest. What it raises comes out as it is.
        is_self_attested: Whether nobody but the signer says whose key it is.

    Raises:
        StudioError: The certificate is none to sign credentials with; the rule is named.
        FormatError: A certificate's extensions are malformed.
    """

    chain: tuple[x509.Certificate, ...]
    sign: Callable[[bytes], bytes] = field(repr=False)
    is_self_attested: bool = False

    def __post_init__(self) -> None:
        check_certificate(self.chain)

    @property
    def algorithm(self) -> str:
        """C2PA's name for how the key signs: ``es256``, ``ps256``, ``ed25519`` and so on."""
        return algorithm_of(self.chain[0])

    @property
    def subject(self) -> str:
        """Whom the certificate names, as RFC 4514 spells it."""
        return name_of(self.chain[0])

    @property
    def issuer(self) -> str:
        """Who says so, as RFC 4514 spells it."""
        return self.chain[0].issuer.rfc4514_string()

    @property
    def expires(self) -> datetime:
        """When the first certificate of the chain expires: without a timestamp the end of all."""
        return min(each.not_valid_after_utc for each in self.chain)

    def pem(self) -> str:
        """Spell the chain as PEM, the signer's certificate first."""
        return "".join(each.public_bytes(Encoding.PEM).decode() for each in self.chain)

    def check_at(self, moment: datetime) -> None:
        """Check that every certificate of the chain is valid at `moment`.

        Raises:
            StudioError: One has expired, or is not valid yet.
        """
        check_valid(self.chain, moment)


def read_signer(data: bytes, passphrase: str | None = None, *, key: bytes | None = None) -> Signer:
    """Read a signer's certificate and key.

    Args:
        data: A PKCS #12 file (.p12, .pfx), or a PEM file of certificates in any order.
        passphrase: Of the key; None where it has none, or is yet to be asked for.
        key: A PEM file with the private key, where `data` is PEM and has none in it.

    Raises:
        FormatError: A file is not of its form, or lacks the key or the certificate.
        LockedError: The passphrase is missing or wrong; it is in no error.
        StudioError: The certificate is none to sign credentials with; the rule is named.
    """
    held = read_held(data, passphrase, key=key, kind=Held)
    return signer_of(held, is_self_attested=held.is_self_made)


def signer_of(held: Held, *, is_self_attested: bool) -> Signer:
    """Return the signer that a key and its certificates are.

    Raises:
        StudioError: The certificate is none to sign credentials with; the rule is named.
        FormatError: A certificate's extensions are malformed.
    """
    key = held.key
    return Signer(held.chain, lambda data: _sign(key, data), is_self_attested)


def _sign(key: PrivateKey, data: bytes) -> bytes:
    """Sign as C2PA wants it: section 13.2.1, which is RFC 9053 and RFC 8230."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        size = (key.curve.key_size + 7) // 8  # bytes of r, and of s
        digest = {256: hashes.SHA256(), 384: hashes.SHA384()}.get(key.key_size, hashes.SHA512())
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(digest)))
        return r.to_bytes(size) + s.to_bytes(size)
    salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    return key.sign(data, salted, hashes.SHA256())
