"""Signing: how a command is told whose certificate signs the PDFs that it writes.

    @signing_options()
    def dossier(..., signing: Signing | None) -> None:
        data = render(...) if signing is None else signed(render(...), signing)

The passphrase comes out of a file that is named, from BOZZETTO_PASSPHRASE_SIGN, or is asked for
in a terminal; never from the command line, which other programs can read. The certificate is
checked before the command begins. Nothing is asked of the network but the one timestamp a PDF.
"""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TypeVar

import click

from bozzetto.anchor import Authority, builtin_authorities, next_allowed
from bozzetto.certificates import MAX_FILE_BYTES
from bozzetto.cli.options import ExistingFile
from bozzetto.cli.output import is_terminal, note
from bozzetto.cli.session import studio_folder
from bozzetto.errors import FormatError, LockedError, StudioError
from bozzetto.evidence.certificate import Certified, read_certified
from bozzetto.evidence.signature import Remarks, SignedPdf, sign_pdf
from bozzetto.language import _, term
from bozzetto.studio import Clock
from bozzetto.studio.layout import Layout
from bozzetto.upkeep.authorities import read_authorities

__all__ = [
    "SIGN_PASSPHRASE",
    "Signing",
    "certificate_options",
    "find_authority",
    "given_passphrase",
    "read_file",
    "signed",
    "signing_options",
    "timestamp_option",
    "wait_for",
]

SIGN_PASSPHRASE = "BOZZETTO_PASSPHRASE_SIGN"  # noqa: S105  # the variable's name
MAX_PASSPHRASE_BYTES = 4096  # of its file: a longer one is a file that was named by mistake

Function = TypeVar("Function", bound=Callable[..., object])


@dataclass(slots=True)
class Signing:
    """Whose signature goes onto PDFs, and how.

    Attributes:
        signer: The key and its certificates.
        authority: Whom to ask for timestamps; None asks nobody.
        remarks: What is said beside each signature.
        final: Whether a signature forbids every change behind it.
        clock: What tells the time.
    """

    signer: Certified
    authority: Authority | None = None
    remarks: Remarks = field(default_factory=Remarks)
    final: bool = True
    clock: Clock = field(default_factory=Clock)
    _asked: datetime | None = None

    def sign(self, data: bytes) -> SignedPdf:
        """Sign a PDF, not asking the authority sooner than it allows.

        Raises:
            StudioError: see ``sign_pdf``.
            FormatError: see ``sign_pdf``.
            AnchorError: see ``sign_pdf``.
        """
        wait_for(self.authority, self._asked, self.clock)
        try:
            return sign_pdf(
                data,
                self.signer,
                now=self.clock.now(),
                authority=self.authority,
                remarks=self.remarks,
                final=self.final,
            )
        finally:
            self._asked = self.clock.now()


def wait_for(authority: Authority | None, asked: datetime | None, clock: Clock) -> None:
    """Keep the distance that an authority asks for, where it is asked several times.

    Args:
        authority: None is not waited for.
        asked: When it was asked last; None for never.
        clock: What tells the time.
    """
    if authority is None:
        return
    again = next_allowed(asked, authority)
    seconds = 0.0 if again is None else (again - clock.now()).total_seconds()
    if seconds > 0:
        # A clock that was set back makes it no longer than the distance itself
        seconds = min(seconds, float(authority.min_interval))
        note(
            _(
                "waiting {seconds} s: {name} asks for a pause between two queries",
                seconds=round(seconds),
                name=authority.name,
            )
        )
        sleep(seconds)


def signed(data: bytes, signing: Signing) -> bytes:
    """Sign a finished PDF.

    Raises:
        StudioError: see ``sign_pdf``.
        FormatError: see ``sign_pdf``.
        AnchorError: see ``sign_pdf``; no PDF comes out without the timestamp that was wanted.
    """
    return signing.sign(data).data


