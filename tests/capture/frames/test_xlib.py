"""Tests of windows, on a real server of X11."""

import pytest

from bozzetto.capture.frames.place import Place, Rectangle
from bozzetto.capture.frames.xlib import open_windows
from bozzetto.errors import StudioError


@pytest.fixture
def windows(desktop, display):  # noqa: ARG001  # it must be there
    """The windows of the desktop."""
    with open_windows(display) as found:
        yield found


@pytest.fixture
def cat(desktop):
    """A window."""
    return desktop.window("cat.kra - Krita", 40, 30, 200, 100, 0xFFFFFF)


@pytest.mark.parametrize("part", ["cat.kra", "krita", "CAT"])
def test_titled_finds_a_window(windows, cat, part):
    """A window is found by a part of its title, in whatever case."""
    assert windows.titled(part) == [cat.value]


def test_titled_leaves_out_what_cannot_be_seen(desktop, windows, cat):
    """A window that is not shown is not found, nor is one of another title."""
    desktop.hide(cat)
    assert windows.titled("cat") == []
    assert windows.titled("dog") == []


def test_place_follows(desktop, windows, cat):
    """Where a window is, it is after it has moved, too."""
    assert windows.place(cat.value) == Place(Rectangle(40, 30, 200, 100))
    desktop.move(cat, 7, 9)
    assert windows.place(cat.value) == Place(Rectangle(7, 9, 200, 100))


def test_place_names_what_lies_over_it(desktop, windows, cat):
    """What lies over a window is told, as far as it does; what lies below or beside it is not."""
    desktop.window("chat", 200, 100, 300, 300, 0xFF0000)
    desktop.window("beside", 300, 10, 30, 30, 0xFF0000)
    assert windows.place(cat.value).covered == (Rectangle(200, 100, 40, 30),)
    over = windows.titled("chat")[0]
    assert windows.place(over) == Place(Rectangle(200, 100, 300, 300))


def test_place_of_a_hidden_window(desktop, windows, cat):
    """A window that is not shown has no place; one that is closed is not there."""
    desktop.hide(cat)
    assert windows.place(cat.value) is None
    desktop.destroy(cat)
    with pytest.raises(LookupError):
        windows.place(cat.value)


def test_title_may_be_anything(desktop, windows):
    """Bytes that are no text, and none at all, hurt nobody."""
    desktop.window("", 0, 0, 10, 10, 0)
    made = desktop.window(
        "猫 \udcff".encode("utf-8", "surrogateescape").decode("latin-1"), 0, 0, 9, 9, 0
    )
    assert made.value not in windows.titled("dog")


def test_without_x11():
    """Where there is no X11, it says what to do instead."""
    with pytest.raises(StudioError, match="X11") as refused, open_windows("127.0.0.1:99999"):
        pass
    assert "--screen" in refused.value.hint
