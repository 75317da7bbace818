"""``bozzetto stamp``: a timestamp for a picture that was signed without one."""

from pathlib import Path

import click

from bozzetto.capture.taking import digest_file
from bozzetto.cli.command import Command
from bozzetto.cli.credentials import CredentialSigning, credentials_options
from bozzetto.cli.options import ExistingFile, OutputFile, json_option
from bozzetto.cli.output import fields, note, show_json
from bozzetto.cli.session import open_studio
from bozzetto.labels.credentials import Signed, Trust, stamp_later
from bozzetto.language import _

__all__ = ["stamp"]


@click.command("stamp", cls=Command)
@click.argument("source", metavar="IN", type=ExistingFile())
@click.argument("file", metavar="OUT", type=OutputFile())
@credentials_options
@json_option
def stamp(source: Path, file: Path, signing: CredentialSigning, as_json: bool) -> None:
    """Put a timestamp upon a picture's content credentials.

    For a PNG, JPEG or AVIF that was signed while no authority answered, as long as its
    certificate is valid: without a timestamp readers no longer take credentials once that has
    expired. A second signature is written, and the authority is asked for both. OUT is another
    file than the one that the record names.
    """
    context = click.get_current_context()
    if signing.authority is None:
        raise click.UsageError(_("{name} is missing", name="--timestamp"), context)
    with open_studio() as studio:
        signer = signing.signer(studio)
        if signer is None:
            raise click.UsageError(_("{name} is missing", name="--sign"), context)
        signed = stamp_later(source, file, signer, signing.authority, clock=studio.clock)
    if as_json:
        show_json({"file": str(file), "digest": digest_file(file), **signed.to_value()})
    else:
        _show(file, signed)


def _show(file: Path, signed: Signed) -> None:
    if signed.trust is Trust.SELF_ATTESTED:
        note(_("the certificate was issued by its own holder: it identifies nobody"))
    fields(
        [
            (_("file"), str(file)),
            (_("digest"), digest_file(file)),
            (_("timestamp"), signed.stamped_by or ""),
        ]
    )
