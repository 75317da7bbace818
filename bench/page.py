"""The judge's page in Chromium, beside the command, on the same bundles."""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.measure import Bar, Figure, seconds
from bozzetto import verify_bundle

__all__ = ["page_figures"]

VIEWER = Path(__file__).parents[1] / "viewer"
ROUNDS = 3


def page_figures(folder: Path) -> list[Figure]:
    """Measure verifying, opening, the first view and motion; medians of three runs."""
    bundles = [folder / f"{name}.zip" for name in ("entries-10000", "entries-5000")]
    made = (sys.executable, "-m", "tests.fakes.bundles", str(folder))
    subprocess.run([*made, *(bundle.stem for bundle in bundles)], check=True)  # noqa: S603
    command, page = [], []
    for _ in range(ROUNDS):
        command.append(seconds(lambda: verify_bundle(bundles[0])))
        page.append(_measured(bundles))
    python = statistics.median(command)
    browser = statistics.median(each["verify"] for each in page) / 1000
    view = statistics.median(each["view"] for each in page) / 1000
    opened = statistics.median(each["open"] for each in page) / 1000
    return [
        Figure(
            "10,000 entries verified: page in Chromium : command",
            browser / python,
            "×",
            f"{browser:.2f} s against {python:.2f} s; up to the verdict on the screen",
            Bar("≤ 3", most=3),
        ),
        Figure("page opens", opened, "s", "from disk, up to its load", Bar("< 1 s", most=1)),
        Figure(
            "first view of 5,000 entries",
            view,
            "s",
            "from verdict to tree",
            Bar("≤ 1.5 s", most=1.5),
        ),
        *(_motion(name, [each[name] for each in page]) for name in ("drag", "scrub")),
    ]


def _motion(name: str, found: list[dict[str, float]]) -> Figure:
    rate = statistics.median(each["fps"] for each in found)
    slow = statistics.median(each["slow"] for each in found)
    return Figure(
        f"tree of 5,000 entries, {name}",
        rate,
        "frames/s",
        f"software rendering; {slow:.0%} of frames took longer than 20 ms",
        Bar("≥ 50", least=50),
    )


def _measured(bundles: list[Path]) -> dict[str, Any]:
    script = ["node", "bench/page.mjs", *(str(bundle.absolute()) for bundle in bundles)]
    done = subprocess.run(script, cwd=VIEWER, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found
