"""What a person says about a work: intent, material, choice, edit.

Each is signed by the key of the person whose act it is, the owner's where nobody is named, and
known as ``stated``: the record says that somebody said so, when, and by which key, and not that
it is true.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from bozzetto.api import Program, Work
from bozzetto.cli.acting import acting, person_option
from bozzetto.cli.command import Command
from bozzetto.cli.naming import find_assets, find_thing
from bozzetto.cli.options import Choice, ExistingFile, json_option, work_option
from bozzetto.cli.recorded import show_recorded
from bozzetto.cli.session import choose_work
from bozzetto.cli.words import read_words
from bozzetto.language import _
from bozzetto.record import DIMENSIONS, Digest

__all__ = ["choose", "edit", "intent", "material"]

_dimensions = click.option(
    "--dimension",
    "dimensions",
    multiple=True,
    type=Choice(DIMENSIONS),
    metavar="WORD",
    help="what of the picture it changes: layout, proportion, viewing angle, composition elements,"
    " colour, lines",
)


@click.command("intent", cls=Command)
@click.argument("text", required=False)
@click.option("--file", type=ExistingFile(), metavar="FILE", help="a file that holds the text")
@click.option(
    "--about", multiple=True, metavar="FILE|ENTRY", help="a file or an entry that it is about"
)
@_dimensions
@work_option
@person_option
@json_option
def intent(
    text: str | None,
    file: Path | None,
    about: tuple[str, ...],
    dimensions: tuple[str, ...],
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Say what you want to make, and why.

    TEXT is in your own words; - reads them from standard input. Said before the picture exists,
    it shows what the picture was made towards.
    """
    words = read_words(text, file)
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        targets = [find_thing(work, name) for name in about]
        recorded = work.state_intent(words, targets=targets, dimensions=dimensions, person=who)
    show_recorded(work, recorded, as_json=as_json)


@click.command("material", cls=Command)
@click.argument("file", type=ExistingFile())
@click.option(
    "--role",
    required=True,
    metavar="WORD",
    help="what it serves as: sketch, photo, reference, mask, control, model-note, ...",
)
@click.option(
    "--origin",
    required=True,
    metavar="WORD",
    help="where it is from: own hand, own photo, licensed, public domain, generated, ...",
)
@click.option("--note", metavar="TEXT", help="what it is, and what may be done with it")
@work_option
@person_option
@json_option
def material(
    file: Path,
    role: str,
    origin: str,
    note: str | None,
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Record a file that goes into the work: a sketch, a photo, a reference, a mask.

    FILE is kept to the last byte.
    """
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        recorded = work.add_material(file, role=role, origin=origin, note=note, person=who)
    show_recorded(work, recorded, as_json=as_json)


@click.command("choose", cls=Command)
@click.argument("candidates", nargs=-1, metavar="[FILE]...")
@click.option("--among", multiple=True, metavar="FILE", help="a candidate, as FILE is")
@click.option("--chosen", multiple=True, metavar="FILE", help="a candidate that was chosen")
@click.option("--rejected", multiple=True, metavar="FILE", help="a candidate that was rejected")
@click.option("--reason", metavar="TEXT", help="why, in your own words")
@work_option
@person_option
@json_option
def choose(
    candidates: tuple[str, ...],
    among: tuple[str, ...],
    chosen: tuple[str, ...],
    rejected: tuple[str, ...],
    reason: str | None,
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Record a choice among pictures.

    FILE is a candidate: a path, or the first digits of a digest. Without any, the candidates
    are those that were chosen and rejected. What is in neither list stays undecided, and
    nothing is removed.
    """
    offered = (*candidates, *among) or (*chosen, *rejected)
    if not offered:
        raise click.UsageError(_("there is nothing to choose among"), click.get_current_context())
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        among_them = find_assets(work, offered)
        recorded = work.choose(
            among_them,
            chosen=_candidates(work, chosen, among_them),
            rejected=_candidates(work, rejected, among_them),
            reason=reason,
            person=who,
        )
    show_recorded(work, recorded, as_json=as_json)


def _candidates(work: Work, names: Sequence[str], offered: Sequence[Digest]) -> list[Digest]:
    """Find files that must be among the candidates."""
    found = find_assets(work, names)
    if not set(found) <= set(offered):
        raise click.UsageError(
            _("what is chosen or rejected must be among the candidates"),
            click.get_current_context(silent=True),
        )
    return found


@click.command("edit", cls=Command)
@click.argument("after", type=ExistingFile())
@click.option(
    "--before",
    multiple=True,
    required=True,
    metavar="FILE",
    help="what it was made from: a path, or the first digits of a digest",
)
@click.option("--tool", required=True, metavar="NAME", help="the program it was edited with")
@click.option("--tool-version", metavar="TEXT", help="the program's version")
@_dimensions
@click.option("--note", metavar="TEXT", help="what was changed, and why")
@click.option(
    "--project", type=ExistingFile(), metavar="FILE", help="the program's own file, with its layers"
)
@work_option
@person_option
@json_option
def edit(
    after: Path,
    *,
    before: tuple[str, ...],
    tool: str,
    tool_version: str | None,
    dimensions: tuple[str, ...],
    note: str | None,
    project: Path | None,
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Record what you changed in a picture by hand.

    AFTER is the picture as it is now.
    """
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        recorded = work.record_edit(
            find_assets(work, before),
            after,
            program=Program(tool, tool_version),
            dimensions=dimensions,
            note=note,
            project=project,
            person=who,
        )
    show_recorded(work, recorded, as_json=as_json)
