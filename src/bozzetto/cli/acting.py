"""Acting: whose act a command records, and how that person's key is opened.

It is the owner's, where nobody else is named. Another person has a passphrase of their own: from
BOZZETTO_PASSPHRASE_PERSON, or asked for in a terminal.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from bozzetto.api import Studio
from bozzetto.cli.output import is_terminal
from bozzetto.cli.session import PASSPHRASE, open_studio
from bozzetto.errors import LockedError, StudioError
from bozzetto.language import _, term
from bozzetto.record import Key
from bozzetto.studio import Member

__all__ = [
    "PERSON_PASSPHRASE",
    "acting",
    "find_member",
    "new_passphrase",
    "person_option",
    "unlock",
]

PERSON_PASSPHRASE = "BOZZETTO_PASSPHRASE_PERSON"  # noqa: S105  # the variable's name
MIN_LETTERS = 6  # of a key, behind its algorithm: 36 bits tell the people of a studio apart

_LETTERS = re.compile(r"(?:ed25519:)?([A-Za-z0-9_-]{1,43})")

Function = TypeVar("Function", bound=Callable[..., object])


def person_option(function: Function) -> Function:
    """Let a command name the person whose act it is."""
    return click.option(
        "--person",
        metavar="NAME|KEY",
        help=term(
            "whose act it is: a person's name, or the first letters of the key; else the owner's"
        ),
    )(function)


@contextmanager
def acting(person: str | None) -> Iterator[tuple[Studio, Key | None]]:
    """Open the studio for an act of the owner, or of the person who is named.

    Raises:
        StudioError: there is no studio, nobody or several are meant, or the key is not here.
        LockedError: the key is locked, and nobody gave its passphrase.
    """
    with open_studio(to_sign=person is None) as studio:
        if person is None:
            yield studio, None
            return
        members = [each for each in studio.people.members() if each.sort != "device"]
        key = find_member(members, person).key
        unlock(studio, key)
        yield studio, key


def find_member(members: list[Member], name: str) -> Member:
    """Find one who has not left, by name, or by the first letters of the key.

    Raises:
        StudioError: nobody is meant, or several are.
    """
    there = [member for member in members if member.left is None]
    found = [member for member in there if member.name == name] or _by_key(there, name)
    if len(found) == 1:
        return found[0]
    if found:
        raise StudioError(
            "{count} in the studio are called {name!r}",
            hint="name the one by the key: bozzetto people list",
            count=len(found),
            name=name,
        )
    raise StudioError(
        "nobody in the studio is called {name!r}",
        hint="see who is there: bozzetto people list",
        name=name,
    )


def _by_key(members: list[Member], name: str) -> list[Member]:
    match = _LETTERS.fullmatch(name)
    if match is None or len(match[1]) < MIN_LETTERS:
        return []
    return [member for member in members if member.key.partition(":")[2].startswith(match[1])]


def unlock(studio: Studio, key: Key) -> None:
    """Open a person's key with that person's passphrase.

    Raises:
        StudioError: the key is not here.
        LockedError: nobody gave the passphrase, or it is not its own.
    """
    if not studio.keys.is_locked(key):
        return
    names = (PERSON_PASSPHRASE, *([PASSPHRASE] if key == studio.owner else []))
    given = next((os.environ[name] for name in names if name in os.environ), None)
    if given is None and is_terminal():
        given = str(click.prompt(_("passphrase of {key}", key=key), hide_input=True, err=True))
    if given is None:
        raise LockedError(
            "the key {key} is locked",
            hint="set BOZZETTO_PASSPHRASE_PERSON, or run the command in a terminal",
            key=key,
        )
    studio.unlock(key, given)


def new_passphrase(variable: str, *, protect: bool) -> str | None:
    """Return the passphrase of a key that is going to be made; None where it has none.

    Args:
        variable: Of the environment: what it holds is taken, and nothing is asked.
        protect: Whether it has one.
    """
    given = os.environ.get(variable)
    if not protect or given:
        return given if protect else None
    if not is_terminal():
        raise click.UsageError(
            _("say --no-passphrase, or set {variable}", variable=variable),
            click.get_current_context(silent=True),
        )
    label, again = _("passphrase for the new key"), _("once more")
    return str(click.prompt(label, hide_input=True, confirmation_prompt=again, err=True))
