"""Tests of what frames are taken of."""

import pytest

from bozzetto.capture.frames.place import Place, Rectangle
from bozzetto.capture.frames.target import ScreenTarget, WindowTarget
from bozzetto.capture.frames.xlib import open_windows
from bozzetto.errors import StudioError
from tests.capture.frames.desktop import HEIGHT, WIDTH


def test_screen_is_counted_from_one(desktop):
    """The first screen is all of this desktop; there is no second."""
    with desktop.screen() as screen:
        assert ScreenTarget(1).place(screen) == Place(Rectangle(0, 0, WIDTH, HEIGHT))
        for number in (0, 2):
            with pytest.raises(StudioError, match=f"no screen {number}: 1 are here"):
                ScreenTarget(number).place(screen)
    assert ScreenTarget(1).label == "screen 1"


def test_window_is_called_as_it_was_asked_for(desktop, display):
    """A window keeps the words by which it was found; its title is written nowhere."""
    cat = desktop.window("secret client - Krita", 5, 6, 70, 80, 0)
    with desktop.screen() as screen, open_windows(display) as windows:
        target = WindowTarget(windows, "Krita")
        assert target.label == "window Krita"
        assert target.place(screen) == Place(Rectangle(5, 6, 70, 80))
        desktop.destroy(cat)
        with pytest.raises(StudioError, match="'Krita' is closed"):
            target.place(screen)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param("Krita", 2, id="two"),
        pytest.param("GIMP", 0, id="none"),
        pytest.param("", 0, id="no name"),
    ],
)
def test_one_window_is_wanted(desktop, display, name, count):
    """Where none or several have that title, none is taken."""
    for left in (0, 100):
        desktop.window(f"{left} - Krita", left, 0, 50, 50, 0)
    with (
        open_windows(display) as windows,
        pytest.raises(StudioError, match=f"{count} windows"),
    ):
        WindowTarget(windows, name)
