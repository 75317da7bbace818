"""``bozzetto connect``, ``disconnect`` and ``connections``: which tools hand over."""

from dataclasses import replace
from pathlib import Path

import click

from bozzetto.api import Studio
from bozzetto.capture.browser.pairing import SORT as BROWSER
from bozzetto.capture.handover.connection import (
    Connection,
    add_connection,
    connect,
    find_connection,
    read_connections,
    remove_connection,
    spool_of,
)
from bozzetto.capture.handover.examining import Weight, examine
from bozzetto.capture.handover.installing import install, integration, plan
from bozzetto.capture.handover.parting import disconnect as part
from bozzetto.cli.acting import find_member
from bozzetto.cli.command import Command
from bozzetto.cli.connect_browser import pairing_code, pairing_value, show_pairing
from bozzetto.cli.options import ExistingPath, json_option, work_option
from bozzetto.cli.output import complain, fields, hint, note, say, show_json, table
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.errors import BozzettoError, StudioError
from bozzetto.language import _
from bozzetto.record import JSON, JSONObject, Key
from bozzetto.upkeep.connections import check_of

__all__ = ["connect_", "connections", "disconnect"]

TOOLS = {
    "browser": "browser extension",
    "comfyui": "ComfyUI",
    "diffusers": "diffusers",
    "invokeai": "InvokeAI",
    "krita": "Krita",
    "webui": "Stable Diffusion web UI",
}


@click.command("connect", cls=Command)
@click.argument("sort", metavar="SORT")
@click.argument("place", metavar="[PLACE]", required=False, type=ExistingPath())
@work_option
@click.option(
    "--person",
    metavar="NAME|KEY",
    help="whose acts in the tool these are; else only the tool is named",
)
@click.option("--label", metavar="TEXT", help="what you call it; else the tool's own name")
@json_option
def connect_(
    sort: str,
    place: Path | None,
    work_name: str | None,
    person: str | None,
    label: str | None,
    as_json: bool,
) -> None:
    """Let a tool hand over what happens in it, into one work.

    SORT is the tool: comfyui, webui, krita and others. PLACE is the folder that it is installed
    in: what the tool needs is put there, and nothing is overwritten. Without PLACE nothing is
    installed. An extension of the browser (browser) gets a pairing, which is shown once.
    """
    with open_studio() as studio:
        work = choose_work(studio, work_name)
        called = label or TOOLS.get(sort, sort)
        key = _person(studio, person)
        if place is None:
            if integration(sort) is not None and sort != BROWSER:
                raise StudioError(
                    "{sort} needs to be told: name the folder that it is installed in",
                    hint="bozzetto connect {sort} FOLDER",
                    sort=sort,
                )
            made = connect(studio.layout, sort=sort, label=called, work=work.digest, person=key)
        else:
            made = _install(studio, Connection.new(sort, called, work.digest, key), place)
        code = pairing_code(studio.layout, made) if sort == BROWSER else None
    if code is not None:
        _show_paired(studio, made, work.title, code, as_json=as_json)
        return
    _show(studio, made, work.title, as_json=as_json)


def _person(studio: Studio, name: str | None) -> Key | None:
    if name is None:
        return None
    members = [each for each in studio.people.members() if each.sort != "device"]
    return find_member(members, name).key


def _install(studio: Studio, connection: Connection, place: Path) -> Connection:
    """Install an integration: it is written down before what is going to stand where."""
    files = plan(studio.layout, connection, place)
    add_connection(
        studio.layout, replace(connection, installed=tuple(file.installed for file in files))
    )
    try:
        installed = install(files)
    except BozzettoError:
        remove_connection(studio.layout, connection)
        raise
    return add_connection(studio.layout, replace(connection, installed=installed))


def _show(studio: Studio, made: Connection, title: str, *, as_json: bool) -> None:
    if as_json:
        show_json(_value(studio, made, title))
        return
    fields(
        [
            (_("connection"), made.id),
            (_("tool"), made.label),
            (_("work"), title),
            (_("spool"), str(spool_of(studio.layout, made))),
        ]
    )
    if made.installed:
        say(_("installed {count} files", count=_files(made)))
        hint(
            _(
                "restart {label}; what happens there is recorded while the studio is served:"
                " bozzetto serve",
                label=made.label,
            )
        )
    else:
        hint(_("what is handed over is recorded while the studio is served: bozzetto serve"))


def _show_paired(studio: Studio, made: Connection, title: str, code: str, *, as_json: bool) -> None:
    if as_json:
        show_json({**_value(studio, made, title), **pairing_value(made, code)})
    else:
        show_pairing(made, title, code)


def _files(connection: Connection) -> int:
    return sum(each.digest is not None for each in connection.installed)


def _value(studio: Studio, connection: Connection, title: str) -> JSONObject:
    return {
        "id": connection.id,
        "sort": connection.sort,
        "label": connection.label,
        "work": connection.work,
        "title": title,
        "person": connection.person,
        "spool": str(spool_of(studio.layout, connection)),
        "installed": [str(each.path) for each in connection.installed if each.digest is not None],
    }


@click.command("connections", cls=Command)
@json_option
def connections(as_json: bool) -> None:
    """List the tools that hand over, and what waits to be recorded."""
    with open_studio() as studio:
        titles = {work.digest: work.title for work in studio.works()}
        names = {member.key: member.name for member in studio.people.members()}
        every = read_connections(studio.layout)
        found = examine(studio, every, is_receiver=False)
        rows = [(each, titles.get(each.work, each.work), found[each.id]) for each in every]
        values = [
            _value(studio, each, title)
            | {
                "heard": condition.heard,
                "waiting": condition.waiting,
                "findings": [one.code for one in condition.findings if one.weight is not Weight.OK],
            }
            for each, title, condition in rows
        ]
    if as_json:
        show_json({"connections": [*values]})
        return
    heads = (
        _("connection"),
        _("tool"),
        _("work"),
        _("person"),
        _("last heard of"),
        _("to be recorded"),
    )
    table(
        heads,
        [
            (
                each.id,
                each.label,
                title,
                "-" if each.person is None else names.get(each.person, each.person),
                condition.heard or "-",
                str(condition.waiting),
            )
            for each, title, condition in rows
        ],
    )
    for each, _title, condition in rows:
        say_it = complain if condition.weight is Weight.FAILED else note
        if condition.weight is not Weight.OK:
            say_it(str(check_of(each.label, condition).detail))


@click.command("disconnect", cls=Command)
@click.argument("connection", metavar="CONNECTION")
@json_option
def disconnect(connection: str, as_json: bool) -> None:
    """Let a tool hand over nothing more, and take out what was installed in it.

    CONNECTION is its id, some first digits of it, its label, or the sort of tool. What it handed
    over already is recorded before.
    """
    with open_studio() as studio:
        found = find_connection(studio.layout, connection)
        done = part(studio, found)
    if as_json:
        left: list[JSON] = [str(path) for path in done.left]
        said: JSONObject = {"id": found.id, "label": found.label, "recorded": done.recorded}
        show_json({**said, "left": left})
        return
    say(_("{label} is not connected any more", label=found.label))
    if found.installed:
        hint(
            _(
                "restart {label}: until then it still hands over, and nobody takes it",
                label=found.label,
            )
        )
    for path in done.left:
        complain(_("{path} was changed since it was installed, and is left there", path=path))
