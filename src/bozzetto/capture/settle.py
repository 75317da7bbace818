"""Settling: when a file that was seen to change is whole.

A program writes a picture in pieces, and nobody says when it is done. A file is taken to be
whole when its size and its times have rested for half a second; one whose bytes end too early,
or that another program still holds, is given some seconds more. Then it is recorded as it is:
the next version is another entry, and nothing waits for ever.

The clock is the caller's, in seconds that only run forward; nothing here reads a file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.tree import Stamp

__all__ = ["PATIENCE", "REST", "Pending", "Settle"]

REST = 0.5  # seconds; writes of one picture came up to 0.2 s apart, measured on a slow disk
PATIENCE = 5.0  # seconds for a file that ends too early: a slow network's pause in a copy


@dataclass(slots=True)
class Pending:
    """A file that was seen to change."""

    stamp: Stamp
    since: float  # seconds: when this version was first seen
    held: bool = False  # it rested, and was not whole


class Settle:
    """The files that were seen to change and are not recorded yet."""

    def __init__(self, rest: float = REST, patience: float = PATIENCE) -> None:
        self._rest = rest
        self._patience = patience
        self._pending: dict[Path, Pending] = {}

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, path: Path) -> bool:
        return path in self._pending

    def note(self, path: Path, stamp: Stamp, now: float) -> None:
        """Note that a file was seen to be like this; a version that is known keeps its time."""
        known = self._pending.get(path)
        if known is None or known.stamp != stamp:
            self._pending[path] = Pending(stamp, now)

    def hold(self, path: Path, pending: Pending) -> None:
        """Give a file that rested, and was not whole, more time."""
        pending.held = True
        self._pending.setdefault(path, pending)

    def drop(self, path: Path) -> Pending | None:
        """Forget a file, and return what was known of it."""
        return self._pending.pop(path, None)

    def holds_node(self, node: tuple[int, int]) -> bool:
        """Whether a file that is waited for is this one, whatever it is called."""
        return any(pending.stamp.node == node for pending in self._pending.values())

    def is_patient(self, pending: Pending, now: float) -> bool:
        """Whether a file that is not whole may still become so."""
        return now - pending.since < self._patience

    def is_due(self, now: float) -> bool:
        """Whether a file has rested, unless it changed unseen."""
        return any(now - pending.since >= self._wait(pending) for pending in self._pending.values())

    def _wait(self, pending: Pending) -> float:
        return self._patience if pending.held else self._rest

    def due(
        self, now: float, look: Callable[[Path], Stamp | None]
    ) -> tuple[list[tuple[Path, Pending]], list[tuple[Path, Pending]]]:
        """Take out the files that have rested, and those that are gone.

        Args:
            now: Seconds.
            look: Says what a file is like now; None where it is gone.

        Returns:
            The files that rested, in the order in which their bytes were written, and those gone.
        """
        rested, gone = [], []
        for path, pending in list(self._pending.items()):
            stamp = look(path)
            if stamp is None:
                gone.append((path, self._pending.pop(path)))
            elif stamp != pending.stamp:
                self._pending[path] = Pending(stamp, now)
            elif now - pending.since >= self._wait(pending):
                rested.append((path, self._pending.pop(path)))
        rested.sort(key=lambda item: (item[1].stamp.changed, item[0].name))
        return rested, gone
