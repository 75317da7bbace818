"""Runs all measurements and writes bench/RESULTS.md: `make bench`."""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.credentials import credentials_figures
from bench.dossier import dossier_figures
from bench.durable import bulk_figure, crowd_figure, single_figure
from bench.growth import growth_figure, large_bundle_figure, verify_figure
from bench.handover import handover_figures
from bench.inspection import inspection_figures
from bench.labels import labels_figures
from bench.latency import latency_figures
from bench.measure import Figure
from bench.page import page_figures
from bench.peers import peer_figures
from bench.picture import memory_figure, picture_figure
from bench.proxy import proxy_figures
from bench.story import story_figures
from bench.studio import studio_figures
from bench.studio_page import studio_page_figures
from bench.timelapse import timelapse_figures
from bench.transport import transport_figures
from bozzetto import __version__

MEASURES: dict[str, Callable[[Path], list[Figure]]] = {
    "single": single_figure,
    "bulk": bulk_figure,
    "crowd": crowd_figure,
    "picture": picture_figure,
    "memory": memory_figure,
    "verify": verify_figure,
    "large": large_bundle_figure,
    "growth": growth_figure,
    "page": page_figures,
    "latency": latency_figures,
    "studio": studio_figures,
    "studio-page": studio_page_figures,
    "handover": handover_figures,
    "proxy": proxy_figures,
    "transport": transport_figures,
    "story": story_figures,
    "dossier": dossier_figures,
    "timelapse": timelapse_figures,
    "labels": labels_figures,
    "credentials": credentials_figures,
    "inspection": inspection_figures,
}
ON_DISK = ("single", "crowd", "picture", "peers")  # where the disk decides
RESULTS = Path(__file__).parent / "RESULTS.md"


def machine() -> str:
    """Describe the machine, as far as a reader needs it."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores of {model}, "
        f"Python {platform.python_version()}"
    )


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*MEASURES, "peers", []], help="just these")
    parser.add_argument("--folder", type=Path, help="on the disk to measure")
    parser.add_argument("--label", default="", help="said of each figure")
    parser.add_argument("--rows", type=Path, help="write the lines of the table here, as JSON")
    parser.add_argument("--report", type=Path, nargs="+", help="write the page from such files")
    chosen = parser.parse_args()
    if chosen.report:
        parts = [json.loads(path.read_text()) for path in chosen.report]
        lines = [row for part in parts for row in part["rows"]]
        compared = [row for part in parts for row in part["table"]]
        how = "the parts of `make bench`, measured one by one,"
        RESULTS.write_text(report(lines, compared, how))
        return
    # A repeated run starts from the same state: heads of thrown-away studios are no state.
    folder = Path(tempfile.mkdtemp(dir=chosen.folder or Path(__file__).parent, prefix="data-"))
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    rows: list[str] = []
    table: list[str] = []
    try:
        for name, measure in MEASURES.items():
            if not chosen.only or name in chosen.only:
                (folder / name).mkdir()
                rows += _shown(measure(folder / name), chosen.label)
        if not chosen.only or "peers" in chosen.only:
            (folder / "peers").mkdir()
            compared, table = peer_figures(folder / "peers")
            rows += _shown(compared, chosen.label)
        if not chosen.only:
            rows += on_a_slow_disk(folder)
    finally:
        shutil.rmtree(folder)
    if chosen.rows:
        chosen.rows.write_text(json.dumps({"rows": rows, "table": table}))
    elif not chosen.only:
        RESULTS.write_text(report(rows, table))
        print(f"written: {RESULTS}")


def on_a_slow_disk(folder: Path) -> list[str]:
    """Measure again what the disk decides, with 4 ms added to each sync on both sides.

    A disk in a data centre acknowledges a sync out of a protected cache in 0.1 ms; a laptop's
    takes 1 to 5 ms. There the disk is the cost, here it is the arithmetic.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        print("no C compiler: nothing is measured on a slower disk")
        return []
    shim, rows = folder / "slow_sync.so", folder / "rows.json"
    source = str(Path(__file__).parent / "slow_sync.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(shim), source, "-ldl"], check=True)  # noqa: S603
    subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "bench.bench", *ON_DISK),
            *("--rows", str(rows), "--folder", str(folder), "--label", "sync + 4 ms: "),
        ],
        env={**os.environ, "LD_PRELOAD": str(shim)},
        check=True,
    )
    found: list[str] = json.loads(rows.read_text())["rows"]
    return found


def _shown(figures: list[Figure], label: str) -> list[str]:
    rows = [figure.row(label) for figure in figures]
    for row in rows:
        print(row, flush=True)
    return rows


def report(rows: list[str], table: list[str], how: str = "`make bench`") -> str:
    """Write the results as a page."""
    head = [
        "# What it costs",
        "",
        f"Written by {how} on {datetime.now(UTC):%Y-%m-%d}, bozzetto {__version__}.",  # noqa: TID251  # the date of the run
        f"Machine: {machine()}.",
        "",
        "Each figure is a ratio within one run, against a floor or a peer measured in the same",
        "rounds; medians. A bar that is not reached says so. Lines that begin with *sync + 4",
        "ms* were measured with four milliseconds added to every sync of both sides.",
        "",
        "| what | measured | bar | reached | detail |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "## Side by side: durable entries a second",
        "",
        "Bozzetto signs each entry with Ed25519; the others sign none. attestroot does not sync.",
        "",
        *table,
    ]
    return "\n".join(head) + "\n"


if __name__ == "__main__":
    main()
