"""Choices: what stood before one is what undoing it brings back."""

import io

from hypothesis import given
from hypothesis import strategies as st

from bozzetto.record import digest_of
from bozzetto.studio.choices import Choice, choice_that_restores, read_choices

PICTURES = tuple(digest_of(bytes([number])) for number in range(5))


@st.composite
def choices(draw):
    """Draw a choice among some of the pictures."""
    among = draw(st.lists(st.sampled_from(PICTURES), min_size=1, unique=True))
    words = {picture: draw(st.sampled_from("cru")) for picture in among}
    return Choice(
        tuple(among),
        tuple(picture for picture in among if words[picture] == "c"),
        tuple(picture for picture in among if words[picture] == "r"),
    )


def standing(made):
    """Say of each picture what the newest choice that offers it made of it."""
    found = {}
    for choice in made:
        for picture in choice.among:
            found[picture] = (picture in choice.chosen, picture in choice.rejected)
    return found


@given(st.lists(choices(), max_size=6), choices())
def test_undone_is_as_if_never_made(before, undone):
    """After an undone choice every picture is what it was before; undecided is as never asked."""
    nothing = dict.fromkeys(PICTURES, (False, False))
    restoring = choice_that_restores(before, undone)
    assert restoring.among == undone.among
    assert nothing | standing([*before, undone, restoring]) == nothing | standing(before)


@given(st.lists(choices(), max_size=4), choices())
def test_undone_twice_is_done(before, undone):
    """Undoing what restored brings the choice back."""
    restoring = choice_that_restores(before, undone)
    assert choice_that_restores([*before, undone], restoring) == undone


def test_read_choices(work):
    """The choices of a work are read in order, and words that look like one are no choice."""
    work.comment('"kind":"choice.made"', [work.digest])
    file = work.take(io.BytesIO(b"a"))
    work.add_material(file, role="sketch", origin="own hand")
    first = work.choose([file.digest], chosen=[file.digest])
    second = work.choose([file.digest])
    lines = [entry.line for _, entry in work.entries()]
    assert read_choices(lines) == [
        (first.digest, Choice((file.digest,), (file.digest,))),
        (second.digest, Choice((file.digest,))),
    ]
