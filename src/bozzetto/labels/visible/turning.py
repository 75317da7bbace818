"""Turning: between a picture as people see it, and as its samples are stored.

Source: Exif 3.0 (CIPA DC-008) section 4.6.5, tag Orientation (0x0112), values 1 to 8.
"""

from dataclasses import dataclass

from PIL import Image

from bozzetto.labels.visible.shown import Box

__all__ = ["Turn"]

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_STORED = _UPRIGHT | {6: _UPRIGHT[8], 8: _UPRIGHT[6]}


@dataclass(frozen=True, slots=True)
class Turn:
    """How the stored picture is turned to be seen: EXIF's orientation, 1 to 8."""

    orientation: int

    @property
    def is_on_its_side(self) -> bool:
        """Whether width and height change places."""
        return self.orientation >= 5

    def size(self, stored: tuple[int, int]) -> tuple[int, int]:
        """Return width and height as people see them; of a seen size, the stored one."""
        return (stored[1], stored[0]) if self.is_on_its_side else stored

    def upright(self, image: Image.Image) -> Image.Image:
        """Turn a piece of the stored picture as it is seen."""
        return self._turned(image, _UPRIGHT)

    def stored(self, image: Image.Image) -> Image.Image:
        """Turn a piece of the seen picture as it is stored."""
        return self._turned(image, _STORED)

    def box(self, seen: Box, size: tuple[int, int]) -> Box:
        """Return where a box stands in the stored picture.

        Args:
            seen: The box, as people see it; it may reach beyond the picture.
            size: Width and height of the picture, as people see it.
        """
        width, height = size
        left, top, right, bottom = seen
        if self.orientation in (2, 3, 7, 6):
            left, right = width - right, width - left
        if self.orientation in (3, 4, 7, 8):
            top, bottom = height - bottom, height - top
        return (top, left, bottom, right) if self.is_on_its_side else (left, top, right, bottom)

    def _turned(self, image: Image.Image, turns: dict[int, Image.Transpose]) -> Image.Image:
        turn = turns.get(self.orientation)
        return image if turn is None else image.transpose(turn)
