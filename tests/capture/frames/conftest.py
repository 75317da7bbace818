"""A desktop of its own for each test, on one server."""

import pytest

from tests.capture.frames.desktop import Desktop, absent, served_display


@pytest.fixture(scope="session")
def display():
    """The name of a display that nobody sees."""
    why = absent()
    if why is not None:
        pytest.skip(why)
    pytest.importorskip("mss", reason="mss is not installed")
    with served_display() as name:
        yield name


@pytest.fixture
def desktop(display, monkeypatch):
    """An empty black desktop."""
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_SESSION_TYPE", "x11")
    made = Desktop(display)
    made.paint(0)
    yield made
    made.close()
