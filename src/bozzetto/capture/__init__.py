"""One file a tool: watches it, and turns what it sees into events.

The names below are loaded when they are asked for: who only reads which tools are connected
needs nothing that reads pictures.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bozzetto.capture.filing import Filed, Filer
    from bozzetto.capture.folder import FolderWatch
    from bozzetto.capture.importing import ImportReport, import_files
    from bozzetto.capture.naming import spell
    from bozzetto.capture.notice import WatchEvent, What
    from bozzetto.capture.taking import UntakenError, describe_file
    from bozzetto.capture.telling import tell

__all__ = [
    "Filed",
    "Filer",
    "FolderWatch",
    "ImportReport",
    "UntakenError",
    "WatchEvent",
    "What",
    "describe_file",
    "import_files",
    "spell",
    "tell",
]

_LATER = {
    "Filed": "filing",
    "Filer": "filing",
    "FolderWatch": "folder",
    "ImportReport": "importing",
    "UntakenError": "taking",
    "WatchEvent": "notice",
    "What": "notice",
    "describe_file": "taking",
    "import_files": "importing",
    "spell": "naming",
    "tell": "telling",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(importlib.import_module(f"bozzetto.capture.{_LATER[name]}"), name)
    raise AttributeError(name)
