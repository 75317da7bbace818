"""EXIF: the two texts in which labels have been met, and nothing else.

GB 45438-2025's guide for pictures lets ``UserComment`` carry a label (TC260-PG-20259A, annex B);
``ImageDescription`` has been met. Source: TIFF 6.0 section 2; Exif 3.0 section 4.6.5 (UserComment).
"""

import io

from bozzetto.capture.charset import decode_bytes, decode_user_comment
from bozzetto.capture.findings import Findings
from bozzetto.capture.ifd import ASCII, BYTE, UNDEFINED, UTF8, walk_ifds
from bozzetto.capture.source import Source
from bozzetto.labels.carriers.metadata import MAX_NOTE, Note

__all__ = ["MAX_BLOCK", "TAGS", "TEXT_TYPES", "as_note", "read_notes"]

MAX_BLOCK = 4 << 20  # bytes; a JPEG's has 64 KiB, and a thumbnail in a PNG's makes it larger
TEXT_TYPES = (BYTE, ASCII, UNDEFINED, UTF8)  # field types whose count is a number of bytes

_DESCRIPTION, _COMMENT = 0x010E, 0x9286
TAGS = {_DESCRIPTION: "exif:ImageDescription", _COMMENT: "exif:UserComment"}
_PICTURE = ("IFD0", "Exif")  # the directories that tell of the picture, not of its thumbnail


def read_notes(block: bytes) -> tuple[Note, ...]:
    """Read the texts of a block, with or without its name before it; none if it is damaged."""
    source = Source.of_file(io.BytesIO(block.removeprefix(b"Exif\0\0")))
    notes = (
        as_note(entry.tag, entry.value.read(0, entry.value.size))
        for directory in walk_ifds(source, Findings())
        if directory.name in _PICTURE
        for entry in directory.entries
        if entry.type in TEXT_TYPES and entry.value.size <= MAX_NOTE
    )
    return tuple(note for note in notes if note is not None)


def as_note(tag: int, raw: bytes) -> Note | None:
    """Return the text of a tag; None where it is empty, or not one in which labels are met."""
    if tag not in TAGS:
        return None
    decoded = decode_user_comment(raw) if tag == _COMMENT else decode_bytes(raw)
    text = decoded.text.strip("\0 ")
    return Note(TAGS[tag], text) if text else None
