"""A chain of one's own: kept, opened, renewed, and never more than self-attested."""

import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bozzetto.errors import FormatError, LockedError, RecordingError, StudioError
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    Created,
    Manifest,
    has_own_signer,
    make_own_signer,
    open_own_signer,
    renew_own_signer,
    sign_credentials,
)
from bozzetto.labels.credentials.own import MAX_NAME
from tests.labels.credentials.readers import needs_c2pa, picture, state

NOW = datetime.now(UTC).replace(microsecond=0)


def test_what_is_kept(own_folder, own):
    """Keys that nobody else reads, and a root for everybody; what opens is what was made."""
    assert {path.name for path in own_folder.iterdir()} == {"root.p12", "root.pem", "signer.p12"}
    opened = open_own_signer(own_folder)
    assert opened.chain == own.chain
    assert opened.is_self_attested
    assert opened.subject == "CN=Li Atelier,O=Self-attested"
    if os.name == "posix":
        modes = {stat.S_IMODE(path.stat().st_mode) for path in own_folder.glob("*.p12")}
        assert modes == {0o600}


def test_openssl_verifies_the_chain(own_folder, own, tmp_path):
    """By the root, for e-mail; another program's eyes."""
    leaf = tmp_path / "leaf.pem"
    leaf.write_text(own.pem())
    asked = ["openssl", "verify", "-x509_strict", "-purpose", "smimesign", "-CAfile"]
    done = subprocess.run(
        [*asked, own_folder / "root.pem", leaf], check=False, capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("OK"), done.stderr


def test_a_passphrase(tmp_path):
    """Keeps both keys; nothing of it is in an error."""
    made = make_own_signer(tmp_path, "李", now=NOW, passphrase="correct-horse 猫")  # noqa: S106  # a test's
    with pytest.raises(LockedError, match="is not given"):
        open_own_signer(tmp_path)
    with pytest.raises(LockedError, match="does not open") as caught:
        open_own_signer(tmp_path, "wrong-horse")
    assert "horse" not in str(caught.value)
    assert open_own_signer(tmp_path, "correct-horse 猫").chain == made.chain
    with pytest.raises(LockedError):
        renew_own_signer(tmp_path, now=NOW)


def test_a_new_certificate_by_the_same_root(tmp_path):
    """Whoever knows the root knows both; the second one lives longer."""
    needs_c2pa()
    first = make_own_signer(tmp_path, "Li", now=NOW - timedelta(days=1000))
    second = renew_own_signer(tmp_path, now=NOW)
    assert first.chain[1] == second.chain[1]
    assert first.chain[0].public_key() != second.chain[0].public_key()
    assert second.expires > first.expires
    assert open_own_signer(tmp_path).chain == second.chain
    root = (tmp_path / "root.pem").read_text()
    for number, signer in enumerate((first, second)):
        target = tmp_path / f"{number}.png"
        sign_credentials(
            picture(tmp_path), target, Manifest("a", Created(SourceType.TRAINED)), signer
        )
        assert state(target, root) == "Trusted"


def test_a_root_that_has_expired_makes_no_more(tmp_path):
    """And a certificate never outlives it."""
    make_own_signer(tmp_path, "Li", now=NOW)
    late = renew_own_signer(tmp_path, now=NOW + timedelta(days=19 * 365))
    assert late.expires == late.chain[1].not_valid_after_utc
    with pytest.raises(StudioError, match="expired"):
        renew_own_signer(tmp_path, now=NOW + timedelta(days=21 * 365))


def test_nothing_is_made_twice(own_folder):
    """The first key would be gone."""
    with pytest.raises(StudioError, match="there is a signer in"):
        make_own_signer(own_folder, "Li", now=NOW)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * (MAX_NAME + 1)], ids=["none", "lines", "long"])
def test_names_that_are_refused(tmp_path, name):
    """Before anything is kept."""
    with pytest.raises(FormatError):
        make_own_signer(tmp_path / "new", name, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_no_signer(tmp_path):
    """Is said."""
    with pytest.raises(StudioError, match="there is no signer in"):
        open_own_signer(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="has no such modes")
def test_a_key_that_others_can_read(tmp_path):
    """Is not used; the hint says what to do."""
    make_own_signer(tmp_path, "Li", now=NOW)
    (tmp_path / "signer.p12").chmod(0o644)
    with pytest.raises(StudioError, match="others can read") as caught:
        open_own_signer(tmp_path)
    assert "chmod 600" in caught.value.hint


def test_a_damaged_file(tmp_path):
    """Is an error of form."""
    make_own_signer(tmp_path, "Li", now=NOW)
    (tmp_path / "signer.p12").write_bytes(b"x")
    with pytest.raises(FormatError, match="neither a PKCS #12"):
        open_own_signer(tmp_path)


def test_a_folder_that_cannot_be(tmp_path):
    """Where a file stands."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RecordingError, match="cannot keep a key"):
        make_own_signer(tmp_path / "file" / "in", "Li", now=NOW)


@pytest.mark.parametrize("last", ["root.p12", "root.pem"])
def test_a_process_that_died_on_the_way(tmp_path, last):
    """What it left is gone on from: the root is the same, and no key is lost."""
    make_own_signer(tmp_path, "Li", now=NOW)
    (tmp_path / "signer.p12").unlink()
    if last == "root.p12":
        (tmp_path / "root.pem").unlink()
    root = (tmp_path / "root.p12").read_bytes()
    assert not has_own_signer(tmp_path)
    made = make_own_signer(tmp_path, "Li", now=NOW)
    assert has_own_signer(tmp_path)
    assert (tmp_path / "root.p12").read_bytes() == root
    kept = (tmp_path / "root.pem").read_bytes()
    assert made.chain[1].public_bytes(Encoding.PEM) == kept
    assert open_own_signer(tmp_path).chain == made.chain
