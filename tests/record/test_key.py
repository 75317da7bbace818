import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.record.key import (
    ED25519_BYTES,
    ML_DSA_44_BYTES,
    key_bytes,
    key_of,
    parse_key,
    parse_log_key,
    spell_key,
    verify_signature,
)

# RFC 8032 section 7.1, tests 1 to 3: secret key, public key, message, signature
RFC_8032 = [
    pytest.param(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        id="test 1",
    ),
    pytest.param(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        id="test 2",
    ),
    pytest.param(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        id="test 3",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_verify_signature_known_answers(secret, public, message, signature):
    """The signatures of RFC 8032 verify, by the keys that their secrets give."""
    key = key_of(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key_bytes(key).hex() == public
    verify_signature(key, bytes.fromhex(signature), bytes.fromhex(message))


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
@pytest.mark.parametrize("part", ["signature", "message"])
def test_verify_signature_refuses(secret, public, message, signature, part):
    """A signature over anything else, or another signature, does not verify."""
    assert secret
    key = spell_key("ed25519", bytes.fromhex(public))
    raw, said = bytearray.fromhex(signature), bytes.fromhex(message)
    if part == "signature":
        raw[0] ^= 1
    else:
        said += b"\0"
    with pytest.raises(VerificationError, match="not that of"):
        verify_signature(key, bytes(raw), said)


@pytest.mark.parametrize("size", [0, 63, 65])
def test_verify_signature_refuses_other_sizes(size):
    """A signature of another length is none."""
    key = spell_key("ed25519", bytes(32))
    with pytest.raises(VerificationError):
        verify_signature(key, bytes(size), b"")


@given(st.binary(min_size=ED25519_BYTES, max_size=ED25519_BYTES))
def test_key_and_back(public):
    """A key is spelled in one way, and gives its bytes."""
    key = spell_key("ed25519", public)
    assert parse_key(key) == parse_log_key("ed25519", key) == key
    assert key_bytes(key) == public


def test_log_key_and_back():
    """A log's second key is spelled alike."""
    public = MLDSA44PrivateKey.from_seed_bytes(bytes(32)).public_key().public_bytes_raw()
    key = spell_key("ml-dsa-44", public)
    assert len(public) == ML_DSA_44_BYTES
    assert parse_log_key("ml-dsa-44", key) == key
    assert key_bytes(key) == public


@given(st.text() | st.from_regex(r"ed25519:[A-Za-z0-9_+/=-]{41,45}", fullmatch=True))
def test_parse_key_takes_only_what_would_be_written(text):
    """Whatever parses is exactly what is written for its bytes."""
    try:
        key = parse_key(text)
    except FormatError:
        return
    assert spell_key("ed25519", key_bytes(key)) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ed25519:" + "A" * 43 + "=", id="padded"),
        pytest.param("ed25519:" + "A" * 42 + "B", id="second spelling"),
        pytest.param("ed25519:" + "+" * 42 + "w", id="other alphabet"),
        pytest.param("ed25519:" + "A" * 42, id="31 bytes"),
        pytest.param("ed25519:" + "A" * 44, id="33 bytes"),
        pytest.param("ed25519:" + "A" * 41, id="no number of bytes"),
        pytest.param("ed25519:" + "A" * 43 + "\n", id="newline"),
        pytest.param("Ed25519:" + "A" * 43, id="name in capitals"),
        pytest.param("ml-dsa-44:" + "A" * 43, id="other algorithm"),
        pytest.param("A" * 43, id="bare"),
        pytest.param("ed25519:", id="empty"),
        pytest.param(None, id="nothing"),
        pytest.param(base64.b64decode, id="no text"),
    ],
)
def test_parse_key_refuses(text):
    """A key has one spelling."""
    with pytest.raises(FormatError, match="not a key"):
        parse_key(text)


def test_parse_log_key_refuses_the_other_algorithm():
    """A key of one algorithm is none of the other."""
    with pytest.raises(FormatError, match="ml-dsa-44"):
        parse_log_key("ml-dsa-44", spell_key("ed25519", bytes(32)))
