"""Tests of how many frames may be taken."""

from bozzetto.capture.frames.allowance import FRAMES_AN_HOUR, MAX_BYTES, Allowance


def test_hour_has_its_limit():
    """In no hour are there more than the limit; when the first are an hour old, there is room."""
    allowance = Allowance(an_hour=2)
    assert allowance.has_room(0.0)
    allowance.take(0.0, 1)
    allowance.take(1800.0, 1)
    assert not allowance.has_room(3599.9)
    assert allowance.has_room(3600.0)
    allowance.take(3600.0, 1)
    assert not allowance.has_room(5399.9)
    assert allowance.has_room(5400.0)


def test_disk_has_its_limit():
    """What does not fit is refused, also where less would fit; time changes nothing in it."""
    allowance = Allowance(most=10)
    allowance.take(0.0, 6)
    assert (allowance.fits(4), allowance.fits(5)) == (True, False)
    assert allowance.has_room(10_000.0)
    assert not allowance.fits(5)
    assert allowance.size == 6


def test_usual_limits_are_those_that_are_told():
    """Without words of its own an allowance has the limits that the documentation names."""
    allowance = Allowance()
    for second in range(FRAMES_AN_HOUR):
        assert allowance.has_room(second)
        allowance.take(second, 0)
    assert not allowance.has_room(FRAMES_AN_HOUR)
    assert (allowance.fits(MAX_BYTES), allowance.fits(MAX_BYTES + 1)) == (True, False)
