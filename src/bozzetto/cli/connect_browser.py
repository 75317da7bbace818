"""``bozzetto connect browser``: an extension of the browser is paired with a work."""

from pathlib import Path

from bozzetto.capture.browser.pairing import pair
from bozzetto.capture.handover.connection import Connection
from bozzetto.capture.handover.installing import integration
from bozzetto.cli.output import fields, hint, say
from bozzetto.language import _
from bozzetto.record import JSONObject
from bozzetto.studio.layout import Layout
from bozzetto.studio.lock import is_held
from bozzetto.upkeep.settings import read_settings
from bozzetto.web.address import DEFAULT_PORT, LOOPBACK
from bozzetto.web.running import Running

__all__ = ["pairing_code", "pairing_value", "show_pairing"]

MANIFEST = "manifest.json"


def pairing_code(layout: Layout, connection: Connection) -> str:
    """Pair an extension with a connection, and return what the person gives to it.

    The token stands behind ``#``, which a browser sends nowhere.

    Raises:
        BozzettoError: the pairing cannot be written down.
    """
    return f"http://{LOOPBACK}:{_port(layout)}/#{pair(layout, connection)}"


def _port(layout: Layout) -> int:
    """Return where the studio is served, or will be as far as one can know."""
    running = Running.read(layout.serving)
    if running is not None and is_held(layout.serving_lock):
        return running.port
    return read_settings(layout).port or DEFAULT_PORT


def _extension(connection: Connection) -> Path | None:
    """Return the folder of the extension: where it was put, else where it came with the package."""
    for each in connection.installed:
        if each.path.name == MANIFEST:
            return each.path.parent
    packed = integration(connection.sort)
    return packed if isinstance(packed, Path) else None


def pairing_value(connection: Connection, code: str) -> JSONObject:
    """Return what `show_pairing` says, for programs."""
    folder = _extension(connection)
    return {"code": code, "extension": None if folder is None else str(folder)}


def show_pairing(connection: Connection, title: str, code: str) -> None:
    """Say where the extension lies, how a browser takes it in, and what to give to it."""
    folder = _extension(connection)
    fields(
        [
            (_("connection"), connection.id),
            (_("work"), title),
            (_("extension"), "-" if folder is None else str(folder)),
            (_("pairing"), code),
        ]
    )
    say()
    say(
        _(
            "Chromium, Chrome, Edge: open chrome://extensions, turn developer mode on, choose"
            " “Load unpacked”, and name that folder"
        )
    )
    say(
        _(
            "Firefox: open about:debugging, choose “This Firefox”, “Load Temporary Add-on”, and"
            " name manifest.json in that folder; Firefox forgets it when it ends"
        )
    )
    say(_("then paste the pairing into the extension's settings; it is shown this once"))
    hint(_("what you record there is taken while the studio is served: bozzetto serve"))
