"""The mark: what a picture that was made afterwards is called, everywhere.

A simulation that was made during a suit was not enough (Beijing Internet Court, 2025). So nothing
that comes of a re-run may ever be taken for what was made at the time.
"""

from bozzetto.law import Words

__all__ = ["MARK", "TAG", "file_name"]

MARK = Words("made later, corroboration only", "事后生成，仅作佐证")
TAG = "made-later-corroboration-only"  # where only plain letters may stand

_SUFFIXES = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
)


def file_name(number: int, data: bytes) -> str:
    """Name a file that came of a re-run; its ending is told by its bytes, never by the tool."""
    suffix = next((end for start, end in _SUFFIXES if data.startswith(start)), ".bin")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        suffix = ".webp"
    return f"{TAG}-{MARK.zh}-{number:03d}{suffix}"
