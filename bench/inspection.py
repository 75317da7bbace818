"""Inspection: how many files without credentials are explained in a second, on one core.

The samples that have no credentials, copied over and over into one folder, as the batch of
``bozzetto inspect --json`` reads them: no pixels, every word, and the answer written. Processor
time is counted, not the clock's: what else the machine does is not ours.
"""

import json
import os
import shutil
import sys
import time
from itertools import cycle, islice
from pathlib import Path

from bench.measure import Bar, Figure, middle
from bozzetto.capture.carriers import read_picture
from bozzetto.cli.inspected_json import inspection_value
from bozzetto.labels.inspection import inspect_file

__all__ = ["inspection_figures"]

FILES = int(os.environ.get("BOZZETTO_BENCH_INSPECTION", "400"))  # fewer, to try it out
ROUNDS = 5
BAR = 200.0  # files a second
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", Path(__file__).parents[2] / "shared" / "samples"))
PICTURES = {".png", ".jpg", ".jpeg", ".webp"}


def inspection_figures(folder: Path) -> list[Figure]:
    """Measure the batch of ``bozzetto inspect``; nothing where there are no samples."""
    found = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in PICTURES]
    samples = [path for path in found if not _is_signed(path)]
    if not samples:
        return []
    files = _copied(samples, folder / "inspection")
    size = sum(path.stat().st_size for path in files) / len(files) / 1e6
    for path in files[: len(samples)]:
        _answer(path)  # what is imported at the first file of its kind is not one file's
    rates = [FILES / _seconds(files) for _ in range(ROUNDS)]
    detail = (
        f"{FILES} copies of {len(samples)} samples of {size:.1f} MB on average, pixels not decoded,"
        f" answer in JSON; a second of the processor's, {min(rates):.0f} to {max(rates):.0f} in"
        f" {ROUNDS} rounds"
    )
    bar = Bar(f"≥ {BAR:g} a second", least=BAR)
    name = "inspection: files without credentials"
    return [Figure(name, middle(rates), "files/s", detail, bar)]


def _is_signed(path: Path) -> bool:
    with path.open("rb") as file:
        return any(each.place == "c2pa" for each in read_picture(file, pixels=False).carriers)


def _copied(samples: list[Path], folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    for number, path in enumerate(islice(cycle(samples), FILES)):
        files.append(folder / f"{number}{path.suffix}")
        shutil.copyfile(path, files[-1])
    return files


def _seconds(files: list[Path]) -> float:
    start = time.process_time()
    for path in files:
        _answer(path)
    return time.process_time() - start


def _answer(path: Path) -> str:
    return json.dumps(inspection_value(path, inspect_file(path, pixels=False)))


def _main() -> None:
    import tempfile  # noqa: PLC0415  # only where this runs by itself

    with tempfile.TemporaryDirectory() as folder:
        for figure in inspection_figures(Path(folder)):
            sys.stdout.write(figure.row() + "\n")


if __name__ == "__main__":
    _main()
