"""``bozzetto proxy``: a tool's page opened through this program, which sees what happens in it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import Connection, connect, spool_of
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.capture.proxy import ComfyUI, Proxy, Tool, Upstream, WebUI, parse_upstream, prepare
from bozzetto.cli.acting import find_member
from bozzetto.cli.command import Command, Group
from bozzetto.cli.options import work_option
from bozzetto.cli.output import note, say
from bozzetto.cli.receive import receive_until_stopped
from bozzetto.cli.record import stopped_by_signals
from bozzetto.cli.session import choose_work, open_studio, studio_folder
from bozzetto.errors import BozzettoError
from bozzetto.language import _, error_words, hint_words, speaking, term
from bozzetto.record import Key
from bozzetto.studio import Layout
from bozzetto.studio.lock import is_held

__all__ = ["Bound", "connected", "proxy", "record_until_stopped"]

MAX_PORT = 65_535
APART = 10  # how far the proxy's port is from the tool's: the page's own settings belong to a port
SERVED_SECONDS = 2.0  # between two looks whether the studio is still served

_Observer = ComfyUI | WebUI


@dataclass(frozen=True, slots=True)
class _Sort:
    """A tool that can be looked at."""

    name: str
    label: str
    observe: Callable[[Tool, str], _Observer]


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all proxies have."""
    port = click.option(
        "--port",
        type=click.IntRange(0, MAX_PORT),
        metavar="N",
        help=term("the port of the proxy; else ten above the tool's; 0 takes any that is free"),
    )
    person = click.option(
        "--person",
        metavar="NAME|KEY",
        help=term("whose acts in the tool these are; else only the tool is named"),
    )
    return port(work_option(person(function)))


@click.group("proxy", cls=Group)
def proxy() -> None:
    """Look at a tool by standing before it: nothing is installed in it.

    The tool's page is opened at the proxy's address, and works as before. Only this machine can
    reach it. What happens is recorded into one work, until Ctrl-C.
    """


@proxy.command("comfyui", cls=Command)
@click.option("--to", "url", metavar="URL", default="http://127.0.0.1:8188", help="of ComfyUI")
@_shared
def comfyui(url: str, port: int | None, work_name: str | None, person: str | None) -> None:
    """Record what is made with ComfyUI, its page or its API.

    Open the printed address in the place of ComfyUI's own. Instructions, uploads, masks, and the
    pictures of save and preview nodes are recorded; docs/tools/proxy.md says what is not.
    """
    _run(_Sort("comfyui", "ComfyUI", ComfyUI), parse_upstream(url), port, work_name, person)


@proxy.command("webui", cls=Command)
@click.option("--to", "url", metavar="URL", default="http://127.0.0.1:7860", help="of the web UI")
@_shared
def webui(url: str, port: int | None, work_name: str | None, person: str | None) -> None:
    """Record what programs make with the API of AUTOMATIC1111, Forge, reForge or SD.Next.

    Its page in the browser works through the proxy, and is not recorded: install the extension
    for that. docs/tools/proxy.md says what is recorded.
    """
    sort = _Sort("webui", "Stable Diffusion web UI", WebUI)
    _run(sort, parse_upstream(url), port, work_name, person)


def _run(
    sort: _Sort, upstream: Upstream, port: int | None, work_name: str | None, person: str | None
) -> None:
    """Stand before a tool until a signal asks to end."""
    prepare()
    with (
        connected(sort.name, sort.label, work_name, person) as bound,
        _standing(sort, upstream, _port(upstream, port), bound.spool) as url,
        stopped_by_signals() as stop,  # before anybody is told that it stands
    ):
        bound.say(url)
        record_until_stopped(bound.studio, stop)


@dataclass(frozen=True, slots=True)
class Bound:
    """A tool, bound to a work of an open studio."""

    studio: Studio
    connection: Connection
    title: str  # of the work

    @property
    def spool(self) -> str:
        """Where what happens in the tool is handed over."""
        return str(spool_of(self.studio.layout, self.connection))

    def say(self, url: str) -> None:
        """Say where the tool is, and into which work it is recorded."""
        label = self.connection.label
        say(_("{label}, recorded into {title}: {url}", label=label, title=self.title, url=url))
        sys.stdout.flush()


@contextmanager
def connected(sort: str, label: str, work_name: str | None, person: str | None) -> Iterator[Bound]:
    """Connect a tool while the caller stays; what is left then is recorded at the end."""
    layout = Layout(studio_folder().absolute())
    served = layout.exists() and is_held(layout.serving_lock)
    with open_studio(to_sign=person is not None and not served) as studio:
        work = choose_work(studio, work_name)
        whose = _person(studio, person)
        connection = connect(studio.layout, sort=sort, label=label, work=work.digest, person=whose)
        yield Bound(studio, connection, work.title)
        if not is_held(layout.serving_lock):
            Receiver(studio, connection).drain()
    note(_("stopped: from now on nothing is seen"))


@contextmanager
def _standing(sort: _Sort, upstream: Upstream, port: int, spool: str) -> Iterator[str]:
    """Let the proxy work while the caller stays; it says where."""
    observer = sort.observe(Tool(upstream), spool)
    try:
        standing = Proxy(upstream, port, observer, _words)
        standing.start()
        try:
            yield standing.url
        finally:
            standing.close()
    finally:
        observer.close()


def record_until_stopped(studio: Studio, stop: threading.Event) -> None:
    """Record what is handed over; where the studio is served, its server does, while it runs."""
    while is_held(studio.layout.serving_lock) and not stop.wait(SERVED_SECONDS):
        pass
    if not stop.is_set():
        receive_until_stopped(studio, stop)


def _port(upstream: Upstream, wanted: int | None) -> int:
    usual = upstream.port + APART
    return wanted if wanted is not None else usual if usual <= MAX_PORT else 0


def _person(studio: Studio, name: str | None) -> Key | None:
    if name is None:
        return None
    members = [each for each in studio.people.members() if each.sort != "device"]
    return find_member(members, name).key


def _words(error: BozzettoError, accepted: str) -> str:
    """Say an error in the language that a page asks for, and what to do next."""
    from bozzetto.web.guard import asked_language  # noqa: PLC0415  # takes a second, and is rare

    with speaking(asked_language(accepted)):
        said = (error_words(error), hint_words(error))
    return "\n".join(each for each in said if each)
