"""What a timestamp token says, as values: the whole of it, and the part that is signed.

``syntax`` reads them from bytes; ``signature`` and ``token`` verify them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["MARGIN", "Signed", "Token"]

# How wrong a stated time may be at least, whatever the token says. RFC 3161 leaves the
# accuracy open where it is absent, and many authorities write whole seconds.
MARGIN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Token:
    """What a timestamp token says. To have parsed one is not to have verified it.

    Attributes:
        raw: The answer or the bare token, to the last byte as it came.
        gen_time: When the authority says it saw the imprint, UTC; a fraction finer than
            microseconds is cut off.
        accuracy: By how much `gen_time` may be off by the authority's own word; zero where
            it says nothing.
        serial: The authority's number for this token.
        policy: The OID, dotted, of the rules it was issued under.
        imprint: The stamped SHA-256 digest, 32 bytes.
        nonce: The number of the query that this answers; None where there is none.
        certificates: The embedded certificates, DER, in the token's own order.
        signer: The one of them that the token names as its signer, DER.
    """

    raw: bytes
    gen_time: datetime
    accuracy: timedelta
    serial: int
    policy: str
    imprint: bytes
    nonce: int | None
    certificates: tuple[bytes, ...]
    signer: bytes

    @property
    def margin(self) -> timedelta:
        """How far the true time may lie from `gen_time`: its accuracy, at least one second."""
        return max(self.accuracy, MARGIN)

    @property
    def earliest(self) -> datetime:
        """The earliest time at which the token may have been made."""
        return self.gen_time - self.margin

    @property
    def latest(self) -> datetime:
        """The latest time at which the token may have been made."""
        return self.gen_time + self.margin


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed part of a token, taken apart for verification (RFC 5652 section 5.3).

    Attributes:
        token: What the signed content says.
        content: The encapsulated TSTInfo, DER, as it was signed.
        attributes: The signed attributes, DER, as the SET OF that the signature covers.
        digest_algorithm: The hash over `content`, such as ``sha256``.
        message_digest: That hash, as the signed attributes state it.
        signer_digests: The (hash, digest) of the signer's certificate by which the signed
            attributes name it: ESSCertID (RFC 2634) and ESSCertIDv2 (RFC 5816).
        scheme: ``rsassa_pkcs1v15`` or ``ecdsa``.
        scheme_digest: The hash that the signature is made with.
        signature: The signature over `attributes`.
        response: A granted answer, strict DER, with the same signed bytes, and of the
            certificates only the signer's and those that somebody else has issued.
    """

    token: Token
    content: bytes
    attributes: bytes
    digest_algorithm: str
    message_digest: bytes
    signer_digests: tuple[tuple[str, bytes], ...]
    scheme: str
    scheme_digest: str
    signature: bytes
    response: bytes
