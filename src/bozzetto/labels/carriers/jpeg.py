"""JPEG: XMP in a segment APP1, behind the JFIF and EXIF segments.

It is written where it stood, or behind the leading APP0 and EXIF. From the first scan on, and
behind the end of the picture, nothing is looked at: scans, further pictures and trailers are
passed on as they are. An extended packet stays beside the main one, which goes on naming it.

Source: ITU-T T.81 annex B; XMP part 3, section 1.1.3; CIPA DC-007 (MPF) section 5; C2PA 2.2,
annex A.3.1.
"""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.labels.carriers import exif, mpf
from bozzetto.labels.carriers.metadata import Gathering, Metadata, Note
from bozzetto.labels.carriers.source import Part, Source, edited
from bozzetto.labels.packet import Name, Packet

__all__ = ["MAX_SEGMENT_PACKET", "SIGNATURE", "read", "rewrite"]

SIGNATURE = b"\xff\xd8\xff"
MAX_SEGMENT_PACKET = 65_502  # bytes; XMP part 3, section 1.1.3.1

_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF = b"Exif\0"
_BARE = b"AIGC"
_HEAD = 80  # bytes: the longest name, with a GUID behind it
_GUID = 32  # bytes: the MD5 of the extended packet in hexadecimal
_NAMES_EXTENSION = Name("http://ns.adobe.com/xmp/note/", "xmpNote", "HasExtendedXMP")

_APP0, _APP1, _APP2, _APP11, _APP15 = 0xE0, 0xE1, 0xE2, 0xEB, 0xEF
_SCAN, _END = 0xDA, 0xD9
_ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a length
_MAX_SEGMENTS = 1 << 16  # credentials of 64 MB have a thousand


@dataclass(frozen=True, slots=True)
class _Segment:
    marker: int
    start: int  # offset of the marker, behind any fill bytes
    size: int  # bytes of data, at most 65533
    head: bytes  # the first of these, as many as tell what it is

    @property
    def data(self) -> int:
        return self.start + 4

    @property
    def end(self) -> int:
        return self.data + self.size

    def is_app1(self, name: bytes) -> bool:
        return self.marker == _APP1 and self.head.startswith(name)


def read(source: Source) -> Metadata:
    """Read a JPEG's metadata.

    Raises:
        FormatError: it is no JPEG up to its first scan, or its metadata is more than is read.
    """
    found = Gathering()
    pieces: dict[bytes, dict[int, bytes]] = {}
    for each in _walk(source):
        found.signed = found.signed or _is_credentials(each)
        if each.is_app1(_XMP):
            found.packets.append(_take(source, each, found)[len(_XMP) :])
        elif each.is_app1(_EXTENSION):
            data = _take(source, each, found)[len(_EXTENSION) :]
            place = int.from_bytes(data[_GUID + 4 : _GUID + 8])
            pieces.setdefault(data[:_GUID], {})[place] = data[_GUID + 8 :]
        elif each.is_app1(_EXIF):
            found.note(exif.read_notes(_take(source, each, found)[6:]))
        elif each.head.startswith(_BARE) and _APP0 <= each.marker <= _APP15:
            found.note([_bare_note(each.marker, _take(source, each, found))])
    return found.metadata("image/jpeg", _extended(pieces))


def rewrite(source: Source, packet: bytes) -> tuple[Part, ...]:
    """Return the parts of a copy that has `packet` for its XMP, in place of the one it had.

    Raises:
        FormatError: it is no JPEG; the packet is too large for a segment; or the file has an
            extended packet that this one does not name, so nobody would find it any more.
    """
    segments = list(_walk(source))
    _check_extension(segments, packet)
    data = _XMP + _fitting(packet)
    written = struct.pack(">BBH", 0xFF, _APP1, len(data) + 2) + data
    old = next((each for each in segments if each.is_app1(_XMP)), None)
    start, end = (_place(segments),) * 2 if old is None else (old.start, old.end)
    growth = len(written) - (end - start)
    edits = [(start, end, written)]
    for each in segments:
        if each.marker == _APP2 and each.head.startswith(mpf.NAME):
            index = mpf.shift(source.read(each.data, each.size), growth, after=each.start < start)
            edits.append((each.data, each.end, index))
    return edited(edits, source.size)


def _walk(source: Source) -> Iterator[_Segment]:
    """Yield the segments before the first scan."""
    position = 2
    for _ in range(_MAX_SEGMENTS):
        head = source.read(position, 2)
        if head == b"\xff\xff":  # a fill byte
            position += 1
            continue
        marker = head[1]
        if head[0] != 0xFF or marker == _END:
            raise FormatError("not a well-formed {kind} file", kind="JPEG")
        if marker == _SCAN:
            return
        if marker in _ALONE:
            position += 2
            continue
        size = int.from_bytes(source.read(position + 2, 2))
        if size < 2:
            raise FormatError("not a well-formed {kind} file", kind="JPEG")
        head = source.read(position + 4, min(size - 2, _HEAD))
        segment = _Segment(marker, position, size - 2, head)
        if segment.end > source.size:
            raise FormatError("the file ends in the middle of its structure")
        yield segment
        position = segment.end
    raise FormatError("not a well-formed {kind} file", kind="JPEG")


def _place(segments: list[_Segment]) -> int:
    """Return where XMP is put that was not there: behind JFIF and EXIF, which must be first."""
    at = 2
    for each in segments:
        if each.marker != _APP0 and not each.is_app1(_EXIF):
            break
        at = each.end
    return at


def _fitting(packet: bytes) -> bytes:
    """Return the packet, without its padding if it fits only so."""
    if len(packet) > MAX_SEGMENT_PACKET:
        packet = Packet.parse(packet).without_padding().data
    if len(packet) > MAX_SEGMENT_PACKET:
        raise FormatError(
            "{size} bytes of XMP do not fit into a JPEG, which has room for {most}",
            size=len(packet),
            most=MAX_SEGMENT_PACKET,
        )
    return packet


def _check_extension(segments: list[_Segment], packet: bytes) -> None:
    guids = {each.head[len(_EXTENSION) :][:_GUID] for each in segments if each.is_app1(_EXTENSION)}
    said = Packet.parse(packet).get(_NAMES_EXTENSION) if guids else None
    if guids and not (isinstance(said, str) and said.encode() in guids):
        raise FormatError("the XMP does not name the extended XMP that the file has")


def _take(source: Source, segment: _Segment, found: Gathering) -> bytes:
    found.make_room(segment.size)
    return source.read(segment.data, segment.size)


def _extended(pieces: dict[bytes, dict[int, bytes]]) -> bytes | None:
    """Put the extended packet together; None where there is none, or not all of it."""
    for guid, parts in pieces.items():
        whole = b"".join(parts[at] for at in sorted(parts))
        digest = hashlib.md5(whole, usedforsecurity=False).hexdigest()  # as XMP has it
        if digest.encode() == guid.lower():
            return whole
    return None


def _bare_note(marker: int, data: bytes) -> Note:
    """Return a label that stands in a segment by itself, as ``AIGC{...}``."""
    text = data.removeprefix(_BARE).strip(b"\0").decode("utf-8", "replace")
    return Note(f"jpeg:APP{marker - _APP0}", text)


def _is_credentials(segment: _Segment) -> bool:
    """Whether it begins a JUMBF box of C2PA: the box's label follows within the first bytes."""
    return segment.marker == _APP11 and segment.head.startswith(b"JP") and b"c2pa" in segment.head
