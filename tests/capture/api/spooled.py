"""What lies in a spool, read back: reports in order, with their files' bytes."""

import json
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.handover.report import parse_report

__all__ = ["Told", "acts", "holds", "told"]


@dataclass(frozen=True)
class Told:
    """One report."""

    number: int
    act: str
    job: str | None
    body: dict
    files: dict[str, bytes]  # by the name that the tool gives
    at: str
    tool: dict

    def data(self, index: int) -> bytes:
        """Return the bytes of a file by its place."""
        return list(self.files.values())[index]

    @property
    def raw(self) -> str:
        """The request or the answer that goes along."""
        return self.data(self.body["raw"]).decode()


def told(spool: Path) -> list[Told]:
    """Read every report below a folder, of one run after the other; each is of its form."""
    found = []
    for path in sorted(spool.rglob("*.json"), key=lambda path: (path.parent, path.name)):
        value = json.loads(path.read_bytes())
        parse_report(path.read_bytes(), value["run"], value["number"])
        files = {each["name"]: (path.parent / each["file"]).read_bytes() for each in value["files"]}
        assert len(files) == len(value["files"])
        found.append(
            Told(
                value["number"],
                value["act"],
                value.get("job"),
                value["body"],
                files,
                value["at"],
                value["tool"],
            )
        )
    return found


def acts(reports: list[Told]) -> list[str]:
    """Name what happened, in order."""
    return [each.act for each in reports]


def holds(folder: Path, secret: str) -> list[Path]:
    """List the files below a folder in whose bytes a text is."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]
