"""Saves: what Krita says of a document at the moment when it has saved it.

On Krita's own thread only names are read, some hundred at most times; copying the file, and writing
the report, happen in the reporter's thread. Whatever fails is told once on Krita's error output,
goes into the record as something missed, and hinders nobody.
"""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from .bozzetto_reporter import File, Reporter

if TYPE_CHECKING:
    from typing import Callable, Iterator, Protocol

    class Signal(Protocol):
        """One of Qt's."""

        def connect(self, slot: Callable[..., None]) -> object:
            """Have `slot` called."""

    class Notifier(Protocol):
        """https://api.kde.org/krita/html/classNotifier.html."""

        imageSaved: Signal  # noqa: N815  # Krita's name
        applicationClosing: Signal  # noqa: N815  # Krita's name

        def setActive(self, value: bool) -> None:  # noqa: N802  # Krita's name
            """Let it signal."""

    class Node(Protocol):
        """https://api.kde.org/krita/html/classNode.html."""

        def name(self) -> str:
            """Return what it is called."""

        def visible(self) -> bool:
            """Return whether it is switched on."""

        def childNodes(self) -> list[Node]:  # noqa: N802  # Krita's name
            """Return what is in it, the lowest first."""

    class Document(Protocol):
        """https://api.kde.org/krita/html/classDocument.html."""

        def fileName(self) -> str:  # noqa: N802  # Krita's name
            """Return where it was saved."""

        def rootNode(self) -> Node:  # noqa: N802  # Krita's name
            """Return what all layers are in."""

        def documentInfo(self) -> str:  # noqa: N802  # Krita's name
            """Return what it says of itself, in XML."""

    class Application(Protocol):
        """https://api.kde.org/krita/html/classKrita.html."""

        def version(self) -> str:
            """Return which Krita it is."""

        def notifier(self) -> Notifier:
            """Return what signals."""

        def documents(self) -> list[Document]:
            """Return the open documents."""


__all__ = ["Recording", "start"]

NAME = "bozzetto-krita 1"
CONNECTION = "bozzetto.json"  # written beside this module by `bozzetto connect`
PROJECTS = (".kra", ".krz", ".ora", ".psd", ".psb", ".xcf")
MOST_LAYERS = 4096  # that one report names
MOST_SAID = 50  # hidden layers that a note names
MAX_NAME = 1024  # characters of a layer's name and those of its groups
LAST = 3.0  # seconds that Krita waits for the last reports when it ends
_ABOUT = "{http://www.calligra.org/DTD/document-info}"
# What documentInfo() has, and how it is called in a note
_SAID = {
    "author/full-name": "author",
    "about/creation-date": "begun",
    "about/date": "last changed",
    "about/editing-time": "worked on for seconds",
    "about/editing-cycles": "saved times",
}


class Recording:
    """Hands over what one Krita saves."""

    def __init__(self, application: Application, reporter: Reporter) -> None:
        """Take Krita, and where to hand over; nothing happens before `begin`."""
        self._krita = application
        self._reporter = reporter
        self._notifier = application.notifier()  # kept: Krita makes a new one at each call
        self._told: set[str] = set()

    def begin(self) -> None:
        """Say what surrounds, and listen from now on."""
        self._reporter.report("started", {"settings": environment()})
        self._notifier.setActive(True)
        self._notifier.imageSaved.connect(self.saved)
        self._notifier.applicationClosing.connect(self.stop)

    def saved(self, name: str) -> None:
        """Hand over a file that was saved; Krita calls it, and nothing here reaches it."""
        try:
            self._save(str(name))
        except Exception as error:  # noqa: BLE001  # whatever happens here, Krita goes on
            self._miss(error)

    def settle(self, seconds: float = LAST) -> bool:
        """Wait until all that was saved is handed over; False where time runs out."""
        return self._reporter.flush(seconds)

    def stop(self) -> None:
        """Hand over what is left, and say that it ends."""
        self._reporter.close(LAST)

    def _save(self, name: str) -> None:
        body: dict[str, object] = {"before": [], "after": 0}
        if name.lower().endswith(PROJECTS):
            body["project"] = 0
        document = self._document(name)
        if document is not None:
            layers = list(walk(document.rootNode()))
            body["layers"] = [path for path, _ in layers[:MOST_LAYERS]]
            note = said(document.documentInfo(), [path for path, shown in layers if not shown])
            if note:
                body["note"] = note
        self._reporter.report("edit", body, files=[File(Path(name).name, path=name)])

    def _document(self, name: str) -> Document | None:
        """Return the open document of that file; None where none is known, as after an export."""
        known = (each for each in self._krita.documents() if each is not None)
        return next((each for each in known if each.fileName() == name), None)

    def _miss(self, error: Exception) -> None:
        kind = type(error).__name__  # never its text, which may hold anything
        if kind not in self._told:
            self._told.add(kind)
            print(f"Bozzetto: a save is not recorded: {kind}", file=sys.stderr)  # noqa: T201
        self._reporter.report("lost", {"note": f"a save: {kind}"})


def start(application: Application) -> Recording | None:
    """Begin to hand over what Krita saves; None, and a line of why, where nothing is connected."""
    try:
        with (Path(__file__).parent / CONNECTION).open(encoding="utf-8") as file:
            spool = str(json.load(file)["spool"])
        reporter = Reporter(spool, {"name": "Krita", "version": application.version()}, NAME)
        recording = Recording(application, reporter)
        recording.begin()
    except Exception as error:  # noqa: BLE001  # whatever happens here, Krita goes on
        print(f"Bozzetto: nothing is recorded: {type(error).__name__}", file=sys.stderr)  # noqa: T201
        return None
    return recording


def environment() -> dict[str, str]:
    """Return what surrounds Krita."""
    return {"python": platform.python_version(), "system": platform.system()}


def walk(root: Node) -> Iterator[tuple[str, bool]]:
    """Give each layer's name after those of its groups, and whether it is shown; the topmost first.

    A layer in a group that is hidden is not shown.
    """
    waiting = [(node, "", True) for node in root.childNodes()]
    while waiting:
        node, above, shown = waiting.pop()
        path = (above + " / " if above else "") + str(node.name())
        shown = shown and bool(node.visible())
        yield path[-MAX_NAME:], shown
        waiting += [(child, path, shown) for child in node.childNodes()]


def said(info: str, hidden: list[str]) -> str:
    """Put into words which layers are hidden, and what Krita says of author and time."""
    words = []
    if hidden:
        more = len(hidden) - MOST_SAID
        names = ", ".join(hidden[:MOST_SAID]) + (f" and {more} more" if more > 0 else "")
        words.append("layers hidden: " + names)
    root = ET.fromstring(info)  # noqa: S314  # Krita's own, made at this moment
    told = {word: root.findtext(_path(place)) for place, word in _SAID.items()}
    claims = [f"{word} {text.strip()}" for word, text in told.items() if text and text.strip()]
    if claims:
        words.append("Krita says: " + ", ".join(claims))
    return "; ".join(words)


def _path(place: str) -> str:
    return "/".join(_ABOUT + name for name in place.split("/"))
