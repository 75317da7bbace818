"""Frames: pictures and words in their places, at any size, with any text."""

import pytest
from PIL import ImageChops

from bozzetto.evidence.dossier.fonts import find_font
from bozzetto.evidence.timelapse.cards import opening_card
from bozzetto.evidence.timelapse.film import open_type
from bozzetto.evidence.timelapse.frame import MAX_SIDE, MIN_SIDE, Painter, size_of
from bozzetto.evidence.timelapse.gallery import Gallery
from bozzetto.evidence.timelapse.states import states_of
from bozzetto.evidence.timelapse.typeset import Type
from tests.evidence.timelapse.conftest import COLOURS
from tests.evidence.timelapse.reading import Shot


class _Mute(Type):
    """Writes nothing."""

    def draw(self, *_what):
        pass


@pytest.fixture(scope="module")
def painter(shown):
    """Paint frames of the work."""

    def make(side=1280, languages=("zh", "en"), writes=True):
        type_ = open_type(languages) if writes else _Mute(find_font(), languages)
        return Painter(shown.source, Gallery(shown.source, shown.studio), type_, side)

    return make


@pytest.mark.parametrize("side", [MIN_SIDE, 641, 999, 1280, MAX_SIDE])
def test_sizes_are_even(side):
    """As 4:2:0 wants them, and 16 to 9."""
    width, height = size_of(side)
    assert width % 2 == height % 2 == 0
    assert side - 1 <= width <= side
    assert height == pytest.approx(width * 9 / 16, abs=2)


def _ink(painter, states, place, number=1):
    """Return where words are: the difference to the same frame without words."""
    loud, mute = (
        painter(writes=writes).state(states[place], number, len(states)) for writes in (True, False)
    )
    return ImageChops.difference(loud, mute).convert("L")


def test_the_words_are_really_there(painter, shown):
    """Count, act, how it is known, times and digests at the right; and below how it was made."""
    words = _ink(painter, states_of(shown.source.work), 0)
    rows = {
        "count": (676, 24, 1280, 50),
        "act": (676, 50, 1280, 130),
        "known": (676, 130, 900, 175),
        "labels": (676, 190, 1280, 400),
        "afterwards": (24, 680, 640, 715),
        "work": (900, 680, 1280, 715),
    }
    for name, box in rows.items():
        assert words.crop(box).getextrema()[1] > 100, name
    assert words.crop((0, 0, 676, 670)).getbbox() is None  # none is on the picture


def test_nothing_runs_out_of_its_place(painter, shown):
    """A note of thousands of characters ends above the foot, within the margin."""
    words = _ink(painter, states_of(shown.source.work), 0)
    assert words.crop((1258, 0, 1280, 720)).getbbox() is None
    assert words.crop((0, 654, 1280, 676)).getbbox() is None


def test_another_entry_has_other_words(painter, shown):
    """Numbers and digests are those of the state."""
    states = states_of(shown.source.work)
    one, two = (_ink(painter, states, 0, number) for number in (1, 2))
    assert one.crop((676, 20, 1280, 50)).tobytes() != two.crop((676, 20, 1280, 50)).tobytes()
    assert one.crop((676, 50, 1280, 670)).tobytes() == two.crop((676, 50, 1280, 670)).tobytes()


@pytest.mark.parametrize("side", [MIN_SIDE, MAX_SIDE])
def test_a_frame_is_the_same_at_any_size(painter, shown, side):
    """Measures follow the size."""
    states = states_of(shown.source.work)
    image = painter(side).state(states[0], 1, len(states))
    assert image.size == size_of(side)
    shot = Shot(0, 0, image)
    assert shot.near((side // 4, side * 314 // 1280), COLOURS["sketch"], 4)


def test_a_card_of_a_hostile_title_stays_within(painter, shown):
    """Two lines of it a language, then what must be there."""
    card = opening_card(shown.source, ())
    image = painter().card(card)
    plain = painter(writes=False).card(card)
    words = ImageChops.difference(image, plain).convert("L")
    left, top, right, _bottom = words.crop((0, 0, 1280, 676)).getbbox()
    assert left >= 72
    assert top >= 72
    assert right <= 1280 - 70


def test_languages_make_other_frames(painter, shown):
    """One or both."""
    states = states_of(shown.source.work)
    frames = {
        painter(640, languages).state(states[0], 1, 1).tobytes()
        for languages in (("zh",), ("en",), ("zh", "en"))
    }
    assert len(frames) == 3
