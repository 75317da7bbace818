"""Durable entries: one at a time, in batches, and by writers who wait together."""

import os
import threading
from pathlib import Path

from bench.entries import drafts, new_studio
from bench.measure import Bar, Figure, interleaved, middle, rate, spread
from bench.pure import pure_cost
from bozzetto import Studio, Work

__all__ = ["bulk_figure", "crowd_figure", "single_figure"]

LINE = 1024  # bytes: what an entry's line has


def floor(folder: Path, count: int) -> float:
    """Append a kilobyte and sync it, `count` times: what the disk costs anyone."""
    path = folder / "floor"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    data = os.urandom(LINE)

    def work() -> None:
        for _ in range(count):
            os.write(descriptor, data)
            os.fdatasync(descriptor)

    try:
        return rate(work, count)
    finally:
        os.close(descriptor)
        path.unlink()


def one_by_one(studio: Studio, work: Work, count: int) -> float:
    """Record entries, each waiting for its own acknowledgement."""
    ready = drafts(work, count)

    def record() -> None:
        for draft in ready:
            studio.record(draft)

    return rate(record, count)


def single_figure(folder: Path) -> list[Figure]:
    """Compare single durable entries with the floor."""
    with new_studio(folder) as studio:
        work = studio.open_work("single")
        one_by_one(studio, work, 200)
        count = 1500
        floors, singles = interleaved(
            7, lambda: floor(folder, count), lambda: one_by_one(studio, work, count)
        )
    ratios = [single / bare for single, bare in zip(singles, floors, strict=True)]
    own = 1e6 / middle(singles) - 1e6 / middle(floors)
    detail = (
        f"{middle(singles):,.0f}/s ({spread(singles)}) against {middle(floors):,.0f}/s "
        f"({spread(floors)}); an entry costs {own:,.0f} µs beyond the floor's sync of "
        f"{1e6 / middle(floors):,.0f} µs"
    )
    bar = Bar("≥ 0.85", least=0.85)
    name = "single durable entries : append 1 KB + fdatasync"
    return [Figure(name, middle(ratios), "×", detail, bar)]


def crowd(studio: Studio, work: Work, writers: int, each: int) -> float:
    """Let writers record at once, each waiting for its own acknowledgement."""
    ready = [drafts(work, each) for _ in range(writers)]
    start = threading.Barrier(writers + 1)

    def write(mine: int) -> None:
        start.wait()
        for draft in ready[mine]:
            studio.record(draft)

    threads = [threading.Thread(target=write, args=(mine,)) for mine in range(writers)]
    for thread in threads:
        thread.start()

    def run() -> None:
        start.wait()
        for thread in threads:
            thread.join()

    return rate(run, writers * each)


def crowd_figure(folder: Path) -> list[Figure]:
    """Compare 64 waiting writers with one."""
    with new_studio(folder) as studio:
        work = studio.open_work("crowd")
        one_by_one(studio, work, 200)
        singles, crowds = interleaved(
            5,
            lambda: one_by_one(studio, work, 1000),
            lambda: crowd(studio, work, 64, 80),
        )
    ratios = [many / one for many, one in zip(crowds, singles, strict=True)]
    detail = f"{middle(crowds):,.0f}/s against {middle(singles):,.0f}/s; both sign every entry"
    return [
        Figure(
            "64 writers who wait : one writer", middle(ratios), "×", detail, Bar("≥ 10", least=10)
        )
    ]


def bulk(studio: Studio, work: Work, count: int) -> float:
    """Record a batch in one transaction, as an import does."""
    return rate(lambda: studio.record(*drafts(work, count)), count)


def bulk_figure(folder: Path) -> list[Figure]:
    """Compare bulk import with the pure cost of its arithmetic."""
    with new_studio(folder) as studio:
        work = studio.open_work("bulk")
        bulk(studio, work, 500)
        pures, bulks = interleaved(
            5, lambda: pure_cost(work, 2000), lambda: bulk(studio, work, 2000)
        )
    ratios = [made / bare for made, bare in zip(bulks, pures, strict=True)]
    detail = f"{middle(bulks):,.0f}/s against {middle(pures):,.0f}/s of arithmetic alone"
    return [
        Figure(
            "bulk import : canonical JSON + one signature + two SHA-256",
            middle(ratios),
            "×",
            detail,
            Bar("≥ 0.5", least=0.5),
        )
    ]
