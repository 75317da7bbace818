"""Ed25519 public keys, read as strictly as RFC 8032 section 5.1.3 has it.

A key of 32 bytes has one spelling. OpenSSL also takes an y beyond the field, and an x of minus
zero, for the point that they would be after reduction; a second program need not, so neither
does this one. A key of small order is a key: what it signed is judged by the equation.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

__all__ = ["load_public_key"]

_FIELD = 2**255 - 19
_SIGN = 2**255  # the bit above y: the sign of x
# Where y is one of these, x is zero, and has no sign.
_ON_THE_AXIS = (1, _FIELD - 1)


def load_public_key(data: bytes) -> Ed25519PublicKey:
    """Return the key of 32 bytes.

    Raises:
        ValueError: `data` is of another length, or a second spelling of a point.
    """
    number = int.from_bytes(data, "little")
    y = number % _SIGN
    if y >= _FIELD or (number >= _SIGN and y in _ON_THE_AXIS):
        message = "a second spelling of a point"
        raise ValueError(message)
    return Ed25519PublicKey.from_public_bytes(data)
