"""Traces: how far the lines and tones of a picture that was given show in one that was made.

    trace = trace_of(given, made)

Both are luminance, as arrays of rows and columns. The method, in this order:

1. Both are averaged to `SIDE` pixels on the longer side. Other proportions are not compared:
   whether the tool stretched or cut is not known.
2. Edges: where the gradient, after a blur of three by three, is at least `FLOOR`, and among the
   strongest `SHARE` of all pixels. Each has one of `BINS` directions, light or dark not told apart.
3. Lines: how many of the given picture's edges have an edge of the made one within `REACH`
   pixels, of the same direction or the one beside it. In thousandths.
4. Tones: the correlation of the means of a grid of `GRID` by `GRID`. In thousandths.
5. Both again for copies of the given picture that were mirrored, turned and shifted round by a
   half, save those that are too like itself: what chance, and what is usual in any picture, gives.

It says that lines lie where lines were given. It does not say that they came from there, nor
who drew them, and no share of authorship follows from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bozzetto.errors import FormatError
from bozzetto.record import JSON, JSONObject

__all__ = ["METHOD", "MIN_SIDE", "PROPORTIONS", "Agreement", "Trace", "parse_trace", "trace_of"]

METHOD = "bozzetto-trace/1"
SIDE = 256  # pixels: the lines of a sketch are seen, and the grain of a surface is not
MIN_SIDE = 64  # pixels of the longer side: less has no lines to speak of
FLOOR = 6.0  # of 255 a pixel: a faint pencil line; less is noise
SHARE = 0.12  # of all pixels: in a picture full of texture the strongest edges count
BINS = 8  # directions over half a turn
REACH = 2  # pixels of SIDE: a line that was drawn over is about where it was
FEW = 64  # edges of the given picture: with fewer there is nothing to find
GRID = 16
FLAT = 2.0  # of 255, deviation of the grid: below, there are no tones to compare
OWN = 700  # thousandths: a copy that agrees with its own original so far is no other picture
MARGIN = 100  # thousandths above every copy: less is within what chance gives
PROPORTIONS = 0.03  # by which height to width may be off: sizes are rounded to 8 or 64 pixels

_Grey = NDArray[np.float32]
_Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two pictures agree, in thousandths, and how far copies of the one do."""

    value: int
    copies: tuple[int, ...]  # the largest first; none where each is too like the original

    @property
    def is_above(self) -> bool | None:
        """Whether it is above every copy by the margin; None where there is none."""
        return self.value >= self.copies[0] + MARGIN if self.copies else None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"value": self.value, "copies": [*self.copies], "above": self.is_above}


@dataclass(frozen=True, slots=True)
class Trace:
    """What of a picture that was given shows in one that was made."""

    edges: int  # of the given picture, at the size at which it was compared
    lines: Agreement | None  # None where the given picture has none
    tones: Agreement | None  # None where one of the two is flat

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "method": METHOD,
            "edges": self.edges,
            "lines": None if self.lines is None else self.lines.to_value(),
            "tones": None if self.tones is None else self.tones.to_value(),
        }


def parse_trace(value: JSON) -> Trace:
    """Read a trace that was kept as JSON.

    Raises:
        FormatError: it is not of the form, or of another method.
    """
    match value:
        case {"edges": int(edges), "lines": lines, "tones": tones, **_rest}:
            found = Trace(edges, _agreement(lines), _agreement(tones))
            if found.to_value() == value:
                return found
    raise FormatError("not a trace of a picture")


def _agreement(value: JSON) -> Agreement | None:
    match value:
        case {"value": int(own), "copies": list(copies), **_rest}:
            return Agreement(own, tuple(each for each in copies if isinstance(each, int)))
    return None


def trace_of(given: _Grey, made: _Grey) -> Trace:
    """Compare a picture that was given with one that was made.

    Args:
        given: Luminance of 255, height by width.
        made: The same, of any size and of the same proportions.

    Raises:
        FormatError: one is too small, or their proportions differ.
    """
    if max(given.shape) < MIN_SIDE or max(made.shape) < MIN_SIDE:
        raise FormatError("a picture is too small for traces to be looked for")
    (height, width), (rows, columns) = given.shape, made.shape
    if abs(height * columns / (width * rows) - 1) > PROPORTIONS:
        raise FormatError("two pictures of different proportions have no traces of each other")
    scale = min(1.0, SIDE / max(rows, columns))
    size = (max(8, round(rows * scale)), max(8, round(columns * scale)))
    old, young = _fitted(given, size), _fitted(made, size)
    own, found = _edges(old), _edges(young)
    edges = int(own.any(axis=0).sum())
    lines = _lines(own, found, old) if edges >= FEW else None
    return Trace(edges, lines, _tones(old, young))


