"""Growth: what an append, a proof and an export cost in a log of a million entries."""

import statistics
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from bench.entries import drafts, new_studio
from bench.measure import Bar, Figure, seconds
from bozzetto import Studio, Work
from bozzetto.log import TileReader, inclusion_proof
from bozzetto.record import Digest

if TYPE_CHECKING:
    from bozzetto.studio import Draft

__all__ = ["growth_figure", "large_bundle_figure", "verify_figure"]

SMALL, LARGE = 1_000, 1_000_000
BATCH = 2_000


def grow(studio: Studio, filler: Work, size: int) -> None:
    """Fill the log up to `size` entries with another work's."""
    while (missing := size - studio.database.size()) > 0:
        studio.record(*drafts(filler, min(missing, BATCH)))


def costs(studio: Studio, work: Work, folder: Path) -> dict[str, float]:
    """Measure the three costs, medians of several, seconds."""
    ready: list[Draft] = drafts(work, 200)
    appends = [seconds(lambda draft=draft: studio.record(draft)) for draft in ready]  # type: ignore[misc]
    size = studio.database.size()

    def prove(index: int) -> None:
        inclusion_proof(index, size, TileReader(studio.database.tile, size))

    proofs = [seconds(lambda at=at: prove(at)) for at in range(0, size, size // 100)]  # type: ignore[misc]
    exports = [
        seconds(lambda turn=turn: work.export(folder / f"growth-{turn}.zip"))  # type: ignore[misc]
        for turn in range(5)
    ]
    return {
        "append": statistics.median(appends),
        "inclusion proof": statistics.median(proofs),
        "export of one work": statistics.median(exports),
    }


def growth_figure(folder: Path) -> list[Figure]:
    """Compare the costs at a million entries with those at a thousand."""
    with new_studio(folder) as studio:
        work, filler = studio.open_work("one"), studio.open_work("filler")
        studio.record(*drafts(work, 200))
        grow(studio, filler, SMALL)
        small_work = _twin(studio, work)
        small = costs(studio, small_work, folder)
    with new_studio(folder) as studio:
        work, filler = studio.open_work("one"), studio.open_work("filler")
        grow(studio, filler, LARGE // 2)
        studio.record(*drafts(work, 200))
        grow(studio, filler, LARGE)
        large = costs(studio, _twin(studio, work), folder)
    return [
        Figure(
            f"{name}: at 1,000,000 entries : at 1,000",
            large[name] / small[name],
            "×",
            f"{large[name] * 1e3:.2f} ms against {small[name] * 1e3:.2f} ms",
            Bar("≤ 1.3", most=1.3),
        )
        for name in small
    ]


def _twin(studio: Studio, work: Work) -> Work:
    return Work(studio, Digest(work.digest), work.title)


def verify_figure(folder: Path) -> list[Figure]:
    """Compare verifying 10,000 entries with hashing them and one signature check each."""
    out = _script(
        f"""
        import hashlib, statistics
        from pathlib import Path
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from bench.entries import drafts, new_studio
        from bench.measure import seconds
        from bozzetto import verify_bundle
        folder = Path({str(folder)!r})
        bundle = folder / "verify.zip"
        with new_studio(folder) as studio:
            work = studio.open_work("verify")
            while studio.database.size() < 10_000:
                studio.record(*drafts(work, min(2000, 10_000 - studio.database.size())))
            exported = work.export(bundle)
        private = Ed25519PrivateKey.generate()
        public, message = private.public_key(), b"x" * 900
        signature = private.sign(message)
        def floor():
            hashlib.sha256(bundle.read_bytes()).digest()
            for _ in range(exported.entries):
                public.verify(signature, message)
        report = verify_bundle(bundle)
        assert report.verdict.value == "intact-unknown-signer", report
        pairs = [(seconds(floor), seconds(lambda: verify_bundle(bundle))) for _ in range(5)]
        bare, mine = (statistics.median(side) for side in zip(*pairs))
        print(bare, mine, exported.entries)
        """
    ).split()
    bare, mine, entries = float(out[0]), float(out[1]), int(out[2])
    return [
        Figure(
            "verify : SHA-256 of all bytes + one Ed25519 check an entry",
            mine / bare,
            "×",
            f"{mine:.2f} s against {bare:.2f} s for {entries:,} entries",
            Bar("≤ 2.5", most=2.5),
        )
    ]


def large_bundle_figure(folder: Path) -> list[Figure]:
    """Measure the memory that verifying a bundle of 2 GB takes."""
    out = _script(
        f"""
        import os
        from pathlib import Path
        from bench.entries import new_studio
        from bozzetto import Program
        folder = Path({str(folder)!r})
        with new_studio(folder) as studio:
            work = studio.open_work("large")
            for index in range(8):
                path = folder / f"part-{{index}}"
                with path.open("wb") as file:
                    for _ in range(256):
                        file.write(os.urandom(1 << 20))
                work.receive_output(None, [path], program=Program("b", "1"))
                path.unlink()
            work.export(folder / "large.zip")
        print((folder / "large.zip").stat().st_size)
        """
    )
    memory = _script(
        f"""
        from pathlib import Path
        from bench.measure import peak_memory, seconds
        from bozzetto import verify_bundle
        took = seconds(lambda: verify_bundle(Path({str(folder)!r}) / "large.zip"))
        print(peak_memory(), took)
        """
    ).split()
    (folder / "large.zip").unlink()
    return [
        Figure(
            "memory to verify a bundle of 2 GB",
            float(memory[0]),
            "MiB",
            f"{int(out) / 1e9:.2f} GB in {float(memory[1]):.1f} s",
            Bar("< 300 MB", most=286),
        )
    ]


def _script(text: str) -> str:
    command = [sys.executable, "-c", textwrap.dedent(text)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
