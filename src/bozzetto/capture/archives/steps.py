"""Steps: what an archive says was done, in values that become entries.

An archive is whatever a tool has left that tells of several files: a log beside its pictures, the
folders it sorts them into, its database, a download of its website. All of it was written before
the recorder saw it, so all of it is `imported`, and its times are its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from bozzetto.capture.archives.keeping import Keeper
from bozzetto.record import Asset, Digest
from bozzetto.studio import FileRow, Instruction, Program

__all__ = ["Archive", "Hand", "Making", "Paper", "Pick", "Piece", "Step"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture that a tool made, kept.

    Attributes:
        asset: The picture.
        claims: What the archive, or the file, says of its time and place.
        problems: Codes of what is wrong with it.
        row: What is remembered of the file that it is; None where it is none of its own.
    """

    asset: Asset
    claims: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    row: FileRow | None = None


@dataclass(frozen=True, slots=True)
class Making:
    """What a tool was told, and what came of it: candidates, where there are several."""

    program: Program
    instruction: Instruction | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Pick:
    """That some of the candidates were taken, as far as the archive shows it."""

    program: Program
    among: tuple[Digest, ...]
    chosen: tuple[Digest, ...]
    reason: str  # what shows it


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the archive itself, from which the others are told."""

    program: Program
    asset: Asset
    role: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """What somebody did by hand before the tool went on: drawn, imported, masked."""

    program: Program
    piece: Piece
    note: str


Step: TypeAlias = Making | Pick | Paper | Hand


class Archive(Protocol):
    """Something that tells of several files."""

    @property
    def tool(self) -> str:
        """Whose it is."""

    @property
    def place(self) -> Path:
        """Where it was found."""

    @property
    def paths(self) -> frozenset[Path]:
        """The files that it tells of, and its own: nobody else need look at them."""

    @property
    def count(self) -> int:
        """How many pictures it tells of."""

    def steps(self, keeper: Keeper) -> Iterator[Step]:
        """Tell what was done, in its own order; files are kept on the way."""
