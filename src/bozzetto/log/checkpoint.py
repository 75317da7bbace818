"""Checkpoints: how many entries a log holds, and which ones, signed.

The text is three lines, as https://c2sp.org/tlog-checkpoint has it: the origin, which is the
log's name; the tree size, in entries; and the root hash (RFC 6962) in base64::

    bozzetto.local/0123456789abcdef
    17
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

A checkpoint has exactly one text, so a signature over the text is a signature over the value:
``str(Checkpoint.parse(text)) == text`` for every text that parses. Extension lines are
refused: an ML-DSA signature would not cover them.

A log signs twice, with Ed25519 and with ML-DSA-44, because evidence is read decades later;
witnesses may add cosignatures. What each kind signs is in `cosignature`. No I/O.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.cosignature import ed25519_message, mldsa44_message
from bozzetto.log.key import MAX_NAME_SIZE, NAME, KeyKind, NoteKey, NoteSigner
from bozzetto.log.merkle import EMPTY_ROOT
from bozzetto.log.note import MAX_TIME, Note, Signature, Verified, verify_note
from bozzetto.log.shape import MAX_TREE_SIZE

__all__ = ["Checkpoint", "open_checkpoint", "sign_checkpoint", "studio_origin"]

# The root is the one base64 spelling of 32 bytes: its last letter carries four bits, not six.
# int() and b64decode() alone would also take "1_7", "-17" and a root of any length.
_BODY = re.compile(
    rf"({NAME})\n"
    r"(0|[1-9][0-9]{0,15})\n"
    r"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n"
)

_SHOWN = 400  # characters of a bad text that an error repeats; a whole checkpoint fits


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one moment: what a log signs.

    Raises:
        FormatError: The parts are not those of any checkpoint.
    """

    origin: str  # a name as keys have it, at most 255 bytes in UTF-8
    tree_size: int  # entries, 0 for an empty log
    root_hash: bytes  # 32 bytes, RFC 6962 section 2.1; of an empty log, its fixed one

    def __post_init__(self) -> None:
        if (
            not _BODY.fullmatch(str(self))
            or self.tree_size > MAX_TREE_SIZE
            or len(self.origin.encode()) > MAX_NAME_SIZE
            or (self.tree_size == 0 and self.root_hash != EMPTY_ROOT)
        ):
            raise _not_a_checkpoint(str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the text of a checkpoint, without its signatures.

        Raises:
            FormatError: `text` is not the text of any checkpoint.
        """
        match = _BODY.fullmatch(text)
        if match is None:
            raise _not_a_checkpoint(text)
        origin, size, root = match.groups()
        return cls(origin, int(size), base64.b64decode(root))

    def __str__(self) -> str:
        root = base64.b64encode(self.root_hash).decode()
        return f"{self.origin}\n{self.tree_size}\n{root}\n"


def studio_origin(studio: bytes) -> str:
    """Name the log of a studio.

    Args:
        studio: The 32-byte digest of the studio chain's first entry.
    """
    return f"bozzetto.local/{studio.hex()[:16]}"


def sign_checkpoint(checkpoint: Checkpoint, *signers: NoteSigner, time: int) -> str:
    """Write a checkpoint as a signed note, with one signature a signer, in their order.

    A log gives its Ed25519 signer and its ML-DSA-44 signer, both under its origin as name.

    Args:
        checkpoint: What is signed. A log never signs two that are inconsistent.
        signers: The keys.
        time: Seconds since 1970, for the kinds of signature that state it.

    Raises:
        FormatError: There is no signer, one signs twice, or the time is out of range.
    """
    if not 0 <= time <= MAX_TIME:
        raise FormatError("not a time from 0 to 2^63-1 seconds: {time}", time=time)
    return str(Note(str(checkpoint), tuple(_sign(checkpoint, each, time) for each in signers)))


def open_checkpoint(text: str, keys: Iterable[NoteKey]) -> tuple[Checkpoint, tuple[Verified, ...]]:
    """Parse a signed checkpoint, and verify it.

    Args:
        text: The signed note.
        keys: The keys that the caller trusts: the log's, named as its origin, and perhaps
            witnesses'.

    Returns:
        The checkpoint, and the signatures that hold, in the note's order. That some given
        key is not among them is for the caller to judge.

    Raises:
        FormatError: `text` is not a signed checkpoint.
        VerificationError: A known key's signature fails, or no known key of the log has signed.
    """
    note = Note.parse(text)
    checkpoint = Checkpoint.parse(note.text)
    verified = verify_note(note, keys, lambda key, time: _message(checkpoint, key, time))
    # A witness vouches for what it saw; only the log's own key says that the log said it.
    if all(each.key.name != checkpoint.origin for each in verified):
        raise VerificationError(
            "no known key of the log {origin} has signed its checkpoint", origin=checkpoint.origin
        )
    return checkpoint, verified


def _sign(checkpoint: Checkpoint, signer: NoteSigner, time: int) -> Signature:
    key = signer.key()
    stamp = time.to_bytes(8) if key.kind.timed else b""
    return Signature(key.name, key.id, stamp + signer.sign(_message(checkpoint, key, time)))


def _message(checkpoint: Checkpoint, key: NoteKey, time: int) -> bytes:
    """Give the bytes that a key signs."""
    match key.kind:
        case KeyKind.ED25519:
            return str(checkpoint).encode()
        case KeyKind.ED25519_COSIGNATURE:
            return ed25519_message(str(checkpoint), time)
        case KeyKind.MLDSA44:
            return mldsa44_message(
                key.name, time, checkpoint.origin, checkpoint.tree_size, checkpoint.root_hash
            )


def _not_a_checkpoint(text: str) -> FormatError:
    return FormatError("not a checkpoint: {text!r}", text=text[:_SHOWN])
