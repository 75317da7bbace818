"""Committed texts: said now, shown when the author wants to.

A text is written into an event as ``{"text": DIGEST}``, DIGEST being the SHA-256 of the
canonical JSON of ``[SALT, TEXT]``. Salt and text stand beside the event and may be left out
of a copy; the rest still verifies. The salt keeps a short text from being guessed.
"""

import base64
import re
from dataclasses import dataclass, field

from bozzetto.errors import FormatError
from bozzetto.record.canonical import JSON, JSONObject, canonical
from bozzetto.record.value import Digest, digest_of, parse_digest

__all__ = ["MAX_TEXT_BYTES", "OPAQUE", "SALT_BYTES", "Text", "commitments_in"]

SALT_BYTES = 16  # random; guessing a salted text is then harder than breaking SHA-256's half
MAX_TEXT_BYTES = 1 << 20  # of UTF-8: no prompt or note is longer; larger ones are assets

# Members that hold a tool's or a file's own names and values: what looks like a commitment or
# an asset there is chance, or a trap for the reader.
OPAQUE = frozenset(("settings", "claims"))

# 16 bytes in base64url: the last of 22 letters carries two bits, so it is one of four.
_SALT = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the salt it is committed with."""

    salt: str  # base64url without padding, 16 bytes
    text: str  # exactly as typed
    digest: Digest = field(init=False)  # the commitment

    def __post_init__(self) -> None:
        if _SALT.fullmatch(self.salt) is None:
            raise FormatError("not a salt: {text!r}", text=self.salt)
        value = canonical([self.salt, self.text])
        if len(self.text.encode()) > MAX_TEXT_BYTES:
            raise FormatError("a text of more than {limit} bytes", limit=MAX_TEXT_BYTES)
        object.__setattr__(self, "digest", digest_of(value))

    @classmethod
    def with_salt(cls, text: str, salt: bytes) -> "Text":
        """Return `text` with 16 bytes of salt.

        Raises:
            FormatError: the text is too long, or has an unpaired surrogate: no UTF-8 form.
        """
        return cls(base64.urlsafe_b64encode(salt).decode().rstrip("="), text)

    def to_value(self) -> JSONObject:
        """Return what stands in the event."""
        return {"text": self.digest}


def commitments_in(value: JSON) -> list[Digest]:
    """List the commitments in an event's body, in order: objects ``{"text": DIGEST}``.

    Known from the form alone, so that a reader finds them in kinds that it does not know. In
    the members of ``OPAQUE`` nothing is looked for. ``{"text": {"text": DIGEST}}`` is an
    object that holds a commitment under the name ``text``, as the body of an intent does.

    Raises:
        FormatError: an object's only member is ``text``, and it is a string and no digest.
    """
    found: list[Digest] = []
    _gather(value, found)
    return found


def _gather(value: JSON, found: list[Digest]) -> None:
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get("text"), str):
            found.append(parse_digest(value["text"]))
            return
        for name, item in value.items():
            if name not in OPAQUE and not isinstance(item, str):
                _gather(item, found)
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, str):
                _gather(item, found)
