"""The studio's page in Chromium: a work of 5,000 entries, and pictures as they come."""

import gzip
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PIL import Image

from bench.entries import WORDS, new_studio
from bench.latency import base_picture, picture
from bench.measure import Bar, Figure
from bozzetto import Input, Instruction, Program, Prompt, Studio, Work
from bozzetto.capture.settle import REST
from bozzetto.record import JSON, Asset, Digest, JSONObject, Seen
from bozzetto.studio import Draft

__all__ = ["studio_page_figures"]

ROOT = Path(__file__).parents[1]
VIEWER = ROOT / "viewer"
BUILT = VIEWER / "dist" / "studio"
ENTRIES = int(os.environ.get("BOZZETTO_BENCH_WORK", "5000"))  # fewer, to try it out
PICTURES = 40  # written one by one
OPENINGS = 5
TOOL = Program("ComfyUI", "0.3.64")
POOL = 16  # pictures that differ; files differ all
PAUSES = 7  # different ones between pictures: nothing is to fall into step with a timer


def _small(number: int) -> bytes:
    shades = Image.linear_gradient("L").resize((96, 64)).rotate(11 * number)
    out = io.BytesIO()
    Image.merge("RGB", (shades, shades.rotate(40), shades.rotate(80))).save(out, "PNG")
    return out.getvalue()


class Maker:
    """Makes a work as it comes about: instructions, pictures, choices and remarks."""

    def __init__(self, studio: Studio, work: Work) -> None:
        self._studio, self._work = studio, work
        self._pool = [_small(number) for number in range(POOL)]
        self._dice = random.Random(7)  # noqa: S311  # the same work in every run
        self._device = (studio.signer(studio.device),)
        self._held: Asset | None = None  # the picture that was chosen last

    def attempt(self, number: int) -> None:
        """Make an attempt; every third starts from the picture that was chosen last."""
        told = self._instruct(number)
        made = [self._picture(number, place) for place in range(2)]
        values: list[JSON] = [asset.to_value() for asset in made]
        body: JSONObject = {"instruction": told, "assets": values}
        by = TOOL.actor()
        received = Draft("output.received", body, Seen.LIVE, by, self._device, self._work.digest)
        self._studio.record(received)
        if number % 2:
            kept = self._dice.randrange(2)
            digests = [asset.digest for asset in made]
            chosen, rejected = [digests[kept]], [digests[1 - kept]]
            reason = "the outline stays readable"
            self._work.choose(digests, chosen=chosen, rejected=rejected, reason=reason)
            self._held = made[kept]
        if number % 10 == 0:
            self._work.comment("calmer, and less of the sky", [made[0].digest])

    def _instruct(self, number: int) -> Digest:
        starts = self._held is not None and number % 3 == 0
        inputs = (Input("init", cast("Asset", self._held)),) if starts else ()
        given = Instruction(
            TOOL.name,
            TOOL.version,
            prompts=(Prompt(f"{WORDS}, attempt {number}", by="person"),),
            settings={"seed": str(2**40 + number), "steps": "20", "cfg": "7.5"},
            inputs=inputs,
        )
        return self._work.give_instruction(given).digest

    def _picture(self, number: int, place: int) -> Asset:
        # Bytes after a PNG's end: another file, the same picture
        data = self._pool[(2 * number + place) % POOL] + f"{number} {place}".encode()
        kept = self._studio.assets.take_bytes(data, "image/png", f"{number:05}-{place}.png")
        return Asset(kept.digest, kept.size, kept.type, kept.name, 96, 64)


def make_work(folder: Path) -> tuple[Path, Digest]:
    """Make a studio with one work of so many entries."""
    with new_studio(folder) as studio:
        work = studio.open_work("A long work")
        maker, number = Maker(studio, work), 0
        while studio.database.size() < ENTRIES:
            maker.attempt(number)
            number += 1
        return studio.layout.root, work.digest