def signing_options(*, required: bool = False) -> Callable[[Function], Function]:
    """Let a command sign what it writes: it is given ``signing``, None where nobody wants it.

    Args:
        required: Whether the command does nothing else.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def called(
            *args: object,
            sign_file: Path | None,
            sign_key: Path | None,
            sign_passphrase_file: Path | None,
            timestamp: str | None,
            sign_reason: str,
            sign_place: str,
            sign_open: bool,
            **values: object,
        ) -> object:
            others = {
                "--sign-key": sign_key,
                "--sign-passphrase-file": sign_passphrase_file,
                "--timestamp": timestamp,
                "--sign-reason": sign_reason,
                "--sign-place": sign_place,
                "--sign-open": sign_open,
            }
            signing = None
            if sign_file is not None:
                authority = None if timestamp is None else find_authority(timestamp)
                signer = _read(sign_file, sign_key, given_passphrase(sign_passphrase_file))
                remarks = Remarks(sign_reason.strip(), sign_place.strip())
                signing = Signing(signer, authority, remarks, final=not sign_open)
                signer.check_at(signing.clock.now())
            elif any(others.values()):
                raise click.UsageError(
                    _("{name} is missing", name="--sign"), click.get_current_context(silent=True)
                )
            return function(*args, signing=signing, **values)

        return _with_options(called, required=required)  # type: ignore[return-value]  # as click's own decorators

    return decorate


def certificate_options(*, required: bool = False) -> Callable[[Function], Function]:
    """Let a command be told whose certificate signs: three options, for PDFs and pictures alike."""
    options = (
        click.option(
            "--sign",
            "sign_file",
            type=ExistingFile(),
            metavar="FILE",
            required=required,
            help=term("sign with the certificate in this file: .p12, .pfx or .pem"),
        ),
        click.option(
            "--sign-key",
            type=ExistingFile(),
            metavar="FILE.pem",
            help=term("the private key, where the certificate's .pem has none in it"),
        ),
        click.option(
            "--sign-passphrase-file",
            type=ExistingFile(),
            metavar="FILE",
            help=term(
                "a file whose first line is the key's passphrase; else"
                " BOZZETTO_PASSPHRASE_SIGN, or it is asked for"
            ),
        ),
    )

    def decorate(function: Function) -> Function:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def timestamp_option(function: Function) -> Function:
    """Let a command be told whom to ask for a timestamp over a signature."""
    return click.option(
        "--timestamp",
        metavar="NAME|URL",
        help=term("ask this authority for a timestamp over the signature; else nobody is asked"),
    )(function)


def _with_options(function: Callable[..., object], *, required: bool) -> Callable[..., object]:
    for option in (
        click.option(
            "--sign-open",
            is_flag=True,
            help=term("let others sign after this; else no change is allowed behind it"),
        ),
        click.option(
            "--sign-place",
            default="",
            metavar="TEXT",
            help=term("where it is signed; readers of the PDF are told"),
        ),
        click.option(
            "--sign-reason",
            default="",
            metavar="TEXT",
            help=term("why it is signed; readers of the PDF are told"),
        ),
        timestamp_option,
        certificate_options(required=required),
    ):
        function = option(function)
    return function


def given_passphrase(path: Path | None) -> str | None:
    """Return the passphrase that nobody has to be asked for; None where there is none."""
    if path is None:
        return os.environ.get(SIGN_PASSPHRASE)
    refused = FormatError(
        "the first line of {path} is no passphrase: text in UTF-8 is wanted", path=path
    )
    if path.stat().st_size > MAX_PASSPHRASE_BYTES:
        raise refused
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise refused from None
    if not lines:
        raise refused
    return lines[0]


def _read(path: Path, key: Path | None, passphrase: str | None) -> Certified:
    """Read the certificate, and ask for the passphrase where one is wanted.

    Raises:
        LockedError: nobody gave the passphrase, or it is not the key's.
    """
    data, private = read_file(path), None if key is None else read_file(key)
    try:
        return read_certified(data, passphrase, key=private)
    except LockedError:
        if passphrase is not None or not is_terminal():
            raise
    asked = click.prompt(_("passphrase of {key}", key=path.name), hide_input=True, err=True)
    return read_certified(data, str(asked), key=private)


def read_file(path: Path) -> bytes:
    """Read a file that holds a certificate or a key; what is too long is read so far."""
    with path.open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)  # one more: it is refused where it is read


def find_authority(name: str) -> Authority:
    """Find whom to ask: one that the studio asks, a built-in one, or an address.

    Raises:
        StudioError: there is none of that name.
        FormatError: it is not the address of an authority.
    """
    if "://" in name:
        given = Authority("timestamp", "timestamp", name)
        return replace(given, min_interval=0) if given.is_local else given
    asked = read_authorities(Layout(studio_folder()).authorities)
    for known in (*asked, *builtin_authorities()):
        if known.name == name:
            password = os.environ.get(known.password_env or "")
            return replace(known, password=password) if password else known
    raise StudioError(
        "no authority is known under the name {name!r}",
        hint="give its address, or see the names: bozzetto authority list",
        name=name,
    )
