"""Film: decoded by another reader, every state is found at its time, in its colours."""

import importlib.util

import pytest
from PIL import ImageChops, ImageStat

from bozzetto.errors import StudioError
from bozzetto.evidence.timelapse import MAX_SIDE, MIN_SIDE, Showing, film_of
from bozzetto.evidence.timelapse.boxes import children
from bozzetto.evidence.timelapse.film import CARD, frames_of
from bozzetto.evidence.timelapse.gallery import ABSENT, CHOSEN
from bozzetto.evidence.timelapse.states import states_of
from tests.evidence.timelapse.conftest import COLOURS
from tests.evidence.timelapse.reading import shots_of

GREY, GREEN = (tuple(bytes.fromhex(each[1:])) for each in (ABSENT, CHOSEN))


@pytest.fixture(scope="module")
def shots(film):
    """Its frames."""
    return shots_of(film.data)


def test_frames_have_their_times(film, shots):
    """A card, the states, a card."""
    assert film.states == 7
    assert film.frames == len(shots) == 9
    assert [shot.duration for shot in shots] == [CARD, *[1500] * 7, CARD]
    assert film.duration == sum(shot.duration for shot in shots)
    assert {shot.image.size for shot in shots} == {film.size} == {(640, 360)}


def test_each_picture_is_found_in_its_frame(shots):
    """And in no frame before it was recorded."""
    _card, sketch, batch, offer, chosen, edit, odd, erased, _last = shots
    assert sketch.has(COLOURS["sketch"]) > 20_000
    assert sketch.has(COLOURS["two"]) < 100
    assert min(batch.has(COLOURS[name]) for name in ("one", "two")) > 5000
    assert offer.has(COLOURS["one"]) < 200  # rejected: faint
    assert offer.has(COLOURS["two"]) > 5000
    assert chosen.has(COLOURS["two"]) > 20_000
    assert chosen.has(GREEN, 30) > 500
    assert edit.has(COLOURS["edited"]) > 20_000
    for absent in (odd, erased):
        assert absent.has(GREY, 6) > 50_000


def test_what_is_burned_in_is_what_was_drawn(film, shots, shown, small):
    """The words survive: a frame differs little from its drawing, much from one of other words."""
    drawn = list(frames_of(shown.source, shown.studio, small, states_of(shown.source.work)))
    panel = (338, 12, 640, 338)

    def distance(one, other):
        off = ImageChops.difference(one.crop(panel), other.crop(panel))
        return ImageStat.Stat(off.convert("L")).mean[0]

    for place in (1, 4, 5):
        right = distance(shots[place].image, drawn[place])
        others = [
            distance(shots[place].image, each)
            for number, each in enumerate(drawn)
            if number != place
        ]
        assert right < 3
        assert right * 2 < min(others)
    assert film.frames == len(drawn)


def test_the_same_record_gives_the_same_bytes(film, shown, small):
    """On any day."""
    assert film_of(shown.source, shown.studio, small).data == film.data


def test_the_file_says_what_it_was_made_from(film, shown):
    """Work and last entry in full, and that it is not filmed; the title is cut and harmless."""
    first, last = shown.source.work[0].digest, shown.source.work[-1].digest
    comment = f"made from the record of work {first} at entry {last}; not filmed"
    assert comment.encode() in film.data
    assert "Cat 猫 [U+1F431] [U+202E]gnp.exe".encode() in film.data
    words = b"".join(box for kind, box in children(film.data) if kind != b"mdat")
    assert comment.encode() in words
    assert "\u202e".encode() not in words  # in the coded frames chance may put it


def test_an_empty_work_has_two_cards(empty):
    """What it is, and how to check it."""
    film = film_of(empty.source, empty.studio, Showing(side=MIN_SIDE))
    assert (film.frames, film.states) == (2, 0)
    assert [shot.duration for shot in shots_of(film.data)] == [CARD, CARD]


@pytest.mark.parametrize(
    "how",
    [{"side": MIN_SIDE - 1}, {"side": MAX_SIDE + 1}, {"state": 99}, {"state": 60_001}],
    ids=str,
)
def test_what_nobody_can_watch_is_refused(how):
    """With the limits."""
    with pytest.raises(StudioError, match="to"):
        Showing(**how)


def test_a_slow_film_has_slow_cards():
    """They are not shorter than a state."""
    assert Showing(state=9000).card == 9000


def test_without_the_extra_that_is_said(shown, small, monkeypatch):
    """With what to install."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda one: None if one == "noto_cjk_sans_otc" else find(one)
    )
    with pytest.raises(StudioError, match="noto_cjk_sans_otc") as caught:
        film_of(shown.source, shown.studio, small)
    assert "bozzetto[timelapse]" in caught.value.hint
