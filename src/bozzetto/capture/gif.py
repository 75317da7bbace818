"""GIF: blocks of sub-blocks; comments, and XMP in an application extension.

Sources: GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt; XMP specification part 3
section 1.1.2 (XMP in GIF).
"""

from dataclasses import dataclass, field

from bozzetto.capture.charset import decode_bytes, decode_utf8
from bozzetto.capture.findings import MAX_PARTS, Findings, Frame
from bozzetto.capture.source import Source, Span

__all__ = ["SIGNATURES", "read_gif"]

SIGNATURES = (b"GIF87a", b"GIF89a")

_SCREEN = 13  # bytes: signature and logical screen descriptor
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_XMP = b"\x0bXMP DataXMP"  # size, application identifier, authentication code

# XMP is no sequence of sub-blocks. Whoever reads it as one falls, wherever they leave the text,
# onto this slide, which brings them to its end.
_XMP_SLIDE = bytes([1, *range(0xFF, -1, -1), 0])


@dataclass(slots=True)
class _Reading:
    """What has been read of one file so far."""

    source: Source
    findings: Findings
    position: int
    parts: int = 0
    frames: int = 0
    whole: bool = False  # whether the first frame fills the screen
    control: Span = (0, 0)  # the graphic control extension before the next frame
    spans: list[Span] = field(default_factory=list)  # what the first frame's pixels depend on


def read_gif(source: Source, findings: Findings) -> Frame:
    """Reads a GIF's size and carriers; samples of a single frame are left to the decoder."""
    head = source.read(0, _SCREEN)
    if len(head) < _SCREEN:
        findings.report("file.truncated")
        return Frame()
    width, height = int.from_bytes(head[6:8], "little"), int.from_bytes(head[8:10], "little")
    start = _SCREEN + _table_size(head[10])
    reading = _Reading(source, findings, start, spans=[(0, start)])
    complete = _read_blocks(reading, (width, height))
    if not width or not height:
        findings.report("file.malformed")
        return Frame()
    animated = reading.frames > 1
    if animated or not complete or not reading.whole:
        return Frame(width, height, animated)
    return Frame(width, height, encoded=source.join(reading.spans).stream())


def _read_blocks(reading: _Reading, screen: tuple[int, int]) -> bool:
    """Reads blocks up to the trailer; says whether it was reached."""
    while True:
        kind = reading.source.read(reading.position, 1)
        reading.parts += 1
        if not kind:
            reading.findings.report("file.truncated")
            return False
        if reading.parts > MAX_PARTS:
            reading.findings.report("file.too-many-parts")
            return False
        if kind[0] == _TRAILER:
            reading.spans.append((reading.position, 1))
            return True
        if kind[0] == _EXTENSION:
            going_on = _read_extension(reading)
        elif kind[0] == _IMAGE:
            going_on = _read_image(reading, screen)
        else:
            going_on = kind[0] == 0  # a stray terminator, as behind the slide of XMP
            reading.position += 1
        if not going_on:
            fault = "file.malformed" if reading.position < reading.source.size else "file.truncated"
            reading.findings.report(fault)
            return False


def _read_extension(reading: _Reading) -> bool:
    start = reading.position
    head = reading.source.read(start + 1, 1 + len(_XMP))
    reading.position = start + 2
    data = _read_sub_blocks(reading)
    if data is None:
        return False
    label = head[:1]
    if label == bytes([_GRAPHIC_CONTROL]):
        reading.control = (start, reading.position - start)
    elif label == bytes([_COMMENT]):
        _keep(reading.source.join(data), "gif:comment", reading.findings)
    elif label == bytes([_APPLICATION]) and head[1:] == _XMP:
        begin = start + 2 + len(_XMP)
        packet = reading.source.part(begin, reading.position - begin)
        slide = _slide_size(packet)
        _keep(packet.part(0, packet.size - slide), "xmp", reading.findings)
    return True


def _slide_size(packet: Source) -> int:
    """Returns how many bytes at a packet's end are not XMP.

    That is the slide, in full or but for its last NUL, or else the terminator of sub-blocks.
    """
    tail = packet.read(max(0, packet.size - len(_XMP_SLIDE)), len(_XMP_SLIDE))
    if tail == _XMP_SLIDE:
        return len(_XMP_SLIDE)
    return len(_XMP_SLIDE) - 1 if tail.endswith(_XMP_SLIDE[:-1]) else 1


def _read_image(reading: _Reading, screen: tuple[int, int]) -> bool:
    """Reads past one frame, and remembers the first for the decoder."""
    start = reading.position
    head = reading.source.read(start, 10)
    if len(head) < 10:
        reading.position = reading.source.size
        return False
    reading.position = start + 10 + _table_size(head[9]) + 1  # 1: the least code size
    if _read_sub_blocks(reading) is None:
        return False
    if reading.frames == 0:
        left, top, width, height = (
            int.from_bytes(head[at : at + 2], "little") for at in (1, 3, 5, 7)
        )
        reading.whole = (left, top) == (0, 0) and (width, height) == screen
        reading.spans += [reading.control, (start, reading.position - start)]
    reading.frames += 1
    return True


def _read_sub_blocks(reading: _Reading) -> list[Span] | None:
    """Reads past sub-blocks and their terminator; returns where their data stands.

    Returns None where the file ends before, or holds too many: then there is no going on.
    """
    data: list[Span] = []
    while reading.parts < MAX_PARTS:
        reading.parts += 1
        size = reading.source.read(reading.position, 1)
        if not size or reading.position + 1 + size[0] > reading.source.size:
            reading.position = reading.source.size
            return None
        if size == b"\0":
            reading.position += 1
            return data
        data.append((reading.position + 1, size[0]))
        reading.position += 1 + size[0]
    reading.findings.report("file.too-many-parts")
    return None


def _keep(value: Source, place: str, findings: Findings) -> None:
    raw = findings.take(value, place, "")
    if raw is not None:
        decode = decode_bytes if place == "gif:comment" else decode_utf8
        decoded = decode(raw.rstrip(b"\0"))
        findings.keep(place, "", value.offset(0), raw, decoded)


def _table_size(packed: int) -> int:
    """Returns the bytes of a colour table from the packed field that announces it."""
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0
