"""The Python interface: the same words as the command line.

    from bozzetto import Program, Studio

    with Studio.open() as studio:
        work = studio.open_work("Cat pendant")
        work.state_intent("A silver cat that looks back over its shoulder.")
        ...
        studio.seal()
        work.export(Path("cat.zip"))

It puts together what the floors below keep apart: a studio that can describe pictures, and
works that can be exported. What describes pictures, writes bundles, verifies them, or looks on
while other libraries work is loaded when it is asked for: most commands do none of it, and would
wait for it.
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bozzetto import studio
from bozzetto.record import Asset, Digest, Seen
from bozzetto.studio import (
    Description,
    Input,
    Instruction,
    LabelledCopy,
    ModelFile,
    Program,
    Prompt,
)

if TYPE_CHECKING:
    from bozzetto.capture.api.transport import async_transport, transport
    from bozzetto.capture.pipelines import recording
    from bozzetto.evidence.bag import Progress
    from bozzetto.evidence.bundle import Withheld
    from bozzetto.evidence.export import Exported
    from bozzetto.verify import Report, verify_bundle

__all__ = [
    "Asset",
    "Digest",
    "Exported",
    "Input",
    "Instruction",
    "LabelledCopy",
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
    "Exported": "bozzetto.evidence.export",
    "Report": "bozzetto.verify",
    "Withheld": "bozzetto.evidence.bundle",
    "async_transport": "bozzetto.capture.api.transport",
    "recording": "bozzetto.capture.pipelines",
    "transport": "bozzetto.capture.api.transport",
    "verify_bundle": "bozzetto.verify",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(importlib.import_module(_LATER[name]), name)
    raise AttributeError(name)


class Work(studio.Work):
    """A work that can be exported."""

    def export(
        self,
        path: Path,
        *,
        withheld: "Withheld | None" = None,
        with_keys: bool = False,
        progress: "Progress | None" = None,
    ) -> "Exported":
        """Write the work's evidence bundle: `evidence.export.export_work`."""
        from bozzetto.evidence.export import export_work  # noqa: PLC0415  # see above

        return export_work(self, path, withheld=withheld, with_keys=with_keys, progress=progress)


class Studio(studio.Studio):
    """A studio that describes the pictures it keeps, and whose works can be exported."""

    def describe(self, _file: BinaryIO) -> Description:
        """Say what a picture's bytes say about it: type, size, decoded samples."""
        from bozzetto.capture.description import describe  # noqa: PLC0415  # see above

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
