"""Requests: what label is wanted, where, and how it should look."""

from dataclasses import dataclass
from enum import StrEnum

from bozzetto.errors import FormatError
from bozzetto.labels.visible.wording import TEXTS, Element, elements_of

__all__ = ["MIN_HEIGHT", "Position", "Style", "Visible"]

MIN_HEIGHT = 5.0  # percent of the shortest side: GB 45438-2025, clause 5.2
_MAX_HEIGHT = 25.0  # percent; beyond that the picture is beside the label
_MAX_MARGIN = 10.0  # percent; what is farther from the edge is not at it


class Position(StrEnum):
    """Where the label stands, as people see the picture."""

    TOP_LEFT = "top-left"
    TOP_RIGHT = "top-right"
    BOTTOM_LEFT = "bottom-left"
    BOTTOM_RIGHT = "bottom-right"
    TOP_STRIP = "top-strip"  # over the picture, from side to side
    BOTTOM_STRIP = "bottom-strip"
    TOP_BAND = "top-band"  # beside the picture, which becomes higher: no pixel is covered
    BOTTOM_BAND = "bottom-band"

    @property
    def is_top(self) -> bool:
        """Whether it stands at the upper edge."""
        return self.startswith("top")

    @property
    def is_band(self) -> bool:
        """Whether it stands beside the picture."""
        return self.endswith("band")

    @property
    def is_corner(self) -> bool:
        """Whether it stands in a corner."""
        return self.endswith(("left", "right"))


class Style(StrEnum):
    """How the letters are kept apart from what is below them."""

    AUTO = "auto"  # an outline on a calm background, a plate on a busy one
    PLATE = "plate"  # letters on a plate through which the picture shimmers
    OUTLINE = "outline"  # letters with an outline, and nothing else


@dataclass(frozen=True, slots=True)
class Visible:
    """A visible label.

    Attributes:
        text: What it says; empty for the usual words of the language.
        language: ``zh`` or ``en``: which words its two elements are.
        position: Where it stands.
        style: How it looks. A band is a plate always.
        height: Of the lower of its two elements, in percent of the copy's shortest side. The
            standard's least is 5, and does not say which height: the ink's is meant here.
        margin: From the edge, in percent of the shortest side, for corners.
    """

    text: str = ""
    language: str = "zh"
    position: Position = Position.BOTTOM_RIGHT
    style: Style = Style.AUTO
    height: float = 6.0
    margin: float = 2.0

    def __post_init__(self) -> None:
        elements_of(self.words, self.language)
        if not MIN_HEIGHT <= self.height <= _MAX_HEIGHT:
            raise FormatError(
                "a label's height is {least} to {most} percent of the shortest side, not {height}",
                least=MIN_HEIGHT,
                most=_MAX_HEIGHT,
                height=self.height,
            )
        if not 0 <= self.margin <= _MAX_MARGIN:
            raise FormatError(
                "a label's margin is 0 to {most} percent of the shortest side, not {margin}",
                most=_MAX_MARGIN,
                margin=self.margin,
            )

    @property
    def words(self) -> str:
        """The text, or the usual one."""
        return self.text or TEXTS.get(self.language, ("",))[0]

    @property
    def elements(self) -> tuple[Element, Element]:
        """The two elements that the text must have."""
        return elements_of(self.words, self.language)
