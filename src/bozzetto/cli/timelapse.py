"""``bozzetto timelapse``: a work's recorded pictures as a film, made afterwards."""

import re
from pathlib import Path

import click

from bozzetto import __version__
from bozzetto.cli.command import Command
from bozzetto.cli.options import OutputFile, json_option
from bozzetto.cli.output import fields, show_json
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.cli.writing import write_file
from bozzetto.evidence.dossier import Source
from bozzetto.evidence.timelapse import MAX_SIDE, MIN_SIDE, Film, Showing, film_of, sheet_of
from bozzetto.evidence.timelapse.film import LEAST, MOST
from bozzetto.language import _, spoken, term
from bozzetto.record import JSONObject, digest_of
from bozzetto.studio import Studio, Work
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.names import names_of

__all__ = ["timelapse"]

_SECONDS = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,3}))?")


class Seconds(click.ParamType[int]):
    """A short time, in seconds with up to three decimals; milliseconds of it."""

    name = "seconds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return milliseconds.

        Raises:
            click.BadParameter: it is no such time, or nobody would see or await it.
        """
        if isinstance(value, int):
            return value  # click asks of a type to leave alone what it made
        match = _SECONDS.fullmatch(str(value))
        found = 0 if match is None else int(match[1]) * 1000 + int((match[2] or "").ljust(3, "0"))
        if not LEAST <= found <= MOST:
            self.fail(_("want 0.1 to 60 seconds, got {got!r}", got=str(value)), param, ctx)
        return found


@click.command("timelapse", cls=Command)
@click.argument("name", metavar="WORK")
@click.argument("file", metavar="OUT.mp4", type=OutputFile())
@click.option(
    "--sheet",
    type=OutputFile(),
    metavar="FILE",
    help=term("also write a contact sheet: a PNG, or pages where the name ends in .pdf"),
)
@click.option(
    "--side",
    type=click.IntRange(MIN_SIDE, MAX_SIDE),
    default=1280,
    metavar="PIXELS",
    help=term("the film's width, 640 to 1920 pixels; else 1280"),
)
@click.option(
    "--seconds",
    "state",
    type=Seconds(),
    default="2",
    metavar="SECONDS",
    help=term("how long each state is shown; else 2"),
)
@click.option(
    "--both",
    is_flag=True,
    help=term("in Chinese with English under it; else in the language of --lang"),
)
@json_option
def timelapse(
    name: str,
    file: Path,
    sheet: Path | None,
    side: int,
    state: int,
    both: bool,
    as_json: bool,
) -> None:
    """Write a work's recorded pictures as a film, in the order of the record.

    An MP4 with AV1. Every frame names its entry and says that it was made from the record
    afterwards. Rejected pictures are shown as such, and absent ones as grey fields. The same
    record gives the same bytes. Needs the extra `timelapse`.
    """
    languages = ("zh", "en") if both else (spoken().value,)
    showing = Showing(languages, side, state)
    with open_studio() as studio:
        source = _source(studio, choose_work(studio, name))
        pages = sheet is not None and sheet.suffix.lower() == ".pdf"
        drawn = None if sheet is None else sheet_of(source, studio, languages, as_pages=pages)
        film = film_of(source, studio, showing)
    write_file(file, film.data)
    if sheet is not None and drawn is not None:
        write_file(sheet, drawn)
    if as_json:
        written = None if sheet is None or drawn is None else _file_value(sheet, drawn)
        value = _film_value(film, file)
        show_json({"work": source.work[0].digest, **value, "sheet": written})
        return
    _show(film, file)
    if sheet is not None and drawn is not None:
        fields([(_("contact sheet"), str(sheet)), (_("digest"), digest_of(drawn))])


def _source(studio: Studio, work: Work) -> Source:
    """Gather what frames say; no pixel is compared, and no law is asked."""
    return Source(
        facts_of(studio, work),
        (),
        work.assets(),
        names_of(studio),
        (),
        studio.checkpoint(),
        (),
        program=f"bozzetto {__version__}",
    )


def _show(film: Film, file: Path) -> None:
    fields(
        [
            (_("file"), str(file)),
            (_("digest"), digest_of(film.data)),
            (_("size"), _("{count} bytes", count=f"{len(film.data):,}")),
            (_("frames"), str(film.frames)),
            (_("duration"), _("{count} s", count=f"{film.duration / 1000:g}")),
        ]
    )


def _film_value(film: Film, file: Path) -> JSONObject:
    return {
        **_file_value(file, film.data),
        "frames": film.frames,
        "states": film.states,
        "milliseconds": film.duration,
        "width": film.size[0],
        "height": film.size[1],
    }


def _file_value(file: Path, data: bytes) -> JSONObject:
    return {"file": str(file), "digest": digest_of(data), "size": len(data)}
