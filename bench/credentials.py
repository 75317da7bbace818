"""Credentials: a PNG and a JPEG signed, against a bare call of c2pa-python over the same file.

Both write the same manifest with the same key, without a thumbnail, into a file that is synced and
renamed. The bare call verifies what it signed, as the library does by itself; ours looks at the
source before, and at what was written with a fresh reader.
"""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from PIL import Image

from bench.measure import Bar, Figure, interleaved, middle, seconds
from bozzetto.labels import SourceType
from bozzetto.labels.credentials import (
    Act,
    Created,
    Ingredient,
    Manifest,
    Program,
    Relation,
    Signer,
    make_own_signer,
    sign_credentials,
)
from bozzetto.labels.credentials.library import library, names_specification
from bozzetto.studio.durable import sync_folder

__all__ = ["credentials_figures"]

ROUNDS = int(os.environ.get("BOZZETTO_BENCH_CREDENTIALS", "41"))  # fewer, to try it out
BAR = 1.3  # times a bare call
SIZES = {"png": (1.6, 730), "jpg": (2.0, 1822)}  # MB, and pixels of a side of noise that give it
TYPES = {"png": "image/png", "jpg": "image/jpeg"}
MANIFEST = Manifest(
    "cat",
    Created(SourceType.TRAINED, Program("ComfyUI", "0.3.64"), uses=("sketch",)),
    tuple(Act("c2pa.edited", SourceType.HUMAN_EDITS, words=f"{step}") for step in range(5)),
    (Ingredient("sketch", "sketch.png", Relation.INPUT),),
)


def credentials_figures(folder: Path) -> list[Figure]:
    """Measure what signing costs beyond the library's own work."""
    signer = make_own_signer(folder / "signer", "Bench", now=datetime.now(UTC))  # noqa: TID251  # a script
    version = library().__version__
    figures = []
    for suffix, (wanted, side) in SIZES.items():
        path = _picture(folder, suffix, side)
        size = path.stat().st_size / 1e6
        assert abs(size - wanted) < 0.1 * wanted
        bare, signed = interleaved(
            ROUNDS,
            _timed(folder, f"bare.{suffix}", partial(_bare, path, TYPES[suffix], signer)),
            _timed(folder, f"signed.{suffix}", partial(_sign, path, signer)),
        )
        ratio = middle([one / other for one, other in zip(signed, bare, strict=True)])
        detail = (
            f"{size:.1f} MB; {middle(signed) * 1e3:.1f} ms against {middle(bare) * 1e3:.1f} ms"
            f" for c2pa-python {version} alone, synced and renamed too;"
            f" median of {ROUNDS} pairs"
        )
        name = f"credentials: a {suffix.upper()} signed and read back"
        figures.append(Figure(name, ratio, "×", detail, Bar(f"≤ {BAR:g} ×", most=BAR)))
    return figures


def _picture(folder: Path, suffix: str, side: int) -> Path:
    """Write a picture of noise, which no encoder makes smaller."""
    dice = random.Random(7)  # noqa: S311  # the same picture in every run
    image = Image.frombytes("RGB", (side, side), dice.randbytes(side * side * 3))
    path = folder / f"signing.{suffix}"
    image.save(path, quality=75)
    return path


def _timed(folder: Path, name: str, work: Callable[[Path], None]) -> Callable[[], float]:
    numbers = count()

    def once() -> float:
        target = folder / f"{next(numbers)}-{name}"
        taken = seconds(lambda: work(target))
        target.unlink()
        return taken

    return once


def _bare(path: Path, media_type: str, signer: Signer, target: Path) -> None:
    """Sign as the library's own examples do; with a file that is there after a crash."""
    c2pa = library()
    temporary = target.with_name(f".{target.name}")
    manifest = MANIFEST.write(names_specification=names_specification())
    settings = {"builder": {"thumbnail": {"enabled": False}}}
    with (
        path.open("rb") as source,
        temporary.open("x+b") as out,
        c2pa.Context.from_dict(settings) as context,
        c2pa.Signer.from_callback(
            signer.sign, c2pa.C2paSigningAlg.ES256, signer.pem(), None
        ) as called,
        c2pa.Builder(manifest, context=context) as builder,
    ):
        builder.sign(called, media_type, source, out)
        out.flush()
        os.fsync(out.fileno())
    temporary.rename(target)
    sync_folder(target.parent)


def _sign(path: Path, signer: Signer, target: Path) -> None:
    result = sign_credentials(path, target, MANIFEST, signer)
    assert result.integrity.value == "intact"


def _main() -> None:
    import tempfile  # noqa: PLC0415  # only where this runs by itself

    with tempfile.TemporaryDirectory() as folder:
        for figure in credentials_figures(Path(folder)):
            print(figure.row())


if __name__ == "__main__":
    _main()
