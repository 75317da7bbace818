"""A desktop to take frames of: Xvfb, and windows on it that are painted by libX11."""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
from contextlib import contextmanager

from bozzetto.capture.frames.screen import open_screen

__all__ = ["HEIGHT", "WIDTH", "Desktop", "absent", "served_display"]

WIDTH, HEIGHT = 640, 400
TIMEOUT = 30  # seconds


def absent():
    """Say why there can be no desktop here; None where there can."""
    if shutil.which("Xvfb") is None:
        return "not here: Xvfb (Debian: xvfb)"
    if ctypes.util.find_library("X11") is None:
        return "not here: libX11 (Debian: libx11-6)"
    return None


@contextmanager
def served_display():
    """Run a server of X11 without a screen of its own; lend the name of its display."""
    reading, writing = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"]
    command += ["-noreset"]  # else it begins anew after each test, and turns who comes then away
    with (
        os.fdopen(reading) as told,
        subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server,
    ):
        os.close(writing)
        try:
            yield f":{told.readline().strip()}"  # written when the server is ready
        finally:
            server.terminate()
            try:
                server.wait(TIMEOUT)
            finally:
                server.kill()


class Desktop:
    """Paints on a display. Colours are 0xRRGGBB."""

    def __init__(self, name):
        self.name = name
        self.x = ctypes.CDLL(ctypes.util.find_library("X11"))
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XCreateSimpleWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(name.encode()))
        self.root = ctypes.c_ulong(self.x.XDefaultRootWindow(self.display))
        self.windows = []

    def close(self):
        """Take all windows away."""
        for window in self.windows:
            self.x.XDestroyWindow(self.display, window)
        self.paint(0)
        self.x.XCloseDisplay(self.display)

    def window(self, title, left, top, width, height, colour):
        """Show a window; return it."""
        made = ctypes.c_ulong(
            self.x.XCreateSimpleWindow(
                self.display,
                self.root,
                left,
                top,
                width,
                height,
                0,
                ctypes.c_ulong(0),
                ctypes.c_ulong(colour),
            )
        )
        self.windows.append(made)
        self.x.XStoreName(self.display, made, title.encode())
        self.x.XMapRaised(self.display, made)
        self._sync()
        return made

    def paint(self, colour, window=None):
        """Paint a window, or the ground."""
        where = self.root if window is None else window
        self.x.XSetWindowBackground(self.display, where, ctypes.c_ulong(colour))
        self.x.XClearWindow(self.display, where)
        self._sync()

    def spot(self, left, top, width, height, colour):
        """Paint a rectangle on the ground."""
        made = self.window("", left, top, width, height, colour)
        self._sync()
        return made

    def hide(self, window):
        """Take a window off the screen; it is there all the same."""
        self.x.XUnmapWindow(self.display, window)
        self._sync()

    def destroy(self, window):
        """Close a window."""
        self.windows = [each for each in self.windows if each.value != window.value]
        self.x.XDestroyWindow(self.display, window)
        self._sync()

    def move(self, window, left, top):
        """Move a window."""
        self.x.XMoveWindow(self.display, window, left, top)
        self._sync()

    def screen(self):
        """Open the screen as a session does."""
        return open_screen({"XDG_SESSION_TYPE": "x11"})

    def _sync(self):
        self.x.XSync(self.display, 0)
