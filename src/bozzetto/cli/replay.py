"""``bozzetto replay``: an instruction of the record, given to its tool again; later, and marked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bozzetto.cli.command import Command
from bozzetto.cli.naming import find_entry
from bozzetto.cli.options import ExistingPath, json_option, work_option
from bozzetto.cli.output import note, say, show_json
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.errors import StudioError
from bozzetto.escape import escape
from bozzetto.evidence.replay import (
    MARK,
    BrokenError,
    Looked,
    look,
    read_recipe,
    recorders,
    replay,
    tool_at,
)
from bozzetto.evidence.replay.telling import tell
from bozzetto.language import _, join, join_parts, spoken, term
from bozzetto.law import Words

if TYPE_CHECKING:
    from bozzetto.record import JSONObject

__all__ = ["replay_"]

MINUTES = 30  # that a tool may take, where nothing else is said


@click.command("replay", cls=Command)
@click.argument("step", metavar="STEP")
@click.argument("folder", metavar="OUT_FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--at",
    "url",
    metavar="URL",
    required=True,
    help=term("where the tool listens, as http://127.0.0.1:8188"),
)
@click.option(
    "--remote",
    is_flag=True,
    help=term("let it be another machine: words and pictures of the record go there"),
)
@click.option(
    "--models",
    type=ExistingPath(),
    metavar="DIR",
    help=term("ComfyUI's folder of models, on this machine: its files are held to their digests"),
)
@click.option(
    "--minutes",
    type=click.IntRange(1, 24 * 60),
    default=MINUTES,
    metavar="N",
    help=term("how long the tool may take; else 30"),
)
@click.option(
    "--though-recorded",
    is_flag=True,
    help=term("go on where a connected tool would record the re-run as a job of today"),
)
@click.option("--plan", is_flag=True, help=term("say what would be asked of the tool, and stop"))
@work_option
@json_option
def replay_(  # noqa: PLR0917  # as many as it has options
    step: str,
    folder: Path,
    url: str,
    remote: bool,
    models: Path | None,
    minutes: int,
    though_recorded: bool,
    plan: bool,
    work_name: str | None,
    as_json: bool,
) -> None:
    """Give a recorded instruction to its tool again, and compare what comes.

    STEP is an instruction, or an output of one: its number in the work, or the first digits of
    its digest. The tool is ComfyUI, or a web UI of the AUTOMATIC1111 family with its API. What
    comes goes into OUT_FOLDER, marked as made later, corroboration only; nothing of it enters the
    record. docs/replay.md says what it shows and what it does not.
    """
    with open_studio() as studio, tool_at(url, remote=remote) as line:
        work = choose_work(studio, work_name)
        recipe = read_recipe(studio, work, find_entry(work, step))
        try:
            looked = look(line, recipe, models)
        except BrokenError as error:
            raise StudioError(
                "the tool at {url} cannot be asked: {why}", url=url, why=_in(error.words)
            ) from error
        _refuse(looked)
        if plan:
            _show_plan(looked, as_json=as_json)
            return
        if not though_recorded:
            _keep_out(recorders(studio, recipe.family))
        note(_in(MARK))
        for words in looked.asked:
            note(escape(_in(words)))
        report = replay(studio, work, line, looked, folder, seconds=minutes * 60)
    if as_json:
        show_json({**report.to_value(), "folder": str(folder)})
        return
    for words in tell(report):
        say(escape(_in(words)))
    say(_("written to {place}", place=folder))


def _keep_out(known: tuple[str, ...]) -> None:
    """Refuse a re-run that something else would record."""
    if known:
        raise StudioError(
            "what is connected to the tool would record the re-run as a job of today: {names}",
            hint="disconnect it meanwhile, ask a copy of the tool, or say --though-recorded",
            names=join(known),
        )


def _refuse(looked: Looked) -> None:
    """Say what lacks, where anything does."""
    if looked.lacks:
        raise StudioError(
            "entry {number} cannot be given again: {lacks}",
            hint="see docs/replay.md for what a re-run needs",
            number=looked.recipe.number,
            lacks=join_parts(_in(each) for each in looked.lacks),
        )


def _show_plan(looked: Looked, *, as_json: bool) -> None:
    if as_json:
        value: JSONObject = {
            "mark": {"en": MARK.en, "zh": MARK.zh},
            "entry": looked.recipe.entry,
            "number": looked.recipe.number,
            "asked": [each.en for each in looked.asked],
            "circumstances": [each.to_value() for each in looked.sides],
            "notes": [each.en for each in looked.recipe.notes],
        }
        show_json(value)
        return
    say(_in(MARK))
    for words in (*looked.asked, *looked.recipe.notes):
        say(escape(_in(words)))


def _in(words: Words) -> str:
    return words.said(spoken())
