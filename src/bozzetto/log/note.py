"""Signed notes: a text, and the signatures of some keys under it.

The format is https://c2sp.org/signed-note: the text, an empty line, then one line a signature::

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm...

A signature line is an em dash, the key's name, and the base64 of the four bytes of its key ID
and the signature. Readers pass over the lines of keys they do not know; that is how a log
changes its keys and how witnesses join. Beyond the specification, a note here carries at most
one signature of one key, so that counting lines is counting keys.

Parsing is strict: ``str(Note.parse(text)) == text`` for every text that parses. What a key
signs is decided by the caller, since cosigners sign more than the text; plain notes are opened
with `open_note`, checkpoints in `checkpoint`. No I/O.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log.key import NAME, KeyKind, NoteKey

__all__ = [
    "MAX_NOTE_SIZE",
    "MAX_SIGNATURES",
    "MAX_TIME",
    "Message",
    "Note",
    "Signature",
    "Verified",
    "open_note",
    "verify_note",
]

MAX_SIGNATURES = 64  # in a note; the specification asks for 16 at least

# Bytes. 64 signatures of the largest scheme foreseen (5 KB, a third more in base64), and as
# much again for text and names.
MAX_NOTE_SIZE = 2**20

_SHOWN = 80  # characters of a bad line that an error repeats

_LINE = re.compile(rf"— ({NAME}) ([A-Za-z0-9+/]+={{0,2}})")
_NAME = re.compile(NAME)
_NOT_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")

_ID_SIZE = 4  # bytes
_TIME_SIZE = 8  # bytes, big-endian

# Seconds since 1970. The specification's own limit for a cosignature's timestamp.
MAX_TIME = 2**63 - 1

# Gives the bytes that a key signs, for the timestamp of its signature (0 where it has none).
Message = Callable[[NoteKey, int], bytes]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note.

    Raises:
        FormatError: The parts are not those of any signature line.
    """

    name: str
    id: bytes  # 4 bytes
    data: bytes = field(repr=False)  # at least one byte; with its timestamp, if it has one

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.id) != _ID_SIZE or not self.data:
            raise FormatError("not a signature of a note: {line!r}", line=str(self)[:_SHOWN])

    @classmethod
    def parse(cls, line: str) -> Self:
        """Parse a signature line, without its newline.

        Raises:
            FormatError: `line` is not the text of any signature.
        """
        if match := _LINE.fullmatch(line):
            raw = _decode(match[2])
            if len(raw) > _ID_SIZE and base64.b64encode(raw).decode() == match[2]:
                return cls(match[1], raw[:_ID_SIZE], raw[_ID_SIZE:])
        raise FormatError("not a signature of a note: {line!r}", line=line[:_SHOWN])

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.data).decode()}"

    def split(self, kind: KeyKind) -> tuple[int, bytes]:
        """Split the data into timestamp (0 where the kind has none) and bare signature.

        Raises:
            VerificationError: The data has not the length that signatures of this kind have,
                or states a time out of range.
        """
        start = _TIME_SIZE if kind.timed else 0
        want = start + kind.signature_size
        if len(self.data) != want:
            raise VerificationError(
                "the signature of {name} must be {want} bytes long, and is {got}",
                name=self.name,
                want=want,
                got=len(self.data),
            )
        time = int.from_bytes(self.data[:start])
        if time > MAX_TIME:
            raise VerificationError(
                "the signature of {name} states no time: {time} s", name=self.name, time=time
            )
        return time, self.data[start:]


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures, none of them verified.

    Raises:
        FormatError: The text or the signatures are not those of any note within the limits.
    """

    text: str  # with its final newline
    signatures: tuple[Signature, ...]  # 1 to 64

    def __post_init__(self) -> None:
        if not self.text.endswith("\n"):
            raise FormatError("the text of a note must end with a newline")
        if bad := _NOT_TEXT.search(self.text):
            raise FormatError("the text of a note must not hold {char!r}", char=bad[0])
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise FormatError(
                "a note has 1 to {limit} signatures, not {got}",
                limit=MAX_SIGNATURES,
                got=len(self.signatures),
            )
        if len({(each.name, each.id) for each in self.signatures}) != len(self.signatures):
            raise FormatError("a key has signed the note twice")
        if (size := len(str(self).encode())) > MAX_NOTE_SIZE:
            raise _too_large(size)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a whole signed note.

        Raises:
            FormatError: `text` is not a signed note within the limits.
        """
        if len(text) > MAX_NOTE_SIZE:  # before any work; characters are never more than bytes
            raise _too_large(len(text))
        # The last empty line separates: the text may hold empty lines, signatures never do.
        head, separator, lines = text.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise FormatError("not a signed note: {text!r}", text=text[:_SHOWN])
        signatures = tuple(Signature.parse(line) for line in lines[:-1].split("\n"))
        return cls(head + "\n", signatures)

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds."""

    key: NoteKey
    time: int | None  # seconds since 1970 by the cosigner's clock; None where it states none


def open_note(text: str, keys: Iterable[NoteKey]) -> tuple[Note, tuple[Verified, ...]]:
    """Parse a note that is no checkpoint, and verify it.

    Raises:
        FormatError: `text` is not a signed note, or a key is of a kind that signs checkpoints.
        VerificationError: A known key's signature fails, or no known key has signed.
    """
    note = Note.parse(text)
    signed = note.text.encode()
    trusted = tuple(keys)
    for key in trusted:
        if key.kind is not KeyKind.ED25519:
            raise FormatError("the key {name} signs checkpoints only", name=key.name)
    return note, verify_note(note, trusted, lambda _key, _time: signed)


def verify_note(note: Note, keys: Iterable[NoteKey], message: Message) -> tuple[Verified, ...]:
    """Verify every signature of a known key, and pass over all others.

    Args:
        note: The note.
        keys: The keys that the caller trusts.
        message: What each of them signs.

    Returns:
        The signatures that hold, in the note's order; at least one.

    Raises:
        FormatError: Two of the keys share name and ID, and a signature cannot tell which is meant.
        VerificationError: A known key's signature fails, or no known key has signed.
    """
    known: dict[tuple[str, bytes], NoteKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise FormatError("two keys of {name} have one ID", name=key.name)
    verified = []
    for signature in note.signatures:
        signer = known.get((signature.name, signature.id))
        if signer is None:
            continue
        time, bare = signature.split(signer.kind)
        signer.check(message(signer, time), bare)
        # A cosigner may leave its time at zero, and then says nothing about time.
        verified.append(Verified(signer, time or None))
    if not verified:
        raise VerificationError(
            "no known key has signed; those that have: {names}",
            names=", ".join(signature.name for signature in note.signatures),
        )
    return tuple(verified)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""  # of no length that any signature has


def _too_large(size: int) -> FormatError:
    return FormatError("a note has at most {limit} bytes, not {got}", limit=MAX_NOTE_SIZE, got=size)
