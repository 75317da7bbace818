"""Private keys: whose they are, who can read them, and what does not open them."""

import json
import os
import shutil
import stat
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bozzetto.errors import RecordingError, StudioError
from bozzetto.log import Checkpoint, NoteKey, open_checkpoint, sign_checkpoint
from bozzetto.record import key_bytes
from bozzetto.studio import Keys, LogKeys
from bozzetto.studio import keys as keys_module

ORIGIN = "bozzetto.local/0123456789abcdef"
PASSPHRASE = "correct horse 电池"  # noqa: S105  # of keys made here


@pytest.fixture(autouse=True)
def as_users_pay(real_cost, monkeypatch):
    """Let each guess cost what it costs a user."""
    for name, cost in real_cost.items():
        monkeypatch.setitem(keys_module._ARGON2, name, cost)  # noqa: SLF001  # see conftest.py


@pytest.fixture
def keys(tmp_path):
    """An empty folder of keys."""
    return Keys(tmp_path / "keys")


def only_file(tmp_path):
    """Return the one key file that was made."""
    (file,) = (tmp_path / "keys").iterdir()
    return file


def test_make_signs(keys):
    """What a key's private half signs, the key verifies."""
    key = keys.make()
    assert keys.has(key)
    assert not keys.is_locked(key)
    signer = keys.signer(key)
    assert signer.key == key
    signer.sign(b"payload").verify(b"payload")


def test_make_owner_only(keys, tmp_path):
    """A key file can be read by its owner alone, and so can the folder."""
    keys.make()
    assert stat.S_IMODE(only_file(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_guess_costs_what_the_rfc_asks(keys, tmp_path):
    """A locked key says what a guess costs: RFC 9106's choice where memory is short."""
    keys.make(PASSPHRASE)
    said = json.loads(only_file(tmp_path).read_bytes())
    assert said["key"] == "argon2id chacha20-poly1305"
    assert (said["iterations"], said["lanes"], said["memory"]) == (3, 4, 64 * 1024)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601], ids=oct)
def test_readable_by_others_refused(keys, tmp_path, mode):
    """A key that others can read is not used, and the error says how to take it back."""
    key = keys.make()
    only_file(tmp_path).chmod(mode)
    with pytest.raises(StudioError, match="others can read") as caught:
        keys.signer(key)
    assert "chmod 600" in caught.value.hint


def test_absent(keys):
    """A key whose private half is elsewhere does not sign here."""
    key = Keys(keys._folder.parent / "elsewhere").make()  # noqa: SLF001  # a second folder
    assert not keys.has(key)
    with pytest.raises(StudioError, match="not in this studio"):
        keys.signer(key)


def test_make_unwritable(tmp_path):
    """Where no key can be kept, none is made."""
    (tmp_path / "keys").write_bytes(b"a file stands where the folder should")
    with pytest.raises(RecordingError, match="cannot keep a key"):
        Keys(tmp_path / "keys").make()


def test_passphrase_right(keys, tmp_path):
    """A passphrase locks a key's file, and opens it."""
    key = keys.make(PASSPHRASE)
    assert keys.is_locked(key)
    assert b"PRIVATE KEY" not in only_file(tmp_path).read_bytes()
    assert keys.signer(key, PASSPHRASE).key == key


def test_passphrase_any_bytes(keys):
    """A passphrase that the environment holds in bytes that are no UTF-8 works like any."""
    odd = os.fsdecode(b"\xff\xfe")
    assert keys.signer(keys.make(odd), odd)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param("wrong", "does not open", id="wrong"),
        pytest.param("", "does not open", id="empty"),
        pytest.param(None, "is locked", id="absent"),
    ],
)
def test_passphrase_refused(keys, given, message):
    """Without its passphrase a key stays shut, and the error says what to do."""
    key = keys.make(PASSPHRASE)
    with pytest.raises(StudioError, match=message) as caught:
        keys.signer(key, given)
    assert caught.value.hint


def test_passphrase_unneeded(keys):
    """A key without a passphrase opens under any."""
    key = keys.make()
    assert keys.signer(key, PASSPHRASE).key == key


@pytest.fixture(scope="module")
def locked(tmp_path_factory, real_cost):
    """A locked key that cost what it costs a user, and a folder of keys with it alone, to copy."""
    folder = tmp_path_factory.mktemp("locked") / "keys"
    with pytest.MonkeyPatch.context() as patch:
        for name, cost in real_cost.items():
            patch.setitem(keys_module._ARGON2, name, cost)  # noqa: SLF001  # see conftest.py
        return Keys(folder).make(PASSPHRASE), folder


