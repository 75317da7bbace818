"""Labels: an implicit label in a picture of each kind, against a plain copy of the same file."""

import os
import random
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from PIL import Image

from bench.measure import Bar, Figure, interleaved, middle, seconds
from bozzetto.labels import Aigc, find_labels, label_file
from bozzetto.studio.durable import sync_folder

__all__ = ["labels_figures"]

ROUNDS = int(os.environ.get("BOZZETTO_BENCH_LABELS", "41"))  # fewer, to try it out
BAR = 2.0  # times a plain copy that is synced in the same way
LABEL = Aigc("1", "001191110102MACQD9K64010000", "bench-1", "sha256:" + "ab" * 32)
# MB, and pixels of a side of noise that give it
SIZES = {"png": (1.6, 730), "jpg": (2.0, 1822), "tif": (2.0, 816), "avif": (0.24, 600)}
ASKED = ("png", "jpg")  # those that have a bar


def labels_figures(folder: Path) -> list[Figure]:
    """Measure what a label costs beyond the copy: read, written, synced, read back."""
    figures = []
    for suffix, (wanted, side) in SIZES.items():
        path = _picture(folder, suffix, side)
        size = path.stat().st_size / 1e6
        assert abs(size - wanted) < 0.1 * wanted
        copied, labelled = interleaved(
            ROUNDS,
            _timed(folder, "copy", partial(_copy, path)),
            _timed(folder, "label", partial(_label, path)),
        )
        ratio = middle([one / other for one, other in zip(labelled, copied, strict=True)])
        detail = (
            f"{size:.1f} MB; {middle(labelled) * 1e3:.1f} ms against {middle(copied) * 1e3:.1f} ms"
            f" for a copy that is synced and renamed too; median of {ROUNDS} pairs"
        )
        name = f"labels: implicit label on a {suffix.upper()}"
        bar = Bar(f"≤ {BAR:g} ×", most=BAR) if suffix in ASKED else None
        figures.append(Figure(name, ratio, "×", detail, bar))
    return figures


def _picture(folder: Path, suffix: str, side: int) -> Path:
    """Write a picture of noise, which no encoder makes smaller."""
    dice = random.Random(7)  # noqa: S311  # the same picture in every run
    image = Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3))
    path = folder / f"picture.{suffix}"
    image.save(path, quality=75, speed=10)  # each takes what it knows
    return path


def _timed(folder: Path, name: str, work: Callable[[Path], None]) -> Callable[[], float]:
    numbers = count()

    def once() -> float:
        target = folder / f"{name}-{next(numbers)}"
        taken = seconds(lambda: work(target))
        target.unlink()
        return taken

    return once


def _copy(path: Path, target: Path) -> None:
    """Copy a file as whoever cares for it would: beside its place, synced, renamed."""
    temporary = target.with_name(f".{target.name}")
    with path.open("rb") as file, temporary.open("xb") as out:
        while data := file.read(1 << 20):
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    temporary.rename(target)
    sync_folder(target.parent)


def _label(path: Path, target: Path) -> None:
    label_file(path, target, LABEL)
    assert target.stat().st_size > path.stat().st_size


def _main() -> None:
    import tempfile  # noqa: PLC0415  # only where this runs by itself

    with tempfile.TemporaryDirectory() as folder:
        for figure in labels_figures(Path(folder)):
            print(figure.row())
        label_file(Path(folder) / "picture.png", Path(folder) / "checked", LABEL)
        assert find_labels(Path(folder) / "checked")[0].aigc == LABEL


if __name__ == "__main__":
    _main()
