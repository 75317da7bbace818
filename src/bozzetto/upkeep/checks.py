"""Checks: all that ``bozzetto doctor`` looks at, and a server's self-check with it, in order."""

from collections.abc import Callable, Iterator

from bozzetto.language import term
from bozzetto.studio import Studio
from bozzetto.studio.place import place_label
from bozzetto.upkeep.connections import check_connections
from bozzetto.upkeep.health import (
    Check,
    CheckState,
    check_assets,
    check_forks,
    check_log,
    survey,
)
from bozzetto.upkeep.machine import (
    check_authorities,
    check_clock,
    check_disk,
    check_keys,
    check_packages,
    check_python,
    check_sqlite,
)
from bozzetto.upkeep.said import plain

__all__ = ["CHECKS", "STATES", "Advance", "checks", "program_checks", "studio_checks"]

Advance = Callable[[int, int], None]  # entries and then files done, and of how many

# In the order in which they are made
CHECKS = {
    "python": term("Python"),
    "sqlite": term("SQLite"),
    "packages": term("packages"),
    "studio": term("studio"),
    "keys": term("keys"),
    "log": term("log"),
    "assets": term("files"),
    "forks": term("forks"),
    "clock": term("clock"),
    "authorities": term("authorities"),
    "connections": term("connections"),
    "disk": term("disk"),
}
STATES = {
    CheckState.OK: term("in order"),
    CheckState.WARNING: term("look at this"),
    CheckState.FAILED: term("does not hold"),
}


def checks(
    studio: Studio, *, deep: bool = False, online: bool = False, advance: Advance | None = None
) -> Iterator[Check]:
    """Make every check of a studio that is open; no path of the machine is in what they say.

    Args:
        studio: What to check.
        deep: Whether to read every file and verify every signature, too.
        online: Whether to ask every timestamp authority, too.
        advance: Is told how much is done, of how much; what it raises ends the checks.
    """
    yield from program_checks()
    yield Check("studio", CheckState.OK, plain(place_label(studio.layout.root)))
    yield from studio_checks(studio, deep=deep, online=online, advance=advance)


def program_checks() -> Iterator[Check]:
    """Make the checks that need no studio."""
    yield check_python()
    yield check_sqlite()
    yield check_packages()


def studio_checks(
    studio: Studio, *, deep: bool, online: bool, advance: Advance | None = None
) -> Iterator[Check]:
    """Make the checks of what is in a studio, and of what it stands on."""
    yield check_keys(studio)
    found = survey(studio, deep=deep, advance=advance)
    yield check_log(studio, found)
    yield check_assets(studio, found, deep=deep, advance=_after(found.size, advance))
    yield check_forks(studio, found)
    yield check_clock(studio)
    yield check_authorities(studio, online=online)
    yield from check_connections(studio)
    yield check_disk(studio)


def _after(entries: int, advance: Advance | None) -> Advance | None:
    """Count files on from the entries: what is done never goes back."""
    if advance is None:
        return None
    return lambda done, total: advance(entries + done, entries + total)