def _fitted(grey: _Grey, size: tuple[int, int]) -> _Grey:
    """Return the means of the areas that become one pixel each."""
    return _means(_means(grey.astype(np.float64), size[0]).T, size[1]).T.astype(np.float32)


def _means(rows: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Average rows to as many as wanted; a row that two areas share counts in parts."""
    sums = np.concatenate([np.zeros((1, rows.shape[1])), rows.cumsum(axis=0)])
    places = np.linspace(0, len(rows), count + 1)
    low = np.minimum(places.astype(int), len(rows) - 1)
    at = sums[low] + (places - low)[:, None] * (sums[low + 1] - sums[low])
    means: NDArray[np.float64] = np.diff(at, axis=0) * (count / len(rows))
    return means


def _edges(grey: _Grey) -> _Mask:
    """Return the edges of each direction: direction by row by column."""
    soft = _blurred(grey)
    down, right = np.gradient(soft)
    strength = np.hypot(down, right)
    floor = max(FLOOR, float(np.quantile(strength, 1 - SHARE)))
    angle = np.mod(np.arctan2(down, right), np.pi)
    bins = np.minimum((angle * (BINS / np.pi)).astype(int), BINS - 1)
    is_edge = strength >= floor
    return np.stack([is_edge & (bins == number) for number in range(BINS)])


def _blurred(grey: _Grey) -> _Grey:
    padded = np.pad(grey, 1, "edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9, dtype=np.float32)


def _near(edges: _Mask) -> _Mask:
    """Return where an edge of each direction, or of the one beside it, is within reach."""
    beside = edges | np.roll(edges, 1, axis=0) | np.roll(edges, -1, axis=0)
    found = beside.copy()
    for axis in (1, 2):
        spread = found.copy()
        for step in range(1, REACH + 1):
            ahead, behind = _slices(axis, step)
            spread[ahead] |= found[behind]
            spread[behind] |= found[ahead]
        found = spread
    return found


def _slices(axis: int, step: int) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    whole = [slice(None)] * 3
    ahead, behind = [*whole], [*whole]
    ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
    return tuple(ahead), tuple(behind)


def _covered(edges: _Mask, near: _Mask) -> int:
    return round(1000 * float((edges & near).sum() / max(1, edges.sum())))


def _lines(own: _Mask, found: _Mask, grey: _Grey) -> Agreement:
    near, itself = _near(found), _near(own)
    copies = [_edges(copy) for copy in _copies(grey)]
    others = [each for each in copies if _covered(each, itself) < OWN]
    return Agreement(
        _covered(own, near),
        tuple(sorted((_covered(each, near) for each in others), reverse=True)),
    )


def _copies(grey: _Grey) -> Iterator[_Grey]:
    """Mirror, turn and shift a picture: all that is in it, elsewhere."""
    height, width = grey.shape
    yield grey[:, ::-1]
    yield grey[::-1]
    yield grey[::-1, ::-1]
    yield np.roll(grey, height // 2, axis=0)
    yield np.roll(grey, width // 2, axis=1)
    yield np.roll(grey, (height // 2, width // 2), axis=(0, 1))


def _tones(old: _Grey, young: _Grey) -> Agreement | None:
    grids = [_fitted(each, (GRID, GRID)) for each in (old, young)]
    if min(float(grid.std()) for grid in grids) < FLAT:
        return None
    copies = [copy for copy in _copies(grids[0]) if _correlation(copy, grids[0]) < OWN]
    return Agreement(
        _correlation(*grids),
        tuple(sorted((_correlation(copy, grids[1]) for copy in copies), reverse=True)),
    )


def _correlation(one: _Grey, other: _Grey) -> int:
    return round(1000 * float(np.corrcoef(one.ravel(), other.ravel())[0, 1]))
