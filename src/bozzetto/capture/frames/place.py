"""Places: rectangles in pixels, on the desktop or in what is taken of it."""

import re
from dataclasses import dataclass

from bozzetto.errors import FormatError

__all__ = ["Place", "Rectangle"]

MAX_PIXEL = 1 << 20  # pixels; no desktop is that wide, and no product of two overflows anything
_SPELLED = re.compile(r"(\d{1,7}),(\d{1,7}),(\d{1,7}),(\d{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle: its upper left corner, and its size. A desktop may begin left of its origin."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        far = max(abs(self.left), abs(self.top), self.width, self.height)
        if self.width < 1 or self.height < 1 or far > MAX_PIXEL:
            raise FormatError("not a rectangle: {text}", text=self.spell())

    @classmethod
    def parse(cls, text: str) -> "Rectangle":
        """Read ``X,Y,W,H``.

        Raises:
            FormatError: it is none.
        """
        found = _SPELLED.fullmatch(text)
        if found is None:
            raise FormatError("not a rectangle: {text}", text=text[:80])
        return cls(*map(int, found.groups()))

    def spell(self) -> str:
        """Return ``X,Y,W,H``."""
        return f"{self.left},{self.top},{self.width},{self.height}"

    def within(self, other: "Rectangle") -> "Rectangle | None":
        """Return the part of this that lies in another; None where there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right = min(self.left + self.width, other.left + other.width)
        bottom = min(self.top + self.height, other.top + other.height)
        if right <= left or bottom <= top:
            return None
        return Rectangle(left, top, right - left, bottom - top)

    def seen_from(self, corner: "Rectangle") -> "Rectangle":
        """Return this rectangle as it lies from another's upper left corner."""
        return Rectangle(self.left - corner.left, self.top - corner.top, self.width, self.height)

    def moved_to(self, corner: "Rectangle") -> "Rectangle":
        """Return a rectangle that was given from another's corner, as it lies on the desktop."""
        return Rectangle(self.left + corner.left, self.top + corner.top, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is on the desktop at this moment.

    Attributes:
        whole: All of it; masks are given from its upper left corner.
        covered: What lies over it and is none of it.
    """

    whole: Rectangle
    covered: tuple[Rectangle, ...] = ()
