"""``bozzetto doctor``: what works, and what does not."""

from collections.abc import Iterator

import click

from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import show_json, table
from bozzetto.cli.progress import bar
from bozzetto.cli.session import open_studio
from bozzetto.errors import BozzettoError
from bozzetto.language import _
from bozzetto.record import JSONObject
from bozzetto.upkeep.checks import CHECKS, STATES, program_checks, studio_checks
from bozzetto.upkeep.health import Check, CheckState
from bozzetto.upkeep.said import plain, say_error

__all__ = ["doctor"]


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
            (_(CHECKS[check.name]), _(STATES[check.state]), str(check.detail)) for check in checks
        ]
        table((_("check"), _("result"), _("detail")), rows)
    leave(ExitCode.OK if good else ExitCode.ALTERED)


def _value(check: Check) -> JSONObject:
    return {"name": check.name, "state": check.state.value, "detail": str(check.detail)}


def _checks(*, deep: bool, online: bool) -> Iterator[Check]:
    yield from program_checks()
    try:
        studio = open_studio()
    except BozzettoError as error:
        yield Check("studio", CheckState.FAILED, say_error(error))
        return
    with studio, bar(_("checking")) as advance:
        yield Check("studio", CheckState.OK, plain(str(studio.layout.root)))
        yield from studio_checks(studio, deep=deep, online=online, advance=advance)
