"""JPEG: coded anew with the tables that it has, between the segments that it has.

Pillow gets only the segments that make the picture, and of what it writes only these are taken.
So EXIF, XMP and its extension, ICC profile, Photoshop's resources, comments and whatever else a
file carries stay to the last byte, but for small pictures in them: these have no label.

Source: ITU-T T.81 annex B; Adobe TN 5116 section 18 (APP14); JFIF 1.02 (APP0); CIPA DC-007 (MPF);
Adobe Photoshop file formats specification, "Image resources" (APP13).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, JpegImagePlugin
from PIL.JpegImagePlugin import JpegImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.carriers import mpf
from bozzetto.labels.visible.formats.exif import Exif, Size
from bozzetto.labels.visible.formats.resources import drop_thumbnails
from bozzetto.labels.visible.picture import Picture, decode
from bozzetto.labels.visible.turning import Turn

__all__ = ["SIGNATURE", "open_jpeg"]

SIGNATURE = b"\xff\xd8\xff"

_APP0, _APP1, _APP2, _APP11, _APP13, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xEF
_COMMENT, _SCAN, _END = 0xFE, 0xDA, 0xD9
_ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a length
_EXIF = b"Exif\0"
_ADOBE = b"Adobe"
_TRANSFORM = 11  # offset in Adobe's segment: 0 none, 1 YCbCr, 2 YCCK
_MAX_SEGMENTS = 1 << 16
_UNKNOWN = -1  # Pillow's word for a subsampling that it has no name for


@dataclass(frozen=True, slots=True)
class _Segment:
    marker: int
    data: bytes

    @property
    def is_passed_on(self) -> bool:
        """Whether it carries something beside the picture."""
        return _APP0 <= self.marker <= _APP15 or self.marker == _COMMENT

    def __bytes__(self) -> bytes:
        return bytes((0xFF, self.marker)) + (len(self.data) + 2).to_bytes(2) + self.data


@dataclass(frozen=True, slots=True)
class _File:
    segments: tuple[_Segment, ...]  # before the first scan
    scans: bytes  # from there up to the end of the picture
    trailer: bytes

    def coded(self) -> bytes:
        """Return a file of what makes the picture only; APP0 and APP14 tell its colours."""
        kept = [
            bytes(each)
            for each in self.segments
            if not each.is_passed_on or each.marker in (_APP0, _APP14)
        ]
        return b"".join((SIGNATURE[:2], *kept, self.scans))


@dataclass(frozen=True, slots=True)
class _Coding:
    """How a picture was coded."""

    size: Size
    tables: list[list[int]]
    subsampling: int
    progressive: bool
    keep_rgb: bool

    def encode(self, image: Image.Image) -> bytes:
        out = io.BytesIO()
        image.save(
            out,
            "JPEG",
            qtables=self.tables,
            subsampling=self.subsampling,
            progressive=self.progressive,
            keep_rgb=self.keep_rgb,
        )
        return out.getvalue()


def open_jpeg(data: bytes) -> Picture:
    """Decode a JPEG.

    Raises:
        FormatError: it is no whole JPEG, is too large, or is of a kind that Pillow does not decode.
    """
    file = _split(data)
    coded = file.coded()
    image = decode(lambda: JpegImageFile(io.BytesIO(coded)))
    coding = _coding(image)
    exif = next((each.data for each in file.segments if _is_exif(each)), b"")
    block = Exif.parse(exif)
    turn = Turn(1 if block is None else block.orientation)
    plain = image.copy()  # without the comment and density that Pillow would write itself
    plain.info.clear()
    return Picture(
        "image/jpeg", plain, None, turn, False, lambda copy: _rewrite(file, coding, copy)
    )


def _coding(image: Image.Image) -> _Coding:
    if not isinstance(image, JpegImageFile):
        raise FormatError("not a well-formed {kind} file", kind="JPEG")
    is_colour = image.mode == "RGB"
    found = JpegImagePlugin.get_sampling(image)
    # What Pillow cannot write is written without subsampling, which loses nothing
    subsampling = 0 if found == _UNKNOWN and is_colour else found
    adobe = image.info.get("adobe_transform")
    ids = bytes(layer[0] for layer in image.layer)
    keep_rgb = is_colour and (ids == b"RGB" or (adobe == 0 and "jfif" not in image.info))
    tables = [list(image.quantization[each]) for each in sorted(image.quantization)]
    progressive = bool(image.info.get("progressive"))
    return _Coding(image.size, tables, 0 if keep_rgb else subsampling, progressive, keep_rgb)


def _rewrite(file: _File, coding: _Coding, copy: Picture) -> tuple[bytes, tuple[str, ...]]:
    """Return a copy of the file for other samples."""
    coded = _split(coding.encode(copy.image))
    size = copy.image.size if copy.image.size != coding.size else None
    lost: list[str] = []
    credentials = _credentials(file.segments)
    pieces = [SIGNATURE[:2]]
    for segment in file.segments:
        if segment.data in credentials:
            lost.append("credentials")
        elif segment.is_passed_on and segment.marker != _APP14:
            pieces.append(_passed_on(segment, size, lost))
    pieces += map(bytes, _colours(file.segments, coded.segments))
    pieces += [bytes(each) for each in coded.segments if not each.is_passed_on]
    pieces.append(coded.scans)
    if file.trailer and "pictures.further" not in lost:
        pieces.append(file.trailer)
    return b"".join(pieces), tuple(dict.fromkeys(lost))


def _colours(old: tuple[_Segment, ...], new: tuple[_Segment, ...]) -> list[_Segment]:
    """Return Adobe's segment, which tells how colours are coded: the new one, if there is one.

    Pillow writes none for YCbCr; there the old one is right if it says just that.
    """
    written = [each for each in new if each.marker == _APP14]
    if written:
        return written
    stood = [each for each in old if each.marker == _APP14]
    return [
        each
        for each in stood
        if not each.data.startswith(_ADOBE) or each.data[_TRANSFORM : _TRANSFORM + 1] == b"\x01"
    ]


def _passed_on(segment: _Segment, size: Size | None, lost: list[str]) -> bytes:
    """Return a segment for the copy; empty where it is lost."""
    if segment.marker == _APP0 and segment.data.startswith(b"JFXX\0"):
        lost.append("thumbnail")
        return b""
    if segment.marker == _APP2 and segment.data.startswith(mpf.NAME):
        lost.append("pictures.further")
        return b""
    if segment.marker == _APP13:
        data, found = drop_thumbnails(segment.data)
        lost += ["thumbnail"] if found else []
        return bytes(_Segment(_APP13, data))
    block = Exif.parse(segment.data) if _is_exif(segment) else None
    if block is None:
        return bytes(segment)
    data, found = block.fitted(size)
    lost += ["thumbnail"] if found else []
    return bytes(_Segment(_APP1, data))


def _is_exif(segment: _Segment) -> bool:
    return segment.marker == _APP1 and segment.data.startswith(_EXIF)


def _credentials(segments: tuple[_Segment, ...]) -> set[bytes]:
    """Return the data of all segments of boxes that are C2PA's (C2PA 2.2, annex A.3.1).

    A box is cut into segments that have its number in common; only the first has its name.
    """
    boxes = [each for each in segments if each.marker == _APP11 and each.data[:2] == b"JP"]
    numbers = {each.data[2:4] for each in boxes if b"c2pa" in each.data[:80]}
    return {each.data for each in boxes if each.data[2:4] in numbers}


def _split(data: bytes) -> _File:
    segments: list[_Segment] = []
    position = 2
    for _ in range(_MAX_SEGMENTS):
        while data[position : position + 2] == b"\xff\xff":  # fill bytes
            position += 1
        head = data[position : position + 2]
        if len(head) < 2 or head[0] != 0xFF or head[1] == _END:
            break
        if head[1] == _SCAN:
            end = _picture_end(data, position)
            return _File(tuple(segments), data[position:end], data[end:])
        if head[1] in _ALONE:
            position += 2
            continue
        size = int.from_bytes(data[position + 2 : position + 4])
        if size < 2 or position + 2 + size > len(data):
            break
        segments.append(_Segment(head[1], data[position + 4 : position + 2 + size]))
        position += 2 + size
    raise FormatError("not a well-formed {kind} file", kind="JPEG")


def _picture_end(data: bytes, position: int) -> int:
    """Return the offset behind the end of the picture whose first scan is at `position`."""
    for marker, at in _markers(data, position):
        if marker == _END:
            return at + 2
    raise FormatError("the file ends in the middle of its structure")


def _markers(data: bytes, position: int) -> Iterator[tuple[int, int]]:
    """Yield the markers from a scan on; in coded samples 0xFF is followed by zero."""
    while (at := data.find(b"\xff", position)) >= 0 and at + 1 < len(data):
        marker = data[at + 1]
        if marker in (0, 0xFF) or marker in _ALONE:
            position = at + (1 if marker == 0xFF else 2)
            continue
        yield marker, at
        position = at + 2 + int.from_bytes(data[at + 2 : at + 4])
