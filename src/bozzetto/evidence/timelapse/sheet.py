"""Sheet: all states at once, small, as one picture or as pages."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from io import BytesIO
from itertools import count

from PIL import Image, ImageDraw

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.source import Source, moment, short
from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.timelapse.film import open_type
from bozzetto.evidence.timelapse.frame import GROUND, SEEN_COLOURS
from bozzetto.evidence.timelapse.gallery import Gallery
from bozzetto.evidence.timelapse.states import State, states_of
from bozzetto.evidence.timelapse.typeset import Ink, Type
from bozzetto.evidence.timelapse.wording import MADE_AFTERWARDS, panel_of
from bozzetto.studio import Studio

__all__ = ["MAX_CELLS", "PAGE", "sheet_of"]

MAX_CELLS = 240  # of one picture: with more it is taller than programs open
PAGE = 24  # cells of a page
DOTS = 150  # pixels an inch: A4 is as wide as the sheet
_WIDTH, _HEIGHT, _EDGE = 1240, 1754, 40
_COLUMNS, _ROW = 4, 256
_PICTURE = (272, 166)
_INK, _GREY, _STRIP, _PALE = "#1b1e23", "#5d6168", "#2b2f36", "#f3f1ec"
_HEAD, _FOOT = 104, 44
_QUALITY = 88  # of JPEG, which pages hold: letters of 14 pixels stay sharp


def sheet_of(
    source: Source, studio: Studio, languages: tuple[str, ...], *, as_pages: bool
) -> bytes:
    """Draw the contact sheet of a work.

    Args:
        source: The work.
        studio: Where its pictures are.
        languages: ``zh``, ``en`` or both, in their order.
        as_pages: Whether a PDF in A4 is wanted, and not a PNG.

    Raises:
        StudioError: no font is installed, or one picture has no room for so many states.
    """
    states = states_of(source.work)
    if not as_pages and len(states) > MAX_CELLS:
        raise StudioError(
            "a contact sheet as one picture has room for {most} states, and there are {got}",
            hint="give a file name that ends in .pdf",
            most=MAX_CELLS,
            got=len(states),
        )
    sheet = _Sheet(source, Gallery(source, studio), open_type(languages), len(states))
    out = BytesIO()
    if as_pages:
        _bind(list(sheet.pages(states)), source, out)
    else:
        sheet.whole(states).save(out, "PNG", compress_level=9)
    return out.getvalue()


def _bind(pages: list[Image.Image], source: Source, out: BytesIO) -> None:
    """Write pages as a PDF, dated as the newest entry is: the same record, the same bytes."""
    newest = max(step.time for step in source.work).astimezone(UTC)
    date = newest.timetuple()
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=DOTS,
        quality=_QUALITY,
        title=f"work {source.work[0].digest}",
        creationDate=date,
        modDate=date,
    )


class _Sheet:
    def __init__(self, source: Source, gallery: Gallery, type_: Type, total: int) -> None:
        self._source = source
        self._gallery = gallery
        self._type = type_
        self._total = total

    def whole(self, states: Sequence[State]) -> Image.Image:
        """Draw all of them on one picture."""
        rows = max(1, -(-len(states) // _COLUMNS))
        return self._page(states, 1, (1, 1), _HEAD + rows * _ROW + _EDGE + _FOOT)

    def pages(self, states: Sequence[State]) -> Iterator[Image.Image]:
        """Draw them on pages of A4."""
        pages = max(1, -(-len(states) // PAGE))
        for page in range(pages):
            part = states[page * PAGE : (page + 1) * PAGE]
            yield self._page(part, page * PAGE + 1, (page + 1, pages), _HEIGHT)

    def _page(
        self, states: Sequence[State], first: int, page: tuple[int, int], height: int
    ) -> Image.Image:
        image = Image.new("RGB", (_WIDTH, height), GROUND)
        pen = ImageDraw.Draw(image)
        self._head(pen, page)
        for place, (number, state) in enumerate(zip(count(first), states, strict=False)):
            down, right = divmod(place, _COLUMNS)
            wide = (_WIDTH - 2 * _EDGE) // _COLUMNS
            self._cell(image, (_EDGE + right * wide, _HEAD + down * _ROW), state, number)
        pen.rectangle((0, height - _FOOT, _WIDTH, height), fill=_STRIP)
        made = "  ".join(self._type.say(MADE_AFTERWARDS))
        self._type.draw(pen, (_EDGE, height - _FOOT + 9), made, Ink(18, _PALE))
        return image

    def _head(self, pen: ImageDraw.ImageDraw, page: tuple[int, int]) -> None:
        work, root = self._source.work, self._source.checkpoint.root_hash.hex()
        said = pair(
            "Contact sheet of “{title}”", "作品“{title}”的状态总览", title=self._source.title
        )
        title, ink = "  ".join(self._type.say(said)), Ink(26, _INK)
        for line in self._type.lines(title, ink, _WIDTH - 2 * _EDGE, 1):
            self._type.draw(pen, (_EDGE, 18), line, ink)
        under = pair(
            "work {work} · log {root}… · {page}/{pages}",
            "作品 {work} · 日志 {root}… · {page}/{pages}",
            work=work[0].digest,
            root=root[:16],
            page=page[0],
            pages=page[1],
        )
        self._type.draw(pen, (_EDGE, 60), self._type.say(under)[0], Ink(16, _GREY))

    def _cell(self, image: Image.Image, at: tuple[int, int], state: State, number: int) -> None:
        """Draw a state, and beneath it what it is, how it is known, when, and its digest."""
        left, top = at
        image.paste(self._gallery.shown(state, _PICTURE, self._type, named=False), (left, top))
        pen = ImageDraw.Draw(image)
        panel = panel_of(state, number, self._total, self._source)
        entry = state.step.entry.event.number
        known = " ".join(self._type.say(panel.known))
        texts = (
            *((f"{number} · {said}", Ink(15, _INK)) for said in self._type.say(panel.act)),
            (known, Ink(14, SEEN_COLOURS[panel.seen])),
            (f"#{entry} · {moment(state.step.at)} · {short(state.step.digest)}", Ink(13, _GREY)),
        )
        top += _PICTURE[1] + 4
        for text, ink in texts:
            for line in self._type.lines(text, ink, _PICTURE[0], 1):
                self._type.draw(pen, (left, top), line, ink)
            top += ink.step
