"""Acts: what an integration can say that happened in a tool, as values.

`report` reads them out of hostile bytes; an index counts the files of one report, from 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bozzetto.record import Digest, Moment
from bozzetto.studio import Program

__all__ = [
    "Act",
    "Chosen",
    "Edited",
    "Ended",
    "File",
    "GivenInput",
    "GivenPrompt",
    "Instructed",
    "JobOutput",
    "Lost",
    "Material",
    "Modelled",
    "NamedModel",
    "Received",
    "Ref",
    "Report",
    "Started",
    "Stopped",
]


@dataclass(frozen=True, slots=True)
class File:
    """A file that came along, or why it did not."""

    name: str  # as the tool calls it
    stored: str | None  # its name in the spool; None where it was lost
    lost: str | None = None  # why
    path: Path | None = None  # where the tool wrote it
    changed: int | None = None  # nanoseconds: the version there that was copied


@dataclass(frozen=True, slots=True)
class JobOutput:
    """A file, named as the n-th that a job made."""

    job: str
    index: int  # from 0


Ref: TypeAlias = Digest | JobOutput


@dataclass(frozen=True, slots=True)
class Started:
    """A tool began to hand over: its surroundings."""

    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stopped:
    """It hands over nothing more."""


@dataclass(frozen=True, slots=True)
class Material:
    """A file went into the tool."""

    file: int
    role: str
    origin: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GivenPrompt:
    """Words that the tool was given."""

    role: str
    text: str
    by: str
    exact: bool  # False where a character without a UTF-8 form was replaced


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A file of weights, as the tool names it."""

    name: str
    digest: str | None


@dataclass(frozen=True, slots=True)
class GivenInput:
    """A file that the tool was told to use: one that came along, or its digest or name."""

    role: str
    file: int | None
    region: int | None
    digest: Digest | None
    name: str | None
    node: str | None = None  # of the tool's own request, which says what it is used for


@dataclass(frozen=True, slots=True)
class Instructed:
    """A tool was told something."""

    prompts: tuple[GivenPrompt, ...]
    models: tuple[NamedModel, ...]
    settings: Mapping[str, str]
    inputs: tuple[GivenInput, ...]
    raw: int | None
    account: str | None
    notes: tuple[str, ...]
    dialect: str | None = None  # in which `raw` says the rest


@dataclass(frozen=True, slots=True)
class Received:
    """A tool made files."""

    files: tuple[int, ...]
    raw: int | None
    claims: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A job ended."""

    how: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person decided among pictures."""

    among: tuple[Ref, ...]
    chosen: tuple[Ref, ...]
    rejected: tuple[Ref, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed a picture by hand."""

    before: tuple[Ref, ...]
    after: int
    project: int | None
    layers: tuple[str, ...]
    dimensions: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Modelled:
    """A file of weights was digested."""

    name: str
    digest: Digest
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """The integration missed something."""

    note: str


Act: TypeAlias = (
    Started | Stopped | Material | Instructed | Received | Ended | Chosen | Edited | Modelled | Lost
)


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened in a tool."""

    run: str
    number: int  # in its run, from 0
    at: Moment  # by the clock of the machine that the tool runs on
    tool: Program
    reporter: str  # the integration's name and version
    name: str  # of the act, as the report spells it
    act: Act
    job: str | None  # the tool's own id
    files: tuple[File, ...]
