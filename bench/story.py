"""What it costs to tell a work: its facts out of the record, and the pixels of its edits.

Both bars are of the clock, and read no file twice: the studio's pages are in the system's memory
after the first round, as they are while somebody works.
"""

import random
import statistics
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from bench.entries import new_studio
from bench.measure import Bar, Figure, seconds
from bench.studio_page import Maker
from bozzetto.law import Place, assess
from bozzetto.story.pixels import measure
from bozzetto.upkeep.facts import facts_of

__all__ = ["story_figures"]

ENTRIES = 3_000
ROUNDS = 5
SIDE = 1024  # pixels
PAIRS = 12
FACTS = Bar("< 3 s", most=3.0)
PIXELS = Bar("≥ 10 pairs a minute", least=10.0)


def story_figures(folder: Path) -> list[Figure]:
    """Measure both."""
    return [_facts(folder), _pixels()]


def _facts(folder: Path) -> Figure:
    with new_studio(folder) as studio:
        work = studio.open_work("A long work")
        maker, number = Maker(studio, work), 0
        while studio.database.size() < ENTRIES:
            maker.attempt(number)
            number += 1
        spent = [seconds(lambda: facts_of(studio, work).to_value()) for _ in range(ROUNDS)]
        facts = facts_of(studio, work)
        held = [seconds(lambda: assess(facts, Place.CN)) for _ in range(ROUNDS)]
    detail = (
        f"reading the entries included, pixels not; {len(facts.rounds)} rounds; holding them "
        f"against what China's courts ask for takes {1000 * statistics.median(held):.0f} ms more"
    )
    name = f"facts of a work of {ENTRIES:,} entries"
    return Figure(name, statistics.median(spent), "s", detail, FACTS)


def _pixels() -> Figure:
    """Compare pairs that were painted, brightened and moved, one after the other."""
    dice = random.Random(7)  # noqa: S311  # the same pictures in every run
    before = _scene(np.random.default_rng(7))
    after = [_changed(before, dice) for _ in range(PAIRS)]
    spent = [seconds(partial(measure, before, each)) for each in after]
    value = 60 / statistics.median(spent)
    detail = f"{SIDE}² RGB, decoded already: shift, tones and regions; on one core"
    return Figure("pixels of two pictures compared", value, "pairs a minute", detail, PIXELS)


def _scene(noise: np.random.Generator) -> np.ndarray:
    ramp = np.asarray(Image.linear_gradient("L").resize((SIDE, SIDE)), dtype=np.float64)
    drawn = np.stack([ramp, ramp.T, (ramp + ramp.T) / 2], axis=2)
    return np.clip(drawn + noise.normal(0, 4, drawn.shape), 0, 255).astype(np.uint8)


def _changed(before: np.ndarray, dice: random.Random) -> np.ndarray:
    after = np.roll(before, (dice.randrange(4), dice.randrange(4)), (0, 1))
    after = np.clip(after * dice.uniform(0.9, 1.1), 0, 255).astype(np.uint8)
    top, left = dice.randrange(SIDE - 200), dice.randrange(SIDE - 200)
    after[top : top + 180, left : left + 140] = dice.randrange(256)
    return after
