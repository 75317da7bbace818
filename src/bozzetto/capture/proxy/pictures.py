"""Pictures that stand in JSON as base64, with or without ``data:`` before them."""

import base64
import binascii
from dataclasses import dataclass

__all__ = ["Picture", "picture_of"]

_SHORTEST = 64  # characters of base64: no picture is shorter
_KINDS = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"RIFF", ".webp"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, and what it is used for."""

    data: bytes
    suffix: str
    role: str = "reference"


def picture_of(text: str, role: str) -> Picture | None:
    """Read a text that is a picture; None where it is none."""
    if len(text) < _SHORTEST or " " in text[:_SHORTEST]:
        return None
    coded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        data = base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        return None
    suffix = next((suffix for start, suffix in _KINDS if data.startswith(start)), None)
    return None if suffix is None else Picture(data, suffix, role)
