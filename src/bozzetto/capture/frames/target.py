"""Targets: of what frames are taken, and where that is at this moment."""

from dataclasses import dataclass
from typing import Protocol

from bozzetto.capture.frames.place import Place
from bozzetto.capture.frames.screen import Screen
from bozzetto.capture.frames.xlib import Windows
from bozzetto.errors import StudioError

__all__ = ["ScreenTarget", "Target", "WindowTarget"]


class Target(Protocol):
    """Something on the desktop."""

    @property
    def label(self) -> str:
        """What it is called in the record."""

    def place(self, screen: Screen) -> Place | None:
        """Return where it is; None where it cannot be seen now.

        Raises:
            StudioError: it is not there any more.
        """


@dataclass(frozen=True, slots=True)
class ScreenTarget:
    """One screen, counted from 1 in the system's own order."""

    number: int

    @property
    def label(self) -> str:
        """What it is called in the record."""
        return f"screen {self.number}"

    def place(self, screen: Screen) -> Place:
        """Return where it is.

        Raises:
            StudioError: there is no such screen.
        """
        screens = screen.screens
        if not 1 <= self.number <= len(screens):
            raise StudioError(
                "there is no screen {number}: {count} are here",
                number=self.number,
                count=len(screens),
            )
        return Place(screens[self.number - 1])


class WindowTarget:
    """One window, wherever it goes."""

    def __init__(self, windows: Windows, name: str) -> None:
        """Find the window.

        Args:
            windows: Of the display.
            name: A part of its title. The title itself may change, and is written nowhere.

        Raises:
            StudioError: none is meant, or several could be.
        """
        found = windows.titled(name) if name else []
        if len(found) != 1:
            raise StudioError(
                "{count} windows that can be seen have {name!r} in their title: one is wanted",
                hint="give a part of the title that no other has, or take a screen: --screen",
                count=len(found),
                name=name,
            )
        self.label = f"window {name}"
        self._name = name
        self._windows = windows
        self._window = found[0]

    def place(self, _screen: Screen) -> Place | None:
        """Return where it is, and what lies over it; None where it cannot be seen.

        Raises:
            StudioError: it is closed.
        """
        try:
            return self._windows.place(self._window)
        except LookupError as error:
            raise StudioError("the window {name!r} is closed", name=self._name) from error
