"""A film of 600 recorded pictures, against the bare encoding of the same frames."""

import os
import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import islice
from pathlib import Path

from PIL import Image

from bench.entries import new_studio
from bench.measure import Figure
from bozzetto import Program, Studio, Work
from bozzetto.evidence.dossier import Source
from bozzetto.evidence.timelapse import Showing, film_of
from bozzetto.evidence.timelapse.encoding import AT_ONCE, GROUP, QUALITY, SPEED
from bozzetto.evidence.timelapse.film import frames_of
from bozzetto.evidence.timelapse.states import states_of
from bozzetto.record import Seen
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.names import names_of

__all__ = ["timelapse_figures"]

STATES = int(os.environ.get("BOZZETTO_BENCH_TIMELAPSE", "600"))  # fewer, to try it out
BARE = min(STATES, 8 * GROUP)  # frames that are held to be encoded alone: 265 MB
SIDE = 512  # pixels of each recorded picture
TOOL = Program("ComfyUI", "0.3.64")


def timelapse_figures(folder: Path) -> list[Figure]:
    """Measure how many states a second become film, and what of it the encoder takes."""
    showing = Showing()
    with new_studio(folder) as studio:
        work = studio.open_work("long")
        _fill(work, folder)
        source = _source(studio, work)
        start, spent = time.perf_counter(), time.process_time()
        film = film_of(source, studio, showing)
        whole, spent = time.perf_counter() - start, time.process_time() - spent
        assert film.states == STATES
        frames = list(islice(frames_of(source, studio, showing, states_of(source.work)), BARE))
    start = time.process_time()
    _encode(frames)
    bare = (time.process_time() - start) / len(frames)
    detail = (
        f"{STATES} PNGs of {SIDE}² pixels, a frame of {film.size[0]} by {film.size[1]} each,"
        f" {len(film.data) / 1e6:.1f} MB of MP4"
    )
    return [
        Figure("time-lapse: states", STATES / whole, "a second", detail),
        Figure(
            "time-lapse: against the bare encoder",
            spent / film.frames / bare,
            "times",
            f"CPU time of a frame; the same frames, drawn before, by Pillow alone ({BARE} of them)",
        ),
    ]


def _encode(frames: list[Image.Image]) -> None:
    groups = [frames[at : at + GROUP] for at in range(0, len(frames), GROUP)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert all(pool.map(_encoded, groups))


def _encoded(frames: list[Image.Image]) -> int:
    out = BytesIO()
    frames[0].save(
        out,
        "AVIF",
        save_all=True,
        append_images=frames[1:],
        quality=QUALITY,
        speed=SPEED,
        range="limited",
        codec="aom",
        max_threads=1,
        autotiling=False,
    )
    return out.tell()


def _source(studio: Studio, work: Work) -> Source:
    return Source(
        facts_of(studio, work), (), work.assets(), names_of(studio), (), studio.checkpoint(), ()
    )


def _fill(work: Work, folder: Path) -> None:
    for number, image in enumerate(_pictures()):
        path = folder / "picture.png"
        image.save(path, compress_level=1)
        made = [work.take(path, f"{number}.png")]
        work.receive_output(None, made, program=TOOL, seen=Seen.IMPORTED)


def _pictures() -> Iterable[Image.Image]:
    dice = random.Random(7)  # noqa: S311  # the same work in every run
    grain = Image.frombytes("RGB", (SIDE, SIDE), dice.randbytes(SIDE * SIDE * 3))
    base = Image.radial_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    for number in range(STATES):
        yield Image.blend(base, grain, 0.05).rotate(0.5 * number)
