"""Copies: what came of a release, file by file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bozzetto.labels.credentials import Signed
from bozzetto.labels.release.preset import Preset
from bozzetto.labels.release.writing import Remark
from bozzetto.labels.visible import Shown
from bozzetto.record import Digest, JSONObject

__all__ = ["Copy"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A labelled copy.

    Attributes:
        path: Where it is.
        preset: For whom.
        digest: Of its bytes.
        size: Bytes.
        labels: Kinds: visible, aigc, iptc, sb942, c2pa.
        reader: The program that read its words back.
        shown: Its visible label, measured; None without one.
        signed: Its credentials, read back; None without any.
        remarks: What the picture said already, and what became of it.
    """

    path: Path
    preset: Preset
    digest: Digest
    size: int
    labels: tuple[str, ...]
    reader: str
    shown: Shown | None
    signed: Signed | None
    remarks: tuple[Remark, ...]

    def at(self, path: Path) -> Self:
        """Return it where it was placed."""
        shown = None if self.shown is None else replace(self.shown, path=path)
        signed = None if self.signed is None else replace(self.signed, path=path)
        return replace(self, path=path, shown=shown, signed=signed)

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "file": str(self.path),
            "preset": self.preset.value,
            "digest": self.digest,
            "size": self.size,
            "labels": [*self.labels],
            "read_by": self.reader,
            "visible": None if self.shown is None else _shown_value(self.shown),
            "credentials": None if self.signed is None else self.signed.to_value(),
            "found": [remark.to_value() for remark in self.remarks],
        }


def _shown_value(shown: Shown) -> JSONObject:
    return {
        "text": shown.text,
        "position": shown.position.value,
        "height": shown.height,
        "percent": f"{shown.percent:.1f}",
        "lost": [*shown.lost],
    }
