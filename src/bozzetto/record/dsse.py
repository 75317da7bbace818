"""What is signed: the DSSE pre-authentication encoding.

https://github.com/secure-systems-lab/dsse/blob/v1.0.0/protocol.md. A signature covers the
payload's type as well as its bytes, so an event can never be taken for another document.

    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bozzetto.errors import FormatError
from bozzetto.record.key import Key, key_of, verify_signature

__all__ = ["EVENT_TYPE", "Given", "Signature", "Signer", "Signing", "pae"]

EVENT_TYPE = "application/vnd.bozzetto.event+json"

SIGNATURE_BYTES = 64  # an Ed25519 signature, RFC 8032 5.1.6


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that a signature over `payload` covers."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True, slots=True)
class Signature:
    """One key's signature over an event."""

    key: Key
    sig: str  # base64 with padding, as DSSE writes it; 64 bytes

    def __post_init__(self) -> None:
        self.raw()

    def raw(self) -> bytes:
        """Return the 64 bytes of the signature.

        Raises:
            FormatError: it is not the one base64 spelling of 64 bytes.
        """
        try:
            raw = base64.b64decode(self.sig, validate=True)
        except (binascii.Error, ValueError) as error:
            raise FormatError("not a signature: {text!r}", text=self.sig) from error
        if len(raw) != SIGNATURE_BYTES or base64.b64encode(raw).decode() != self.sig:
            raise FormatError("not a signature: {text!r}", text=self.sig)
        return raw

    def verify(self, payload: bytes) -> None:
        """Verify that this key signed the event with these canonical bytes.

        Raises:
            VerificationError: it did not.
        """
        verify_signature(self.key, self.raw(), pae(EVENT_TYPE, payload))


class Signing(Protocol):
    """Whoever gives a signature: a key that is here, or somebody elsewhere who has signed."""

    @property
    def key(self) -> Key:
        """The key that verifies the signature."""

    def sign(self, payload: bytes) -> Signature:
        """Give the signature over an event's canonical bytes."""


@dataclass(frozen=True, slots=True)
class Given:
    """A signature that was made elsewhere, by a key that is not here."""

    signature: Signature

    @property
    def key(self) -> Key:
        """The key that made it."""
        return self.signature.key

    def sign(self, payload: bytes) -> Signature:
        """Give the signature.

        Raises:
            VerificationError: it is not over these bytes.
        """
        self.signature.verify(payload)
        return self.signature


class Signer:
    """A private key that signs events, and the public key that verifies them."""

    __slots__ = ("_private", "key")

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = key_of(private)

    def __repr__(self) -> str:
        return f"Signer({self.key})"

    def sign(self, payload: bytes) -> Signature:
        """Sign an event's canonical bytes."""
        raw = self._private.sign(pae(EVENT_TYPE, payload))
        return Signature(self.key, base64.b64encode(raw).decode())
