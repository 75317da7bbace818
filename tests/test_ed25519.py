"""Keys have one spelling, whatever the library beneath would take."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bozzetto.ed25519 import load_public_key

FIELD = 2**255 - 19


def spelled(number):
    """Spell a number as a key."""
    return number.to_bytes(32, "little")


@pytest.mark.parametrize(
    "number",
    [FIELD, FIELD + 1, 2**255 - 1, 2**255 + 1, 2**255 + FIELD - 1, 2**255 + FIELD, 2**256 - 1],
    ids=["p", "p + 1", "all ones", "minus zero", "minus zero below", "p, signed", "all"],
)
def test_second_spellings(number):
    """A point spelled otherwise than RFC 8032 decodes it is no key, though OpenSSL takes it."""
    Ed25519PublicKey.from_public_bytes(spelled(number))
    with pytest.raises(ValueError, match="second spelling"):
        load_public_key(spelled(number))


@pytest.mark.parametrize("number", [0, 1, 2, FIELD - 1, 2**255 + 2])
def test_first_spellings(number):
    """Each other spelling is left to the library, points of small order among them."""
    assert load_public_key(spelled(number)).public_bytes_raw() == spelled(number)


def test_length():
    """A key has 32 bytes."""
    with pytest.raises(ValueError, match="32"):
        load_public_key(b"short")
