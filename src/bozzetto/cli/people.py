"""``bozzetto people``: who works in the studio, and with which keys."""

import click

from bozzetto.api import Studio
from bozzetto.cli.acting import (
    PERSON_PASSPHRASE,
    find_member,
    new_passphrase,
    unlock,
)
from bozzetto.cli.command import Group
from bozzetto.cli.options import json_option
from bozzetto.cli.output import say, show_json, table
from bozzetto.cli.session import open_studio
from bozzetto.language import _, term
from bozzetto.record import JSONObject, Key
from bozzetto.studio import Member
from bozzetto.upkeep.times import short_moment

__all__ = ["people"]

NEW_PASSPHRASE = "BOZZETTO_PASSPHRASE_NEW"  # noqa: S105  # the variable's name
SORT_WORDS = {"owner": term("owner"), "person": term("person"), "device": term("device")}

_protect = click.option(
    "--passphrase/--no-passphrase",
    "protect",
    default=True,
    help="whether a passphrase protects the new key",
)


@click.group("people", cls=Group)
def people() -> None:
    """Say who works in the studio: list the people, let them join and leave.

    Each person signs what is theirs with a key of their own.
    """


@people.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the people and devices that ever joined."""
    with open_studio() as studio:
        members = studio.people.members()
        values = [_value(studio, member) for member in members]
        rows = [_row(studio, member) for member in members]
    if as_json:
        show_json({"people": [*values]})
        return
    heads = (_("name"), _("role"), _("what"), _("since"), _("left"), _("key here"), _("key"))
    table(heads, rows)


@people.command("join")
@click.argument("name")
@click.option("--role", required=True, metavar="TEXT", help="what the person does in the studio")
@_protect
@json_option
def join(name: str, role: str, protect: bool, as_json: bool) -> None:
    """Let a person join, and make that person's key.

    NAME is written into the record; the owner and the person sign. The passphrase is the
    person's own, from BOZZETTO_PASSPHRASE_PERSON, or asked for in a terminal.
    """
    passphrase = new_passphrase(PERSON_PASSPHRASE, protect=protect)
    with open_studio(to_sign=True) as studio:
        key = studio.people.join(name, role, passphrase=passphrase)
        value = _of(studio, key)
    if as_json:
        show_json(value)
        return
    say(_("{name} has joined", name=name))
    say(key)


@people.command("leave")
@click.argument("name", metavar="NAME|KEY")
@click.option("--reason", metavar="TEXT", help="why; the record keeps it")
@json_option
def leave(name: str, reason: str | None, as_json: bool) -> None:
    """Retire the key of a person or a device. What it signed stays good.

    NAME|KEY is who leaves: the name, or the first letters of the key. The owner signs.
    """
    with open_studio(to_sign=True) as studio:
        member = find_member(studio.people.members(), name)
        studio.people.leave(member.key, reason)
        value = _of(studio, member.key)
    if as_json:
        show_json(value)
        return
    say(_("{name} has left", name=member.name))
    say(member.key)


@people.command("replace")
@click.argument("name", metavar="NAME|KEY")
@click.option("--reason", required=True, metavar="TEXT", help="why; the record keeps it")
@click.option("--lost", is_flag=True, help="the old key cannot sign any more: the owner signs")
@_protect
@json_option
def replace(name: str, reason: str, lost: bool, protect: bool, as_json: bool) -> None:
    """Put a new key into the place of an old one, which never signs again.

    NAME|KEY is whose key it is: the name, or the first letters of the key. The old key's
    passphrase comes from BOZZETTO_PASSPHRASE_PERSON, the new key's from BOZZETTO_PASSPHRASE_NEW,
    or they are asked for in a terminal.
    """
    with open_studio() as looking:
        member = find_member(looking.people.members(), name)
    is_device = member.sort == "device"
    with open_studio(to_sign=is_device or lost) as studio:
        if not is_device and not lost:
            unlock(studio, member.key)
        passphrase = new_passphrase(NEW_PASSPHRASE, protect=protect and not is_device)
        new = studio.people.replace(member.key, reason, passphrase=passphrase, lost=lost)
        value = _of(studio, new)
    if as_json:
        show_json(value)
        return
    say(_("{name} has a new key", name=member.name))
    say(new)


def _of(studio: Studio, key: Key) -> JSONObject:
    (member,) = (known for known in studio.people.members() if known.key == key)
    return _value(studio, member)


def _value(studio: Studio, member: Member) -> JSONObject:
    here = studio.keys.has(member.key)
    return {
        "key": member.key,
        "name": member.name,
        "role": member.role,
        "sort": member.sort.value,
        "since": member.since,
        "left": member.left,
        "here": here,
        "locked": here and studio.keys.is_locked(member.key),
    }


def _row(studio: Studio, member: Member) -> tuple[str, ...]:
    return (
        member.name,
        member.role or "",
        _(SORT_WORDS[member.sort]),
        short_moment(member.since),
        short_moment(member.left) if member.left else "",
        _("yes") if studio.keys.has(member.key) else _("no"),
        member.key,
    )
