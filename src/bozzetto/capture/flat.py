"""Flat pictures: what a file shows, layers and all put together.

A picture file is its own flat picture. Drawing programs keep one beside their layers: Krita and
OpenRaster as ``mergedimage.png`` in their ZIP (https://www.openraster.org/baseline/file-layout-spec.html),
Photoshop as the image data at a PSD's end. Files of other programs have none that can be read.

Bytes are believed, names are not, and nothing is decoded here: sizes are checked first.
"""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PsdImagePlugin import PsdImageFile

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.pixels import DECODERS, is_bomb

__all__ = ["MAX_DIRECTORY", "MAX_MERGED", "has_small_directory", "open_flat", "open_picture"]

MAX_MERGED = 128 << 20  # bytes of the PNG in a project file: it is held in memory
MAX_DIRECTORY = 8 << 20  # bytes of a project file's list of members: a hundred thousand layers

_MERGED = "mergedimage.png"
_PSD = struct.Struct(">4sH6xHII")  # signature, version, channels, height, width: section "header"
_END = struct.Struct("<4s4H2LH")  # end of central directory, PKWARE APPNOTE 4.3.16
_ZIP64 = 20  # bytes of the locator that stands before it in a ZIP64 file, APPNOTE 4.3.15

_DECODERS: dict[str, Callable[[BinaryIO], Image.Image]] = {
    **DECODERS,
    "image/avif": AvifImageFile,
    "image/jpeg": JpegImageFile,
}


def open_flat(file: BinaryIO) -> Image.Image | None:
    """Open the flat picture of a picture or project file, not yet decoded.

    Args:
        file: Any bytes; seekable. It must stay open until the picture was loaded.

    Returns:
        None where there is none, or where it is damaged or too large. What follows the header
        may be damaged still: `Image.load` tells.
    """
    file.seek(0)
    head = file.read(_PSD.size)
    try:
        if head.startswith(b"PK\3\4"):
            return _merged(file)
        if head.startswith(b"8BPS"):
            return _photoshop(file, head)
        return open_picture(file)
    except Exception:  # noqa: BLE001 - Pillow's decoders name no closed set of errors
        return None


def open_picture(file: BinaryIO) -> Image.Image | None:
    """Open a picture file, not yet decoded, where its header is read in one way only.

    Returns:
        None where it is no picture, or too large.

    Raises:
        Exception: it is damaged; Pillow's decoders name no closed set of errors.
    """
    known = read_picture(file, pixels=False)
    decoder = _DECODERS.get(known.type)
    if decoder is None or known.width is None or known.height is None:
        return None
    if is_bomb(known.width, known.height, known.type):
        return None
    file.seek(0)
    image = decoder(file)
    return image if image.size == (known.width, known.height) else None


def _photoshop(file: BinaryIO, head: bytes) -> Image.Image | None:
    _signature, version, _channels, height, width = _PSD.unpack(head)
    if version != 1 or is_bomb(width, height, "image/vnd.adobe.photoshop"):
        return None  # version 2 (PSB) is not read by Pillow
    file.seek(0)
    return PsdImageFile(file)


def _merged(file: BinaryIO) -> Image.Image | None:
    if not has_small_directory(file):
        return None
    with zipfile.ZipFile(file) as archive, archive.open(_MERGED) as member:
        data = member.read(MAX_MERGED + 1)
    return None if len(data) > MAX_MERGED else open_picture(BytesIO(data))


def has_small_directory(file: BinaryIO) -> bool:
    """Whether the list of members may be read: `zipfile` takes it into memory as a whole.

    The programs write no comment behind it; `zipfile` looks at the same place first.
    """
    size = file.seek(0, 2)
    if size < _END.size + _ZIP64:
        return False
    file.seek(size - _END.size - _ZIP64)
    tail = file.read(_ZIP64 + _END.size)
    signature, *_counts, length, _offset, comment = _END.unpack(tail[_ZIP64:])
    is_plain = signature == b"PK\5\6" and comment == 0 and not tail.startswith(b"PK\6\7")
    return is_plain and length <= MAX_DIRECTORY
