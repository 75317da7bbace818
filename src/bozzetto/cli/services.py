"""``bozzetto proxy openai`` and ``gemini``: before a picture service, for any program."""

import sys
from collections.abc import Callable

import click

from bozzetto.capture.api.proxy import ServiceProxy
from bozzetto.capture.handover.connection import connect, spool_of
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.capture.proxy import prepare
from bozzetto.cli.acting import find_member
from bozzetto.cli.command import Command
from bozzetto.cli.options import work_option
from bozzetto.cli.output import note, say
from bozzetto.cli.proxy import proxy, record_until_stopped
from bozzetto.cli.record import stopped_by_signals
from bozzetto.cli.session import choose_work, open_studio, studio_folder
from bozzetto.language import _, term
from bozzetto.record.kinds import WRITERS
from bozzetto.studio import Layout
from bozzetto.studio.lock import is_held

__all__ = ["gemini", "openai", "proxy"]

SORT = "api"
MAX_PORT = 65_535


def _shared(port: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that both have."""
    options = (
        click.option(
            "--port",
            type=click.IntRange(0, MAX_PORT),
            metavar="N",
            default=port,
            help=term("the port of the proxy; 0 takes any that is free"),
        ),
        work_option,
        click.option(
            "--prompts-by",
            type=click.Choice(WRITERS),
            default="unknown",
            help=term("who writes the prompts"),
        ),
        click.option(
            "--person",
            metavar="NAME|KEY",
            help=term("whose acts in the tool these are; else only the tool is named"),
        ),
    )

    def give(function: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            function = option(function)
        return function

    return give


@proxy.command("openai", cls=Command)
@click.option("--to", "url", metavar="URL", default="https://api.openai.com", help="of the service")
@_shared(8290)
def openai(url: str, port: int, work_name: str | None, prompts_by: str, person: str | None) -> None:
    """Record what programs make with OpenAI's API, or with one that is called as it is.

    Give the program the printed address in the place of the service's own, as its base URL. Only
    calls that may make pictures are recorded, and never a key; docs/tools/python.md says more.
    """
    _run("OpenAI", url, port, work_name, prompts_by, person)


@proxy.command("gemini", cls=Command)
@click.option(
    "--to",
    "url",
    metavar="URL",
    default="https://generativelanguage.googleapis.com",
    help="of the service",
)
@_shared(8291)
def gemini(url: str, port: int, work_name: str | None, prompts_by: str, person: str | None) -> None:
    """Record what programs make with Gemini's API.

    Give the program the printed address in the place of the service's own, as its base URL. Only
    calls that may make pictures are recorded, and never a key; docs/tools/python.md says more.
    """
    _run("Gemini", url, port, work_name, prompts_by, person)


def _run(
    label: str, url: str, port: int, work_name: str | None, prompts_by: str, person: str | None
) -> None:
    """Stand before a service until a signal asks to end."""
    prepare()
    layout = Layout(studio_folder().absolute())
    served = layout.exists() and is_held(layout.serving_lock)
    with open_studio(to_sign=person is not None and not served) as studio:
        work = choose_work(studio, work_name)
        members = [each for each in studio.people.members() if each.sort != "device"]
        whose = None if person is None else find_member(members, person).key
        connection = connect(studio.layout, sort=SORT, label=label, work=work.digest, person=whose)
        spool = str(spool_of(studio.layout, connection))
        standing = ServiceProxy.into(spool, url, port, prompts_by=prompts_by)
        standing.start()
        try:
            words = {"label": label, "title": work.title, "url": standing.url}
            with stopped_by_signals() as stop:
                say(_("{label}, recorded into {title}: {url}", **words))
                sys.stdout.flush()
                record_until_stopped(studio, stop)
        finally:
            standing.close()
        if not is_held(layout.serving_lock):
            Receiver(studio, connection).drain()
    note(_("stopped: from now on nothing is seen"))
