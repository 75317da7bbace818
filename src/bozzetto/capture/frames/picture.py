"""Pictures of frames: what is not to be seen is painted over, and the rest is made small.

A frame shows what stood on the screen; it is no master. So it is scaled to `MAX_SIDE` and kept
as lossy WebP, in which a screen full of a drawing takes about a tenth of what PNG takes, and in
which words in menus can still be read.
"""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw

from bozzetto.capture.frames.place import Rectangle

__all__ = ["MAX_SIDE", "QUALITY", "encode", "paint_over"]

MAX_SIDE = 1280  # pixels of the longer side: a full screen of 1920 x 1080 stays readable
QUALITY = 80  # of WebP, of 100: Pillow's own default
EFFORT = 2  # of WebP, of 6: a quarter of the time of 4, for a tenth more bytes
_BLACK = (0, 0, 0)


def paint_over(image: Image.Image, scale: float, masks: Iterable[Rectangle]) -> None:
    """Paint rectangles black.

    Args:
        image: Is changed.
        scale: Pixels of the image for one of the desktop's: 2 on fine screens of macOS.
        masks: From the image's upper left corner, in pixels of the desktop.
    """
    draw = ImageDraw.Draw(image)
    for mask in masks:
        left, top = int(mask.left * scale), int(mask.top * scale)
        # One pixel more where it does not come out even: nothing shows through at an edge
        right = -int(-(mask.left + mask.width) * scale // 1)
        bottom = -int(-(mask.top + mask.height) * scale // 1)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=_BLACK)


def encode(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """Return a picture as it is kept, and its size in pixels."""
    small = image.copy()
    small.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)  # never makes it larger
    written = io.BytesIO()
    small.save(written, "WEBP", quality=QUALITY, method=EFFORT)
    return written.getvalue(), small.size
