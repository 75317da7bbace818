"""Pictures: made small in memory, within the limits that all decoding here has."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

from bozzetto.capture.flat import open_flat
from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.blocks import Picture
from bozzetto.studio import Studio

__all__ = ["AT_ONCE", "small_pictures"]

AT_ONCE = 2  # that are decoded: each may take the memory of a whole picture
QUALITY = 80  # of JPEG, which goes into the PDF as it is
_FILTER = Image.Resampling.HAMMING  # as sharp as bicubic when it makes smaller, in half the time
_GAP = 1.5  # times: what is larger is made smaller by whole steps first, which is faster
_FRAME = (214, 40, 40)  # red: seen on most pictures, and on paper without colours as a dark line


def small_pictures(studio: Studio, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, bytes]]:
    """Yield small JPEGs of what can be shown, each picture once, in order."""
    every = list(dict.fromkeys(wanted))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for picture, data in zip(
            every, pool.map(lambda one: _small(studio, one), every), strict=True
        ):
            if data is not None:
                yield picture, data


def _small(studio: Studio, picture: Picture) -> bytes | None:
    try:
        with studio.assets.open(picture.digest) as file:
            image = open_flat(file)
            return None if image is None else _encoded(image, picture)
    except StudioError:
        return None
    except Exception:  # noqa: BLE001 - Pillow's decoders name no closed set of errors
        return None


def _encoded(image: Image.Image, picture: Picture) -> bytes:
    if isinstance(image, JpegImageFile):
        image.draft("RGB", (picture.side, picture.side))  # decodes at a half, a quarter, an eighth
    whole = image.size
    shown = _on_white(image)
    shown.thumbnail((picture.side, picture.side), _FILTER, reducing_gap=_GAP)
    _draw(shown, picture, shown.width / whole[0])
    ImageOps.exif_transpose(shown, in_place=True)
    out = BytesIO()
    shown.info = {}
    shown.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Turn whatever a file holds into colours of 8 bits, as it would look on paper."""
    image.load()
    exif = image.info.get("exif", b"")
    if image.mode.startswith("I;16"):  # Pillow's own conversion cuts off at 255
        image = image.convert("I").point([value >> 8 for value in range(1 << 16)], "L")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    found = image if image.mode == "RGB" else image.convert("RGB")
    found.info["exif"] = exif
    return found


def _draw(shown: Image.Image, picture: Picture, scale: float) -> None:
    pen = ImageDraw.Draw(shown)
    for left, top, width, height in picture.frames:
        box = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
        pen.rectangle(box, outline=_FRAME, width=2)
