"""WebP: its picture is coded anew, as it was with or without loss; other chunks are passed on.

Source: https://developers.google.com/speed/webp/docs/riff_container; C2PA 2.2, annex A.3.5.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL.WebPImagePlugin import WebPImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats.exif import Exif, Size
from bozzetto.labels.visible.picture import Picture, check_size, decode
from bozzetto.labels.visible.turning import Turn

__all__ = ["QUALITY", "open_webp"]

QUALITY = 95  # of what is coded with loss: a file does not tell its own, and this one is not seen
_EFFORT = 50  # of 100: half the time of the usual one, for files that are four thousandths larger

_HEAD = 12  # bytes: RIFF, size, WEBP
_MAX_CHUNKS = 1 << 16
_PICTURE = (b"ALPH", b"VP8 ", b"VP8L")
_HAS_ALPHA, _MOVES = 0x10, 0x02  # flags of VP8X
_MAX_SIDE = 16_383  # pixels, of a picture in a WebP


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    data: bytes

    def __bytes__(self) -> bytes:
        return (
            self.kind + struct.pack("<I", len(self.data)) + self.data + b"\0" * (len(self.data) % 2)
        )


@dataclass(frozen=True, slots=True)
class _File:
    chunks: tuple[_Chunk, ...]
    size: Size
    lossless: bool
    trailer: bytes  # behind the end; whatever it is, nobody says that it is a picture

    def rewrite(self, copy: Picture) -> tuple[bytes, tuple[str, ...]]:
        """Return a copy of the file for other samples."""
        if max(copy.image.size) > _MAX_SIDE:
            raise FormatError("a WebP has no room for a side of {side} pixels", side=_MAX_SIDE + 1)
        coded = list(_walk(self._encoded(copy)))
        if self.chunks[0].kind != b"VP8X":  # a simple file: there is nothing beside the picture
            return _file(coded) + self.trailer, ()
        size = copy.image.size if copy.image.size != self.size else None
        picture = [each for each in coded if each.kind in _PICTURE]
        alpha = any(each.kind == b"ALPH" for each in picture) or copy.image.mode == "RGBA"
        lost: list[str] = []
        kept = [_headed(self.chunks[0], copy.image.size, alpha=alpha)]
        for chunk in self.chunks[1:]:
            if chunk.kind in _PICTURE:
                kept += picture
                picture = []
            else:
                kept += _passed_on(chunk, size, lost)
        return _file(kept) + self.trailer, tuple(lost)

    def _encoded(self, copy: Picture) -> bytes:
        out = io.BytesIO()
        effort = _EFFORT if self.lossless else QUALITY  # without loss, quality means effort
        copy.image.save(out, "WEBP", lossless=self.lossless, quality=effort, exact=True, method=4)
        return out.getvalue()


def open_webp(data: bytes) -> Picture:
    """Decode a WebP.

    Raises:
        FormatError: it is no whole WebP, moves, or is too large.
    """
    chunks = tuple(_walk(data))
    head = chunks[0]
    if head.kind == b"VP8X":
        if len(head.data) < 10:
            raise FormatError("not a well-formed {kind} file", kind="WebP")
        if head.data[0] & _MOVES:
            raise FormatError("the picture moves or has several pages; these get no label")
        width, height = (int.from_bytes(head.data[at : at + 3], "little") + 1 for at in (4, 7))
        check_size(width, height, "image/webp")
    image = decode(lambda: WebPImageFile(io.BytesIO(data)))
    exif = Exif.parse(next((each.data for each in chunks if each.kind == b"EXIF"), b""))
    image.info.clear()  # Pillow would write all that it has read
    lossless = any(each.kind == b"VP8L" for each in chunks)
    end = 8 + int.from_bytes(data[4:8], "little")
    file = _File(chunks, image.size, lossless, data[end:])
    turn = Turn(1 if exif is None else exif.orientation)
    return Picture("image/webp", image, None, turn, lossless, file.rewrite)


def _headed(head: _Chunk, size: Size, *, alpha: bool) -> _Chunk:
    flags = head.data[0] & ~_HAS_ALPHA | (_HAS_ALPHA if alpha else 0)
    sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
    return _Chunk(head.kind, bytes((flags,)) + head.data[1:4] + sides + head.data[10:])


def _passed_on(chunk: _Chunk, size: Size | None, lost: list[str]) -> list[_Chunk]:
    """Return a chunk for the copy; none where it is lost."""
    if chunk.kind == b"C2PA":
        lost.append("credentials")
        return []
    block = Exif.parse(chunk.data) if chunk.kind == b"EXIF" else None
    if block is None:
        return [chunk]
    data, found = block.fitted(size)
    lost += ["thumbnail"] if found else []
    return [_Chunk(chunk.kind, data)]


def _file(chunks: list[_Chunk]) -> bytes:
    body = b"WEBP" + b"".join(map(bytes, chunks))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _walk(data: bytes) -> Iterator[_Chunk]:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or end < _HEAD + 8:
        raise FormatError("the file ends in the middle of its structure")
    position = _HEAD
    for _ in range(_MAX_CHUNKS):
        kind, size = struct.unpack("<4sI", data[position : position + 8].ljust(8, b"\0"))
        if position + 8 + size > end:
            raise FormatError("the file ends in the middle of its structure")
        yield _Chunk(kind, data[position + 8 : position + 8 + size])
        position += 8 + size + size % 2
        if position >= end:  # some writers leave out the last padding byte
            return
    raise FormatError("not a well-formed {kind} file", kind="WebP")
