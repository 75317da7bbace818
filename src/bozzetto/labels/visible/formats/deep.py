"""Deep samples: PNG's 16 bits, which Pillow holds for grey only, as two pictures of 8 bits.

The decoder is asked twice: as the file has it, big-endian, it keeps the high bytes; told that the
file were little-endian, it keeps the low ones. Grey with alpha has as many bytes a pixel as RGBA
of 8 bits, and is read as that. What is written has the bytes side by side again, each row filtered
by the row above (PNG section 9.2, type 2), which Pillow's arithmetic does.
"""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.visible.picture import decode as decode_picture

__all__ = ["decode", "encode"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = slice(16, 29)  # of a file: the header's data
_GREY, _RGB, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 4, 6  # colour types, PNG section 11.2.1
_COLOURS = {"L": _GREY, "RGB": _RGB, "LA": _GREY_ALPHA, "RGBA": _RGB_ALPHA}
_UP = b"\x02"  # the filter
_LEVEL = 4  # of zlib
_ROWS = 1 << 22  # bytes that are filtered at a time, at least a row


def decode(coded: bytes, colours: int) -> tuple[Image.Image, Image.Image]:
    """Decode a PNG of 16-bit samples.

    Args:
        coded: The file.
        colours: Its colour type.

    Returns:
        The high and the low bytes, both in the same mode.

    Raises:
        FormatError: it cannot be decoded.
    """
    if colours in (_RGB, _RGB_ALPHA):
        return _half(coded, "16B"), _half(coded, "16L")
    if colours not in (_GREY, _GREY_ALPHA):
        raise FormatError("not a well-formed {kind} file", kind="PNG")
    # Two bytes a sample, read as two samples: the first is the high one
    bands = _as_bytes(coded, colours).split()
    if colours == _GREY:
        return bands[0], bands[1]
    return Image.merge("LA", bands[0::2]), Image.merge("LA", bands[1::2])


def encode(high: Image.Image, low: Image.Image) -> bytes:
    """Encode a PNG of 16-bit samples."""
    width, height = high.size
    header = struct.pack(">IIBBBBB", width, height, 16, _COLOURS[high.mode], 0, 0, 0)
    packer = zlib.compressobj(_LEVEL)
    data = b"".join([*(packer.compress(rows) for rows in _filtered(high, low)), packer.flush()])
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(*each) for each in chunks)


def _half(coded: bytes, form: str) -> Image.Image:
    def make() -> PngImageFile:
        image = PngImageFile(io.BytesIO(coded))
        image.tile = [each._replace(args=_formed(each.args, form)) for each in image.tile]
        return image

    return decode_picture(make)


def _formed(args: object, form: str) -> str:
    """Return the raw mode with another order of bytes: ``RGB;16L`` for ``RGB;16B``."""
    name, _, deep = str(args).partition(";")
    if deep != "16B":
        raise FormatError("not a well-formed {kind} file", kind="PNG")
    return f"{name};{form}"


def _as_bytes(coded: bytes, colours: int) -> Image.Image:
    header = bytearray(coded[_HEADER])
    header[8:10] = bytes((8, _GREY_ALPHA if colours == _GREY else _RGB_ALPHA))
    changed = coded[:8] + _chunk(b"IHDR", bytes(header)) + coded[_HEADER.stop + 4 :]
    return decode_picture(lambda: PngImageFile(io.BytesIO(changed)))


def _filtered(high: Image.Image, low: Image.Image) -> Iterator[bytes]:
    """Yield rows with their filter before them."""
    row = high.width * len(high.getbands()) * 2
    above = Image.new("L", (row, 1))
    step = max(1, _ROWS // row)
    for top in range(0, high.height, step):
        box = (0, top, high.width, min(high.height, top + step))
        data = bytearray(row * (box[3] - top))
        data[0::2], data[1::2] = high.crop(box).tobytes(), low.crop(box).tobytes()
        here = Image.frombytes("L", (row, box[3] - top), bytes(data))
        shifted = Image.new("L", here.size)
        shifted.paste(here, (0, 1))
        shifted.paste(above, (0, 0))
        above = here.crop((0, here.height - 1, row, here.height))
        rows = ImageChops.subtract_modulo(here, shifted).tobytes()
        yield b"".join(_UP + rows[at : at + row] for at in range(0, len(rows), row))


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
