"""Facts of a work, told out of the studio itself: its story, with the studio's own anchors."""

from collections.abc import Iterable

from bozzetto.record import Entry
from bozzetto.story import Facts, Step, tell
from bozzetto.studio import Studio, Work
from bozzetto.upkeep.times import Anchors, read_anchors

__all__ = ["facts_of"]


def facts_of(studio: Studio, work: Work, anchors: Anchors | None = None) -> Facts:
    """Tell a work of the studio.

    Raises:
        StudioError: the studio cannot be read.
    """
    known = read_anchors(studio) if anchors is None else anchors
    return tell(_steps(studio.entries(studio.digest), known), _steps(work.entries(), known))


def _steps(entries: Iterable[tuple[int, Entry]], anchors: Anchors) -> list[Step]:
    return [
        Step(entry, place, anchors.interval(place, entry.event.after)) for place, entry in entries
    ]