@contextmanager
def served(studio: Path) -> Iterator[str]:
    """Serve a studio with the page that was built; give the address that lets a browser in."""
    command = [sys.executable, "-m", "bozzetto", "--studio", str(studio), "serve"]
    with subprocess.Popen(  # noqa: S603  # our own command line
        [*command, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "BOZZETTO_PAGE": str(page())},
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.wait(60)


def page() -> Path:
    """Name the folder of the page that is measured."""
    return Path(os.environ.get("BOZZETTO_PAGE", BUILT))


class Chromium:
    """The page in a browser, as the script beside the viewer drives it."""

    def __init__(self, url: str, what: str, *more: str) -> None:
        node = shutil.which("node") or "node"
        self._process = subprocess.Popen(  # noqa: S603
            [node, "bench/studio.mjs", what, url, *more],
            cwd=VIEWER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, word: str) -> None:
        """Tell it something."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def hear(self) -> Any:  # noqa: ANN401  # JSON
        """Wait for its next answer."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the browser's script has ended"
        return json.loads(line)

    def end(self) -> None:
        """Wait until it is over."""
        self._process.communicate(timeout=60)


def opened(folder: Path) -> dict[str, float]:
    """Open the long work several times; return milliseconds, the median of each."""
    studio, work = make_work(folder)
    with served(studio) as url:
        chromium = Chromium(url, "open", work, str(OPENINGS))
        runs: list[dict[str, float]] = chromium.hear()
        chromium.end()
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def came(folder: Path) -> tuple[list[float], list[float]]:
    """Write pictures into a watched folder one by one.

    Returns:
        When its node is on the screen, and when its picture is in it, in seconds after a file's
        last byte, sorted, less the settling. The clock is the machine's, which the page reads too.
    """
    with new_studio(folder) as studio:
        root, work = studio.layout.root, studio.open_work("As it comes").digest
    output, base = folder / "output", base_picture()
    nodes: list[float] = []
    pictures: list[float] = []
    output.mkdir()
    with served(root) as url:
        chromium = Chromium(url, "watch", work, str(output))
        assert chromium.hear() == "watching"
        for number in range(PICTURES):
            data = picture(base, number)
            time.sleep(0.05 + 0.03 * (number % PAUSES))
            (output / f"{number:04}.png").write_bytes(data)
            written = time.time()  # the browser's clock is this one
            chromium.say(str(number + 1))
            drawn = chromium.hear()
            nodes.append(drawn["node"] / 1000 - written - REST)
            pictures.append(drawn["picture"] / 1000 - written - REST)
        chromium.say("end")
        chromium.end()
    return sorted(nodes), sorted(pictures)


def script_size() -> tuple[int, int]:
    """Count the bytes of the page's scripts, in gzip as a server would send them, and bare."""
    scripts = [path.read_bytes() for path in page().rglob("*.js")]
    return sum(len(gzip.compress(each)) for each in scripts), sum(map(len, scripts))


def studio_page_figures(folder: Path) -> list[Figure]:
    """Measure the page of a long work, how soon pictures are on it, and the script."""
    times = opened(folder / "long")
    nodes, pictures = came(folder / "watched")
    size, bare = script_size()
    where = f"{ENTRIES:,} entries, median of {OPENINGS} openings in new contexts"
    return [
        Figure(
            "Work page interactive",
            times["interactive"] / 1000,
            "s",
            f"{where}; from the navigation until a key has moved the tree's focus on the screen; "
            f"its cards stand after {times['drawn'] / 1000:.2f} s",
            Bar("< 1.5", most=1.5),
        ),
        Figure(
            "Work page: all signatures checked",
            times["checked"] / 1000,
            "s",
            f"in the background; longest task {times['longest']:.0f} ms until it is interactive, "
            f"{times['later']:.0f} ms after",
        ),
        Figure(
            "last byte written → its node on the screen, median",
            statistics.median(nodes),
            "s",
            f"{PICTURES} pictures one by one; settling of {REST} s apart; its picture is drawn "
            f"after {statistics.median(pictures):.2f} s",
            Bar("< 1", most=1.0),
        ),
        Figure(
            "last byte written → its node on the screen, 95 of 100",
            nodes[int(0.95 * (len(nodes) - 1))],
            "s",
            f"slowest {nodes[-1]:.2f} s",
        ),
        Figure(
            "the page's script",
            size / 1000,
            "kB",
            f"gzip; {bare / 1000:.0f} kB bare",
            Bar("< 400", most=400),
        ),
    ]
