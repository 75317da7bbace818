"""A session: looks at a target again and again, and hands over what is new there.

    session = Session(screen, target, reporter, masks)
    looked = session.look(time.monotonic())

Each frame becomes a material of the work with the role ``session frame``, at the moment at which
the screen was read. What is masked, and what lies over a window, is painted over before anything
is compared, scaled or written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image

from bozzetto.capture.frames.allowance import FRAMES_AN_HOUR, MAX_BYTES, Allowance
from bozzetto.capture.frames.likeness import CELLS, MOST, STEP, glimpse, is_alike
from bozzetto.capture.frames.picture import MAX_SIDE, QUALITY, encode, paint_over
from bozzetto.capture.frames.place import Place, Rectangle
from bozzetto.capture.frames.screen import Screen
from bozzetto.capture.frames.target import Target
from bozzetto.capture.handover.reporter import File, Reporter, now

__all__ = ["ORIGIN", "ROLE", "Look", "Looked", "Session", "describe"]

ROLE = "session frame"
ORIGIN = "screen"


class Look(StrEnum):
    """What came of a look at the screen."""

    TAKEN = "taken"  # a frame is handed over
    ALIKE = "alike"  # it shows next to nothing new
    HIDDEN = "hidden"  # the target cannot be seen
    FULL = "full"  # this hour has no room for more
    SPENT = "spent"  # the disk budget is used up: none is taken any more


@dataclass(frozen=True, slots=True)
class Looked:
    """One look.

    Attributes:
        look: What came of it.
        number: Of frames taken so far.
        size: Bytes of this frame.
    """

    look: Look
    number: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class _View:
    """What is seen of a target, with what must not be seen painted over."""

    image: Image.Image
    area: Rectangle  # on the desktop
    at: str  # the moment


def describe(target: Target, every: float, masks: Sequence[Rectangle]) -> dict[str, str]:
    """Return how frames are taken, as the record has it of the session's surroundings."""
    across, down = CELLS
    return {
        "of": target.label,
        "every": f"{every:g} s",
        "painted over": "; ".join(mask.spell() for mask in masks) or "nothing",
        "longest side": f"{MAX_SIDE} pixels",
        "kept as": f"WebP, quality {QUALITY}",
        "left out": f"fewer than {MOST} of {across * down} cells differ by {STEP} of 255",
        "most": f"{FRAMES_AN_HOUR} frames in an hour, {MAX_BYTES} bytes in a session",
    }


class Session:
    """Takes frames of one target. Owned by one thread."""

    def __init__(
        self,
        screen: Screen,
        target: Target,
        reporter: Reporter,
        masks: Sequence[Rectangle] = (),
        allowance: Allowance | None = None,
    ) -> None:
        """Take what is to be looked at; nothing is seen before `look`.

        Args:
            screen: Of this session.
            target: Of what frames are taken.
            reporter: Hands them over.
            masks: What is painted over, from the target's upper left corner.
            allowance: How many frames, and how much of the disk.
        """
        self._screen = screen
        self._target = target
        self._reporter = reporter
        self._masks = tuple(masks)
        self._allowance = allowance or Allowance()
        self._last: Image.Image | None = None  # the glimpse of the frame kept last
        self._between = dict.fromkeys((Look.ALIKE, Look.HIDDEN, Look.FULL), 0)
        self.taken = 0

    def look(self, steady: float) -> Looked:
        """Look once.

        Args:
            steady: Seconds of a clock that only runs forward.

        Raises:
            StudioError: the target is gone, or the screen cannot be taken any more.
        """
        view = self._view()
        if view is None:
            return self._pass(Look.HIDDEN)
        seen = glimpse(view.image)
        if self._last is not None and is_alike(self._last, seen):
            return self._pass(Look.ALIKE)
        if not self._allowance.has_room(steady):
            return self._pass(Look.FULL)
        data, size = encode(view.image)
        if not self._allowance.fits(len(data)):
            return Looked(Look.SPENT, self.taken)
        self._allowance.take(steady, len(data))
        self._last = seen
        self.taken += 1
        self._hand_over(view, data, size)
        return Looked(Look.TAKEN, self.taken, len(data))

    def _pass(self, look: Look) -> Looked:
        self._between[look] += 1
        return Looked(look, self.taken)

    def _view(self) -> _View | None:
        """Return what is seen now; None where nothing is, or where it moved meanwhile."""
        place = self._target.place(self._screen)
        area = None if place is None else place.whole.within(self._screen.desktop)
        if place is None or area is None or area in place.covered:
            return None
        at = now()
        image = self._screen.take(area)
        if self._target.place(self._screen) != place:
            return None  # what lay over it may be in the picture, elsewhere than it was thought
        paint_over(image, image.width / area.width, self._hidden(place, area))
        return _View(image, area, at)

    def _hidden(self, place: Place, area: Rectangle) -> list[Rectangle]:
        """Return what is painted over, from the corner of what is taken."""
        masks = (mask.moved_to(place.whole).within(area) for mask in self._masks)
        covered = (each.within(area) for each in place.covered)
        return [each.seen_from(area) for each in (*masks, *covered) if each is not None]

    def _hand_over(self, view: _View, data: bytes, size: tuple[int, int]) -> None:
        area, name = view.area, f"frame-{self.taken:05d}.webp"
        note = (
            f"{self._target.label}, {area.width} x {area.height} pixels at {area.left}, {area.top},"
            f" kept as {size[0]} x {size[1]}"
        )
        passed = {
            "showed nothing new": self._between[Look.ALIKE],
            "could not see it": self._between[Look.HIDDEN],
            "were over the limit of frames in an hour": self._between[Look.FULL],
        }
        said = ", ".join(f"{count} {words}" for words, count in passed.items() if count)
        if said:
            note += f"; of the looks since the frame before {said}"
        self._between = dict.fromkeys(self._between, 0)
        body = {"file": 0, "role": ROLE, "origin": ORIGIN, "note": note}
        self._reporter.report("material", body, files=[File(name, data=data)], at=view.at)
