"""Drawing: a label onto a picture, in the picture's own mode, and nowhere but in its box.

Letters and their plate are greys, so that they are the same in every mode. A mode without room
between two samples (a palette, black and white) gets letters without smooth edges on a plate that
is not transparent, in the lightest and the darkest of its colours.
"""

from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageStat

from bozzetto.errors import FormatError
from bozzetto.labels.visible.contrast import MIN_CONTRAST, luminance, ratio
from bozzetto.labels.visible.layout import Layout
from bozzetto.labels.visible.picture import Picture
from bozzetto.labels.visible.request import Style
from bozzetto.labels.visible.turning import Turn

__all__ = ["draw_label"]

_LIGHT, _DARK = 255, 16  # greys of letters and plates; not quite black, which looks like a hole
_PLATE = 204  # of 255: how opaque a plate is. White letters on it, over white, reach 11 to 1
_BUSY = 28  # standard deviation of grey, of 255: from here on an outline alone is restless
_ROUND = 0.2  # of the letters' height: a plate's corners
_ALPHA_LIGHT, _ALPHA_ALL = 1, 254  # bits of alpha: the lowest, in which tools hide text; the rest


@dataclass(frozen=True, slots=True)
class _Overlay:
    """What is laid over the box: greys, and how far each covers what is below."""

    grey: Image.Image
    cover: Image.Image


def draw_label(picture: Picture, layout: Layout, style: Style) -> tuple[Picture, Style]:
    """Draw a label.

    Args:
        picture: The picture; its samples are changed.
        layout: Where the label stands.
        style: How it is to look.

    Returns:
        The picture with the label, larger by a band, and the style that it has.

    Raises:
        FormatError: its palette has no two colours for legible letters, and no room for any.
    """
    turn = picture.turn
    is_band = layout.size != turn.size(picture.image.size)
    picture = _grown(picture, layout)
    image = picture.image
    place = turn.box(layout.box, layout.size)
    below = turn.upright(image.crop(place))
    is_dark, chosen = _chosen(below, style, is_band=is_band)
    if is_band:
        is_dark = _is_dark(turn.upright(image.crop(turn.box(_beside(layout), layout.size))))
    overlay = _overlay(layout, chosen, is_dark=is_dark, is_band=is_band)
    if image.mode in ("P", "1"):
        _put_hard(image, place, turn, overlay)
    else:
        laid = _laid(below, overlay)
        if picture.levels < 256:
            laid = laid.point([_step(level, picture.levels) for level in range(256)])
        image.paste(turn.stored(laid), place[:2])
    if picture.low is not None:  # low bytes: where the label is, samples are 257 times a grey
        covered = turn.stored(overlay.cover.point(_any))
        picture.low.paste(image.convert(picture.low.mode).crop(place), place[:2], covered)
    return picture, chosen


def _step(level: int, levels: int) -> int:
    """Return the nearest of the values that a sample can have."""
    step = 255 // (levels - 1)
    return round(level / step) * step


def _any(level: int) -> int:
    return 255 if level else 0


def _grown(picture: Picture, layout: Layout) -> Picture:
    """Return a picture with room for a band; what it is filled with is drawn over."""
    turn = picture.turn
    width, height = turn.size(picture.image.size)
    if (width, height) == layout.size:
        return picture
    seen = (0, -layout.top, width, layout.size[1] - layout.top)
    place = turn.box(seen, (width, height))
    low = None if picture.low is None else picture.low.crop(place)
    return replace(picture, image=picture.image.crop(place), low=low)


def _beside(layout: Layout) -> tuple[int, int, int, int]:
    """Return the box of the picture's own rows next to a band."""
    left, top, right, bottom = layout.box
    height = min(bottom - top, layout.size[1] - (bottom - top))
    return (left, bottom, right, bottom + height) if top == 0 else (left, top - height, right, top)


def _chosen(below: Image.Image, style: Style, *, is_band: bool) -> tuple[bool, Style]:
    """Decide by the background whether it is dark, and how the label looks."""
    if is_band or below.mode in ("P", "1"):
        return _is_dark(below), Style.PLATE
    if style is not Style.AUTO:
        return _is_dark(below), style
    grey = _grey(below)
    calm = ImageStat.Stat(grey).stddev[0] < _BUSY
    return _is_dark(below), Style.OUTLINE if calm else Style.PLATE


def _is_dark(below: Image.Image) -> bool:
    """Whether letters on it had better be light."""
    return ImageStat.Stat(_grey(below)).mean[0] < 150


def _grey(piece: Image.Image) -> Image.Image:
    """Return the greys of a piece, on a middle grey where it is transparent."""
    if not piece.has_transparency_data:
        return piece.convert("RGB").convert("L")
    ground = Image.new("RGBA", piece.size, (128, 128, 128, 255))
    return Image.alpha_composite(ground, piece.convert("RGBA")).convert("L")


