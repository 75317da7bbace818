"""``bozzetto papers``: drafts that people correct, complete and sign, in an office program."""

from datetime import datetime
from pathlib import Path

import click

from bozzetto import __version__
from bozzetto.cli.command import Command
from bozzetto.cli.options import Choice, bundle_option, json_option, since_option
from bozzetto.cli.output import fields, note, show_json
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.evidence.papers.folder import files_of, must_be_free, write_files
from bozzetto.evidence.papers.load import Loaded, write_load
from bozzetto.evidence.papers.places import languages_of, papers_of
from bozzetto.language import _, spoken, term
from bozzetto.law import Place
from bozzetto.record import JSONObject, digest_of
from bozzetto.upkeep.sources import Asking, source_of

__all__ = ["papers"]


@click.command("papers", cls=Command)
@click.argument("name", metavar="WORK")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--for",
    "place",
    type=Choice([place.value for place in Place]),
    metavar="PLACE",
    help=term("for whom: cn, us, eu, jp or kr; else what is the same everywhere"),
)
@click.option(
    "--both",
    is_flag=True,
    help=term("with the other language under the one of the place, Chinese or English"),
)
@since_option
@bundle_option
@click.option(
    "--load",
    is_flag=True,
    help=term(
        "also copy the pictures, with DAT and OPT load files for review platforms, into the folder"
        " VOL001"
    ),
)
@json_option
def papers(
    name: str,
    folder: Path,
    place: str | None,
    both: bool,
    dispute: datetime | None,
    bundle: Path | None,
    load: bool,
    as_json: bool,
) -> None:
    """Write drafts of the papers that go with a work, for people to complete and sign.

    DOCX and XLSX, into FOLDER, which is empty or not there yet. Each sentence names the entries
    that it rests on; what only people can say is left blank. docs/papers.md says what each is.
    """
    must_be_free(folder)
    where = None if place is None else Place(place)
    with open_studio() as studio:
        work = choose_work(studio, name)
        source = source_of(studio, work, Asking(where, dispute, bundle), f"bozzetto {__version__}")
        drafts = papers_of(source, languages_of(where, spoken().value, both=both))
        files = files_of(drafts, max(step.time for step in source.work))
        write_files(folder, files)
        loaded = write_load(studio, source, folder) if load else None
    if as_json:
        show_json(_value(work.digest, folder, files, loaded))
        return
    fields([(each, digest_of(data)) for each, data in files.items()])
    if loaded is not None:
        fields([(_("load files"), str(loaded.folder))])
    note(_("these are drafts: people complete and sign them, and a lawyer decides"))


def _value(work: str, folder: Path, files: dict[str, bytes], loaded: Loaded | None) -> JSONObject:
    return {
        "work": work,
        "folder": str(folder),
        "files": [
            {"name": name, "digest": digest_of(data), "size": len(data)}
            for name, data in files.items()
        ],
        "load": None if loaded is None else _loaded(loaded),
    }


def _loaded(loaded: Loaded) -> JSONObject:
    return {
        "folder": str(loaded.folder),
        "documents": loaded.documents,
        "natives": loaded.natives,
        "images": loaded.images,
    }
