"""Bodies: what a page may send with an act, and within which limits."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Path
from pydantic import ConfigDict, Field, StringConstraints

from bozzetto.record import DIMENSIONS, Digest, Key

__all__ = [
    "DIGEST",
    "ID",
    "KEY",
    "MAX_ITEMS",
    "MAX_TEXT",
    "STRICT",
    "BodyDigest",
    "ChoiceBody",
    "CommentBody",
    "CorrectionBody",
    "CountersignatureBody",
    "Digests",
    "DisputeBody",
    "EditBody",
    "ErasureBody",
    "IntentBody",
    "MaterialBody",
    "MilestoneBody",
    "Name",
    "PathDigest",
    "PathId",
    "ProgramBody",
    "Text",
    "TextOrNone",
    "UndoBody",
    "WorkBody",
]

MAX_TEXT = 100_000  # characters of what a person says at once: a small book
MAX_NAME = 1_000  # characters of a title, a person's or a program's name
MAX_TOOL = 256  # characters: the record's own limit for a program's name and version
MAX_ITEMS = 1_000  # of a list: ten boards of a hundred candidates
MAX_WORD = 64  # characters: the record's own limit for a term of an open list

DIGEST = r"^sha256:[0-9a-f]{64}$"
ID = r"^[0-9a-f]{16}$"  # of a job or a watch: the server's own
KEY = r"^ed25519:[A-Za-z0-9_-]{43}$"
_WORD = r"^[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*$"

STRICT = ConfigDict(extra="forbid")

Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
TextOrNone = Annotated[Text | None, Field(description="in the person's own words")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)]
_Tool = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TOOL)]
_Word = Annotated[str, StringConstraints(max_length=MAX_WORD, pattern=_WORD)]
BodyDigest = Annotated[Digest, StringConstraints(pattern=DIGEST)]
_Key = Annotated[Key, StringConstraints(pattern=KEY)]
Person = Annotated[_Key | None, Field(description="whose act it is; else the owner's")]
Digests = Annotated[list[BodyDigest], Field(max_length=MAX_ITEMS)]
_SomeDigests = Annotated[list[BodyDigest], Field(min_length=1, max_length=MAX_ITEMS)]
_Dimension = Annotated[str, StringConstraints(pattern=f"^(?:{'|'.join(DIMENSIONS)})$")]
_Dimensions = Annotated[list[_Dimension], Field(max_length=len(DIMENSIONS))]
PathDigest = Annotated[Digest, Path(pattern=DIGEST)]
PathId = Annotated[str, Path(pattern=ID)]


@dataclass(frozen=True, slots=True)
class WorkBody:
    """A work that begins."""

    title: Name
    terms: Annotated[Text | None, Field(description="what the people who make it agreed on")] = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class IntentBody:
    """What the author wants, and why."""

    text: Text
    targets: Digests = field(default_factory=list)
    dimensions: _Dimensions = field(default_factory=list)
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class CommentBody:
    """A remark about files or entries of the work."""

    text: Text
    about: Digests = field(default_factory=list)
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class CorrectionBody:
    """What is wrong about an entry, and what is right."""

    entry: BodyDigest
    text: Text
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class ChoiceBody:
    """A choice; what is in neither list stays undecided."""

    among: _SomeDigests
    chosen: Digests = field(default_factory=list)
    rejected: Digests = field(default_factory=list)
    reason: TextOrNone = None
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class UndoBody:
    """A choice that was wrong."""

    choice: Annotated[BodyDigest, Field(description="the choice's entry")]
    text: TextOrNone = None
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class SentAsset:
    """A file that was sent, as the server answered; what the digest says not is not believed."""

    digest: BodyDigest
    name: Annotated[str | None, StringConstraints(min_length=1, max_length=MAX_NAME)] = None
    size: int | None = None
    type: str | None = None
    width: int | None = None
    height: int | None = None
    pixels: str | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class MaterialBody:
    """A file that goes into the work."""

    asset: Annotated[BodyDigest | SentAsset, Field(description="a file that was sent")]
    role: _Word
    origin: _Word
    note: TextOrNone = None
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class ProgramBody:
    """A program, as it names itself."""

    name: _Tool
    version: _Tool | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class EditBody:
    """What a person changed in a picture by hand."""

    before: Digests
    after: Annotated[
        BodyDigest, Field(description="a file that was sent: the picture as it is now")
    ]
    tool: ProgramBody
    dimensions: _Dimensions = field(default_factory=list)
    note: TextOrNone = None
    project: Annotated[
        BodyDigest | None, Field(description="a file that was sent: the program's own, with layers")
    ] = None
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class ErasureBody:
    """Bytes that go, and why."""

    assets: _SomeDigests
    reason: Text
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class CountersignatureBody:
    """Entries that a second person confirms."""

    entries: _SomeDigests
    person: _Key

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class MilestoneBody:
    """How far the work has come."""

    name: Name
    person: Person = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True, slots=True)
class DisputeBody:
    """What is disputed about the work."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
    person: Person = None

    __pydantic_config__ = STRICT
