"""Putting: a copy of a picture with a visible label, read back before it gets its name.

    shown = put_visible(Path("cat.png"), Path("cat-labelled.png"), Visible())

Everything in the file that is not pixels is in the copy too, but for what cannot be true of it any
more; `Shown.lost` names that. The label comes first: XMP labels and credentials follow.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops

from bozzetto.errors import FormatError, StudioError, VerificationError
from bozzetto.labels.visible.contrast import MIN_CONTRAST, measure_contrast
from bozzetto.labels.visible.drawing import draw_label
from bozzetto.labels.visible.formats import open_picture
from bozzetto.labels.visible.hidden import hidden_in
from bozzetto.labels.visible.layout import Layout, lay_out
from bozzetto.labels.visible.picture import MAX_FILE, Picture
from bozzetto.labels.visible.request import MIN_HEIGHT, Style, Visible
from bozzetto.labels.visible.shown import Shown
from bozzetto.studio.durable import sync_folder

__all__ = ["put_visible"]

_STRIP = 1 << 20  # pixels that are compared at a time


def put_visible(source: Path, target: Path, visible: Visible) -> Shown:
    """Write a copy of a picture with a visible label, and measure what is seen on it.

    Args:
        source: A PNG, JPEG, WebP, TIFF or AVIF; it is only read.
        target: Where nothing is yet. What is there after a crash is whole, or nothing.
        visible: The label.

    Raises:
        FormatError: `source` is none of these, is damaged or too large, moves or has several pages,
            has samples that would not be kept as they are, or has no room for a legible label.
        StudioError: something is at `target`, or the font is not installed.
        VerificationError: the copy, read back, does not show the label as it should.
    """
    if os.path.lexists(target):
        raise StudioError("there is something at {path} already", path=target)
    picture = open_picture(_read(source))
    layout = lay_out(visible, picture.turn.size(picture.image.size))
    hidden = hidden_in(picture)
    labelled, style = draw_label(picture, layout, visible.style)
    data, lost = labelled.rewrite(labelled)
    if hidden and hidden_in(labelled) != hidden:
        lost = (*lost, "stealth")
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        shown = _measure(temporary, target, labelled, layout, visible, style, lost)
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return shown


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise FormatError("{path} has more than {most} bytes", path=path, most=MAX_FILE)
    return data


def _measure(
    written: Path,
    target: Path,
    wanted: Picture,
    layout: Layout,
    visible: Visible,
    style: Style,
    lost: tuple[str, ...],
) -> Shown:
    """Decode the copy, and say what stands there.

    Raises:
        VerificationError: something outside of the label changed, or it is not legible.
    """
    copy = open_picture(_read(written))
    seen = copy.turn.size(copy.image.size)
    if seen != layout.size or copy.turn != wanted.turn:
        raise VerificationError("what was written is not what is read back")
    outside = _change(copy, wanted, layout)
    piece = copy.turn.upright(copy.image.crop(copy.turn.box(layout.letters, layout.size)))
    contrast = measure_contrast(piece, layout.lettering.ink, layout.lettering.halo)
    percent = 100 * layout.lettering.height / min(seen)
    if contrast < MIN_CONTRAST or percent < MIN_HEIGHT:
        raise VerificationError(
            "the label would not be legible: contrast {contrast}, height {percent} percent",
            contrast=round(contrast, 2),
            percent=round(percent, 2),
            hint="take another style or position, or a greater height",
        )
    return Shown(
        target,
        copy.media_type,
        seen,
        visible.words,
        layout.lettering.lines,
        visible.position,
        style,
        layout.box,
        layout.ink,
        layout.lettering.height,
        percent,
        contrast,
        copy.lossless,
        outside,
        lost,
    )


def _change(copy: Picture, wanted: Picture, layout: Layout) -> int:
    """Return the largest change of a sample outside of the label's box.

    Raises:
        VerificationError: one changed, or one within the box is not as drawn, and the copy is
            coded without loss.
    """
    pairs = [(copy.image, wanted.image)]
    if copy.low is not None and wanted.low is not None:
        pairs.append((copy.low, wanted.low))
    box = copy.turn.box(layout.box, layout.size)
    most = 0
    for new, old in pairs:
        for top, changed in _differences(new, old):
            if not copy.lossless:
                changed.paste(0, (box[0], box[1] - top, box[2], box[3] - top))
            most = max(most, *(_most(band) for band in changed.split()))
    if copy.lossless and most:
        raise VerificationError("what was written is not what is read back")
    return most


def _differences(new: Image.Image, old: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Yield strips of the differences, each with the row that it begins at."""
    rows = max(1, _STRIP // new.width)
    plain = new.mode == old.mode and new.mode not in ("P", "1")
    for top in range(0, new.height, rows):
        box = (0, top, new.width, min(new.height, top + rows))
        pair = (each.crop(box) for each in (new, old))
        yield top, ImageChops.difference(*(pair if plain else (p.convert("RGBA") for p in pair)))


def _most(band: Image.Image) -> int:
    return int(band.getextrema()[1])  # type: ignore[arg-type]  # one band: two numbers
