"""PNG: its samples are coded anew, and all other chunks are passed on where they stand.

Pillow gets only the chunks that make the picture, and of what it writes only these are taken:
so no text is too large or too broken for it, and gamma, profile and texts stay to the last byte.

Source: PNG (third edition), https://www.w3.org/TR/png-3/, sections 5.3, 5.4 (which unknown chunks
belong to the pixels), 11.2 and 11.3.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL.PngImagePlugin import PngImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats import deep
from bozzetto.labels.visible.formats.exif import Exif, Size
from bozzetto.labels.visible.picture import Picture, check_size, decode
from bozzetto.labels.visible.turning import Turn

__all__ = ["SIGNATURE", "open_png"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_MAX_CHUNKS = 1 << 20  # of 8 KiB each: 8 GiB of pixels
_FRAMING = 12  # bytes around a chunk's data
_CODED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_MOVING = (b"acTL", b"fcTL", b"fdAT")
_CREDENTIALS = b"caBX"
_LEVEL = 4  # of zlib: a third of the usual one's time, for files that are two percent larger
# Known ones that are not safe to copy by their name, and still true of a copy with a label
_STAYING = (b"cHRM", b"cICP", b"cLLI", b"gAMA", b"iCCP", b"mDCV", b"sBIT", b"sRGB", b"bKGD")
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6


@dataclass(frozen=True, slots=True)
class _Chunk:
    kind: bytes
    data: bytes

    def __bytes__(self) -> bytes:
        body = self.kind + self.data
        return struct.pack(">I", len(self.data)) + body + struct.pack(">I", zlib.crc32(body))


@dataclass(frozen=True, slots=True)
class _File:
    chunks: tuple[_Chunk, ...]
    size: Size
    depth: int
    colours: int
    trailer: bytes  # behind the end; whatever it is, nobody says that it is a picture

    def coded(self) -> bytes:
        """Return a file of what makes the picture only."""
        return SIGNATURE + b"".join(bytes(each) for each in self.chunks if each.kind in _CODED)

    def rewrite(self, copy: Picture) -> tuple[bytes, tuple[str, ...]]:
        """Return a copy of the file for other samples."""
        coded = list(_walk(self._encoded(copy)))
        size = copy.image.size if copy.image.size != self.size else None
        new = {kind: [each for each in coded if each.kind == kind] for kind in _CODED}
        lost: list[str] = []
        pieces = [SIGNATURE]
        for chunk in self.chunks:
            if chunk.kind in _CODED:
                pieces += map(bytes, new.pop(chunk.kind, []))  # all of a kind at the first's place
            else:
                pieces.append(_passed_on(chunk, copy, size, lost))
        return b"".join((*pieces, self.trailer)), tuple(dict.fromkeys(lost))

    def _encoded(self, copy: Picture) -> bytes:
        if copy.low is not None:
            return deep.encode(copy.image, copy.low)
        out = io.BytesIO()
        bits = self.depth if copy.image.mode == "L" else 8
        copy.image.save(out, "PNG", bits=bits, icc_profile=None, compress_level=_LEVEL)
        return out.getvalue()


def open_png(data: bytes) -> Picture:
    """Decode a PNG.

    Raises:
        FormatError: it is no whole PNG, moves, or is too large.
    """
    chunks = tuple(_walk(data))
    if chunks[0].kind != b"IHDR" or len(chunks[0].data) != 13:
        raise FormatError("not a well-formed {kind} file", kind="PNG")
    if any(each.kind in _MOVING for each in chunks):
        raise FormatError("the picture moves or has several pages; these get no label")
    width, height, depth, colours = struct.unpack(">IIBB", chunks[0].data[:10])
    check_size(width, height, "image/png")
    end = len(SIGNATURE) + sum(len(each.data) + _FRAMING for each in chunks)
    file = _File(chunks, (width, height), depth, colours, data[end:])
    exif = next((each.data for each in chunks if each.kind == b"eXIf"), b"")
    block = Exif.parse(exif)
    turn = Turn(1 if block is None else block.orientation)
    return replace(_decoded(file), turn=turn)


def _decoded(file: _File) -> Picture:
    coded = file.coded()
    has_key = any(each.kind == b"tRNS" for each in file.chunks)
    if file.depth == 16:
        if has_key:
            raise FormatError("a transparent colour beside 16-bit samples is not kept")
        image, low = deep.decode(coded, file.colours)
        return Picture("image/png", image, low, Turn(1), True, file.rewrite)
    image = decode(lambda: PngImageFile(io.BytesIO(coded)))
    if has_key and file.colours in (_GREY, _RGB):  # a label may have just that colour
        image = image.convert("RGBA" if file.colours == _RGB else "LA")
        image.info.clear()
    levels = 2 ** min(file.depth, 8) if image.mode == "L" else 256
    return Picture("image/png", image, None, Turn(1), True, file.rewrite, levels)


def _passed_on(chunk: _Chunk, copy: Picture, size: Size | None, lost: list[str]) -> bytes:
    """Return a chunk for the copy; empty where it is lost."""
    if chunk.kind == b"eXIf":
        block = Exif.parse(chunk.data)
        fitted, had_thumbnail = (chunk.data, False) if block is None else block.fitted(size)
        lost += ["thumbnail"] if had_thumbnail else []
        return bytes(_Chunk(chunk.kind, fitted))
    if chunk.kind == _CREDENTIALS:
        lost.append("credentials")
        return b""
    if chunk.kind == b"sBIT" and len(chunk.data) == len(copy.image.getbands()) - 1:
        return bytes(_Chunk(chunk.kind, chunk.data + b"\x08"))  # alpha in place of a colour
    if chunk.kind[3:4].isupper() and chunk.kind not in _STAYING:
        lost.append(f"png:{chunk.kind.decode('latin-1')}")
        return b""
    return bytes(chunk)


def _walk(data: bytes) -> Iterator[_Chunk]:
    """Yield all chunks up to the end."""
    position = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        size, kind = struct.unpack(">I4s", data[position : position + 8].ljust(8, b"\0"))
        end = position + size + _FRAMING
        if end > len(data):
            raise FormatError("the file ends in the middle of its structure")
        if not kind.isalpha():
            raise FormatError("not a well-formed {kind} file", kind="PNG")
        yield _Chunk(kind, data[position + 8 : end - 4])
        if kind == b"IEND":
            return
        position = end
    raise FormatError("not a well-formed {kind} file", kind="PNG")
