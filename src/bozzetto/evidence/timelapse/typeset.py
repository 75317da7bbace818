"""Typesetting: words onto a picture, in the packaged font, and never more than there is room for.

Layout is Pillow's own simple one, letter after letter: it is the same on every machine, nothing
turns the reading around, and what the font lacks is spelled by its number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import ImageDraw, ImageFont

from bozzetto.evidence.dossier.fonts import FILE, Font
from bozzetto.law import Words

__all__ = ["MAX_TEXT", "Ink", "Type"]

MAX_TEXT = 2000  # characters of a text that are looked at: a frame has room for fewer
LEADING = 1.34  # of the font's size: Noto's Chinese touches below that
_FACE = (
    2  # of the collection: Noto Sans CJK SC, whose forms of Chinese characters are the mainland's
)
_WIDE = 0x2E80  # from here on, letters are of scripts that break lines anywhere
_NEVER_FIRST = "，。、；：？！）》」』】…"  # of a line: GB/T 15834, "punctuation at line ends"


@dataclass(frozen=True, slots=True)
class Ink:
    """How a text looks."""

    size: int  # pixels
    colour: str

    @property
    def step(self) -> int:
        """From line to line, in pixels."""
        return round(self.size * LEADING)


class Type:
    """A font, and the languages that are written.

    Args:
        font: With Chinese characters.
        languages: ``zh``, ``en`` or both, in the order in which they are shown.
    """

    def __init__(self, font: Font, languages: tuple[str, ...]) -> None:
        self._font = font
        self._languages = languages
        self._face = lru_cache(self._load)  # a few sizes
        self._advance = lru_cache(1 << 14)(self._measure)

    def say(self, words: Words) -> list[str]:
        """Return words in the languages that are shown; once where they are the same."""
        said = [words.said(each) for each in self._languages]
        return [self.fit(each) for each in dict.fromkeys(said)]

    def fit(self, text: str) -> str:
        """Return a text in one line, with nothing in it that the font does not have."""
        plain = " ".join(text[: MAX_TEXT + 1].splitlines())
        return plain.translate(self._font.fit([plain]))

    def lines(self, text: str, ink: Ink, width: int, most: int) -> list[str]:
        """Break a text that fits the font into at most `most` lines; the last one ends in … ."""
        found: list[str] = []
        for line in self._broken(text, ink.size, width):
            if len(found) == most:
                found[-1] = self._cut(found[-1], ink.size, width)
                break
            found.append(line)
        return found

    def draw(self, pen: ImageDraw.ImageDraw, at: tuple[int, int], line: str, ink: Ink) -> None:
        """Write a line; `at` is where it begins, at the top."""
        pen.text(at, line, fill=ink.colour, font=self._face(ink.size))

    def width(self, line: str, ink: Ink) -> int:
        """Return how wide a line is, in pixels."""
        return round(sum(self._advance(letter, ink.size) for letter in line))

    def _broken(self, text: str, size: int, width: int) -> Iterator[str]:
        begin, room, last = 0, float(width), 0  # `last`: where the line may be broken best
        for place, letter in enumerate(text):
            if place > begin and _may_break(text[place - 1], letter):
                last = place
            room -= self._advance(letter, size)
            if room < 0 and place > begin and letter != " ":
                end = last if last > begin else place
                yield text[begin:end].rstrip()
                begin = end
                room = width - sum(self._advance(each, size) for each in text[begin : place + 1])
        if text[begin:].strip():
            yield text[begin:].rstrip()

    def _cut(self, line: str, size: int, width: int) -> str:
        room = width - self._advance("…", size)
        while line and sum(self._advance(each, size) for each in line) > room:
            line = line[:-1]
        return line.rstrip() + "…"

    def _measure(self, letter: str, size: int) -> float:
        return self._face(size).getlength(letter)

    def _load(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(
            str(self._font.folder / FILE), size, _FACE, layout_engine=ImageFont.Layout.BASIC
        )


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two letters."""
    if after in _NEVER_FIRST or after == " ":
        return False
    return before in " -" or ord(before) >= _WIDE or ord(after) >= _WIDE
