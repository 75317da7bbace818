"""Reading films back, by a reader that is not ours.

libavif reads animated AVIFs, whose tables are those of an MP4. So the names of what the file is,
which are as long as each other, are exchanged, and every table is read as it was written.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops

_NAMES = ((b"ftypisom", b"ftypavis"), (b"iso6av01", b"avismsf1"), (b"vide\0", b"pict\0"))


@dataclass
class Shot:
    """A frame of a film."""

    begin: int  # milliseconds
    duration: int
    image: Image.Image

    def near(self, place, colour, off=14):
        """Tell whether a pixel has nearly a colour."""
        found = self.image.getpixel(place)
        return all(abs(one - other) <= off for one, other in zip(found, colour, strict=True))

    def has(self, colour, off=14):
        """Count the pixels that have nearly a colour."""
        red, green, blue = (
            band.point(lambda value, want=want: 255 * (abs(value - want) <= off))
            for band, want in zip(self.image.split(), colour, strict=True)
        )
        return ImageChops.darker(ImageChops.darker(red, green), blue).histogram()[255]


def shots_of(data):
    """Read every frame, with its time."""
    for name, other in _NAMES:
        assert data.count(name) >= 1
        data = data.replace(name, other, 1)
    found = []
    with Image.open(io.BytesIO(data)) as image:
        for number in range(image.n_frames):
            image.seek(number)
            image.load()
            begin, duration = image.info["timestamp"], image.info["duration"]
            found.append(Shot(begin, duration, image.convert("RGB")))
    return found
