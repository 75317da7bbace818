"""Tests of taking the screen, on a real server of X11."""

import sys

import pytest

from bozzetto.capture.frames.place import Rectangle
from bozzetto.capture.frames.screen import is_wayland, open_screen
from bozzetto.errors import StudioError
from tests.capture.frames.desktop import HEIGHT, WIDTH

ALL = Rectangle(0, 0, WIDTH, HEIGHT)


def test_take_shows_the_screen(desktop):
    """Pixels come as they are painted, of the whole screen and of a part."""
    desktop.paint(0xFF8040)
    desktop.spot(10, 20, 30, 40, 0x0000FF)
    with desktop.screen() as screen:
        assert (screen.desktop, screen.screens) == (ALL, [ALL])
        image = screen.take(ALL)
        assert image.size == (WIDTH, HEIGHT)
        assert image.getpixel((9, 20)) == (0xFF, 0x80, 0x40)
        assert image.getpixel((10, 20)) == (0, 0, 0xFF)
        part = screen.take(Rectangle(10, 20, 30, 40))
    assert part.getcolors() == [(1200, (0, 0, 0xFF))]


def test_take_outside_is_refused(desktop):
    """What lies beside the desktop cannot be taken."""
    with desktop.screen() as screen, pytest.raises(StudioError, match="cannot be taken"):
        screen.take(Rectangle(WIDTH + 10, 0, 10, 10))


@pytest.mark.parametrize(
    ("environment", "wayland"),
    [
        pytest.param({"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, True, id="said"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, True, id="its socket"),
        pytest.param({"XDG_SESSION_TYPE": "x11", "WAYLAND_DISPLAY": "w"}, False, id="X11 said"),
        pytest.param({"XDG_SESSION_TYPE": "tty", "DISPLAY": ":0"}, False, id="X11 from a console"),
        pytest.param({"WAYLAND_DISPLAY": ""}, False, id="empty is not said"),
        pytest.param({}, False, id="nothing said"),
    ],
)
def test_wayland_is_noticed(environment, wayland):
    """A session of Wayland is known by what it says, also where X11 is there for old programs."""
    assert is_wayland(environment) is wayland


def test_wayland_is_refused():
    """Under Wayland it is said plainly that the screen cannot be taken."""
    with (
        pytest.raises(StudioError, match="under Wayland") as refused,
        open_screen({"XDG_SESSION_TYPE": "wayland"}),
    ):
        pass
    assert "X11" in refused.value.hint


def test_without_mss_it_says_what_to_install(monkeypatch):
    """Where the package is not there, it is named."""
    monkeypatch.setitem(sys.modules, "mss", None)
    with pytest.raises(StudioError, match="mss is not installed") as refused, open_screen({}):
        pass
    assert "bozzetto[frames]" in refused.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen(monkeypatch):
    """Where no server answers, it says so in one line."""
    pytest.importorskip("mss", reason="mss is not installed")
    monkeypatch.setenv("DISPLAY", "127.0.0.1:99999")
    with pytest.raises(StudioError, match=r"cannot be taken: [^\n]+$"), open_screen({}):
        pass
