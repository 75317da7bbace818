"""Pictures to be labelled: as large as a label needs, as busy as one can be, and with metadata."""

import functools
import io
import random

from PIL import Image, ImageOps

from bozzetto.labels.visible import Visible, put_visible
from tests.labels.pictures import XMP

SIZE = (150, 110)
PACKET = (XMP % "").encode()


def noise(mode="RGB", size=SIZE):
    """Nothing is busier. A copy: Pillow writes into a picture how it was saved last."""
    return _noise(mode, size).copy()


@functools.cache
def _noise(mode, size):
    samples = random.Random(1).randbytes(size[0] * size[1] * 3)  # noqa: S311  # the same always
    made = Image.frombytes("RGB", size, samples)
    if mode == "RGBA":
        made.putalpha(Image.linear_gradient("L").resize(size))
        return made
    return made.convert("L").convert(mode) if mode == "I;16" else made.convert(mode)


def calm(colour="white", size=SIZE, mode="RGB"):
    """One colour."""
    return Image.new(mode, size, colour)


def exif(orientation=None, *, thumbnail=False):
    """An EXIF block, big-endian, with a maker's name, a size, and a thumbnail if wanted."""
    entries = [
        (0x010F, 2, 4, b"Ace\0"),
        (0xA002, 3, 1, b"\0\xdc\0\0"),
        (0xA003, 3, 1, b"\0\xa0\0\0"),
    ]
    if orientation is not None:
        entries.insert(1, (0x0112, 3, 1, bytes((0, orientation, 0, 0))))
    end = 8 + 2 + 12 * len(entries) + 4
    small = b"\xff\xd8small\xff\xd9"
    at = end + 2 + 24 + 4
    second = [(0x0201, 4, 1, at.to_bytes(4)), (0x0202, 4, 1, len(small).to_bytes(4))]
    first = _table(entries, end if thumbnail else 0)
    return b"MM\0*\0\0\0\x08" + first + (_table(second, 0) + small if thumbnail else b"")


def _table(entries, following):
    rows = [t.to_bytes(2) + k.to_bytes(2) + n.to_bytes(4) + raw for t, k, n, raw in entries]
    return len(rows).to_bytes(2) + b"".join(rows) + following.to_bytes(4)


def put(tmp_path, data, **options):
    """Label a file of these bytes; what is shown, and the bytes of source and copy."""
    if isinstance(data, Image.Image):
        out = io.BytesIO()
        data.copy().save(out, "PNG")  # tests share some, and Pillow writes into what it saves
        data = out.getvalue()
    source, target = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    shown = put_visible(source, target, Visible(**options))
    assert source.read_bytes() == data
    return shown, target.read_bytes()


def seen(data):
    """A file's picture as people see it."""
    with Image.open(io.BytesIO(data)) as image:
        return ImageOps.exif_transpose(image)


def outside_of(image, box):
    """A picture's samples with a box blanked."""
    image = image.convert("RGBA")
    image.paste((0, 0, 0, 0), box)
    return image.tobytes()
