"""Checkpoints of the studio's log: whose they are, and whether its keys signed them.

The keys stand in ``studio.opened``. Ed25519 must have signed; ML-DSA-44 must verify wherever it
has signed, and where it has not that is remarked. Signatures of other keys, such as witnesses',
are passed over.
"""

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm

from bozzetto.errors import BozzettoError
from bozzetto.log import Checkpoint, KeyKind, Note, NoteKey, open_checkpoint, studio_origin
from bozzetto.record import Digest, JSONObject, Key, digest_bytes, key_bytes

__all__ = ["Checked", "LogKeys", "check_note"]


@dataclass(frozen=True, slots=True)
class LogKeys:
    """A studio's log: its name and its public keys."""

    origin: str
    ed25519: bytes
    ml_dsa_44: bytes

    @classmethod
    def of(cls, studio: Digest, opened: JSONObject) -> "LogKeys":
        """Read them out of the body of ``studio.opened``, whose shape was checked."""
        log = opened["log"]
        keys = log if isinstance(log, dict) else {}
        return cls(
            studio_origin(digest_bytes(studio)),
            key_bytes(Key(str(keys["ed25519"]))),
            key_bytes(Key(str(keys["ml-dsa-44"]))),
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of a signed checkpoint found.

    Attributes:
        checkpoint: What it says; None where it is malformed.
        fault: ``malformed``, ``other`` (another log's), ``false`` (a signature), or empty.
        single: Whether ML-DSA-44 did not sign.
        unsupported: Whether ML-DSA-44 signed and could not be verified here.
        error: What was raised.
    """

    checkpoint: Checkpoint | None = None
    fault: str = ""
    single: bool = False
    unsupported: bool = False
    error: BozzettoError | None = None


def check_note(text: str, keys: LogKeys) -> Checked:
    """Check one signed checkpoint; nothing is raised, so that a caller can name its place."""
    try:
        note = Note.parse(text)
        checkpoint = Checkpoint.parse(note.text)
    except BozzettoError as error:
        return Checked(fault="malformed", error=error)
    if checkpoint.origin != keys.origin:
        return Checked(checkpoint, "other")
    if _share_id(keys):
        return Checked(checkpoint, "malformed")  # no signature says which of the two it is of
    try:
        open_checkpoint(text, [NoteKey(keys.origin, KeyKind.ED25519, keys.ed25519)])
    except BozzettoError as error:
        return Checked(checkpoint, "false", error=error)
    return _check_second(text, note, checkpoint, keys)


def _share_id(keys: LogKeys) -> bool:
    try:
        first = NoteKey(keys.origin, KeyKind.ED25519, keys.ed25519)
        return NoteKey(keys.origin, KeyKind.MLDSA44, keys.ml_dsa_44).id == first.id
    except (BozzettoError, UnsupportedAlgorithm):
        return False  # whichever is no key here is found out when it is to verify something


def _check_second(text: str, note: Note, checkpoint: Checkpoint, keys: LogKeys) -> Checked:
    """Check the signature that is to hold when Ed25519 no longer does."""
    try:
        key = NoteKey(keys.origin, KeyKind.MLDSA44, keys.ml_dsa_44)
        if all((each.name, each.id) != (key.name, key.id) for each in note.signatures):
            return Checked(checkpoint, single=True)
        open_checkpoint(text, [key])
    except UnsupportedAlgorithm:
        return Checked(checkpoint, unsupported=True)
    except BozzettoError as error:
        return Checked(checkpoint, "false", error=error)
    return Checked(checkpoint)
