"""A dossier of 600 pictures and 3,000 entries: by the command, in a process of its own."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from bench.entries import WORDS, new_studio
from bench.measure import Bar, Figure
from bozzetto import Instruction, Program, Prompt, Studio, Work
from bozzetto.record import JSON, Asset, JSONObject, Seen, Signing
from bozzetto.studio import Draft

__all__ = ["dossier_figures"]

ENTRIES = int(os.environ.get("BOZZETTO_BENCH_DOSSIER", "3000"))  # fewer, to try it out
PICTURES = ENTRIES // 5
EACH = 4  # candidates of a round
SIDE = 512  # pixels
TOOL = Program("ComfyUI", "0.3.64")


def dossier_figures(folder: Path) -> list[Figure]:
    """Measure the time and the memory of a long work's dossier, and its size."""
    with new_studio(folder) as studio:
        place = studio.layout.root
        _fill(studio, studio.open_work("long"), folder)
    out = folder / "pdf" / "long.pdf"
    out.parent.mkdir()
    compiled = folder / "compiled"
    _run(compiled, "dossier", "--help")  # what is imported is compiled when it is installed
    words = ("--studio", str(place), "dossier", "long", str(out), "--for", "cn")
    seconds, memory, cpu = _run(compiled, *words)
    first = [path.read_bytes() for path in sorted(out.parent.iterdir())]
    _run(compiled, *words)
    again = [path.read_bytes() for path in sorted(out.parent.iterdir())]
    assert again == first  # the same record, the same bytes
    size = sum(map(len, first)) / 1e6
    detail = (
        f"{ENTRIES} entries, {PICTURES} PNGs of {SIDE}² pixels, {size:.1f} MB of PDF/A-2b in"
        f" {len(first)} files; by the command, with its start; {cpu:.1f} s of CPU; a second run"
        " gave the same bytes"
    )
    return [
        Figure("dossier: time", seconds, "s", detail, Bar("< 15 s", most=15)),
        Figure(
            "dossier: memory", memory, "MiB", "the most of the process", Bar("< 1.5 GB", most=1430)
        ),
    ]


def _run(compiled: Path, *words: str) -> tuple[float, float, float]:
    """Run a command; return seconds, the most memory in MiB, and seconds of CPU."""
    wanted = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bozzetto", *words], env=wanted)  # noqa: S603
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    seconds = time.perf_counter() - start
    return seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def _fill(studio: Studio, work: Work, folder: Path) -> None:
    dice = random.Random(7)  # noqa: S311  # the same work in every run
    grain = Image.frombytes("RGB", (SIDE, SIDE), dice.randbytes(SIDE * SIDE * 3))
    base = Image.radial_gradient("L").resize((SIDE, SIDE)).convert("RGB")
    for number in range(PICTURES // EACH):
        made = []
        for place in range(EACH):
            path = folder / "picture.png"
            image = Image.blend(base, grain, 0.05).rotate(0.5 * (number * EACH + place))
            image.save(path, compress_level=1)
            made.append(work.take(path, f"{number}-{place}.png"))
        _round(work, number, made)
    rest = ENTRIES - PICTURES // EACH * 3 - 1
    device = (studio.signer(studio.device),)
    for begin in range(0, rest, 200):
        studio.record(
            *(_comment(studio, work, made[0], device) for _ in range(min(200, rest - begin)))
        )


def _round(work: Work, number: int, made: list[Asset]) -> None:
    given = Instruction(
        TOOL.name,
        TOOL.version,
        prompts=(Prompt(f"{WORDS}, {number}", by="person"),),
        settings={"cfg": str(number), "seed": str(2**60 + number)},
    )
    told = work.give_instruction(given, seen=Seen.LIVE).digest
    work.receive_output(told, made, program=TOOL, seen=Seen.LIVE)
    digests = [asset.digest for asset in made]
    work.choose(digests, chosen=digests[:1], rejected=digests[1:], reason="the outline is calm")


def _comment(studio: Studio, work: Work, about: Asset, signers: tuple[Signing, ...]) -> Draft:
    text = studio.text("calmer, and less of the sky")
    values: list[JSON] = [about.digest]
    body: JSONObject = {"text": text.to_value(), "about": values}
    return Draft(
        "comment.made",
        body,
        Seen.STATED,
        TOOL.actor(),
        signers,
        work.digest,
        (text,),
    )
