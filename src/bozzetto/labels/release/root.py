"""Roots: the state of the record in a label's own security field.

    bozzetto-root/1;42;sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08

``ReservedCode1`` of GB 45438-2025 takes what the producer binds the label to. Its letters are
graphical ASCII without quotes and backslashes, so JSON cannot stand there. The number is how many
entries the log had, the digest is its root over them (RFC 6962). Whoever has the log can compute
it again; a bundle carries what its own proofs need, which for a short log is all, and need not be
for a long one. The label alone shows nothing, for anybody can write one.
"""

import re
from dataclasses import dataclass
from typing import Self

from bozzetto.errors import FormatError
from bozzetto.log import Checkpoint

__all__ = ["RecordRoot"]

_TEXT = re.compile("bozzetto-root/1;([1-9][0-9]{0,15});sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class RecordRoot:
    """How many entries a record had, and its root over them."""

    size: int
    root: bytes  # 32 bytes

    def __post_init__(self) -> None:
        if _TEXT.fullmatch(str(self)) is None:
            raise FormatError("not a record's root: {text!r}", text=str(self)[:120])

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Self:
        """Return the root of a studio's record."""
        return cls(checkpoint.tree_size, checkpoint.root_hash)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse one, of which ``str`` is the only spelling.

        Raises:
            FormatError: it is none.
        """
        match = _TEXT.fullmatch(text)
        if match is None:
            raise FormatError("not a record's root: {text!r}", text=text[:120])
        return cls(int(match[1]), bytes.fromhex(match[2]))

    def __str__(self) -> str:
        return f"bozzetto-root/1;{self.size};sha256:{self.root.hex()}"
