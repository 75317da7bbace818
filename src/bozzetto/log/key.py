"""The keys that sign notes, and their text form.

A note key is a name, a signature type and a public key; the three together give its key ID
(https://c2sp.org/signed-note)::

    SHA-256(name || 0x0A || type || public key)[:4]

and its text, the *vkey*: ``<name>+<key ID in hex>+<base64 of type || public key>``.
A key's name is not part of the key material: the same public key under another name is
another note key with another ID. Keys are not made here, nor kept: private keys come as
arguments.
"""

import base64
import re
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from bozzetto.ed25519 import load_public_key
from bozzetto.errors import FormatError, VerificationError

__all__ = ["MAX_NAME_SIZE", "NAME", "KeyKind", "NoteKey", "NoteSigner"]

# Bytes in UTF-8. The ML-DSA message has one byte for the length of a name.
MAX_NAME_SIZE = 255

_SHOWN = 80  # characters of a bad key that an error repeats

# A name has at least one character, no plus, no ASCII control character and no Unicode white
# space. The white space stands here by number: what a language calls \s is not everywhere
# the same set.
NAME = (
    r"[^\u0000-\u0020+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]+"
)

_VKEY = re.compile(rf"({NAME})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]+={{0,2}})")
_NAME = re.compile(NAME)


class KeyKind(IntEnum):
    """The signature types used here, by the byte that https://c2sp.org/signed-note assigns."""

    ED25519 = 0x01  # RFC 8032, over the note's text
    ED25519_COSIGNATURE = 0x04  # with a timestamp, over a checkpoint
    MLDSA44 = 0x06  # FIPS 204, with a timestamp, over a checkpoint

    @property
    def public_size(self) -> int:
        """Length of the public key, bytes."""
        return 1312 if self is KeyKind.MLDSA44 else 32

    @property
    def signature_size(self) -> int:
        """Length of the bare signature, bytes, without a timestamp."""
        return 2420 if self is KeyKind.MLDSA44 else 64

    @property
    def timed(self) -> bool:
        """Whether the signature is preceded by a timestamp."""
        return self is not KeyKind.ED25519


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key, under the name that it signs with.

    Raises:
        FormatError: The name is no name, or the key is no public key of its kind.
    """

    name: str
    kind: KeyKind
    public: bytes = field(repr=False)  # 32 bytes, or 1312 for ML-DSA-44

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.name.encode()) > MAX_NAME_SIZE:
            raise FormatError("not the name of a key: {name!r}", name=self.name)
        self._load()

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Parse a key from its text form.

        Raises:
            FormatError: `vkey` is not the text of any key of a known kind.
        """
        if match := _VKEY.fullmatch(vkey):
            kind, public = _material(match[3])
            key = cls(match[1], kind, public)
            if str(key) == vkey:
                return key
        raise FormatError("not a verifier key: {text!r}", text=vkey[:_SHOWN])

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{material}"

    @property
    def id(self) -> bytes:
        """The key ID, 4 bytes."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def check(self, message: bytes, signature: bytes) -> None:
        """Verify a bare signature, without timestamp, over the bytes that were signed.

        Raises:
            VerificationError: The signature is not this key's over this message.
        """
        try:
            self._load().verify(signature, message)
        except InvalidSignature as error:
            raise VerificationError(
                "the signature of {name} does not verify", name=self.name
            ) from error

    def _load(self) -> Ed25519PublicKey | MLDSA44PublicKey:
        load = (
            MLDSA44PublicKey.from_public_bytes if self.kind is KeyKind.MLDSA44 else load_public_key
        )
        try:
            return load(self.public)
        except ValueError as error:
            raise FormatError(
                "not a public key of {want} bytes: {got} bytes",
                want=self.kind.public_size,
                got=len(self.public),
            ) from error


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A private key, under the name that it signs with.

    Raises:
        FormatError: The name is no name, or the private key is not of that kind.
    """

    name: str
    kind: KeyKind
    private: Ed25519PrivateKey | MLDSA44PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.private, MLDSA44PrivateKey) != (self.kind is KeyKind.MLDSA44):
            raise FormatError("the private key of {name} is of another kind", name=self.name)
        self.key()  # refuses a bad name before anything is signed

    def key(self) -> NoteKey:
        """Give the public half."""
        return NoteKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign bytes: 64 bytes of Ed25519, or 2420 of ML-DSA-44, which differ every time."""
        return self.private.sign(message)


def _material(text: str) -> tuple[KeyKind, bytes]:
    """Split the last part of a vkey into signature type and public key."""
    try:
        kind, *public = base64.b64decode(text, validate=True)
        return KeyKind(kind), bytes(public)
    except ValueError as error:
        raise FormatError(
            "not the material of a known kind of key: {text!r}", text=text[:_SHOWN]
        ) from error
