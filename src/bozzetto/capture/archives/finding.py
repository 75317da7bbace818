"""Finding: which of some files are archives, and whose."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.archives.drawthings import find_drawthings
from bozzetto.capture.archives.fooocus import find_fooocus
from bozzetto.capture.archives.midjourney import find_midjourney
from bozzetto.capture.archives.photoshop import find_logs
from bozzetto.capture.archives.steps import Archive
from bozzetto.capture.archives.swarmui import find_swarm

__all__ = ["Found", "find_archives"]

# In the order of how surely they tell: what one has claimed, the next does not see
_FINDERS: tuple[Callable[[frozenset[Path]], Iterable[Archive]], ...] = (
    find_fooocus,
    find_swarm,
    find_drawthings,
    find_midjourney,
    find_logs,
)


@dataclass(frozen=True, slots=True)
class Found:
    """An archive that an import found.

    Attributes:
        tool: Whose it is.
        place: Where it was found.
        pictures: How many it tells of.
    """

    tool: str
    place: Path
    pictures: int


def find_archives(files: Iterable[Path]) -> Iterator[Archive]:
    """Find the archives among files, those of one tool together.

    Args:
        files: Everything in the folders that are imported, whatever it is called.
    """
    left = frozenset(files)
    for find in _FINDERS:
        for archive in find(left):
            if archive.paths <= left:
                left -= archive.paths
                yield archive
