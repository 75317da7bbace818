"""Private keys, one file each, readable by their owner only.

A file is named by the first 16 hex digits of the SHA-256 of the public key's spelling. It holds
PKCS #8 in PEM, which ``openssl pkey`` reads too; under a passphrase the PEM is sealed with
ChaCha20-Poly1305 under a key that Argon2id makes (RFC 9106, second recommended choice).

A passphrase protects a person's key: it signs when that person acts. The device's and the log's
keys work unattended, so they have none.
"""

import base64
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from bozzetto.errors import LockedError, RecordingError, StudioError
from bozzetto.log import KeyKind, NoteSigner
from bozzetto.record import Key, Signer, digest_of, key_of, spell_key
from bozzetto.studio.durable import make_folder, write_durably

__all__ = ["Keys", "LogKeys"]

_PEM = b"-----BEGIN PRIVATE KEY-----"
# RFC 9106 section 4, the choice for memory-constrained machines
_ARGON2 = {"iterations": 3, "lanes": 4, "memory": 65_536}  # memory in KiB
# A key file must not make its reader take more than 1 GiB, or work for hours
_MAX_COST = {"iterations": 64, "lanes": 64, "memory": 1 << 20}  # memory in KiB

Private = Ed25519PrivateKey | MLDSA44PrivateKey


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The two keys that sign a log's checkpoints."""

    ed25519: Key
    ml_dsa_44: Key


class Keys:
    """The folder of private keys of one studio."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, passphrase: str | None = None) -> Key:
        """Make a key for a person or a device, and return its public half.

        Raises:
            RecordingError: it could not be made durable.
        """
        private = Ed25519PrivateKey.generate()
        key = key_of(private)
        self._write(key, private, passphrase)
        return key

    def make_log_keys(self) -> LogKeys:
        """Make the two keys of a log."""
        second = MLDSA44PrivateKey.generate()
        self._write(_spell(second), second, None)
        return LogKeys(self.make(), _spell(second))

    def has(self, key: Key) -> bool:
        """Whether the private half is here."""
        return self._path(key).is_file()

    def is_locked(self, key: Key) -> bool:
        """Whether a passphrase is needed to sign with `key`."""
        return not self._read(key).startswith(_PEM)

    def signer(self, key: Key, passphrase: str | None = None) -> Signer:
        """Open a person's or a device's key.

        Raises:
            StudioError: it is not here, or others can read it.
            LockedError: the passphrase is missing, or is not its own.
        """
        private = self._open(key, passphrase)
        if not isinstance(private, Ed25519PrivateKey):
            raise StudioError("a log's key signs no entries: {key}", key=key)
        return Signer(private)

    def note_signers(self, origin: str, keys: LogKeys) -> tuple[NoteSigner, NoteSigner]:
        """Open the two keys of a log, Ed25519 first.

        Raises:
            StudioError: a key is not here, or others can read it.
        """
        return (
            NoteSigner(origin, KeyKind.ED25519, self._open(keys.ed25519, None)),
            NoteSigner(origin, KeyKind.MLDSA44, self._open(keys.ml_dsa_44, None)),
        )

    def _path(self, key: Key) -> Path:
        return self._folder / f"{digest_of(key.encode())[7:23]}.key"

    def _write(self, key: Key, private: Private, passphrase: str | None) -> None:
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        data = pem if passphrase is None else _lock(pem, passphrase)
        try:
            make_folder(self._folder)
            write_durably(self._path(key), data)
        except OSError as error:
            raise RecordingError(
                "cannot keep a key in {place}: {why}",
                hint="name a folder that can be written to",
                place=self._folder,
                why=error.strerror or error,
            ) from error

    def _read(self, key: Key) -> bytes:
        path = self._path(key)
        try:
            mode = path.stat().st_mode
            data = path.read_bytes()
        except OSError as error:
            raise StudioError(
                "the private half of {key} is not in this studio",
                hint="sign on the device that has it, or replace the key",
                key=key,
            ) from error
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise StudioError(
                "others can read the key file {file}",
                hint="take it back with: chmod 600 {file}",
                file=path,
            )
        return data

    def _open(self, key: Key, passphrase: str | None) -> Private:
        data = self._read(key)
        if not data.startswith(_PEM):
            data = _unlock(data, passphrase, key)
        try:
            private = load_pem_private_key(data, None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise StudioError(
                "the key file {file} is damaged",
                hint="bring it back from a copy of the studio's folder",
                file=self._path(key),
            ) from error
        if not isinstance(private, Ed25519PrivateKey | MLDSA44PrivateKey) or _spell(private) != key:
            raise StudioError("the key file {file} holds another key", file=self._path(key).name)
        return private


def _spell(private: Private) -> Key:
    if isinstance(private, Ed25519PrivateKey):
        return key_of(private)
    return spell_key("ml-dsa-44", private.public_key().public_bytes_raw())


def _derive(passphrase: str, salt: bytes, cost: dict[str, int]) -> ChaCha20Poly1305:
    derived = Argon2id(
        salt=salt,
        length=32,
        iterations=cost["iterations"],
        lanes=cost["lanes"],
        memory_cost=cost["memory"],
    )
    # what the environment holds need not be UTF-8: its bytes are taken back as they were
    return ChaCha20Poly1305(derived.derive(passphrase.encode(errors="surrogateescape")))


def _lock(pem: bytes, passphrase: str) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _derive(passphrase, salt, _ARGON2).encrypt(nonce, pem, None)
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    document = {
        "key": "argon2id chacha20-poly1305",
        **_ARGON2,
        **{name: base64.b64encode(data).decode() for name, data in parts.items()},
    }
    return json.dumps(document, indent=1).encode() + b"\n"


def _unlock(data: bytes, passphrase: str | None, key: Key) -> bytes:
    if passphrase is None:
        raise LockedError(
            "the key {key} is locked",
            hint="give its passphrase: set BOZZETTO_PASSPHRASE, or run the command in a terminal",
            key=key,
        )
    try:
        document = json.loads(data)
        cost = {name: int(document[name]) for name in _ARGON2}
        salt, nonce, sealed = (
            base64.b64decode(document[name]) for name in ("salt", "nonce", "sealed")
        )
        if any(not 1 <= cost[name] <= most for name, most in _MAX_COST.items()):
            raise ValueError(cost)  # noqa: TRY301  # one answer to any damage
        return _derive(passphrase, salt, cost).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise LockedError(
            "the passphrase does not open the key {key}",
            hint="try again; without it the key is lost, and the owner can replace it",
            key=key,
        ) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StudioError("the file of the key {key} is damaged", key=key) from error
