"""``bozzetto listen``: a tool that tells everybody what happens in it, and is listened to."""

from pathlib import Path

import click

from bozzetto.capture.invokeai import Listener, check_installed
from bozzetto.capture.proxy import Tool, parse_upstream
from bozzetto.cli.command import Command, Group
from bozzetto.cli.options import ExistingPath, work_option
from bozzetto.cli.output import note
from bozzetto.cli.proxy import connected, record_until_stopped
from bozzetto.cli.record import stopped_by_signals
from bozzetto.language import _, term

__all__ = ["listen"]


@click.group("listen", cls=Group)
def listen() -> None:
    """Listen to a tool that tells what happens in it: nothing is installed in it.

    The tool is used as before. What happens is recorded into one work, until Ctrl-C.
    """


@listen.command("invokeai", cls=Command)
@click.option("--to", "url", metavar="URL", default="http://127.0.0.1:9090", help="of InvokeAI")
@work_option
@click.option(
    "--person",
    metavar="NAME|KEY",
    help=term("whose acts in the tool these are; else only the tool is named"),
)
@click.option(
    "--projects",
    metavar="FOLDER",
    type=ExistingPath(),
    help=term("where canvas projects (.invk) are saved: those that come are recorded, too"),
)
def invokeai(url: str, work_name: str | None, person: str | None, projects: Path | None) -> None:
    """Record what is made with InvokeAI: instructions, pictures, canvas, choices.

    It may be started before InvokeAI, and goes on when InvokeAI was away; what it missed then is
    asked for, and recorded with the time that InvokeAI says. docs/tools/invokeai.md says what is
    recorded, and what is not.
    """
    upstream = parse_upstream(url)
    check_installed()
    with connected("invokeai", "InvokeAI", work_name, person) as bound:
        listener = Listener(Tool(upstream), bound.spool, projects=projects, changed=_tell)
        listener.start()
        try:
            with stopped_by_signals() as stop:
                bound.say(upstream.url)
                record_until_stopped(bound.studio, stop)
        finally:
            listener.close()


def _tell(there: bool) -> None:
    """Say whether what happens is heard."""
    if there:
        note(_("InvokeAI is there, and is listened to"))
    else:
        note(_("InvokeAI is away; it is asked again and again"))
