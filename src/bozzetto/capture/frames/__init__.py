"""Session frames: what the screen shows while a person works, only when asked for."""

from bozzetto.capture.frames.picture import MAX_SIDE
from bozzetto.capture.frames.place import Rectangle
from bozzetto.capture.frames.screen import Screen, open_screen
from bozzetto.capture.frames.session import Look, Looked, Session, describe
from bozzetto.capture.frames.target import ScreenTarget, Target, WindowTarget

__all__ = [
    "MAX_SIDE",
    "Look",
    "Looked",
    "Rectangle",
    "Screen",
    "ScreenTarget",
    "Session",
    "Target",
    "WindowTarget",
    "describe",
    "open_screen",
]
