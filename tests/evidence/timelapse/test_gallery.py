"""Gallery: pictures in their room, with their marks, and grey where one is absent."""

import io

import pytest
from PIL import Image

from bozzetto.evidence.timelapse.film import open_type
from bozzetto.evidence.timelapse.gallery import ABSENT, CHOSEN, Gallery
from bozzetto.evidence.timelapse.states import Act, Shown, State, states_of
from tests.evidence.timelapse.conftest import COLOURS
from tests.evidence.timelapse.reading import Shot

ROOM = (300, 240)
GREY = tuple(bytes.fromhex(ABSENT[1:]))
GREEN = tuple(bytes.fromhex(CHOSEN[1:]))


@pytest.fixture(scope="module")
def drawn(shown):
    """Draw states."""
    gallery = Gallery(shown.source, shown.studio)
    type_ = open_type(("zh", "en"))

    def draw(state, **how):
        return Shot(0, 0, gallery.shown(state, ROOM, type_, **how))

    return draw


@pytest.fixture(scope="module")
def states(shown):
    """The states of the work, by what they show."""
    return {state.act: state for state in reversed(states_of(shown.source.work))}


def test_a_picture_fills_its_room_in_its_proportions(drawn, states):
    """Three to two, as it is."""
    shot = drawn(states[Act.MATERIAL])
    assert shot.image.size == ROOM
    assert shot.near((5, 25), COLOURS["sketch"], 4)
    assert shot.near((150, 120), COLOURS["sketch"], 4)
    assert shot.has(COLOURS["sketch"], 4) == pytest.approx(300 * 200, rel=0.02)


def test_a_batch_stands_side_by_side(drawn, states):
    """Each about as large as the others; one that was erased is a grey field with words in it."""
    shot = drawn(states[Act.OUTPUT])
    one, two = (shot.has(COLOURS[name], 4) for name in ("one", "two"))
    assert one == two > 2000
    assert shot.has(COLOURS["three"], 4) == 0
    assert shot.has(GREY, 0) > 2000


def test_what_was_rejected_is_seen_and_seen_to_be_out(drawn, states):
    """Faint, while what was chosen is framed."""
    shot = drawn(states[Act.OFFER], named=False)
    assert shot.has(COLOURS["one"], 4) == 0
    assert shot.has(COLOURS["two"], 4) > 2000
    faint = tuple(
        round(0.4 * mine + 0.6 * ground)
        for mine, ground in zip(COLOURS["one"], (0xF3, 0xF1, 0xEC), strict=True)
    )
    assert shot.has(faint, 4) > 2000
    assert shot.has(GREEN, 2) > 100


def test_each_of_several_is_named(drawn, states):
    """Where that is wanted."""
    named, plain = (drawn(states[Act.OFFER], named=each) for each in (True, False))
    assert named.image.tobytes() != plain.image.tobytes()
    assert plain.has(COLOURS["two"], 4) > named.has(COLOURS["two"], 4)


@pytest.mark.parametrize("number", [0, 1], ids=["no picture", "erased"])
def test_what_is_absent_is_grey_and_says_so(drawn, shown, number):
    """Other words stand there for what was erased than for what is no picture."""
    *_others, odd, erased = states_of(shown.source.work)
    images = [drawn(state) for state in (odd, erased)]
    assert images[number].has(GREY, 0) > 60_000
    assert images[number].image.convert("L").getextrema()[0] < 120  # letters
    assert images[0].image.tobytes() != images[1].image.tobytes()


@pytest.mark.parametrize("size", [(2000, 1), (1, 2000), (1, 1)], ids=str)
def test_any_proportions_can_be_shown(shown, size):
    """A line is a line."""
    data = io.BytesIO()
    Image.new("RGB", size, "red").save(data, "PNG")
    data.seek(0)
    digest = shown.work.take(data, "line.png").digest
    state = State(shown.source.work[0], Act.OUTPUT, (Shown(digest),))
    image = Gallery(shown.source, shown.studio).shown(state, ROOM, open_type(("en",)))
    assert Shot(0, 0, image).has((255, 0, 0), 6) >= min(ROOM)
