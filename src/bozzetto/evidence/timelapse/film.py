"""Film: a work's recorded states, one after the other, as an MP4."""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from bozzetto.errors import StudioError
from bozzetto.evidence.dossier.fonts import PACKAGE, find_font
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.timelapse.cards import closing_card, opening_card
from bozzetto.evidence.timelapse.encoding import encode, require_encoder
from bozzetto.evidence.timelapse.frame import MAX_SIDE, MIN_SIDE, Painter, size_of
from bozzetto.evidence.timelapse.gallery import Gallery
from bozzetto.evidence.timelapse.movie import SCALE, Movie, write_movie
from bozzetto.evidence.timelapse.states import State, states_of
from bozzetto.evidence.timelapse.typeset import Type
from bozzetto.studio import Studio

__all__ = ["CARD", "LEAST", "MOST", "Film", "Showing", "film_of", "frames_of", "open_type"]

CARD = 5000  # milliseconds that the first and the last frame stay, at least: they are read
MAX_TITLE = 256  # characters of a title in the file's metadata
LEAST, MOST = 100, 60_000  # milliseconds of a state


@dataclass(frozen=True, slots=True)
class Showing:
    """How a film is shown."""

    languages: tuple[str, ...] = ("en",)  # ``zh``, ``en`` or both, in their order
    side: int = 1280  # pixels of the longer side
    state: int = 2000  # milliseconds of each state

    def __post_init__(self) -> None:
        if not MIN_SIDE <= self.side <= MAX_SIDE:
            raise StudioError(
                "a film has {least} to {most} pixels on its longer side, not {got}",
                least=MIN_SIDE,
                most=MAX_SIDE,
                got=self.side,
            )
        if not LEAST <= self.state <= MOST:
            raise StudioError(
                "a state is shown for {least} to {most} seconds, not {got}",
                least=LEAST / SCALE,
                most=MOST / SCALE,
                got=self.state / SCALE,
            )

    @property
    def card(self) -> int:
        """Milliseconds of the first and of the last frame."""
        return max(CARD, self.state)


@dataclass(frozen=True, slots=True)
class Film:
    """A film that was made."""

    data: bytes  # MP4
    size: tuple[int, int]  # pixels
    frames: int
    states: int  # of them; the others are words
    duration: int  # milliseconds


def film_of(source: Source, studio: Studio, showing: Showing) -> Film:
    """Make the film of a work.

    Args:
        source: The work.
        studio: Where its pictures are.
        showing: How it is shown.

    Raises:
        StudioError: what it takes is not installed, or there are too many states.
    """
    require_encoder()
    type_ = open_type(showing.languages)
    states = states_of(source.work)
    durations = (showing.card, *(showing.state for _ in states), showing.card)
    first, last = source.work[0].digest, source.work[-1].digest
    title = source.title.en[:MAX_TITLE]
    movie = Movie(
        size_of(showing.side),
        tuple(encode(frames_of(source, studio, showing, states))),
        durations,
        type_.fit(title),
        f"made from the record of work {first} at entry {last}; not filmed",
    )
    return Film(write_movie(movie), movie.size, len(durations), len(states), sum(durations))


def frames_of(
    source: Source, studio: Studio, showing: Showing, states: tuple[State, ...]
) -> Iterator[Image.Image]:
    """Draw every frame, in order: what the film is, its states, and how to check it."""
    type_ = open_type(showing.languages)
    painter = Painter(source, Gallery(source, studio), type_, showing.side)
    yield painter.card(opening_card(source, states))
    for number, state in enumerate(states, 1):
        yield painter.state(state, number, len(states))
    yield painter.card(closing_card(source, states))


def open_type(languages: tuple[str, ...]) -> Type:
    """Open the font that frames are written in.

    Raises:
        StudioError: it is not installed.
    """
    if importlib.util.find_spec(PACKAGE) is None:
        raise StudioError(
            "{name} is needed for a time-lapse, and is not installed",
            hint="install it with: pip install 'bozzetto[timelapse]'",
            name=PACKAGE,
        )
    return Type(find_font(), languages)
