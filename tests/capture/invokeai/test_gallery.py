"""The gallery is compared with what it was."""

import pytest

from bozzetto.capture.invokeai import gallery as module
from bozzetto.capture.invokeai.gallery import Changes, Gallery, full, record_of


def listing(*names, starred=0):
    """A list of names as InvokeAI gives it: those with a star first, then the newest."""
    return {"image_names": list(names), "starred_count": starred, "total_count": len(names)}


def looks(*answers):
    """Let a gallery look once for each answer; return what it said."""
    told = iter(answers)
    gallery = Gallery(lambda _target: next(told))
    return [gallery.look() for _ in answers]


def test_first_look_finds_nothing():
    """What is there is known, and a star on it is an old one."""
    assert looks(listing("b", "a", starred=1)) == [Changes()]


def test_changes_are_found_the_oldest_first():
    """New, gone, and with a star or without it now."""
    _first, second, third = looks(
        listing("b", "a"), listing("a", "d", "c", "b", starred=1), listing("d", "c", "b")
    )
    assert second == Changes(new=("c", "d"), starred=("a",))
    assert third == Changes(gone=("a",))


def test_star_that_was_taken_away():
    """The image is there still."""
    assert looks(listing("a", "b", starred=1), listing("b", "a"))[1] == Changes(unstarred=("a",))


@pytest.mark.parametrize(
    "answer",
    [None, [], {"image_names": ["a"]}, listing(3), listing(""), listing("x" * 300)],
    ids=["away", "list", "no count", "number", "empty", "long"],
)
def test_list_that_is_none_changes_nothing(answer):
    """Least of all does it mean that everything was deleted."""
    _first, broken, after = looks(listing("a"), answer, listing("b", "a"))
    assert (broken, after) == (Changes(), Changes(new=("b",)))


def test_list_that_is_too_long_is_not_read(monkeypatch):
    """Of more images than anybody has."""
    monkeypatch.setattr(module, "MAX_NAMES", 1)
    assert looks(listing("a"), listing("b", "a"))[1] == Changes()


def test_count_of_stars_may_be_anything():
    """A negative one is none."""
    assert looks(listing("a"), listing("a", starred=-1))[1] == Changes()
    assert looks(listing("a"), listing("a", starred=99))[1] == Changes(starred=("a",))


def test_slow_list_is_asked_for_less_often(monkeypatch):
    """A twentieth of the time at most."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])

    def ask(_target):
        now[0] += 2.0
        return listing()

    gallery = Gallery(ask)
    assert gallery.is_due
    gallery.look()
    assert not gallery.is_quick
    now[0] += 39.0
    assert not gallery.is_due
    now[0] += 1.0
    assert gallery.is_due


def test_names_cannot_lead_elsewhere():
    """Whatever a server calls its images."""
    assert full("../a?b") == "/api/v1/images/i/..%2Fa%3Fb/full"
    assert record_of("a b") == "/api/v1/images/i/a%20b"
