"""Bozzetto in Krita: hands over each save, as it happens.

Krita loads this folder as a plugin and calls nothing here but what is connected to its signal that
a file was saved. What the file's layers have become, the studio reads out of the file.
"""

from __future__ import annotations

from .saves import start

__all__ = ["start"]

try:
    import krita
except ImportError:  # read by something else than Krita: a test, a linter
    krita = None  # type: ignore[assignment]

if krita is not None:

    class Bozzetto(krita.Extension):  # type: ignore[misc,name-defined]
        """What Krita keeps as long as it runs."""

        def setup(self) -> None:
            """Begin to hand over."""
            self.recording = start(krita.Krita.instance())

        def createActions(self, window: object) -> None:  # noqa: N802  # Krita's name
            """Add nothing to a window's menus."""

    krita.Krita.instance().addExtension(Bozzetto(krita.Krita.instance()))
