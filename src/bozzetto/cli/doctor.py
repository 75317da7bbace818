"""``bozzetto doctor``: what works, and what does not."""

from collections.abc import Iterator

import click

from bozzetto.api import Studio
from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import show_json, table
from bozzetto.cli.progress import bar
from bozzetto.cli.session import open_studio
from bozzetto.errors import BozzettoError
from bozzetto.language import _, error_words, term
from bozzetto.record import JSONObject
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

__all__ = ["CHECKS", "doctor"]

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
    "disk": term("disk"),
}
STATES = {
    "ok": term("in order"),
    "warning": term("look at this"),
    "failed": term("does not hold"),
}


@click.command("doctor", cls=Command)
@click.option("--deep", is_flag=True, help="read every file and verify every signature, too")
@click.option("--online", is_flag=True, help="ask every timestamp authority, too")
@json_option
def doctor(deep: bool, online: bool, as_json: bool) -> None:
    """Check what the studio stands on, and whether it holds together.

    The tree is computed anew from every entry, and compared with the tiles and with each
    anchored checkpoint; every file that the record names is looked for.
    """
    checks = list(_checks(deep=deep, online=online))
    good = all(check.state is not CheckState.FAILED for check in checks)
    if as_json:
        show_json({"ok": good, "checks": [_value(check) for check in checks]})
    else:
        rows = [
            (_(CHECKS[check.name]), _(STATES[check.state.value]), check.detail) for check in checks
        ]
        table((_("check"), _("result"), _("detail")), rows)
    leave(ExitCode.OK if good else ExitCode.ALTERED)


def _value(check: Check) -> JSONObject:
    return {"name": check.name, "state": check.state.value, "detail": check.detail}


def _checks(*, deep: bool, online: bool) -> Iterator[Check]:
    yield check_python()
    yield check_sqlite()
    yield check_packages()
    try:
        studio = open_studio()
    except BozzettoError as error:
        yield Check("studio", CheckState.FAILED, error_words(error))
        return
    with studio:
        yield Check("studio", CheckState.OK, str(studio.layout.root))
        yield from _studio_checks(studio, deep=deep, online=online)


def _studio_checks(studio: Studio, *, deep: bool, online: bool) -> Iterator[Check]:
    yield check_keys(studio)
    with bar(_("reading entries")) as advance:
        found = survey(studio, deep=deep, advance=advance)
    yield check_log(studio, found)
    with bar(_("reading files")) as advance:
        yield check_assets(studio, found, deep=deep, advance=advance)
    yield check_forks(studio, found)
    yield check_clock(studio)
    yield check_authorities(studio, online=online)
    yield check_disk(studio)
