"""The Python interface: the same words as the command line.

    from bozzetto import Program, Studio

    with Studio.open() as studio:
        work = studio.open_work("Cat pendant")
        work.state_intent("A silver cat that looks back over its shoulder.")
        ...
        studio.seal()
        work.export(Path("cat.zip"))

It puts together what the floors below keep apart: a studio that can describe pictures, and
works that can be exported. What looks on while other libraries work is loaded when it is asked
for: it brings an HTTP client along.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bozzetto import studio
from bozzetto.capture.description import describe
from bozzetto.evidence.bag import Progress
from bozzetto.evidence.bundle import Withheld
from bozzetto.evidence.export import Exported, export_work
from bozzetto.record import Asset, Digest, Seen
from bozzetto.studio import Description, Input, Instruction, ModelFile, Program, Prompt
from bozzetto.verify import Report, verify_bundle

if TYPE_CHECKING:
    from bozzetto.capture.api.transport import async_transport, transport
    from bozzetto.capture.pipelines import recording

__all__ = [
    "Asset",
    "Digest",
    "Exported",
    "Input",
    "Instruction",
    "ModelFile",
    "Program",
    "Prompt",
    "Report",
    "Seen",
    "Studio",
    "Withheld",
    "Work",
    "async_transport",
    "recording",
    "transport",
    "verify_bundle",
]

_LATER = {
    "async_transport": "bozzetto.capture.api.transport",
    "recording": "bozzetto.capture.pipelines",
    "transport": "bozzetto.capture.api.transport",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(importlib.import_module(_LATER[name]), name)
    raise AttributeError(name)


class Work(studio.Work):
    """A work that can be exported."""

    def export(
        self, path: Path, *, withheld: Withheld | None = None, progress: Progress | None = None
    ) -> Exported:
        """Write the work's evidence bundle: `evidence.export.export_work`."""
        return export_work(self, path, withheld=withheld, progress=progress)


class Studio(studio.Studio):
    """A studio that describes the pictures it keeps, and whose works can be exported."""

    def describe(self, _file: BinaryIO) -> Description:
        """Say what a picture's bytes say about it: type, size, decoded samples."""
        return describe(_file)

    def open_work(self, title: str, *, terms: str | None = None) -> Work:
        """Begin a work."""
        return self._work_of(super().open_work(title, terms=terms))

    def work(self, digest: Digest) -> Work:
        """Return the work whose chain has this digest."""
        return self._work_of(super().work(digest))

    def find_work(self, name: str) -> Work:
        """Find a work by its title, or by the first digits of its digest."""
        return self._work_of(super().find_work(name))

    def works(self) -> list[studio.Work]:
        """List the works, oldest first."""
        return [self._work_of(work) for work in super().works()]

    def _work_of(self, work: studio.Work) -> Work:
        return Work(self, work.digest, work.title)
