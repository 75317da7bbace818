"""``bozzetto service``: the studio's server started at log on."""

import shlex
import sys

import click

from bozzetto.cli.command import Command, Group
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import complain, fields, hint, note, say, show_json
from bozzetto.cli.session import studio_folder
from bozzetto.errors import StudioError
from bozzetto.language import _
from bozzetto.record import JSONObject
from bozzetto.studio import Layout
from bozzetto.upkeep.service import (
    Changed,
    State,
    make_service,
    place_of,
    state_of,
)
from bozzetto.upkeep.service import install as install_service
from bozzetto.upkeep.service import uninstall as uninstall_service

__all__ = ["service"]


@click.group("service", cls=Group)
def service() -> None:
    """Have the studio served from log on to log off.

    It is a service of this user, for this studio: no administrator is needed. It is started
    again after a crash.
    """


@service.command("install", cls=Command)
@click.option("--print", "shown", is_flag=True, help="only show the file, and change nothing")
@json_option
def install(shown: bool, as_json: bool) -> None:
    """Start the studio's server now, and at every log on."""
    layout = _layout()
    if not layout.exists():
        raise StudioError(
            "no studio at {place}", hint="make one with: bozzetto init {place}", place=layout.root
        )
    place = place_of(make_service(layout))
    if shown:
        _show_file(place.data)
        return
    _show_changed(install_service(place), as_json=as_json)


@service.command("uninstall", cls=Command)
@json_option
def uninstall(as_json: bool) -> None:
    """Stop the studio's server, and start it no more by itself."""
    _show_changed(uninstall_service(place_of(make_service(_layout()))), as_json=as_json)


@service.command("status", cls=Command)
@json_option
def status(as_json: bool) -> None:
    """Say whether the studio has a service, and whether its server runs."""
    layout = _layout()
    state = state_of(place_of(make_service(layout)), layout)
    if as_json:
        show_json(_state(state))
        return
    running = _("no") if state.running is None else _("yes, process {pid}", pid=state.running)
    fields(
        [
            (_("service"), state.place.name),
            (_("file"), str(state.place.path)),
            (_("installed"), _installed(state)),
            (_("starts at log on"), _("yes") if state.enabled else _("no")),
            (_("running"), running),
        ]
    )


def _layout() -> Layout:
    return Layout(studio_folder().absolute())


def _installed(state: State) -> str:
    if state.installed and not state.current:
        return _("yes, by another version: install it again")
    return _("yes") if state.installed else _("no")


def _show_file(data: bytes) -> None:
    """Show a file as text; a task's is in UTF-16."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    click.echo(data.decode(encoding), nl=False)


def _show_changed(changed: Changed, *, as_json: bool) -> None:
    if as_json:
        show_json(_changed(changed))
    else:
        fields([(_("service"), changed.place.name), (_("file"), str(changed.place.path))])
    left = changed.by_hand
    if left:
        if left[0].said:
            complain(left[0].said)
        note(_("the system's manager of services was not reached; run by hand, when it runs:"))
        for step in left:
            note(_spelled(step.command))
    elif not as_json:
        say(_("done"))
        hint(_("open it in the browser with: bozzetto serve"))
    leave(ExitCode.INCOMPLETE if left else ExitCode.OK)


def _spelled(command: tuple[str, ...]) -> str:
    """Spell a command line as the platform's shell reads it."""
    if sys.platform == "win32":
        return " ".join(f'"{word}"' if " " in word else word for word in command)
    return shlex.join(command)


def _changed(changed: Changed) -> JSONObject:
    return {
        "service": changed.place.name,
        "file": str(changed.place.path),
        "done": not changed.by_hand,
        "by_hand": [_spelled(step.command) for step in changed.by_hand],
    }


def _state(state: State) -> JSONObject:
    return {
        "service": state.place.name,
        "file": str(state.place.path),
        "installed": state.installed,
        "current": state.current,
        "enabled": state.enabled,
        "running": state.running,
    }
