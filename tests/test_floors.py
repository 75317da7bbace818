"""The house: imports run downwards only, and what is pure stays pure.

Reads the syntax trees of all modules, so an import inside a function or for the type checker
counts too: what stands below must not even know the names of what stands above.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "src" / "bozzetto"

BELOW_STUDIO = {"errors", "record", "log", "anchor"}
# Package or module of the house, and what it may import beside itself. docs/architecture.md has
# the same table, with the reasons.
MAY_IMPORT = {
    "errors": set(),
    "ed25519": set(),
    "escape": set(),
    "language": {"errors", "escape"},
    "durations": {"language"},
    "record": {"errors", "ed25519"},
    "log": {"errors", "ed25519"},
    "anchor": {"errors", "record", "log"},
    "studio": BELOW_STUDIO,
    "upkeep": BELOW_STUDIO
    | {"studio", "story", "law", "capture", "evidence", "language", "escape", "durations"},
    "story": BELOW_STUDIO,
    "verify": BELOW_STUDIO,
    "capture": BELOW_STUDIO | {"studio"},
    "certificates": {"errors", "record", "anchor"},
    "labels": BELOW_STUDIO | {"studio", "story", "capture", "certificates"},
    "law": {"errors", "record", "story"},
    "evidence": BELOW_STUDIO | {"studio", "story", "law", "capture", "certificates"},
}
EVERYTHING = {*MAY_IMPORT, "api", "web", "cli"}
MAY_IMPORT |= {
    "api": EVERYTHING - {"web", "cli"},
    "web": EVERYTHING - {"cli"},
    "cli": EVERYTHING,
    "__init__": {"api"},
    "__main__": {"cli"},
}

PURE = ("record", "log", "story")
IMPURE_MODULES = {
    "asyncio",
    "httpx",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
    "uuid",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
IMPURE_METHODS = {"now", "utcnow", "today"}


def part_of(path: Path) -> str:
    """Name the package, or the module beside the packages, that a file belongs to."""
    return path.relative_to(HOUSE).with_suffix("").parts[0]


def modules(*parts: str) -> list[Path]:
    """List the modules of the house, or of some of its parts."""
    return [path for path in sorted(HOUSE.rglob("*.py")) if not parts or part_of(path) in parts]


def module_id(path: Path) -> str:
    """Name a module in a test's id."""
    return str(path.relative_to(HOUSE))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List what a module imports, with lines: full dotted names, one for each name taken."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def parts_imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List the parts of the house that a module imports. A lazy name of the top is the API."""
    for line, name in imported(tree):
        first, _, rest = name.partition(".")
        if first != "bozzetto" or rest == "__version__":
            continue
        part = rest.partition(".")[0]
        is_part = (HOUSE / part).is_dir() or (HOUSE / f"{part}.py").is_file()
        yield line, part if is_part and part else "api"


@cache
def parse(path: Path) -> ast.Module:
    """Read a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_every_part_has_a_floor():
    """A new package has no floor until somebody gives it one."""
    found = {part_of(path) for path in modules()}
    assert found <= MAY_IMPORT.keys(), f"no floor: {sorted(found - MAY_IMPORT.keys())}"
    assert {"errors", "record", "log", "anchor", "studio"} <= found


def test_floors_run_downwards():
    """No two parts may import each other, even through others."""
    below = {part: set(may) for part, may in MAY_IMPORT.items() if part != "__init__"}
    while below:
        ground = {part for part, may in below.items() if not may & (below.keys() - {part})}
        assert ground, f"these stand upon each other: {sorted(below)}"
        for part in ground:
            del below[part]


def test_the_page_has_the_same_floors():
    """docs/architecture.md tells a reader what is held here."""
    page = (HOUSE.parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = {}
    for part, may in re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", page, re.MULTILINE):
        names = set(re.findall(r"`(\w+)`", may))
        told[part] = EVERYTHING - names if may.startswith("everything") else names
    held = {part: may - {part} for part, may in MAY_IMPORT.items() if not part.startswith("__")}
    assert {part: may - {part} for part, may in told.items()} == held


@pytest.mark.parametrize("path", modules(), ids=module_id)
def test_imports_run_downwards(path):
    """A module imports from its own part and from floors below."""
    part = part_of(path)
    wrong = [
        f"{path.name}:{line} imports {other}"
        for line, other in parts_imported(parse(path))
        if other != part and other not in MAY_IMPORT[part]
    ]
    assert wrong == []


@pytest.mark.parametrize("path", modules(*PURE), ids=module_id)
def test_pure_does_no_io(path):
    """What is pure takes bytes and values, and gives values: no file, network, clock or dice."""
    tree = parse(path)
    wrong = [
        f"line {line}: import {name}"
        for line, name in imported(tree)
        if name.partition(".")[0] in IMPURE_MODULES
    ]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            wrong.append(f"line {node.lineno}: {node.func.id}()")
        if isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_METHODS:
            wrong.append(f"line {node.lineno}: .{node.func.attr}()")
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "owners"),
    [
        (
            "sqlite3",
            [
                "capture/archives/lineage.py",  # another program's database, which is only read
                *(
                    f"studio/{name}.py"
                    for name in ("catalogue", "catalogue_file", "catalogue_notes")
                ),
                "studio/database.py",
            ],
        ),
        ("rfc8785", ["record/canonical.py"]),
    ],
)
def test_few_owners(module, owners):
    """Some libraries are used by these modules only; checks of the machine tell their versions."""
    users = [
        module_id(path)
        for path in modules(*MAY_IMPORT.keys() - {"cli", "upkeep"})
        if any(name.partition(".")[0] == module for _, name in imported(parse(path)))
    ]
    assert users == owners


CONNECTING = {
    "capture/api/proxy.py",
    "capture/api/transport.py",
    "capture/proxy/server.py",
    "capture/proxy/splice.py",
    "capture/proxy/wire.py",
    "evidence/replay/line.py",  # asks the tool that the user names, when the user says so
}


def test_network_is_anchors():
    """Nothing but the anchors' floor opens connections by itself; these hand on what came."""
    users = [
        path
        for path in modules(*MAY_IMPORT.keys() - {"anchor", "web", "cli"})
        if any(name.partition(".")[0] in {"httpx", "socket"} for _, name in imported(parse(path)))
    ]
    assert {module_id(path) for path in users} == CONNECTING


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        pytest.param("from bozzetto.studio import Studio", {"studio"}, id="name of a package"),
        pytest.param("from bozzetto import studio", {"studio"}, id="package"),
        pytest.param("import bozzetto.log.tile as t", {"log"}, id="module"),
        pytest.param("from bozzetto import Studio", {"api"}, id="lazy name"),
        pytest.param("import bozzetto", {"api"}, id="all"),
        pytest.param("from bozzetto import __version__", set(), id="version"),
        pytest.param(
            "def f():\n    from bozzetto.record import Entry", {"record"}, id="in a function"
        ),
        pytest.param(
            "if TYPE_CHECKING:\n    from bozzetto.cli import main", {"cli"}, id="for types only"
        ),
        pytest.param("import json, ast", set(), id="none of ours"),
    ],
)
def test_reading_of_imports(source, parts):
    """Every way of importing is seen."""
    found = {part for _, part in parts_imported(ast.parse(source))}
    assert found == parts
