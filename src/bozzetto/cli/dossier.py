"""``bozzetto dossier``: a work's record as a PDF for those who read and do not run programs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from bozzetto import __version__
from bozzetto.cli.command import Command
from bozzetto.cli.options import Choice, OutputFile, bundle_option, json_option, since_option
from bozzetto.cli.output import fields, note, show_json
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.cli.signing import Signing, signed, signing_options
from bozzetto.cli.writing import write_file
from bozzetto.evidence.dossier import (
    Filed,
    Source,
    outline_of,
    render_exchange,
    render_volumes,
)
from bozzetto.evidence.measuring import can_measure
from bozzetto.language import _, spoken, term
from bozzetto.law import Place, Words
from bozzetto.record import JSONObject, digest_of
from bozzetto.studio import Studio
from bozzetto.upkeep.sources import Asking, source_of

__all__ = ["dossier"]

FILING, EXCHANGE = "filing", "exchange"


@click.command("dossier", cls=Command)
@click.argument("name", metavar="WORK")
@click.argument("file", metavar="OUT.pdf", type=OutputFile())
@click.option(
    "--for",
    "place",
    type=Choice([place.value for place in Place]),
    metavar="PLACE",
    help=term("whose law: cn, us, eu, jp or kr; else every factor, without authorities"),
)
@click.option(
    "--both",
    is_flag=True,
    help=term("in Chinese with English under it; else in the language of --lang"),
)
@since_option
@bundle_option
@click.option(
    "--copy",
    type=Choice([FILING, EXCHANGE]),
    default=FILING,
    metavar="KIND",
    help=term("filing: without attachments, in volumes; exchange: with the bundle attached"),
)
@signing_options()
@json_option
def dossier(
    name: str,
    file: Path,
    place: str | None,
    both: bool,
    dispute: datetime | None,
    bundle: Path | None,
    copy: str,
    signing: Signing | None,
    as_json: bool,
) -> None:
    """Write a work's dossier: what happened, on which entries it rests, and what is weak.

    A PDF/A-2b in A4 without attachments; what is larger than 15 MB is cut into volumes,
    OUT-1.pdf, OUT-2.pdf and so on. The same record gives the same bytes, unless they are signed.
    Needs the extra `dossier`, and `signature` for a signature; what is not in the record is not
    in it.
    """
    if copy == EXCHANGE and bundle is None:
        raise click.UsageError(_("an exchange copy needs a bundle: name it with --bundle"))
    languages = ("zh", "en") if both else (spoken().value,)
    with open_studio() as studio:
        work = choose_work(studio, name)
        asking = Asking(None if place is None else Place(place), dispute, bundle)
        source = source_of(studio, work, asking, f"bozzetto {__version__}")
        if source.facts.edits and not can_measure():
            note(_("edits are shown without measures: numpy is not installed"))
        attached = bundle if copy == EXCHANGE else None
        files = _made(source, studio, languages, attached)
    # All are signed before one is written: a timestamp that does not come leaves nothing behind
    finished = [(path, each, _finished(each.data, signing)) for path, each in _placed(file, files)]
    _show(work.digest, copy, [_written(*each) for each in finished], as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that was written."""

    path: Path
    digest: str
    size: int  # bytes
    chapters: Words

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "file": str(self.path),
            "digest": self.digest,
            "size": self.size,
            "chapters": self.chapters.en,
        }


def _made(
    source: Source, studio: Studio, languages: tuple[str, ...], attached: Path | None
) -> tuple[Filed, ...]:
    if attached is None or source.bundle is None:
        return render_volumes(outline_of(source), studio, languages)
    outline = outline_of(replace(source, bundle=replace(source.bundle, is_attached=True)))
    return (render_exchange(outline, studio, languages, attached),)


def _placed(file: Path, files: tuple[Filed, ...]) -> Iterable[tuple[Path, Filed]]:
    """Name the files: one as it was asked for, several with their numbers."""
    if len(files) == 1:
        return [(file, files[0])]
    return [
        (file.with_name(f"{file.stem}-{number}{file.suffix}"), each)
        for number, each in enumerate(files, 1)
    ]


def _finished(pdf: bytes, signing: Signing | None) -> bytes:
    return pdf if signing is None else signed(pdf, signing)


def _written(path: Path, filed: Filed, data: bytes) -> _Written:
    write_file(path, data)
    digest = digest_of(data)
    return _Written(path, digest, len(data), filed.chapters)


def _show(work: str, copy: str, files: list[_Written], *, as_json: bool) -> None:
    if as_json:
        show_json({"work": work, "copy": copy, "files": [each.to_value() for each in files]})
        return
    for each in files:
        size = _("{count} bytes", count=f"{each.size:,}")
        rows = [(_("file"), str(each.path)), (_("digest"), each.digest), (_("size"), size)]
        if len(files) > 1:
            rows.append((_("chapters"), each.chapters.said(spoken())))
        fields(rows)
