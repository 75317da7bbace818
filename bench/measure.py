"""Measuring: rounds that alternate, so that what disturbs one side disturbs the other.

A figure is a ratio within one run, against a floor (what the disk or the arithmetic costs
anyway) or a peer. The median over the rounds is reported, with the smallest and the largest.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Bar", "Figure", "interleaved", "middle", "peak_memory", "rate", "seconds", "spread"]


@dataclass(frozen=True, slots=True)
class Bar:
    """What must be reached."""

    text: str
    least: float | None = None
    most: float | None = None

    def holds(self, value: float) -> bool:
        """Tell whether `value` reaches it."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the results."""

    name: str
    value: float
    unit: str
    detail: str
    bar: Bar | None = None

    def row(self, label: str = "") -> str:
        """Return the line of the table, `label` before its name."""
        reached = "" if self.bar is None else ("yes" if self.bar.holds(self.value) else "**no**")
        bar = "" if self.bar is None else self.bar.text
        value = f"{self.value:.2f} {self.unit}"
        return f"| {label}{self.name} | {value} | {bar} | {reached} | {self.detail} |"


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rate(work: Callable[[], object], count: int) -> float:
    """Return how many of `count` pieces of work are done in a second."""
    return count / seconds(work)


def interleaved(rounds: int, *sides: Callable[[], float]) -> list[list[float]]:
    """Measure all sides in turn, `rounds` times."""
    found: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for values, side in zip(found, sides, strict=True):
            os.sync()  # what an earlier side left in the cache is not this one's burden
            values.append(side())
    return found


def middle(values: list[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def spread(values: list[float]) -> str:
    """Return smallest and largest, for the reader to judge by."""
    return f"{min(values):,.0f} to {max(values):,.0f}"


def peak_memory() -> float:
    """Return the most memory that this process ever had, MiB (Linux)."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
