import base64
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError, VerificationError
from bozzetto.record.dsse import EVENT_TYPE, Signature, Signer, pae

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Signer(PRIVATE)
DONE = SIGNER.sign(b"{}")


@pytest.mark.parametrize(
    ("kind", "payload", "encoding"),
    [
        pytest.param(
            "http://example.com/HelloWorld",
            b"hello world",
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world",
            id="the specification's",
        ),
        pytest.param("", b"", b"DSSEv1 0  0 ", id="empty"),
        pytest.param("é", "鹤".encode(), "DSSEv1 2 é 3 鹤".encode(), id="lengths are in bytes"),
    ],
)
def test_pae_known_answers(kind, payload, encoding):
    """The encoding is that of the DSSE specification."""
    assert pae(kind, payload) == encoding


@given(st.text(), st.binary(), st.text(), st.binary())
def test_pae_has_one_meaning(kind, payload, other, another):
    """Two documents never have the same encoding."""
    assert (pae(kind, payload) == pae(other, another)) == ((kind, payload) == (other, another))


@given(st.binary())
def test_sign_and_verify(payload):
    """What is signed verifies, and over nothing else."""
    done = SIGNER.sign(payload)
    done.verify(payload)
    with pytest.raises(VerificationError):
        done.verify(payload + b" ")


def test_signature_holds_for_openssl(tmp_path):
    """The machine's own openssl verifies a signature over the encoding."""
    payload = '{"a":"鹤"}'.encode()
    public = PRIVATE.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    (tmp_path / "key.pem").write_bytes(public)
    (tmp_path / "sig").write_bytes(base64.b64decode(SIGNER.sign(payload).sig))
    (tmp_path / "pae").write_bytes(pae(EVENT_TYPE, payload))
    command = "openssl pkeyutl -verify -rawin -pubin -inkey key.pem -sigfile sig -in pae"
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "pae").write_bytes(payload)
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode != 0


@pytest.mark.parametrize(
    "sig",
    [
        pytest.param("", id="empty"),
        pytest.param(DONE.sig.rstrip("="), id="no padding"),
        pytest.param(DONE.sig + "=", id="more padding"),
        pytest.param(DONE.sig + "\n", id="newline"),
        pytest.param(base64.b64encode(bytes(63)).decode(), id="63 bytes"),
        pytest.param(base64.b64encode(bytes(65)).decode(), id="65 bytes"),
        pytest.param("A" * 85 + "B==", id="second spelling"),
        pytest.param("-" * 85 + "A==", id="other alphabet"),
        pytest.param("é" * 88, id="no ASCII"),
    ],
)
def test_signature_refuses(sig):
    """A signature has one spelling."""
    with pytest.raises(FormatError, match="not a signature"):
        Signature(SIGNER.key, sig)


def test_signer_shows_its_public_key_only():
    """A signer's text names the key that verifies, and no secret."""
    assert repr(SIGNER) == f"Signer({SIGNER.key})"
    assert PRIVATE.private_bytes_raw().hex() not in repr(SIGNER)
