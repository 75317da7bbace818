"""EXIF: the tags that hold text, wherever a tool has put it.

Tools do not keep to the standard. ComfyUI counts down from Model (0x0110) for each further key,
others put JSON into a UserComment in IFD0, and NovelAI begins an ImageDescription with four NULs.
So every text tag of IFD0 and the EXIF directory is a carrier, under the name that the standard
has for its number, and is decoded from its bytes. Source: Exif 3.0 (CIPA DC-008) section 4.6.
"""

from PIL.ExifTags import TAGS

from bozzetto.capture.charset import (
    Decoded,
    decode_bytes,
    decode_user_comment,
    decode_utf8,
    decode_utf16,
)
from bozzetto.capture.findings import Findings
from bozzetto.capture.ifd import ASCII, BYTE, UNDEFINED, UTF8, Directory, Entry, walk_ifds
from bozzetto.capture.source import Source

__all__ = ["keep_tags", "read_exif"]

_PREFIX = b"Exif\0\0"  # belongs to JPEG's APP1; some writers of PNG, WebP and HEIF add it too

_USER_COMMENT = 0x9286
_MAKER_NOTE = 0x927C
_XP_TAGS = range(0x9C9B, 0x9CA0)  # XPTitle to XPSubject: UTF-16 as Windows writes it, in BYTE
_XMP = 0x02BC
_C2PA = 0xCD41  # C2PA 2.2, annex A.3.5


def read_exif(source: Source, findings: Findings, place: str) -> None:
    """Keeps the text tags of an EXIF block.

    Args:
        source: The block, from its TIFF header or from the prefix ``Exif`` before it.
        findings: Where carriers and problems go.
        place: Where the block stands; it is kept there whole if it is no EXIF after all.
    """
    start = len(_PREFIX) if source.read(0, len(_PREFIX)) == _PREFIX else 0
    directories = walk_ifds(source.part(start, source.size - start), findings)
    if not directories:
        findings.take_raw(source, place)
    keep_tags(directories, findings)


def keep_tags(directories: tuple[Directory, ...], findings: Findings) -> None:
    """Keeps the text tags of directories, and the XMP and C2PA that stand in tags of their own."""
    for directory in directories:
        for entry in directory.entries:
            if entry.tag == _C2PA:
                findings.take_raw(entry.value, "c2pa")
            elif entry.tag == _XMP and entry.type in (BYTE, UNDEFINED):
                _keep_text(entry, "xmp", "", findings)
            elif _holds_text(entry):
                name = TAGS.get(entry.tag, f"0x{entry.tag:04x}")
                _keep_text(entry, f"exif:{directory.name}", name, findings)


def _holds_text(entry: Entry) -> bool:
    """Whether a tag is text by its type or by its number; a MakerNote may turn out not to be."""
    if entry.tag in (_USER_COMMENT, _MAKER_NOTE):
        return entry.type in (ASCII, BYTE, UNDEFINED, UTF8)
    return entry.type in (ASCII, UTF8) or (entry.tag in _XP_TAGS and entry.type == BYTE)


def _keep_text(entry: Entry, place: str, name: str, findings: Findings) -> None:
    raw = findings.take(entry.value, place, name)
    if raw is None:
        return
    decoded = _decode(entry, raw)
    if decoded is not None:
        findings.keep(place, name, entry.value.offset(0), raw, decoded)


def _decode(entry: Entry, raw: bytes) -> Decoded | None:
    """Decodes a tag's value; NULs at its end are the terminator and padding, not text."""
    if entry.tag == _USER_COMMENT:
        return decode_user_comment(raw)
    if entry.tag in _XP_TAGS and entry.type == BYTE:
        return decode_utf16(raw)
    if entry.tag == _MAKER_NOTE:
        return _decode_note(raw)
    if entry.tag == _XMP or entry.type == UTF8:
        return decode_utf8(raw.rstrip(b"\0"))
    return decode_bytes(raw.rstrip(b"\0"))


def _decode_note(raw: bytes) -> Decoded | None:
    """Decodes a MakerNote if it is text: Fooocus names its scheme there, cameras keep tables."""
    decoded = decode_utf8(raw.rstrip(b"\0"))
    plain = decoded.text.translate({ord(space): None for space in "\t\n\r "})
    return decoded if decoded.exact and plain.isprintable() else None