def changed(**members):
    """Return a function that changes a locked key's file."""
    return lambda data: json.dumps(json.loads(data) | members).encode()


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda data: data[:40], id="cut off"),
        pytest.param(lambda _: b"\xff" * 50, id="not UTF-8"),
        pytest.param(lambda _: b"[]", id="a list"),
        pytest.param(lambda _: b"{}", id="without members"),
        pytest.param(lambda _: b"[" * 100_000, id="deep"),
        pytest.param(changed(memory=1 << 21), id="2 GiB of memory"),
        pytest.param(changed(memory=1), id="too little memory"),
        pytest.param(changed(memory=-1), id="memory below zero"),
        pytest.param(changed(memory="lots"), id="memory in words"),
        pytest.param(changed(memory=10**40), id="memory without end"),
        pytest.param(changed(iterations=1 << 31), id="hours of work"),
        pytest.param(changed(iterations=0), id="no work"),
        pytest.param(changed(lanes=1 << 20), id="a million lanes"),
        pytest.param(changed(lanes=None), id="no lanes"),
        pytest.param(changed(salt=7), id="salt a number"),
        pytest.param(changed(salt="AA=="), id="salt too short"),
        pytest.param(changed(nonce="AA=="), id="nonce too short"),
        pytest.param(changed(sealed=""), id="nothing sealed"),
    ],
)
def test_locked_file_damaged(keys, locked, tmp_path, damage):
    """A damaged or hostile file costs little, and one kind of error."""
    key, folder = locked
    shutil.copytree(folder, tmp_path / "keys")
    file = only_file(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StudioError, match=r"is damaged|does not open"):
        keys.signer(key, PASSPHRASE)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:60], id="cut off"),
        pytest.param(lambda data: data.replace(b"\nMC", b"\nMD"), id="changed"),
        pytest.param(lambda data: data[:28] + b"*" * 60, id="not base64"),
    ],
)
def test_open_file_damaged(keys, tmp_path, damage):
    """A damaged file without a passphrase is said to be damaged."""
    key = keys.make()
    file = only_file(tmp_path)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StudioError, match="is damaged"):
        keys.signer(key)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(Ed25519PrivateKey.generate, id="another person's"),
        pytest.param(lambda: generate_private_key(65537, 2048), id="of another kind"),
    ],
)
def test_file_of_another_key(keys, tmp_path, make):
    """A file that holds another key than its name says signs nothing."""
    key = keys.make()
    pem = make().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    only_file(tmp_path).write_bytes(pem)
    with pytest.raises(StudioError, match="holds another key"):
        keys.signer(key)


def test_log_keys_sign(keys):
    """A log's two keys sign checkpoints that their public halves verify."""
    made = keys.make_log_keys()
    signers = keys.note_signers(ORIGIN, made)
    note = sign_checkpoint(Checkpoint(ORIGIN, 1, bytes(32)), *signers, time=1)
    trusted = [
        NoteKey(ORIGIN, signer.kind, key_bytes(key))
        for signer, key in zip(signers, (made.ed25519, made.ml_dsa_44), strict=True)
    ]
    checkpoint, verified = open_checkpoint(note, trusted)
    assert checkpoint.tree_size == 1
    assert len(verified) == 2


def test_log_keys_swapped(keys):
    """A log's key that is not the one of its name signs no checkpoint."""
    first, second = keys.make_log_keys(), keys.make_log_keys()
    shutil.copy(keys._path(second.ed25519), keys._path(first.ed25519))  # noqa: SLF001  # to swap
    with pytest.raises(StudioError, match="holds another key"):
        keys.note_signers(ORIGIN, first)


def test_log_key_signs_no_entries(keys):
    """The log's second key is not a person's."""
    made = keys.make_log_keys()
    with pytest.raises(StudioError, match="signs no entries"):
        keys.signer(made.ml_dsa_44)
    with pytest.raises(StudioError, match="not in this studio"):
        keys.note_signers(ORIGIN, LogKeys(made.ed25519, keys.make()[:-1]))


def test_openssl_reads_pem(keys, tmp_path):
    """A key without a passphrase is PKCS #8, which others can read."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    key = keys.make()
    done = subprocess.run(
        ["openssl", "pkey", "-in", only_file(tmp_path), "-pubout", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    assert done.stdout[-32:] == key_bytes(key)
