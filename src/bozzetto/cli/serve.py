"""``bozzetto serve``: the studio in the browser."""

import logging
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from bozzetto.cli.command import Command
from bozzetto.cli.options import ExistingFile
from bozzetto.cli.output import complain, note, say, say_error
from bozzetto.cli.session import known_passphrase, studio_folder
from bozzetto.errors import StudioError
from bozzetto.language import _
from bozzetto.studio.layout import Layout
from bozzetto.upkeep.settings import read_settings
from bozzetto.web.address import DEFAULT_PORT, LOOPBACK
from bozzetto.web.running import ask_running, claim
from bozzetto.web.server import Server, Tls, make_server

__all__ = ["serve"]

MAX_PORT = 65_535


@click.command("serve", cls=Command)
@click.option("--host", default=LOOPBACK, metavar="HOST", help="listen on another address, too")
@click.option(
    "--port",
    type=click.IntRange(0, MAX_PORT),
    metavar="N",
    help="the port; else the settings' or 8421, or a free one where that is taken",
)
@click.option("--no-browser", is_flag=True, help="open no browser, and only say the address")
@click.option(
    "--tls-cert", type=ExistingFile(), metavar="FILE", help="encrypt, with this certificate (PEM)"
)
@click.option(
    "--tls-key", type=ExistingFile(), metavar="FILE", help="the certificate's private key (PEM)"
)
def serve(
    host: str,
    port: int | None,
    no_browser: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Open the studio in the browser.

    Only this machine can reach it, and only a browser that the printed address lets in: each
    address works once. Where the studio is served already, a new address is printed. It ends
    with Ctrl-C.
    """
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(_("--tls-cert and --tls-key go together"))
    layout = Layout(studio_folder().absolute())
    url = ask_running(layout) if layout.exists() else None
    if url is not None:
        _show(url)
        if not no_browser:
            webbrowser.open(url)
        return
    tls = None if tls_cert is None or tls_key is None else Tls(tls_cert, tls_key)
    wanted = _usual_port(layout) if port is None else port
    server = make_server(layout.root, host, wanted, falls=port is None, tls=tls)
    with server, claim(layout, server.address, server.desk.entrance.secret):
        _warn(server)
        _unlock(server)
        _run(server, browser=not no_browser)
    note(_("stopped"))


def _usual_port(layout: Layout) -> int:
    """Return the port that is tried where none is asked for."""
    return read_settings(layout).port or DEFAULT_PORT


def _run(server: Server, *, browser: bool) -> None:
    """Answer requests until a signal asks to end."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(message)s")
    url = f"{server.address.url}/open?token={server.desk.entrance.make_token()}"
    with _ended_by_signals(server):
        _show(url)
        if browser:  # one that runs in the terminal comes back when it is closed
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        server.work()


def _show(url: str) -> None:
    """Say the address on one line; a script reads its last word, and waits for it."""
    say(_("the studio in the browser: {url}", url=url))
    sys.stdout.flush()


def _warn(server: Server) -> None:
    address = server.address
    if address.is_loopback:
        return
    if address.tls:
        complain(_("others on the network can reach this address; only who has it comes in"))
    else:
        complain(
            _(
                "others on the network can reach this address, and read everything that goes "
                "over it: it is not encrypted. Name a certificate with --tls-cert and --tls-key"
            )
        )


def _unlock(server: Server) -> None:
    """Open the owner's key, where nobody has to be asked for its passphrase."""
    studios = server.desk.studios
    with studios.borrow() as studio:
        owner = studio.owner
        wanted = studio.keys.has(owner) and studio.keys.is_locked(owner)
        passphrase = known_passphrase(studio.digest) if wanted else None
    if passphrase is None:
        return
    try:
        studios.unlock(owner, passphrase)
    except StudioError as error:
        say_error(error)  # the page asks for it


@contextmanager
def _ended_by_signals(server: Server) -> Iterator[None]:
    """Turn signals that ask the process to end into an orderly end."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        server.end()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
