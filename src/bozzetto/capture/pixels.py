"""Pixels: decoding a losslessly coded picture, and one digest over its samples.

The digest is SHA-256 over ``bozzetto pixels/1`` and a newline, then mode, width and height as
``RGBA 832 1216`` and a newline, then the samples row by row from the top, each row from the left,
channels interleaved. Modes:

    L, LA, RGB, RGBA    8 bits a sample
    L;16B               grey of 16 bits, big-endian

Palettes become RGB, grey below 8 bits is stretched to 0..255, and a transparent colour or palette
entry becomes alpha, so that two codings of one picture agree. Nothing else is converted: RGBA
with every pixel opaque is not RGB, and colours under full transparency count, for there text is
hidden. Colour profiles, gamma and EXIF orientation are not applied.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from PIL import Image
from PIL.GifImagePlugin import GifImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

__all__ = ["DECODERS", "MAX_PIXELS", "MAX_SIDE", "decode_picture", "digest_pixels", "is_bomb"]

MAX_PIXELS = 200_000_000  # a picture; decoded it takes 800 MB, and upscalers stop at 16k by 9k
MAX_SIDE = 1_000_000  # pixels; libpng's own limit, and what lets a strip be cut from any picture

_STRIP = 1 << 20  # pixels converted and hashed at a time
_CONTEXT = b"bozzetto pixels/1\n"

# The classes and not Image.open(): that one guesses the format anew, and warns of large pictures
# by a setting of the whole process. Sizes are checked by `is_bomb`, from the header.
DECODERS: dict[str, Callable[[BinaryIO], Image.Image]] = {
    "image/gif": GifImageFile,
    "image/png": PngImageFile,
    "image/tiff": TiffImageFile,
    "image/webp": WebPImageFile,
}

_PLAIN = {"1": "L", "L": "L", "LA": "LA", "P": "RGB", "PA": "RGBA", "RGB": "RGB", "RGBA": "RGBA"}
_TRANSPARENT = {"1": "LA", "L": "LA", "P": "RGBA", "RGB": "RGBA"}
_DEEP = ("I;16", "I;16B", "I;16L")


def is_bomb(width: int, height: int, media_type: str) -> bool:
    """Whether a picture of this size is too large to decode."""
    limit = MAX_PIXELS
    if media_type == "image/tiff" and Image.MAX_IMAGE_PIXELS is not None:
        limit = min(limit, Image.MAX_IMAGE_PIXELS)  # its decoder asks again, and would warn
    return max(width, height) > MAX_SIDE or width * height > limit


def decode_picture(encoded: BinaryIO, media_type: str, size: tuple[int, int]) -> Image.Image | None:
    """Decodes one picture.

    Args:
        encoded: The file, checked by `is_bomb`.
        media_type: One of PNG, WebP, TIFF and GIF.
        size: Width and height that its header gave, in pixels.

    Returns:
        The picture in one of the modes of `digest_pixels`, or None if it cannot be decoded.
    """
    try:
        image = DECODERS[media_type](encoded)
        if image.size != size:
            return None
        image.load()
    except Exception:  # noqa: BLE001 - Pillow's decoders name no closed set of errors
        return None
    return image if _mode(image) is not None else None


def digest_pixels(image: Image.Image) -> str:
    """Returns the digest of a picture that `decode_picture` gave, as ``sha256:<hex>``."""
    mode = _mode(image)
    digest = hashlib.sha256(_CONTEXT + f"{mode} {image.width} {image.height}\n".encode())
    for strip in _strips(image):
        if mode == "L;16B":
            digest.update(_big_endian(strip))
        else:
            digest.update((strip if strip.mode == mode else strip.convert(mode)).tobytes())
    return f"sha256:{digest.hexdigest()}"


def _mode(image: Image.Image) -> str | None:
    """Returns the mode that is digested; None where Pillow's samples are not the file's."""
    if image.format == "GIF":  # always a palette, though Pillow calls a ramp of greys L
        return "RGBA" if "transparency" in image.info else "RGB"
    if "transparency" in image.info and image.mode in _TRANSPARENT:
        return _TRANSPARENT[image.mode]
    if image.mode == "P" and image.palette is not None and image.palette.mode == "RGBA":
        return "RGBA"
    return "L;16B" if image.mode in _DEEP else _PLAIN.get(image.mode)


def _strips(image: Image.Image) -> Iterator[Image.Image]:
    """Cuts a picture into strips, since a converted copy of the whole would double its memory."""
    rows = max(1, _STRIP // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(image.height, top + rows)))


def _big_endian(strip: Image.Image) -> bytes:
    """Returns 16-bit samples with the high byte first, whatever order Pillow holds them in."""
    data = bytearray(strip.tobytes())
    native_little = strip.mode == "I;16" and sys.byteorder == "little"
    if native_little or strip.mode == "I;16L":
        data[0::2], data[1::2] = data[1::2], data[0::2]
    return bytes(data)
