"""``bozzetto sign``: a signature behind a finished PDF, with the signer's own certificate."""

from pathlib import Path

import click

from bozzetto.cli.command import Command
from bozzetto.cli.options import ExistingFile, OutputFile, json_option
from bozzetto.cli.output import fields, note, show_json
from bozzetto.cli.signing import Signing, signing_options
from bozzetto.cli.writing import write_file
from bozzetto.evidence.certificate import Certified
from bozzetto.evidence.signature import MAX_PDF_BYTES, SignedPdf
from bozzetto.language import _
from bozzetto.record import JSONObject, digest_of, moment_of
from bozzetto.upkeep.times import short_time

__all__ = ["sign"]


@click.command("sign", cls=Command)
@click.argument("source", metavar="IN.pdf", type=ExistingFile())
@click.argument("file", metavar="OUT.pdf", type=OutputFile())
@signing_options(required=True)
@json_option
def sign(source: Path, file: Path, signing: Signing, as_json: bool) -> None:
    """Sign a PDF with a certificate, after it was read.

    Needs no studio, but the extra `signature`. What is in IN.pdf stays as it is, to the last
    byte, and the signature is written behind it (PAdES). It shows that whoever had the key
    signed these bytes; it says nothing about who made a picture.
    """
    if file.exists() and file.samefile(source):
        raise click.UsageError(
            _("{path} is what is signed: name another file for the result", path=file),
            click.get_current_context(silent=True),
        )
    with source.open("rb") as opened:
        done = signing.sign(opened.read(MAX_PDF_BYTES + 1))  # one more: too long is refused
    write_file(file, done.data)
    _remark(done, signing)
    if as_json:
        show_json(_value(file, done, signing))
    else:
        _show(file, done, signing.signer)


def _remark(done: SignedPdf, signing: Signing) -> None:
    """Say what a reader of the signature will miss."""
    signer = signing.signer
    if signer.is_self_made:
        note(_("the certificate was issued by its own holder: it identifies nobody"))
    elif not signer.is_whole:
        note(
            _(
                "the file has no certificate of {issuer}: readers must find it elsewhere",
                issuer=signer.chain[-1].issuer.rfc4514_string(),
            )
        )
    if signing.final and not done.certifies:
        note(_("the PDF was signed before, and only the first signature can forbid changes"))
    if signing.authority is None:
        note(_("no authority was asked: when it was signed is the signer's own word"))


def _show(file: Path, done: SignedPdf, signer: Certified) -> None:
    rows = [
        (_("file"), str(file)),
        (_("digest"), digest_of(done.data)),
        (_("size"), _("{count} bytes", count=f"{len(done.data):,}")),
        (_("signed by"), signer.subject),
        (_("issued by"), signer.issuer),
    ]
    if done.token is not None:
        rows.append((_("timestamp"), short_time(done.token.gen_time)))
    fields(rows)


def _value(file: Path, done: SignedPdf, signing: Signing) -> JSONObject:
    """Return what was written as JSON."""
    signer, token = signing.signer, done.token
    asked = None if signing.authority is None else signing.authority.name
    return {
        "file": str(file),
        "digest": digest_of(done.data),
        "size": len(done.data),
        "level": "PAdES B-B" if token is None else "PAdES B-T",
        "final": done.certifies,
        "signer": signer.subject,
        "issuer": signer.issuer,
        "until": moment_of(signer.certificate.not_valid_after_utc),
        "self_made": signer.is_self_made,
        "chain": len(signer.chain),
        "timestamp": None
        if token is None
        else {"authority": asked, "time": moment_of(token.gen_time), "serial": str(token.serial)},
    }
