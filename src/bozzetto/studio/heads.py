"""Heads: what this machine remembers of each log, outside of the studio.

A log never signs two checkpoints that contradict each other. A studio's folder that is brought
back from an older copy would make it do so; what it had signed last is therefore remembered
beside it, in the user's state folder, and a start compares.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from bozzetto.record import Digest
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.layout import state_folder

__all__ = ["Head", "read_head", "remember_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """The newest checkpoint that was signed here."""

    studio: Digest
    size: int  # entries
    root: bytes  # 32 bytes

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.root) != 32:
            raise ValueError(self.size)


def remember_head(head: Head) -> None:
    """Remember a checkpoint that was signed. Where nothing can be kept, nothing is: a note."""
    folder = state_folder() / "heads"
    value = {"size": head.size, "root": base64.b64encode(head.root).decode()}
    try:
        make_folder(folder)
        write_durably(folder / _name(head.studio), json.dumps(value).encode())
    except OSError:
        return  # a home that cannot be written to must not stop the recorder


def read_head(studio: Digest) -> Head | None:
    """Read what was signed last in this studio, None where this machine does not know."""
    try:
        value = json.loads((state_folder() / "heads" / _name(studio)).read_bytes())
        return Head(studio, int(value["size"]), base64.b64decode(value["root"], validate=True))
    except (OSError, ValueError, KeyError, TypeError, binascii.Error):
        return None


def _name(studio: Digest) -> str:
    return f"{studio.removeprefix('sha256:')[:32]}.json"
