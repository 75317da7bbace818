"""Shown: what stands on the copy, measured on the file that was written."""

from dataclasses import dataclass
from pathlib import Path

from bozzetto.labels.visible.request import Position, Style

__all__ = ["Box", "Shown"]

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; the latter two are outside


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy with a visible label, as it was read back.

    Places are told as people see the picture, that is after its EXIF orientation was followed.

    Attributes:
        path: Where the copy is.
        media_type: What it is.
        size: Its width and height, in pixels.
        text: What the label says.
        lines: The same, as it is broken.
        position: Where it stands.
        style: How it looks: never ``auto``.
        box: What the label covers, its plate or outline included.
        ink: The bounding box of its letters' ink.
        height: Of the lower of its two elements, in pixels of ink.
        percent: The same, of the shortest side.
        contrast: The lowest contrast ratio (WCAG 2.2) of the letters with what is next to them.
        lossless: Whether the copy's pixels are coded without loss.
        outside: The largest change of a sample outside of `box`, of 255; 0 where `lossless`.
        lost: What the source has and the copy cannot have: ``credentials`` (signed over the file),
            ``thumbnail`` and ``pictures.further`` (they show the picture without the label),
            ``layers``, ``stealth`` (text in the pixels), and chunks that belong to the old pixels
            by their names, as ``png:iDOT``.
    """

    path: Path
    media_type: str
    size: tuple[int, int]
    text: str
    lines: tuple[str, ...]
    position: Position
    style: Style
    box: Box
    ink: Box
    height: int
    percent: float
    contrast: float
    lossless: bool
    outside: int
    lost: tuple[str, ...]
