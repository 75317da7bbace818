"""The gallery: which images are in it, and which of them have a star.

Neither a deleted image nor a star is told of by an event, and an upload is not either: all three
are found by comparing. The list of names (``/api/v1/images/names``) has those with a star first,
and says how many they are. Intermediates are not in it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

__all__ = ["Changes", "Gallery", "full", "record_of"]

MAX_NAMES = 1_000_000  # images in a gallery; a list of so many has 50 MB
MAX_NAME = 256  # characters
QUICK = 0.5  # seconds

_LIST = "/api/v1/images/names?is_intermediate=false&starred_first=true"
_SHARE = 20.0  # how much longer than a list takes there is until the next one


def full(name: str) -> str:
    """Where an image's bytes can be had."""
    return f"/api/v1/images/i/{quote(name, safe='')}/full"


def record_of(name: str) -> str:
    """Where what InvokeAI knows of an image can be had."""
    return f"/api/v1/images/i/{quote(name, safe='')}"


@dataclass(frozen=True, slots=True)
class Changes:
    """What is another than at the last look, in the gallery's order, the oldest first."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    unstarred: tuple[str, ...] = ()


class Gallery:
    """Compares. One thread uses it."""

    SECONDS = 10.0  # between two looks, at least

    def __init__(self, ask: Callable[[str], object]) -> None:
        """Begin; what is there at the first look is known.

        Args:
            ask: Asks InvokeAI for JSON; None where it does not give it.
        """
        self._ask = ask
        self._names: dict[str, None] | None = None
        self._starred: frozenset[str] = frozenset()
        self._due = 0.0
        self._took = 0.0

    @property
    def is_quick(self) -> bool:
        """Whether a look takes no time to speak of."""
        return self._took < QUICK

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next look."""
        return time.monotonic() >= self._due

    def has(self, name: str) -> bool:
        """Whether an image was there at the last look; also where there was none."""
        return self._names is None or name in self._names

    def look(self) -> Changes:
        """List the images, and compare; nothing where they cannot be listed."""
        began = time.monotonic()
        told = self._ask(_LIST)
        took = self._took = time.monotonic() - began
        self._due = began + took + max(self.SECONDS, took * _SHARE)
        read = _read(told)
        if read is None:
            return Changes()
        names, starred = read
        before, self._names = self._names, names
        marked, self._starred = self._starred, starred
        if before is None:
            return Changes()
        return Changes(
            new=tuple(name for name in reversed(names) if name not in before),
            gone=tuple(name for name in reversed(before) if name not in names),
            starred=tuple(
                name for name in reversed(names) if name in starred and name not in marked
            ),
            unstarred=tuple(
                name for name in reversed(names) if name in marked and name not in starred
            ),
        )


def _read(told: object) -> tuple[dict[str, None], frozenset[str]] | None:
    """Read a list of names; None where it is none, or is longer than is looked at."""
    if not isinstance(told, dict):
        return None
    names, count = told.get("image_names"), told.get("starred_count")
    if not isinstance(names, list) or not isinstance(count, int) or len(names) > MAX_NAMES:
        return None
    if not all(isinstance(name, str) and 0 < len(name) <= MAX_NAME for name in names):
        return None
    return dict.fromkeys(names), frozenset(names[: max(0, count)])
