"""Visible labels: words on a picture that say that it is generated, and stay legible."""

from bozzetto.labels.visible.layout import MIN_TEXT
from bozzetto.labels.visible.putting import put_visible
from bozzetto.labels.visible.request import Position, Style, Visible
from bozzetto.labels.visible.shown import Shown
from bozzetto.labels.visible.wording import TEXTS, elements_of

__all__ = [
    "MIN_TEXT",
    "TEXTS",
    "Position",
    "Shown",
    "Style",
    "Visible",
    "elements_of",
    "put_visible",
]
