"""One file a tool: watches it, and turns what it sees into events."""

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
