r"""Names of files: what they may be, how they are kept, and which of them are looked at.

A name may hold any bytes but ``/`` and NUL: control characters that repaint a terminal, marks
that turn the writing around, bytes that are no text at all. `safe_name` spells these out, so
that what stands in the record is text, shows as what it is, and can be read back:

    >>> safe_name("a\x1b[2Jb.png")
    'a\\x1b[2Jb.png'

Nothing here opens a file; what a file is, its bytes say.
"""

import os
import re
from pathlib import Path

from bozzetto.record.asset import MAX_NAME

__all__ = ["PICTURES", "is_ignored", "is_named_picture", "path_key", "safe_name", "spell"]

# What a picture, or a picture that is being worked on, is called: generators' output, scans and
# photographs, the files of drawing programs, short videos.
_NAMES = """
    .png .apng .jpg .jpeg .jpe .jfif .webp .gif .avif .heic .heif .tif .tiff .bmp .tga .exr .hdr
    .jxl .jp2 .dng .psd .psb .kra .xcf .ora .clip .sai .sai2 .procreate .invk .svg .ai .afphoto
    .afdesign .mp4 .mov .webm .mkv
"""
PICTURES = frozenset(_NAMES.split())

# What programs call a file while they write it; it gets its name when it is whole.
_UNFINISHED = frozenset(
    (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".lock")
)

# Control characters (C0, DEL, C1), line and paragraph separators, marks and overrides of the
# direction of writing (UAX #9), surrogates: a byte that is no UTF-8 comes as U+DC80 to U+DCFF.
# The backslash is doubled, so that two names never have one spelling.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\\\\]"
)
_CUT = "..."


def safe_name(name: str) -> str:
    r"""Spell a file's name so that it is text, and shows as what it is.

    Args:
        name: As the system gives it; bytes that are no text as surrogates (PEP 383).

    Returns:
        The same name, save for what has no harmless form: ``\xNN`` or ``\uNNNN`` stands there.
        One that is longer than the record takes is cut in the middle.
    """
    spelled = spell(name) or "-"
    if len(spelled) <= MAX_NAME:
        return spelled
    half = (MAX_NAME - len(_CUT)) // 2
    return spelled[:half] + _CUT + spelled[-half:]


def spell(text: str) -> str:
    """Spell out what in a name or a path has no harmless form; of any length."""
    return _UNSAFE.sub(_escape, text)


def path_key(path: Path) -> str:
    """Return what a path is remembered by: the path, or its bytes where they are no text."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        # No absolute path begins so; Windows has halves of characters, others have bytes
        return "bytes:" + text.encode("utf-8", "surrogatepass").hex()
    return text


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never looked at: hidden, or not finished."""
    return (
        name.startswith((".", "~"))
        or name.endswith("~")
        or os.path.splitext(name)[1].lower() in _UNFINISHED  # noqa: PTH122  # a name, not a path
    )


def is_named_picture(name: str) -> bool:
    """Whether a file's name says that it is a picture. The bytes may say otherwise."""
    return os.path.splitext(name)[1].lower() in PICTURES  # noqa: PTH122  # a name, not a path


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\\":
        return "\\\\"
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"  # the byte itself
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
