"""Make the test vectors of the log, one small file a case: ``python -m vectors.make_log``.

What each folder's cases hold is said in docs/formats/log.md. The keys come from fixed seeds,
and everything is the same at every run except an ML-DSA signature, which is random by nature:
it is kept from the committed files as long as it verifies.
"""

import json
from pathlib import Path

from bozzetto.log import MAX_TREE_SIZE, Tile
from vectors.log_cases import Case, Cases, bad, ok
from vectors.log_checkpoints import checkpoints
from vectors.log_consistency import consistency
from vectors.log_inclusion import inclusion
from vectors.log_notes import notes

__all__ = ["cases", "main", "text"]

PLACE = Path(__file__).parent


def cases() -> dict[str, Case]:
    """Make every case, by its path below the folder of vectors."""
    makers = {
        "merkle-inclusion": inclusion,
        "merkle-consistency": consistency,
        "tile-path": _tile_paths,
        "note": notes,
        "checkpoint": checkpoints,
    }
    return {
        f"log/{folder}/{name}.json": case
        for folder, make in makers.items()
        for name, case in make()
    }


def text(case: Case) -> str:
    """Write a case as it stands in its file."""
    return json.dumps(case, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write every case, and remove the files of cases that are no more."""
    made = cases()
    for old in (PLACE / "log").rglob("*.json"):
        if old.relative_to(PLACE).as_posix() not in made:
            old.unlink()
    for path, case in made.items():
        (PLACE / path).parent.mkdir(parents=True, exist_ok=True)
        (PLACE / path).write_text(text(case), encoding="utf-8", newline="\n")


def _tile_paths() -> Cases:
    for name, tile in {
        "first": Tile(0, 0),
        "partial": Tile(0, 273, 112),
        "narrowest": Tile(0, 0, 1),
        "widest-partial": Tile(0, 0, 255),
        "one-level-up": Tile(1, 1, 17),
        "two-groups": Tile(0, 1000),
        "three-groups": Tile(0, 1_234_067),
        "last-of-largest-tree": Tile(0, MAX_TREE_SIZE // 256, 255),
        "top-of-largest-tree": Tile(6, 0, 31),
    }.items():
        yield (
            name,
            ok(
                name.replace("-", " "),
                path=tile.path(),
                level=tile.level,
                index=tile.index,
                width=tile.width,
            ),
        )
    for name, path in {
        "absolute": "/tile/0/000",
        "beyond-largest-tree": "tile/6/000.p/32",
        "empty": "",
        "entries": "tile/entries/000",
        "full-width": "tile/0/000.p/256",
        "group-without-x": "tile/0/001/067",
        "index-without-padding": "tile/0/1",
        "index-missing": "tile/0/",
        "last-group-with-x": "tile/0/x001",
        "level-leading-zero": "tile/00/000",
        "level-negative": "tile/-1/000",
        "level-too-high": "tile/64/000.p/1",
        "needless-group": "tile/0/x000/001",
        "newline": "tile/0/000\n",
        "other-digits": "tile/0/\u0660\u0660\u0660",
        "parent": "tile/0/../000",
        "prefix-of-digits": "tile/0/x12/345",
        "width-leading-zero": "tile/0/000.p/01",
        "width-missing": "tile/0/000.p/",
        "width-zero": "tile/0/000.p/0",
    }.items():
        yield name, bad("format", name.replace("-", " "), path=path)


if __name__ == "__main__":
    main()