def _overlay(layout: Layout, style: Style, *, is_dark: bool, is_band: bool) -> _Overlay:
    """Lay letters over their plate or outline."""
    left, top, right, bottom = layout.box
    size = (right - left, bottom - top)
    letters, ground = (_LIGHT, _DARK) if is_dark else (_DARK, _LIGHT)
    ink, halo = (Image.new("L", size) for _ in range(2))
    at = (layout.at[0] - left, layout.at[1] - top)
    ink.paste(layout.lettering.ink, at)
    halo.paste(layout.lettering.halo, at)
    if style is Style.PLATE:
        halo = _plate(layout, size, is_band=is_band)
    cover = ImageChops.lighter(ink, halo)
    # Within the plate letters replace it as far as they cover; `cover` says how much is seen
    grey = Image.new("L", size, ground)
    grey.paste(letters, (0, 0, *size), ink)
    through = ImageChops.subtract(Image.new("L", size, 255), ink)
    solid = ImageChops.add(ink, ImageChops.multiply(halo, through))
    return _Overlay(grey, ImageChops.lighter(cover, solid))


def _plate(layout: Layout, size: tuple[int, int], *, is_band: bool) -> Image.Image:
    if is_band:
        return Image.new("L", size, 255)
    plate = Image.new("L", size, 0)
    is_strip = size[0] == layout.size[0]
    radius = 0 if is_strip else layout.lettering.height * _ROUND
    box = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(plate).rounded_rectangle(box, radius, fill=_PLATE)
    return plate


def _laid(below: Image.Image, overlay: _Overlay) -> Image.Image:
    """Lay an overlay over a piece of a picture; what it does not cover stays exactly."""
    if below.mode in ("RGBA", "LA"):
        return _laid_alpha(below, overlay)
    laid = below.copy()
    laid.paste(_in_mode(overlay.grey, below.mode), (0, 0), overlay.cover)
    return laid


def _laid_alpha(below: Image.Image, overlay: _Overlay) -> Image.Image:
    """Lay over what is transparent; the lowest bit of alpha stays, since tools hide text there."""
    over = Image.merge("RGBA", (*[overlay.grey] * 3, overlay.cover))
    laid = Image.alpha_composite(below.convert("RGBA"), over)
    bit = below.getchannel("A").point([level & _ALPHA_LIGHT for level in range(256)])
    rest = laid.getchannel("A").point([level & _ALPHA_ALL for level in range(256)])
    laid.putalpha(ImageChops.add(rest, bit))
    whole = laid.convert(below.mode)
    # Where nothing is laid, colours below full transparency stay too
    return Image.composite(whole, below, overlay.cover.point(_any))


def _in_mode(grey: Image.Image, mode: str) -> Image.Image:
    if mode == "CMYK":
        none = Image.new("L", grey.size)
        return Image.merge("CMYK", (none, none, none, ImageChops.invert(grey)))
    return grey.convert(mode)


def _put_hard(
    image: Image.Image, place: tuple[int, int, int, int], turn: Turn, overlay: _Overlay
) -> None:
    """Draw in two colours, without anything between."""
    light, dark = (255, 0) if image.mode == "1" else _colours(image)
    piece = turn.upright(image.crop(place))
    grey, cover = (each.point(_half) for each in (overlay.grey, overlay.cover))
    piece.paste(dark, (0, 0, *piece.size), cover)
    piece.paste(light, (0, 0, *piece.size), ImageChops.multiply(grey, cover))
    image.paste(turn.stored(piece), place[:2])


def _half(level: int) -> int:
    return 255 if level >= 128 else 0


def _colours(image: Image.Image) -> tuple[int, int]:
    """Return a palette's lightest and darkest entry; where they are too alike, two unused ones."""
    flat = image.getpalette("RGB") or []
    colours = list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))
    clear = image.info.get("transparency", b"")
    hidden = {clear} if isinstance(clear, int) else {n for n, a in enumerate(clear) if a < 255}
    levels = {n: luminance(*each) for n, each in enumerate(colours) if n not in hidden}
    if levels:
        light, dark = (pick(levels, key=levels.__getitem__) for pick in (max, min))
        if ratio(levels[light], levels[dark]) >= MIN_CONTRAST:
            return light, dark
    unused = (n for n, count in enumerate(image.histogram()) if not count and n not in hidden)
    light, dark = next(unused, -1), next(unused, -1)
    if dark < 0:
        raise FormatError("the picture's palette has no two colours for legible letters")
    flat += [0] * (3 * (dark + 1) - len(flat))
    for entry, grey in ((light, _LIGHT), (dark, _DARK)):
        flat[3 * entry : 3 * entry + 3] = [grey] * 3
    image.putpalette(flat, "RGB")
    return light, dark
