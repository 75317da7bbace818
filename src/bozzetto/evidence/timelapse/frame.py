"""Frames: one state, or a card of words, as a picture."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from bozzetto.evidence.dossier.source import Source, short
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.timelapse.cards import Card
from bozzetto.evidence.timelapse.gallery import Gallery
from bozzetto.evidence.timelapse.states import State
from bozzetto.evidence.timelapse.typeset import Ink, Type
from bozzetto.evidence.timelapse.wording import MADE_AFTERWARDS, Label, Panel, panel_of
from bozzetto.law import Words
from bozzetto.record import Seen

__all__ = ["GROUND", "MAX_SIDE", "MIN_SIDE", "SEEN_COLOURS", "Painter", "size_of"]

MAX_SIDE = 1920  # pixels of the longer side: what screens in court rooms show
MIN_SIDE = 640  # pixels: below that the smallest words are no longer read
GROUND = "#f3f1ec"
SEEN_COLOURS = {Seen.LIVE: "#1d6b45", Seen.IMPORTED: "#7a5510", Seen.STATED: "#2f4f88"}
_STRIP = "#2b2f36"
_INK, _GREY, _PALE = "#1b1e23", "#5d6168", "#f3f1ec"
_UNIT = 1280  # pixels of a frame in which the measures below are given
_MARGIN, _FOOT, _NAMES, _GAP = 24, 44, 130, 5


def size_of(side: int) -> tuple[int, int]:
    """Return width and height of a film: 16 to 9, both even, as 4:2:0 wants them."""
    return side // 2 * 2, side * 9 // 16 // 2 * 2


@dataclass(frozen=True, slots=True)
class _Box:
    left: int
    top: int
    right: int
    bottom: int


class Painter:
    """Draws the frames of one film.

    Args:
        source: The work.
        gallery: Where its pictures come from.
        type_: The font, and the languages.
        side: Pixels of the longer side, from `MIN_SIDE` to `MAX_SIDE`.
    """

    def __init__(self, source: Source, gallery: Gallery, type_: Type, side: int) -> None:
        self._source = source
        self._gallery = gallery
        self._type = type_
        self._size = size_of(side)
        self._scale = side / _UNIT

    def state(self, state: State, number: int, total: int) -> Image.Image:
        """Draw a state; `number` is its place among all, from 1."""
        image, pen = self._begun()
        width, height = self._size
        margin, foot = self._px(_MARGIN), self._px(_FOOT)
        split = height - foot
        room = (split - 2 * margin, split - 2 * margin)
        image.paste(self._gallery.shown(state, room, self._type), (margin, margin))
        box = _Box(split, margin, width - margin, split - margin)
        self._panel(pen, box, panel_of(state, number, total, self._source))
        return image

    def card(self, card: Card) -> Image.Image:
        """Draw a card."""
        image, pen = self._begun()
        width, height = self._size
        edge = self._px(3 * _MARGIN)
        box = _Box(edge, edge, width - edge, height - self._px(_FOOT) - self._px(_MARGIN))
        top = self._words(pen, box, card.title, self._ink(34, _INK), 2) + self._px(18)
        self._labels(pen, _Box(box.left, top, box.right, box.bottom), card.labels, 18)
        return image

    def _begun(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        """Begin a frame: on every one stands how it was made, and of what."""
        image = Image.new("RGB", self._size, GROUND)
        pen = ImageDraw.Draw(image)
        width, height = self._size
        top = height - self._px(_FOOT)
        pen.rectangle((0, top, width, height), fill=_STRIP)
        ink = self._ink(17, _PALE)
        at = top + (self._px(_FOOT) - ink.step) // 2
        made = "  ".join(self._type.say(MADE_AFTERWARDS))
        self._type.draw(pen, (self._px(_MARGIN), at), made, ink)
        of = self._type.say(self._named())[0]
        self._type.draw(pen, (width - self._px(_MARGIN) - self._type.width(of, ink), at), of, ink)
        return image, pen

    def _named(self) -> Words:
        return pair(
            "work {work}… · log {root}…",
            "作品 {work}… · 日志 {root}…",
            work=short(self._source.work[0].digest),
            root=self._source.checkpoint.root_hash.hex()[:8],
        )

    def _panel(self, pen: ImageDraw.ImageDraw, box: _Box, panel: Panel) -> None:
        small = self._ink(16, _GREY)
        self._type.draw(pen, (box.left, box.top), "  ".join(self._type.say(panel.count)), small)
        top = box.top + small.step + self._px(4)
        under = _Box(box.left, top, box.right, box.bottom)
        top = self._words(pen, under, panel.act, self._ink(28, _INK), 2) + self._px(8)
        top = self._badge(pen, (box.left, top), panel) + self._px(16)
        self._labels(pen, _Box(box.left, top, box.right, box.bottom), panel.labels, 16)

    def _badge(self, pen: ImageDraw.ImageDraw, at: tuple[int, int], panel: Panel) -> int:
        """Say how it is known: one of three words, each in a colour of its own."""
        ink = self._ink(18, "white")
        line = " ".join(self._type.say(panel.known))
        left, top = at
        right = left + self._type.width(line, ink) + self._px(20)
        bottom = top + ink.step + self._px(6)
        pen.rectangle((left, top, right, bottom), fill=SEEN_COLOURS[panel.seen])
        self._type.draw(pen, (left + self._px(10), top + self._px(2)), line, ink)
        return bottom

    def _labels(
        self, pen: ImageDraw.ImageDraw, box: _Box, labels: tuple[Label, ...], size: int
    ) -> None:
        """Write names and what they say, in two columns, as far as there is room."""
        name, value = self._ink(size - 3, _GREY), self._ink(size, _INK)
        top, middle = box.top, box.left + self._px(_NAMES)
        for label in labels:
            room = (box.bottom - top) // value.step
            if room < 1:
                return
            names = _Box(box.left, top + value.step - name.step, middle, box.bottom)
            low = self._words(pen, names, label.name, name, 2)
            right = _Box(middle + self._px(10), top, box.right, box.bottom)
            top = max(low, self._words(pen, right, label.value, value, label.lines))
            top += self._px(_GAP)

    def _words(self, pen: ImageDraw.ImageDraw, box: _Box, words: Words, ink: Ink, most: int) -> int:
        """Write words in each language, and return where they end."""
        top = box.top
        for text in self._type.say(words):
            room = min(most, (box.bottom - top) // ink.step)
            if room < 1:
                break
            for line in self._type.lines(text, ink, box.right - box.left, room):
                self._type.draw(pen, (box.left, top), line, ink)
                top += ink.step
        return top

    def _ink(self, size: int, colour: str) -> Ink:
        return Ink(self._px(size), colour)

    def _px(self, measure: int) -> int:
        return round(measure * self._scale)
