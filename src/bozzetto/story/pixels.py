"""Pixels: where two states of a picture differ, and how much of that is one change of the whole.

    change = measure(before, after)

Both are arrays of the samples of losslessly coded pictures: a lossy coding changes most pixels by
itself, so nothing can be said of where a person changed it. The method, in this order:

1. A shift of the whole, in whole pixels, by phase correlation; taken where it halves the mean
   difference of the overlap.
2. A change of all tones, channel by channel: the median of the new value for each old one, or
   of its neighbours where it is far off theirs; taken where it explains a tenth of the pixels
   more than no change does.
3. What is left differs where a channel is off by more than `TOLERANCE`. Blocks of `BLOCK` pixels
   a side with at least `DENSE` such pixels are joined to regions, over gaps of `REACH` blocks.

It says which pixels differ. It does not say who changed them, and an area is no measure of
originality.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bozzetto.errors import FormatError
from bozzetto.record import JSON, JSONObject

__all__ = ["METHOD", "Change", "Region", "measure", "parse_change"]

METHOD = "bozzetto-pixel-change/1"
TOLERANCE = 6  # of 255: less is rounding of blends and colour conversions, and is not seen
BLOCK = 8  # pixels a side: what an eye takes for one spot at arm's length
DENSE = 4  # differing pixels of a block: single ones are dither and noise
REACH = 2  # blocks: strokes of one brush are not told apart where they nearly touch
MAX_REGIONS = 64  # the largest are named, and how many more there are
SPREAD = 0.5  # of all blocks: where more differ, no regions are told apart
GAIN = 0.1  # of all pixels: what a change of tones must explain beyond no change
FEW = 16  # pixels of one value: fewer say nothing of the curve
SMOOTH = 9  # values: a flat area that was painted over is outvoted by its neighbours,
ODD = 16  # of 255: where it is as far off the median of theirs

_Samples = NDArray[np.uint8]
_Counts = NDArray[np.int64]
_Mask = NDArray[np.bool_]
_Sample = TypeVar("_Sample", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle around pixels that differ, in pixels of the picture after."""

    left: int
    top: int
    width: int
    height: int
    pixels: int  # that differ, within it

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        box = [self.left, self.top, self.width, self.height]
        return {"box": [*box], "pixels": self.pixels}


@dataclass(frozen=True, slots=True)
class Change:
    """How a picture differs from an earlier state of it."""

    width: int
    height: int
    differing: int  # pixels that are not the same to the bit, before anything is taken off
    shift: tuple[int, int]  # right and down, in pixels; (0, 0) where nothing moved
    tones: tuple[int, ...]  # mean change of each channel, of 255; empty where tones stayed
    is_spread: bool  # most of it differs, and no regions are told apart
    regions: tuple[Region, ...]  # the largest first
    more: int  # regions beyond those

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "method": METHOD,
            "width": self.width,
            "height": self.height,
            "differing": self.differing,
            "shift": [*self.shift],
            "tones": [*self.tones],
            "spread": self.is_spread,
            "regions": [region.to_value() for region in self.regions],
            "more": self.more,
        }


def parse_change(value: JSON) -> Change:
    """Read a change that was kept as JSON.

    Raises:
        FormatError: it is not of the form, or of another method.
    """
    try:
        found = _change(value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise FormatError("not a change of pixels") from error
    if found.to_value() != value:
        raise FormatError("not a change of pixels")
    return found


def _change(value: JSON) -> Change:
    match value:
        case {
            "width": int(width),
            "height": int(height),
            "differing": int(differing),
            "shift": [int(right), int(down)],
            "tones": list(tones),
            "spread": bool(is_spread),
            "regions": list(regions),
            "more": int(more),
            **_rest,
        }:
            return Change(
                width,
                height,
                differing,
                (right, down),
                tuple(int(str(each)) for each in tones),
                is_spread,
                tuple(_region_of(each) for each in regions),
                more,
            )
    raise ValueError(value)


def _region_of(value: JSON) -> Region:
    match value:
        case {"box": [int(left), int(top), int(width), int(height)], "pixels": int(pixels)}:
            return Region(left, top, width, height, pixels)
    raise ValueError(value)


def measure(before: _Samples, after: _Samples) -> Change:
    """Compare two states of one picture.

    Args:
        before: Samples, height by width by channels.
        after: The same, of the same shape.

    Raises:
        FormatError: the two are not of one shape, so that pixels do not answer to each other.
    """
    if before.shape != after.shape or before.ndim != 3:  # rows, columns, channels
        raise FormatError("two pictures of different sizes cannot be compared pixel by pixel")
    height, width = after.shape[:2]
    differing = int(np.count_nonzero((before != after).any(axis=2)))
    if not differing:
        return Change(width, height, 0, (0, 0), (), is_spread=False, regions=(), more=0)
    shift = _shift(before, after)
    old, young = _overlap(before, after, shift)
    curve = _curve(old, young)
    residual = _differs(old if curve is None else _toned(old, curve), young)
    is_spread, boxes = _regions(residual)
    left, top = max(shift[0], 0), max(shift[1], 0)
    moved = [
        Region(box.left + left, box.top + top, box.width, box.height, box.pixels) for box in boxes
    ]
    moved.sort(key=lambda region: (-region.pixels, region.top, region.left))
    return Change(
        width,
        height,
        differing,
        shift,
        () if curve is None else _mean_change(old, curve),
        is_spread,
        tuple(moved[:MAX_REGIONS]),
        max(0, len(moved) - MAX_REGIONS),
    )


def _differs(one: _Samples, other: _Samples) -> _Mask:
    apart = np.maximum(one, other) - np.minimum(one, other)
    return np.asarray((apart > TOLERANCE).any(axis=2), dtype=np.bool_)


def _shift(before: _Samples, after: _Samples) -> tuple[int, int]:
    """Return how far the whole moved; (0, 0) where moving it back explains little."""
    old, young = (each.mean(axis=2, dtype=np.float32) for each in (before, after))
    spectrum = np.fft.rfft2(young - young.mean()) * np.conj(np.fft.rfft2(old - old.mean()))
    correlation = np.fft.irfft2(spectrum / np.maximum(np.abs(spectrum), 1e-9), s=old.shape)
    down, right = (int(each) for each in np.unravel_index(correlation.argmax(), old.shape))
    height, width = old.shape
    shift = (_signed(right, width), _signed(down, height))
    if shift == (0, 0) or abs(shift[0]) > width // 4 or abs(shift[1]) > height // 4:
        return (0, 0)
    is_better = 2 * _apart(*_overlap(old, young, shift)) < _apart(old, young)
    return shift if is_better else (0, 0)


def _signed(place: int, length: int) -> int:
    """Return a place on a ring as a way forth or back."""
    return place - length if place > length // 2 else place


def _apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.abs(one - other).mean())


