"""Sessions: the studio that a command works in, opened as the command needs it.

Who acts signs, so the commands that state something need the owner's key, and its passphrase
where it has one: from BOZZETTO_PASSPHRASE, from the desktop's key store where the package
``keyring`` is installed, or asked for in a terminal. Nothing is ever asked without one.
"""

import importlib
import importlib.util
import os
from pathlib import Path

import click

from bozzetto.api import Studio, Work
from bozzetto.cli.command import FOLDER
from bozzetto.cli.output import is_terminal
from bozzetto.errors import StudioError
from bozzetto.language import _
from bozzetto.studio import default_studio

__all__ = [
    "PASSPHRASE",
    "choose_work",
    "known_passphrase",
    "open_studio",
    "remember_passphrase",
    "studio_folder",
]

PASSPHRASE = "BOZZETTO_PASSPHRASE"  # noqa: S105  # the variable's name
SERVICE = "bozzetto"  # in the key store; the user name there is the studio's digest


def studio_folder() -> Path:
    """Return the folder of the studio that is meant."""
    folder = click.get_current_context().meta.get(FOLDER)
    return folder if isinstance(folder, Path) else default_studio()


def open_studio(*, to_sign: bool = False) -> Studio:
    """Open the studio that is meant.

    Args:
        to_sign: Whether the owner is going to sign; a locked key is then unlocked.

    Raises:
        StudioError: there is none, or the key cannot be unlocked.
    """
    folder, given = studio_folder(), os.environ.get(PASSPHRASE)
    studio = Studio.open(folder, passphrase=given)
    if not to_sign or given is not None or not studio.keys.is_locked(studio.owner):
        return studio
    studio.close()
    return Studio.open(folder, passphrase=_passphrase(studio))


def choose_work(studio: Studio, name: str | None) -> Work:
    """Return the work that is meant: the named one, or the only one.

    Raises:
        StudioError: none is meant, or several could be.
    """
    if name is not None:
        return studio.find_work(name)
    works = studio.works()
    if len(works) == 1:
        return studio.find_work(works[0].digest)
    if works:
        raise StudioError(
            "the studio has {count} works, and none is named",
            hint="name one with --work, or set BOZZETTO_WORK",
            count=len(works),
        )
    raise StudioError("the studio has no work yet", hint="begin one with: bozzetto work open TITLE")


def known_passphrase(user: str) -> str | None:
    """Return the passphrase that nobody has to be asked for; None where there is none.

    Args:
        user: The studio's digest: its name in the key store.
    """
    given = os.environ.get(PASSPHRASE)
    return _remembered(user) if given is None else given


def _passphrase(studio: Studio) -> str | None:
    known = _remembered(studio.digest)
    if known is not None or not is_terminal():
        return known
    return str(click.prompt(_("passphrase"), hide_input=True, err=True))


def _remembered(user: str) -> str | None:
    """Return the passphrase that the desktop's key store has."""
    if importlib.util.find_spec("keyring") is None:
        return None
    keyring = importlib.import_module("keyring")
    try:
        known = keyring.get_password(SERVICE, user)
    except keyring.errors.KeyringError:
        return None  # a locked or absent store is as none: there are two other ways
    return None if known is None else str(known)


def remember_passphrase(user: str, passphrase: str) -> None:
    """Put a passphrase into the desktop's key store.

    Raises:
        StudioError: there is no key store, or it refuses.
    """
    if importlib.util.find_spec("keyring") is None:
        raise StudioError(
            "no key store can be reached: the package keyring is not installed",
            hint="install it with: pip install 'bozzetto[keyring]'",
        )
    keyring = importlib.import_module("keyring")
    try:
        keyring.set_password(SERVICE, user, passphrase)
    except keyring.errors.KeyringError as error:
        raise StudioError("the key store refuses: {why}", why=error) from error
