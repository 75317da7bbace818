"""What a person says about what was recorded: remark, correction, undoing, erasure.

Each is signed by the key of the person whose act it is. The entries that it is about stay.
"""

from pathlib import Path

import click

from bozzetto.cli.acting import acting, person_option
from bozzetto.cli.command import Command
from bozzetto.cli.naming import find_asset, find_entry, find_thing
from bozzetto.cli.options import ExistingFile, json_option, work_option
from bozzetto.cli.output import is_terminal, show_json
from bozzetto.cli.recorded import recorded_value, show_recorded
from bozzetto.cli.session import choose_work
from bozzetto.cli.words import read_words
from bozzetto.language import _

__all__ = ["comment", "correct", "erase", "undo"]


@click.command("comment", cls=Command)
@click.argument("text", required=False)
@click.option("--file", type=ExistingFile(), metavar="FILE", help="a file that holds the text")
@click.option(
    "--about", multiple=True, metavar="FILE|ENTRY", help="a file or an entry that it is about"
)
@work_option
@person_option
@json_option
def comment(
    text: str | None,
    file: Path | None,
    about: tuple[str, ...],
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Record a remark.

    TEXT is in your own words; - reads them from standard input.
    """
    words = read_words(text, file)
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        recorded = work.comment(words, [find_thing(work, name) for name in about], person=who)
    show_recorded(work, recorded, as_json=as_json)


@click.command("correct", cls=Command)
@click.argument("entry")
@click.argument("text", required=False)
@click.option("--file", type=ExistingFile(), metavar="FILE", help="a file that holds the text")
@work_option
@person_option
@json_option
def correct(
    entry: str,
    text: str | None,
    file: Path | None,
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Say that an entry is wrong, and what is right. The entry itself stays.

    ENTRY is its number in the work, or the first digits of its digest. TEXT says what is wrong
    and why; - reads it from standard input.
    """
    words = read_words(text, file)
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        recorded = work.correct(find_entry(work, entry), words, person=who)
    show_recorded(work, recorded, as_json=as_json)


@click.command("undo", cls=Command)
@click.argument("choice")
@click.argument("text", required=False)
@click.option("--file", type=ExistingFile(), metavar="FILE", help="a file that holds the text")
@work_option
@person_option
@json_option
def undo(
    choice: str,
    text: str | None,
    file: Path | None,
    work_name: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Undo a choice: correct it, and make each candidate what it was before.

    CHOICE is its number in the work, or the first digits of its digest. TEXT says why; - reads
    it from standard input. The choice itself stays in the record.
    """
    words = None if text is None and file is None else read_words(text, file)
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        corrected, restored = work.undo(find_entry(work, choice), words, person=who)
    if as_json:
        value = {"corrected": corrected, "restored": restored}
        show_json({name: recorded_value(work, done) for name, done in value.items()})
        return
    for done in (corrected, restored):
        show_recorded(work, done, as_json=False)


@click.command("erase", cls=Command)
@click.argument("file")
@click.option("--reason", required=True, metavar="TEXT", help="why; the record keeps it")
@click.option("--yes", is_flag=True, help="do not ask")
@work_option
@person_option
@json_option
def erase(
    file: str, reason: str, yes: bool, work_name: str | None, person: str | None, as_json: bool
) -> None:
    """Erase a file's bytes from the studio for ever.

    FILE is a path, or the first digits of a digest. The entries stay, and an entry says what
    went, when and why. Other works that name the same bytes lose them too.
    """
    with acting(person) as (studio, who):
        work = choose_work(studio, work_name)
        digest = find_asset(work, file)
        if not yes:
            _confirm(_("erase the bytes of {digest} for ever?", digest=digest))
        recorded = work.erase([digest], reason, person=who)
    show_recorded(work, recorded, as_json=as_json)


def _confirm(question: str) -> None:
    if not is_terminal():
        raise click.UsageError(_("say --yes: nobody is here to ask"), click.get_current_context())
    click.confirm(question, abort=True, err=True)
