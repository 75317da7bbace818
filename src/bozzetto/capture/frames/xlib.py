"""Windows of X11: which there are, what they are called, where they lie and what lies over them.

By the system's own libX11, through ctypes: whatever shows a window has it. Of what it can do,
this asks only (Xlib, chapters 2.4 to 4.3: https://x.org/releases/current/doc/libX11/libX11/libX11.html).
A window may go at any moment; the server's answer is then an error, which here means that it is
not there.
"""

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p
from typing import ClassVar

from bozzetto.capture.frames.place import Place, Rectangle
from bozzetto.errors import StudioError

__all__ = ["Windows", "open_windows"]

MAX_WINDOWS = 4096  # that are looked at for a title; a desktop has some hundreds
MAX_DEPTH = 3  # levels below the root: a window's frame, and what a manager puts into it
_TITLE = 1024  # 4-byte units of a title that are read
_VIEWABLE = 2  # IsViewable, X.h
_SHOWS = 1  # InputOutput, X.h: the other sort of windows shows nothing
_ANY_TYPE = 0

_OnError = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p)


class _Attributes(ctypes.Structure):
    """XWindowAttributes, Xlib.h."""

    _fields_: ClassVar = [
        *((name, c_int) for name in ("x", "y", "width", "height", "border_width", "depth")),
        ("visual", c_void_p),
        ("root", c_ulong),
        *((name, c_int) for name in ("sort", "bit_gravity", "win_gravity", "backing_store")),
        *((name, c_ulong) for name in ("backing_planes", "backing_pixel")),
        ("save_under", c_int),
        ("colormap", c_ulong),
        *((name, c_int) for name in ("map_installed", "map_state")),
        *((name, c_long) for name in ("all_event_mask", "your_event_mask")),
        *((name, c_long) for name in ("do_not_propagate_mask",)),
        ("override_redirect", c_int),
        ("screen", c_void_p),
    ]


def _go_on(_display: int, _event: int) -> int:
    """Go on: the call that failed says so itself. Xlib's own handler would end the process."""
    return 0


_ON_ERROR = _OnError(_go_on)  # kept as long as the library may call it


class Windows:
    """The windows of a display. Owned by one thread."""

    def __init__(self, library: ctypes.CDLL, display: int) -> None:
        self._x = library
        self._display = display
        self._root = int(library.XDefaultRootWindow(display))
        self._name = library.XInternAtom(display, b"_NET_WM_NAME", 0)
        self._old_name = library.XInternAtom(display, b"WM_NAME", 0)

    def titled(self, part: str) -> list[int]:
        """List the windows that can be seen and have `part` in their title, in whatever case."""
        wanted = part.casefold()
        return [window for window, title in self._titles() if wanted in title.casefold() and title]

    def _titles(self) -> Iterator[tuple[int, str]]:
        level = [self._root]
        left = MAX_WINDOWS
        for _depth in range(MAX_DEPTH):
            level = [child for each in level for child in self._family(each)[1]][:left]
            left -= len(level)
            for window in level:
                if self._area(window) is not None:
                    yield window, self._title(window)

    def place(self, window: int) -> Place | None:
        """Return where a window is, and what lies over it; None where it cannot be seen.

        Raises:
            LookupError: it is not there any more.
        """
        if self._attributes(window) is None:
            raise LookupError(window)
        whole = self._area(window)
        if whole is None:
            return None
        branch = window
        while (above := self._family(branch)[0]) not in {0, self._root}:
            branch = above
        order = self._family(self._root)[1]
        over = order[order.index(branch) + 1 :] if branch in order else order
        areas = [self._area(each, border=True) for each in over]
        covered = [area.within(whole) for area in areas if area is not None]
        return Place(whole, tuple(each for each in covered if each is not None))

    def _attributes(self, window: int) -> _Attributes | None:
        found = _Attributes()
        done = self._x.XGetWindowAttributes(self._display, window, byref(found))
        return found if done else None

    def _area(self, window: int, *, border: bool = False) -> Rectangle | None:
        """Return where a window lies on the desktop; None where it shows nothing there."""
        found = self._attributes(window)
        if found is None or found.map_state != _VIEWABLE or found.sort != _SHOWS:
            return None
        x, y, child = c_int(), c_int(), c_ulong()
        if not self._x.XTranslateCoordinates(
            self._display, window, self._root, 0, 0, byref(x), byref(y), byref(child)
        ):
            return None
        edge = found.border_width if border else 0
        width, height = found.width + 2 * edge, found.height + 2 * edge
        return Rectangle(x.value - edge, y.value - edge, width, height)

    def _family(self, window: int) -> tuple[int, list[int]]:
        """Return a window's parent, 0 for none, and its children, the lowest first."""
        root, parent, count = c_ulong(), c_ulong(), c_uint()
        children = POINTER(c_ulong)()
        if not self._x.XQueryTree(
            self._display, window, byref(root), byref(parent), byref(children), byref(count)
        ):
            return 0, []
        try:
            return parent.value, list(children[: count.value])
        finally:
            self._x.XFree(children)

    def _title(self, window: int) -> str:
        return self._property(window, self._name) or self._property(window, self._old_name)

    def _property(self, window: int, name: int) -> str:
        sort, width = c_ulong(), c_int()
        count, more = c_ulong(), c_ulong()
        data = POINTER(c_ubyte)()
        failed = self._x.XGetWindowProperty(
            self._display,
            window,
            name,
            0,
            _TITLE,
            0,
            _ANY_TYPE,
            byref(sort),
            byref(width),
            byref(count),
            byref(more),
            byref(data),
        )
        if failed:
            return ""
        try:
            is_text = width.value == 8  # bits a unit
            return bytes(data[: count.value]).decode("utf-8", "replace") if is_text else ""
        finally:
            self._x.XFree(data)


@contextmanager
def open_windows(display: str | None = None) -> Iterator[Windows]:
    """Open a display's windows, and lend them.

    Args:
        display: Its name; else what DISPLAY says.

    Raises:
        StudioError: there is no X11 here.
    """
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    library = None
    with suppress(OSError):
        library = _declared(ctypes.CDLL(name))
    opened = library and library.XOpenDisplay(None if display is None else display.encode())
    if library is None or not opened:
        raise StudioError(
            "a window can be found by its title under X11 only, and there is none here",
            hint="take a screen, and paint over what is not to be seen: --screen, --mask",
        )
    before = library.XSetErrorHandler(_ON_ERROR)
    try:
        yield Windows(library, opened)
    finally:
        library.XCloseDisplay(opened)
        library.XSetErrorHandler(ctypes.cast(before, _OnError))


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    """Declare what is called, as Xlib.h does."""
    window, atom, display = c_ulong, c_ulong, c_void_p
    for function, result, arguments in (
        ("XOpenDisplay", display, [c_char_p]),
        ("XCloseDisplay", c_int, [display]),
        ("XDefaultRootWindow", window, [display]),
        ("XInternAtom", atom, [display, c_char_p, c_int]),
        ("XFree", c_int, [c_void_p]),
        ("XSetErrorHandler", c_void_p, [_OnError]),
        ("XGetWindowAttributes", c_int, [display, window, POINTER(_Attributes)]),
        ("XTranslateCoordinates", c_int, [display, window, window, c_int, c_int, *[c_void_p] * 3]),
        ("XQueryTree", c_int, [display, window, *[c_void_p] * 4]),
        (
            "XGetWindowProperty",
            c_int,
            [display, window, atom, c_long, c_long, c_int, atom, *[c_void_p] * 5],
        ),
    ):
        declared = getattr(library, function)
        declared.restype, declared.argtypes = result, arguments
    return library
