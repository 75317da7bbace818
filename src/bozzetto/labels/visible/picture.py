"""Pictures: a file that is open for a label: its samples, and how a copy with others is made."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from bozzetto.capture.pixels import is_bomb
from bozzetto.errors import FormatError
from bozzetto.labels.visible.turning import Turn

__all__ = ["MAX_FILE", "Picture", "check_size", "decode"]

_KINDS = {"TIFF": "image/tiff"}  # whose decoder has a lower limit of its own
MAX_FILE = 1 << 29  # bytes of a file; it is in memory beside its samples


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, decoded.

    Attributes:
        media_type: What its file is.
        image: Its samples as they are stored, not turned; of 16-bit ones, the high bytes.
        low: The low bytes of 16-bit samples, in the mode of `image`; None where there are none.
        turn: How it is turned to be seen.
        lossless: Whether its samples are coded without loss.
        rewrite: Returns a copy of the file for other samples, and what that copy had to lose.
        levels: How many values a sample can have, from 0 to 255; 256 but for greys of few bits.
    """

    media_type: str
    image: Image.Image
    low: Image.Image | None
    turn: Turn
    lossless: bool
    rewrite: Callable[["Picture"], tuple[bytes, tuple[str, ...]]]
    levels: int = 256


def check_size(width: int, height: int, media_type: str) -> None:
    """Check what a header says, before anything is decoded.

    Raises:
        FormatError: it is none, or too large.
    """
    if not width or not height:
        raise FormatError("not a well-formed picture: it has no size")
    if is_bomb(width, height, media_type):
        raise FormatError(
            "a picture of {width} × {height} pixels is too large to be decoded",
            width=width,
            height=height,
        )


def decode(make: Callable[[], Image.Image]) -> Image.Image:
    """Decode a picture.

    Raises:
        FormatError: it cannot be decoded.
    """
    try:
        image = make()
        check_size(*image.size, _KINDS.get(image.format or "", ""))
        _check_still(image)
        image.load()
    except FormatError:
        raise
    except Exception as error:  # Pillow's decoders name no closed set of errors
        raise FormatError("the picture cannot be decoded: {why}", why=str(error)[:200]) from error
    return image


def _check_still(image: Image.Image) -> None:
    if getattr(image, "n_frames", 1) > 1:
        raise FormatError("the picture moves or has several pages; these get no label")
