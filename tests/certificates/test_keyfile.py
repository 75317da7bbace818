"""Files of certificates: what is read, and how little is said of what is secret."""

import logging
import shutil
import subprocess
import traceback
from contextlib import suppress
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.certificates import MAX_FILE_BYTES, Held, read_held
from bozzetto.errors import BozzettoError, FormatError, LockedError, StudioError
from tests.fakes.certificates import PASSPHRASE, Office

taken = partial(read_held, kind=Held)
OFFICE = Office()
ANN = OFFICE.holder("Ann", OFFICE.issuer)
P12, PEM = ANN.p12(), ANN.pem() + ANN.key_pem()


@pytest.fixture(scope="module")
def locked():
    """The same, under a passphrase."""
    return ANN.p12(PASSPHRASE), ANN.pem() + ANN.key_pem(PASSPHRASE)


def test_all_forms_hold_the_same(locked):
    """With or without a passphrase; in PEM in any order, and the key in a file of its own."""
    read = [
        taken(P12),
        taken(PEM),
        taken(ANN.key_pem() + ANN.pem(backwards=True)),
        taken(ANN.pem(), key=ANN.key_pem()),
        taken(ANN.pem(), PASSPHRASE, key=ANN.key_pem(PASSPHRASE)),
        *(taken(each, PASSPHRASE) for each in locked),
    ]
    assert {each.chain for each in read} == {ANN.chain}


def test_a_passphrase_that_is_not_wanted(locked):
    """Does no harm to a PEM file without one."""
    assert locked
    assert taken(PEM, PASSPHRASE).chain == ANN.chain


@pytest.mark.parametrize("form", ["p12", "pem"])
def test_a_locked_key(locked, form, caplog):
    """Wants its passphrase; neither that nor a wrong one is in any error or log."""
    caplog.set_level(logging.DEBUG)
    data = locked[form == "pem"]
    with pytest.raises(LockedError, match="is not given") as missing:
        taken(data)
    assert "BOZZETTO_PASSPHRASE_SIGN" in missing.value.hint
    wrong = "wrong-horse 🐱"
    with pytest.raises(LockedError, match="does not open") as caught:
        taken(data, wrong)
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert wrong not in told
    assert "horse" not in told


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "neither a PKCS #12", id="empty"),
        pytest.param(b"%PDF-1.7", "neither a PKCS #12", id="PDF"),
        pytest.param(P12[:-9], "neither a PKCS #12", id="cut"),
        pytest.param(b"\x30\x03\x02\x01\x03", "neither a PKCS #12", id="other DER"),
        pytest.param(ANN.pem(), "no private key", id="no key"),
        pytest.param(ANN.key_pem(), "not a PEM file of certificates", id="no certificate"),
        pytest.param(
            ANN.pem() + b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "not a private key",
            id="no key in the block",
        ),
        pytest.param(b"x" * (MAX_FILE_BYTES + 1), "too long", id="long"),
    ],
)
def test_files_that_are_refused(data, words):
    """And why."""
    with pytest.raises(FormatError, match=words):
        taken(data)


def test_a_key_beside_a_pkcs12_file_is_refused():
    """It has its own, so which was meant?"""
    with pytest.raises(FormatError, match="not a PEM file"):
        taken(P12, key=ANN.key_pem())


def test_a_key_of_another_kind_is_refused():
    """What no certificate here can be about."""
    key = x25519.X25519PrivateKey.generate()
    other = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(StudioError, match="of a kind that is not known: X25519PrivateKey"):
        taken(ANN.pem() + other)


def test_a_class_with_more_rules():
    """What is read is what was asked for, and its rules are asked."""

    class Strict(Held):
        def __post_init__(self):
            raise StudioError("never")

    with pytest.raises(StudioError, match="never"):
        read_held(PEM, kind=Strict)


def test_the_wrong_key_is_refused():
    """The first certificate is said to be the one that was meant."""
    other = OFFICE.holder("Bob", OFFICE.issuer)
    with pytest.raises(StudioError, match="does not fit the certificate of CN=Ann"):
        taken(ANN.pem(), key=other.key_pem())


def test_a_missing_issuer_between_is_refused():
    """The root alone leads nowhere."""
    data = pkcs12.serialize_key_and_certificates(
        b"", ANN.key, ANN.certificate, [OFFICE.root.certificate], NoEncryption()
    )
    with pytest.raises(StudioError, match="chain is broken"):
        taken(data)


def test_certificates_without_a_key_are_refused():
    """A .p12 file can be without one."""
    data = pkcs12.serialize_key_and_certificates(b"", None, None, ANN.chain, NoEncryption())
    with pytest.raises(FormatError, match="no private key") as caught:
        taken(data)
    assert "together with its key" in caught.value.hint


def test_a_file_in_ber():
    """Read without a word, or refused as an error of ours, as the library below decides."""
    loose = P12.replace(b"\x02\x01\x03", b"\x02\x01\x80", 1)
    with suppress(FormatError):
        assert taken(loose).chain == ANN.chain


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("way", [[], ["-legacy"]], ids=["today's", "legacy"])
def test_files_of_openssl(tmp_path, way):
    """As it writes them now, and as Windows and old tools did: RC2 and 3DES."""
    source, out = tmp_path / "all.pem", tmp_path / "out.p12"
    source.write_bytes(PEM)
    asked = ["openssl", "pkcs12", "-export", "-in", source, "-out", out, "-passout", "pass:pw"]
    done = subprocess.run([*asked, *way], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this openssl writes no such file: {done.stderr}")
    assert taken(out.read_bytes(), "pw").chain == ANN.chain


# The library below warns of a serial number below nought, and of a country that is no code
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
@pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning")
@given(st.data())
def test_damaged_files(data):
    """Whatever is wrong, it is an error of ours, or was of no account."""
    whole = data.draw(st.sampled_from([P12, PEM]))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + 1 :]
    try:
        found = taken(damaged).chain[0]
    except BozzettoError:
        return  # and no other error
    # What is signed: the library below takes a signature whose last bits are said to be unused
    assert found.tbs_certificate_bytes == ANN.certificate.tbs_certificate_bytes
