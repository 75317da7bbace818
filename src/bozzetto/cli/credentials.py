"""Credentials: how a command is told who signs the content credentials that it writes.

    @credentials_options
    def release(..., signing: CredentialSigning) -> None:
        signer = signing.signer(studio)

A certificate comes in a file; its passphrase as for PDFs (`signing`). Who has none signs with a
chain of their own, which is made at its first use and kept beside the studio's keys: it shows that
one key signed all, and not whose it is.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from bozzetto.anchor import Authority
from bozzetto.api import Studio
from bozzetto.cli.output import is_terminal, note
from bozzetto.cli.signing import (
    certificate_options,
    find_authority,
    given_passphrase,
    read_file,
    timestamp_option,
    wait_for,
)
from bozzetto.errors import LockedError
from bozzetto.labels.credentials import (
    Signer,
    has_own_signer,
    make_own_signer,
    open_own_signer,
    read_signer,
)
from bozzetto.language import _, term
from bozzetto.studio import Clock
from bozzetto.upkeep.names import names_of

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["CredentialSigning", "credentials_options"]

OWN = "credentials"  # what the passphrase of a self-made chain is asked for

Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class CredentialSigning:
    """What the command line says about it.

    Attributes:
        file: A certificate; None for none.
        key: Its key, where the file has none.
        passphrase: A file with the key's passphrase.
        is_own: Whether the studio's own chain signs.
        authority: Whom to ask for a timestamp; None asks nobody.
    """

    file: Path | None
    key: Path | None
    passphrase: Path | None
    is_own: bool
    authority: Authority | None

    def pause_of(self, clock: Clock) -> Callable[[], None]:
        """Return what waits until the authority may be asked, each time it is going to be."""
        asked: list[datetime] = []

        def pause() -> None:
            wait_for(self.authority, asked[-1] if asked else None, clock)
            asked.append(clock.now())

        return pause

    def signer(self, studio: Studio) -> Signer | None:
        """Return who signs; None where nobody does.

        Raises:
            FormatError: a file is not of its form.
            LockedError: the passphrase is missing or wrong.
            StudioError: the certificate is none to sign credentials with, or is not valid now.
            RecordingError: a chain of one's own could not be kept.
        """
        if self.is_own:
            signer = _own(studio, given_passphrase(self.passphrase))
        elif self.file is not None:
            signer = _read(self.file, self.key, given_passphrase(self.passphrase))
        else:
            return None
        signer.check_at(studio.clock.now())
        return signer


def credentials_options(function: Function) -> Function:
    """Let a command sign content credentials: it is given ``signing``."""

    @functools.wraps(function)
    def called(
        *args: object,
        sign_file: Path | None,
        sign_key: Path | None,
        sign_passphrase_file: Path | None,
        self_made: bool,
        timestamp: str | None,
        **values: object,
    ) -> object:
        context = click.get_current_context(silent=True)
        if self_made and sign_file is not None:
            raise click.UsageError(_("give either --sign, or --self-made"), context)
        if sign_key is not None and sign_file is None:
            raise click.UsageError(_("{name} is missing", name="--sign"), context)
        if sign_passphrase_file is not None and sign_file is None and not self_made:
            raise click.UsageError(_("{name} is missing", name="--sign"), context)
        authority = None if timestamp is None else find_authority(timestamp)
        signing = CredentialSigning(sign_file, sign_key, sign_passphrase_file, self_made, authority)
        return function(*args, signing=signing, **values)

    return _with_options(called)  # type: ignore[return-value]  # as click's own decorators


def _with_options(function: Callable[..., object]) -> Callable[..., object]:
    for option in (
        timestamp_option,
        click.option(
            "--self-made",
            is_flag=True,
            help=term(
                "sign with a certificate of the studio's own, in the owner's name: it shows"
                " that one key signed all, and not whose it is"
            ),
        ),
        certificate_options(),
    ):
        function = option(function)
    return function


def _read(path: Path, key: Path | None, passphrase: str | None) -> Signer:
    data, private = read_file(path), None if key is None else read_file(key)
    return _opened(lambda given: read_signer(data, given, key=private), passphrase, path.name)


def _own(studio: Studio, passphrase: str | None) -> Signer:
    """Open the studio's own chain; make it where there is none yet."""
    folder = studio.layout.credentials
    if has_own_signer(folder):
        return _opened(lambda given: open_own_signer(folder, given), passphrase, OWN)
    name = names_of(studio).get(studio.owner) or "Bozzetto"
    signer = make_own_signer(folder, name, now=studio.clock.now(), passphrase=passphrase)
    note(
        _(
            "made a certificate in the name {name}, which nobody vouches for: {folder}",
            name=name,
            folder=folder,
        )
    )
    return signer


def _opened(read: Callable[[str | None], Signer], passphrase: str | None, name: str) -> Signer:
    """Open a key, and ask for its passphrase where one is wanted and somebody is there."""
    try:
        return read(passphrase)
    except LockedError:
        if passphrase is not None or not is_terminal():
            raise
    return read(str(click.prompt(_("passphrase of {key}", key=name), hide_input=True, err=True)))