def _overlap(
    before: NDArray[_Sample], after: NDArray[_Sample], shift: tuple[int, int]
) -> tuple[NDArray[_Sample], NDArray[_Sample]]:
    """Return what both have in common when the first is moved."""
    right, down = shift
    height, width = after.shape[:2]
    rows = slice(max(down, 0), height + min(down, 0))
    columns = slice(max(right, 0), width + min(right, 0))
    old_rows = slice(max(-down, 0), height + min(-down, 0))
    old_columns = slice(max(-right, 0), width + min(-right, 0))
    return before[old_rows, old_columns], after[rows, columns]


def _curve(old: _Samples, young: _Samples) -> _Samples | None:
    """Return the new value of each old one, by channel; None where tones stayed as they were."""
    counts = [_pairs(old[..., at], young[..., at]) for at in range(old.shape[2])]
    pooled = np.sum(counts, axis=0)
    found = np.stack([_tones(each, pooled) for each in counts])
    explained = 1 - _differs(_toned(old, found), young).mean()
    same = 1 - _differs(old, young).mean()
    return found if explained > same + GAIN else None


def _pairs(old: _Samples, young: _Samples) -> _Counts:
    """Count how often each old value became each new one."""
    pairs = old.ravel().astype(np.uint32) * 256 + young.ravel()
    return np.bincount(pairs, minlength=256 * 256).reshape(256, 256)


def _tones(counts: _Counts, pooled: _Counts) -> _Samples:
    """Return the new value of each old one; where a channel has few, all channels say it."""
    counts = np.where(counts.sum(axis=1, keepdims=True) >= FEW, counts, pooled)
    many = counts.sum(axis=1)
    known = np.flatnonzero(many >= FEW)
    if not len(known):
        return np.arange(256, dtype=np.uint8)
    sums = counts[known].cumsum(axis=1)
    medians = (sums * 2 >= many[known, None]).argmax(axis=1) - known
    edge = SMOOTH // 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(medians, edge, "edge"), SMOOTH)
    usual = np.median(windows, axis=1)
    trusted = np.where(np.abs(medians - usual) > ODD, usual, medians)
    every = np.arange(256) + np.interp(np.arange(256), known, trusted)
    return np.asarray(np.clip(np.rint(every), 0, 255), dtype=np.uint8)


def _toned(old: _Samples, curve: _Samples) -> _Samples:
    return np.stack([curve[at][old[..., at]] for at in range(old.shape[2])], axis=2)


def _mean_change(old: _Samples, curve: _Samples) -> tuple[int, ...]:
    toned = _toned(old, curve).astype(np.int16) - old
    return tuple(int(each) for each in np.rint(toned.mean(axis=(0, 1))))


def _regions(mask: _Mask) -> tuple[bool, list[Region]]:
    """Join what differs to regions; whether too much does for that."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % BLOCK), (0, -width % BLOCK)))
    tall, wide = padded.shape[0] // BLOCK, padded.shape[1] // BLOCK
    blocks = padded.reshape(tall, BLOCK, wide, BLOCK).sum(axis=(1, 3)) >= DENSE
    if blocks.mean() > SPREAD:
        return True, []
    return False, [_region(mask, members) for members in _joined(blocks)]


def _joined(blocks: _Mask) -> Iterator[list[tuple[int, int]]]:
    """Yield blocks that are near each other, group by group."""
    left = {(int(row), int(column)) for row, column in np.argwhere(blocks)}
    near = range(-REACH, REACH + 1)
    while left:
        group, waiting = [], [left.pop()]
        while waiting:
            row, column = waiting.pop()
            group.append((row, column))
            found = {(row + down, column + right) for down in near for right in near} & left
            left -= found
            waiting += found
        yield group


def _region(mask: _Mask, members: list[tuple[int, int]]) -> Region:
    """Draw the rectangle around what differs in some blocks."""
    rows, columns = zip(*members, strict=True)
    top, left = min(rows) * BLOCK, min(columns) * BLOCK
    part = mask[top : (max(rows) + 1) * BLOCK, left : (max(columns) + 1) * BLOCK]
    own = np.zeros_like(part)
    for row, column in members:
        down, right = row * BLOCK - top, column * BLOCK - left
        tile = (slice(down, down + BLOCK), slice(right, right + BLOCK))
        own[tile] = part[tile]
    found = np.argwhere(own)
    (first, begin), (last, end) = found.min(axis=0), found.max(axis=0)
    return Region(
        int(left + begin),
        int(top + first),
        int(end - begin + 1),
        int(last - first + 1),
        len(found),
    )
