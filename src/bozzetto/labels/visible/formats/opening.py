"""Opening: what a file is, told by its first bytes, and its samples."""

from collections.abc import Callable

from bozzetto.capture.isobmff import BRANDS
from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats import avif, jpeg, png, tiff, webp
from bozzetto.labels.visible.picture import Picture

__all__ = ["open_picture"]

_TIFF = (b"II*\0", b"MM\0*")


def open_picture(data: bytes) -> Picture:
    """Decode a file's picture.

    Raises:
        FormatError: it is no PNG, JPEG, WebP, TIFF or AVIF, is damaged or too large, moves, has
            several pages, or has samples that cannot be kept as they are.
    """
    return _opener(data)(data)


def _opener(data: bytes) -> Callable[[bytes], Picture]:
    if data.startswith(png.SIGNATURE):
        return png.open_png
    if data.startswith(jpeg.SIGNATURE):
        return jpeg.open_jpeg
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return webp.open_webp
    if data[:4] in _TIFF:
        return tiff.open_tiff
    if data[4:8] == b"ftyp" and BRANDS.get(data[8:12]) == "image/avif":
        return avif.open_avif
    raise FormatError("neither PNG nor JPEG, WebP, TIFF or AVIF: no visible label is drawn there")
