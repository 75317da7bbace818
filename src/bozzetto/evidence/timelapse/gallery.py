"""Gallery: a state's pictures, alone or side by side, with what is absent said in its place."""

import math
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from bozzetto.evidence.dossier.blocks import Picture
from bozzetto.evidence.dossier.pictures import small_pictures
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.timelapse.states import Shown, State
from bozzetto.evidence.timelapse.typeset import Ink, Type
from bozzetto.evidence.timelapse.wording import absence, cell_words
from bozzetto.studio import Studio

__all__ = ["ABSENT", "CHOSEN", "FAINT", "Gallery"]

GROUND = "#f3f1ec"
ABSENT = "#c9c9c6"  # what stands where a picture is not shown
CHOSEN = "#1d6b45"
FAINT = 0.6  # of the ground, over what was rejected: seen, and seen to be out
KEPT = 64  # small pictures that are kept: a batch comes again where it is chosen from
_WORDS, _GREY = "#3a3d42", "#5d6168"


class Gallery:
    """The pictures of a work.

    Args:
        source: What says which were erased.
        studio: Where they are.
    """

    def __init__(self, source: Source, studio: Studio) -> None:
        self._source = source
        self._studio = studio
        self._small = lru_cache(KEPT)(self._read)

    def shown(
        self, state: State, room: tuple[int, int], type_: Type, *, named: bool = True
    ) -> Image.Image:
        """Draw a state's pictures into some room, width and height in pixels.

        Args:
            state: Whose.
            room: Of the picture that comes of it.
            type_: Writes what is said.
            named: Whether each of several has its digest and its mark beneath.
        """
        image = Image.new("RGB", room, GROUND)
        if len(state.shown) == 1:
            self._put(image, state.shown[0], (0, 0, *room), type_)
            return image
        columns = math.ceil(math.sqrt(len(state.shown)))
        rows = math.ceil(len(state.shown) / columns)
        wide, high = room[0] // columns, room[1] // rows
        size = max(10, min(room[0] // 36, high // 10)) if named else 0
        for place, shown in enumerate(state.shown):
            down, right = divmod(place, columns)
            self._cell(image, shown, (right * wide, down * high, wide, high), type_, size)
        return image

    def _cell(
        self,
        image: Image.Image,
        shown: Shown,
        place: tuple[int, int, int, int],
        type_: Type,
        size: int,
    ) -> None:
        """Draw one of several, its digest and its mark beneath in letters of `size`; 0 for none."""
        left, top, wide, high = place
        gap = max(3, size // 3)
        ink = Ink(size, CHOSEN if shown.mark == "chosen" else _GREY)
        words = type_.say(cell_words(shown)) if size else []
        below = len(words) * ink.step
        inner = (left + gap, top + gap, wide - 2 * gap, high - 2 * gap - below)
        self._put(image, shown, inner, type_)
        pen = ImageDraw.Draw(image)
        for number, text in enumerate(words):
            for line in type_.lines(text, ink, inner[2], 1):
                at = (inner[0], inner[1] + inner[3] + number * ink.step)
                type_.draw(pen, at, line, ink)

    def _put(
        self, image: Image.Image, shown: Shown, place: tuple[int, int, int, int], type_: Type
    ) -> None:
        left, top, wide, high = place
        data = self._small(Picture(shown.digest, max(wide, high)))
        if data is None:
            found = self._absent(shown, (wide, high), type_)
        else:
            with Image.open(BytesIO(data)) as opened:
                found = _contained(opened.convert("RGB"), (wide, high))
        if shown.mark == "rejected":
            found = Image.blend(found, Image.new("RGB", found.size, GROUND), FAINT)
        at = (left + (wide - found.width) // 2, top + (high - found.height) // 2)
        image.paste(found, at)
        if shown.mark == "chosen":
            edge = (at[0], at[1], at[0] + found.width - 1, at[1] + found.height - 1)
            ImageDraw.Draw(image).rectangle(edge, outline=CHOSEN, width=max(2, wide // 80))

    def _absent(self, shown: Shown, size: tuple[int, int], type_: Type) -> Image.Image:
        """Draw what stands in place of a picture: a grey field that says why."""
        image = Image.new("RGB", size, ABSENT)
        pen = ImageDraw.Draw(image)
        edge = max(4, size[0] // 16)
        ink = Ink(max(10, size[0] // 26), _WORDS)
        top = edge
        for text in type_.say(absence(shown.digest, self._source)):
            for line in type_.lines(text, ink, size[0] - 2 * edge, 4):
                type_.draw(pen, (edge, top), line, ink)
                top += ink.step
        return image

    def _read(self, picture: Picture) -> bytes | None:
        return next((data for _one, data in small_pictures(self._studio, [picture])), None)


def _contained(image: Image.Image, room: tuple[int, int]) -> Image.Image:
    """Make a picture as large as it can be in some room, in its own proportions."""
    scale = min(room[0] / image.width, room[1] / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BICUBIC)
