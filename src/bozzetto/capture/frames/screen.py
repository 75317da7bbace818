"""The screen: its pixels, as the system gives them, by ``mss`` where it is installed.

https://python-mss.readthedocs.io. Under Wayland no program may look at the screen unasked, and
what X11's compatibility layer gives there is black: so it is refused, and not tried.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from PIL import Image

from bozzetto.capture.frames.place import Rectangle
from bozzetto.errors import StudioError

__all__ = ["Screen", "is_wayland", "open_screen"]


class Screen:
    """The desktop of this session. Owned by one thread."""

    def __init__(self, mss: ModuleType, opened: Any) -> None:  # noqa: ANN401  # not always there
        self._mss = mss
        self._opened = opened

    @property
    def desktop(self) -> Rectangle:
        """All screens together."""
        return self._areas()[0]

    @property
    def screens(self) -> list[Rectangle]:
        """Each screen, in the system's own order."""
        return self._areas()[1:]

    def _areas(self) -> list[Rectangle]:
        with _refusing(self._mss):
            return [
                Rectangle(each["left"], each["top"], each["width"], each["height"])
                for each in self._opened.monitors
            ]

    def take(self, area: Rectangle) -> Image.Image:
        """Return what a part of the desktop shows now; on fine screens in more pixels than asked.

        Args:
            area: It lies on the desktop.

        Raises:
            StudioError: the system refuses.
        """
        wanted = {
            "left": area.left,
            "top": area.top,
            "width": area.width,
            "height": area.height,
        }
        with _refusing(self._mss):
            shot = self._opened.grab(wanted)
        return Image.frombytes("RGB", tuple(shot.size), bytes(shot.bgra), "raw", "BGRX")


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the session is one of Wayland, as its environment says."""
    sort = environment.get("XDG_SESSION_TYPE")
    return sort == "wayland" or (sort != "x11" and bool(environment.get("WAYLAND_DISPLAY")))


@contextmanager
def open_screen(environment: Mapping[str, str]) -> Iterator[Screen]:
    """Open the screen of this session, and lend it.

    Args:
        environment: Variables of the session.

    Raises:
        StudioError: it cannot be taken: under Wayland, without mss, or without a screen.
    """
    if is_wayland(environment):
        raise StudioError(
            "the screen cannot be taken under Wayland: no program may look at it there",
            hint="log in to a session of X11 for this, or record by the tool's own part",
        )
    try:
        mss = importlib.import_module("mss")
    except ImportError as error:
        raise StudioError(
            "the screen cannot be taken: the package mss is not installed",
            hint="install it with: pip install 'bozzetto[frames]'",
        ) from error
    with _refusing(mss):
        opened = mss.MSS()
    try:
        yield Screen(mss, opened)
    finally:
        opened.close()


@contextmanager
def _refusing(mss: ModuleType) -> Iterator[None]:
    """Say in our words what mss says in its own."""
    try:
        yield
    except (mss.ScreenShotError, OSError) as error:  # OSError: a library of the system is missing
        why = str(error).partition("\n")[0]
        raise StudioError("the screen cannot be taken: {why}", why=why) from error
