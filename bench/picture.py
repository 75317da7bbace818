"""Recording a picture's bytes: against reading, hashing and copying them durably."""

import hashlib
import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from bench.entries import new_studio
from bench.measure import Bar, Figure, interleaved, middle, seconds
from bozzetto import Program, Studio, Work
from bozzetto.studio import Description

__all__ = ["memory_figure", "picture_figure"]

SIDE = 840  # pixels: with noise in the lower bits, a PNG of about 1.6 MB
PROGRAM = Program("bench", "1")


def draw(path: Path, seed: int) -> Path:
    """Draw a picture whose PNG has about 1.6 MB."""
    noise = Image.frombytes("RGB", (SIDE, SIDE), random.Random(seed).randbytes(SIDE * SIDE * 3))  # noqa: S311
    base = Image.radial_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    Image.blend(base, noise, 0.45).save(path)
    return path


def copy_durably(path: Path, folder: Path) -> float:
    """Read, hash, write, sync, rename, sync the folder: what keeping bytes costs anyone."""

    def work() -> None:
        data = path.read_bytes()
        name = hashlib.sha256(data).hexdigest()
        temporary = folder / "copy.tmp"
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / name)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)

    return seconds(work)


def record(work: Work, path: Path) -> float:
    """Record one picture as a tool's output."""
    return seconds(lambda: work.receive_output(None, [path], program=PROGRAM))


class Plain(Studio):
    """A studio that does not decode pictures."""

    def describe(self, _file: BinaryIO) -> Description:
        """Name the type, and no more."""
        return Description("image/png")


def picture_figure(folder: Path) -> list[Figure]:
    """Compare recording a 1.6 MB PNG with keeping its bytes."""
    count = 24
    pictures = [draw(folder / f"picture-{index}.png", index) for index in range(count)]
    copies = folder / "copies"
    copies.mkdir()
    plain = Plain.create(folder / "plain", name="bench", owner="bench")
    with new_studio(folder) as studio, plain:
        work, bare = studio.open_work("picture"), plain.open_work("picture")
        at = iter(range(count))
        now = [0]

        def turn() -> float:
            now[0] = next(at)
            return copy_durably(pictures[now[0]], copies)

        floors, decoded, kept = interleaved(
            count,
            turn,
            lambda: record(work, pictures[now[0]]),
            lambda: record(bare, pictures[now[0]]),
        )
    size = sum(path.stat().st_size for path in pictures) / count / 1e6
    bar = Bar("≤ 1.5", most=1.5)
    return [
        Figure(
            f"recording a PNG of {size:.1f} MB : read + SHA-256 + durable copy",
            middle(mine) / middle(floors),
            "×",
            f"{middle(mine) * 1e3:.1f} ms against {middle(floors) * 1e3:.1f} ms; {how}",
            bar,
        )
        for how, mine in (
            ("bytes and entry, the picture not decoded", kept),
            ("with the digest over the decoded samples", decoded),
        )
    ]


def memory_figure(folder: Path) -> list[Figure]:
    """Measure how memory grows with the file."""
    found = [_peak(folder, size) for size in (2, 1024)]
    return [
        Figure(
            "memory for a file of 1 GiB beyond that for one of 2 MiB",
            found[1] - found[0],
            "MiB",
            f"{found[0]:.0f} MiB and {found[1]:.0f} MiB at the most",
            Bar("does not grow", most=8),
        )
    ]


def _peak(folder: Path, mebibytes: int) -> float:
    script = f"""
        import sys
        from pathlib import Path
        from bench.entries import new_studio
        from bench.measure import peak_memory
        from bozzetto import Program
        path = Path({str(folder)!r}) / "large-{mebibytes}"
        with path.open("wb") as file:
            for _ in range({mebibytes}):
                file.write(b"\\xa5" * (1 << 20))
        with new_studio(Path({str(folder)!r})) as studio:
            studio.open_work("memory").receive_output(None, [path], program=Program("b", "1"))
        path.unlink()
        print(peak_memory())
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
