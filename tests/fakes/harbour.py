"""Pictures of a harbour, drawn by script: what a record needs that is to be looked at.

Every picture follows from its numbers alone, so the same record has the same pictures.
"""

import io
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

__all__ = ["Harbour", "mask", "png", "sketch"]

WIDTH, HEIGHT = 480, 320  # pixels

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Harbour:
    """One picture: colours, where the sun stands, and where the crane does."""

    top: Colour = (32, 44, 92)
    horizon: Colour = (244, 162, 97)
    sun: tuple[int, int] = (330, 150)
    crane: int = 120
    boats: int = 3
    grain: int = 0  # seeds what differs from one candidate to the next

    def draw(self) -> Image.Image:
        """Draw it."""
        chance = random.Random(self.grain)  # noqa: S311  # a picture is no secret
        picture = Image.new("RGB", (WIDTH, HEIGHT))
        pen = ImageDraw.Draw(picture)
        line = 205 + chance.randint(-12, 12)
        for y in range(HEIGHT):
            share = min(1.0, y / line)
            pen.line((0, y, WIDTH, y), fill=_between(self.top, self.horizon, share))
        for y in range(line, HEIGHT):
            share = (y - line) / (HEIGHT - line)
            pen.line((0, y, WIDTH, y), fill=_between(self.horizon, self.top, 0.35 + 0.6 * share))
        x, y = self.sun
        pen.ellipse((x - 34, y - 34, x + 34, y + 34), fill=(255, 228, 176))
        for _ in range(46):
            at, wide = line + chance.randint(2, HEIGHT - line - 4), chance.randint(8, 60)
            left = x + chance.randint(-90, 60)
            pen.line((left, at, left + wide, at), fill=(255, 214, 150), width=2)
        picture = picture.filter(ImageFilter.GaussianBlur(0.6))
        pen = ImageDraw.Draw(picture)
        _crane(pen, self.crane, line)
        for _ in range(self.boats):
            _boat(pen, chance.randint(30, WIDTH - 60), line + chance.randint(10, 60))
        return picture


def sketch() -> Image.Image:
    """Draw the pencil sketch that it all begins with."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), (247, 241, 230))
    pen = ImageDraw.Draw(picture)
    pen.line((0, 205, WIDTH, 203), fill=(90, 84, 78), width=2)
    _crane(pen, 120, 205, (90, 84, 78), 2)
    pen.arc((300, 120, 366, 186), 0, 360, fill=(90, 84, 78), width=2)
    return picture


def mask() -> Image.Image:
    """Draw the mask: white where the sky is to be made anew."""
    picture = Image.new("L", (WIDTH, HEIGHT), 0)
    ImageDraw.Draw(picture).rectangle((200, 20, WIDTH - 10, 180), fill=255)
    return picture


def png(picture: Image.Image) -> bytes:
    """Encode a picture."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=6)
    return file.getvalue()


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(left + (right - left) * share) for left, right in zip(one, other, strict=True)
    )
    return red, green, blue


def _crane(
    pen: ImageDraw.ImageDraw, x: int, line: int, ink: Colour = (24, 22, 34), width: int = 5
) -> None:
    pen.line((x, line, x + 14, line - 120), fill=ink, width=width)
    pen.line((x + 28, line, x + 14, line - 120), fill=ink, width=width)
    pen.line((x - 46, line - 108, x + 150, line - 132), fill=ink, width=width)
    pen.line((x + 14, line - 160, x + 150, line - 132), fill=ink, width=max(1, width - 3))
    pen.line((x + 14, line - 160, x - 46, line - 108), fill=ink, width=max(1, width - 3))
    pen.line((x + 120, line - 130, x + 120, line - 60), fill=ink, width=1)


def _boat(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.polygon((x, y, x + 44, y, x + 36, y + 10, x + 8, y + 10), fill=(30, 26, 36))
    pen.polygon((x + 20, y - 26, x + 20, y - 2, x + 36, y - 2), fill=(214, 196, 172))
