"""Keys: who signs an event.

A key is spelled ``ed25519:`` and the 32-byte public key in base64url without padding. What a
key says about a person is that person's own word until somebody else vouches for it.
"""

import base64
import binascii
import re
from functools import lru_cache
from typing import NewType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bozzetto.ed25519 import load_public_key
from bozzetto.errors import FormatError, VerificationError

__all__ = [
    "ED25519_BYTES",
    "ML_DSA_44_BYTES",
    "Key",
    "key_bytes",
    "key_of",
    "parse_key",
    "parse_log_key",
    "spell_key",
    "verify_signature",
]

Key = NewType("Key", str)

ED25519_BYTES = 32  # length of a public key, RFC 8032 5.1.5
ML_DSA_44_BYTES = 1312  # length of a public key, FIPS 204 table 2

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_LENGTHS = {"ed25519": ED25519_BYTES, "ml-dsa-44": ML_DSA_44_BYTES}


def spell_key(algorithm: str, public: bytes) -> Key:
    """Spell a public key: the algorithm's name, a colon, base64url without padding."""
    return Key(f"{algorithm}:{base64.urlsafe_b64encode(public).decode().rstrip('=')}")


def key_of(private: Ed25519PrivateKey) -> Key:
    """Return the key that verifies what `private` signs."""
    return spell_key("ed25519", private.public_key().public_bytes_raw())


def parse_key(text: object) -> Key:
    """Read a person's or a device's key.

    Raises:
        FormatError: `text` is not the one spelling of an Ed25519 key.
    """
    return _parse("ed25519", text)


def parse_log_key(algorithm: str, text: object) -> Key:
    """Read one of a log's two keys, ``ed25519`` or ``ml-dsa-44``.

    Raises:
        FormatError: `text` is not the one spelling of a key of that algorithm.
    """
    return _parse(algorithm, text)


def _parse(algorithm: str, text: object) -> Key:
    if not isinstance(text, str) or not _is_key(algorithm, text):
        raise FormatError("not a key ({algorithm}): {text!r}", algorithm=algorithm, text=text)
    return Key(text)


@lru_cache(maxsize=1024)  # a record names the same few keys in each of its lines
def _is_key(algorithm: str, text: str) -> bool:
    name, colon, encoded = text.partition(":")
    if name != algorithm or not colon or _BASE64URL.fullmatch(encoded) is None:
        return False
    public = _decode(encoded)
    return len(public) == _LENGTHS[algorithm] and spell_key(algorithm, public) == text


def _decode(encoded: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except binascii.Error:
        return b""  # a length that no number of bytes has: refused by the caller


def key_bytes(key: Key) -> bytes:
    """Return the public key's bytes."""
    return _decode(key.partition(":")[2])


@lru_cache(maxsize=1024)
def _public(key: Key) -> Ed25519PublicKey:
    return load_public_key(key_bytes(key))


def verify_signature(key: Key, signature: bytes, message: bytes) -> None:
    """Verify an Ed25519 signature (RFC 8032) of 64 bytes over `message`.

    Raises:
        VerificationError: the signature is not this key's over this message.
    """
    try:
        _public(key).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise VerificationError("the signature is not that of {key}", key=key) from error
