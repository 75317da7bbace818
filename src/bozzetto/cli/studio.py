"""``bozzetto init``: make a studio and its keys."""

import os
from pathlib import Path

import click

from bozzetto.anchor import Authority, builtin_authorities
from bozzetto.api import Studio
from bozzetto.cli.command import Command
from bozzetto.cli.options import Choice, json_option
from bozzetto.cli.output import fields, hint, is_terminal, note, show_json
from bozzetto.cli.session import PASSPHRASE, remember_passphrase, studio_folder
from bozzetto.language import _
from bozzetto.record import JSONObject
from bozzetto.upkeep.authorities import known_authority, write_authorities

__all__ = ["init"]

_NAMES = [known.name for known in builtin_authorities()]


@click.command("init", cls=Command)
@click.argument("folder", metavar="[DIR]", required=False)
@click.option("--name", metavar="TEXT", help="the studio's name; else its owner's")
@click.option("--owner", metavar="TEXT", help="the name of the person whose studio it is")
@click.option("--device", metavar="TEXT", help="the name of this computer; else its host name")
@click.option(
    "--passphrase/--no-passphrase",
    "protect",
    default=None,
    help="whether a passphrase protects the owner's key; else BOZZETTO_PASSPHRASE decides",
)
@click.option("--keyring", is_flag=True, help="keep the passphrase in the desktop's key store")
@click.option(
    "--authority",
    "authorities",
    metavar="NAME",
    multiple=True,
    type=Choice(_NAMES),
    help="a timestamp authority to ask; without one nothing is ever asked",
)
@json_option
def init(
    folder: str | None,
    name: str | None,
    owner: str | None,
    device: str | None,
    protect: bool | None,
    keyring: bool,
    authorities: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make a studio and its keys.

    DIR is the studio's folder; without it, it is the one that --studio names. The names are
    written into the record and signed: they cannot be changed later, only corrected.
    """
    place = Path(folder) if folder else studio_folder()
    owner = _needed(owner, "--owner", _("owner"))
    passphrase = _new_passphrase(protect)
    chosen = [known_authority(known) for known in dict.fromkeys(authorities)]
    with Studio.create(
        place, name=name or owner, owner=owner, device=device, passphrase=passphrase
    ) as studio:
        if chosen:
            write_authorities(studio.layout.authorities, chosen)
        if keyring and passphrase is not None:
            remember_passphrase(studio.digest, passphrase)
        value = _value(studio, owner, chosen, locked=passphrase is not None)
    if as_json:
        show_json(value)
    else:
        _show(value, chosen)


def _needed(value: str | None, option: str, label: str) -> str:
    """Return what was given, or ask for it where somebody is there to answer."""
    if value:
        return value
    if not is_terminal():
        raise click.UsageError(
            _("{name} is missing", name=option), click.get_current_context(silent=True)
        )
    return str(click.prompt(label, err=True))


def _new_passphrase(protect: bool | None) -> str | None:
    given = os.environ.get(PASSPHRASE)
    if protect is False:
        return None
    if given:
        return given
    if is_terminal():
        label = _("passphrase for the owner's key")
        label = label if protect else _("passphrase for the owner's key (empty: none)")
        default = None if protect else ""
        asked = click.prompt(
            label,
            default=default,
            show_default=False,
            hide_input=True,
            confirmation_prompt=_("once more"),
            err=True,
        )
        return str(asked) or None
    raise click.UsageError(
        _("say --no-passphrase, or set {variable}", variable=PASSPHRASE),
        click.get_current_context(silent=True),
    )


def _value(studio: Studio, owner: str, chosen: list[Authority], *, locked: bool) -> JSONObject:
    return {
        "studio": studio.digest,
        "place": str(studio.layout.root),
        "owner": {"name": owner, "key": studio.owner, "locked": locked},
        "device": {"key": studio.device},
        "log": studio.origin,
        "authorities": [known.name for known in chosen],
    }


def _show(value: JSONObject, chosen: list[Authority]) -> None:
    owner, device = value["owner"], value["device"]
    key = owner["key"] if isinstance(owner, dict) else ""
    machine = device["key"] if isinstance(device, dict) else ""
    fields(
        [
            (_("studio"), str(value["place"])),
            (_("digest"), str(value["studio"])),
            (_("owner's key"), str(key)),
            (_("device's key"), str(machine)),
            (_("authorities"), ", ".join(known.name for known in chosen) or _("none")),
        ]
    )
    note(
        _(
            "keep a copy of the folder {folder}: the keys in it cannot be made again",
            folder=value["place"],
        )
    )
    if not chosen:
        hint(_("without an authority nothing proves when: bozzetto authority add digicert"))
