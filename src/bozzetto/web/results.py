"""Results: what came of a job, as it is kept on disk, and as it is told."""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field

from bozzetto.language import Language
from bozzetto.law import Place
from bozzetto.record import Digest
from bozzetto.upkeep.said import Said
from bozzetto.web.answers import shown

__all__ = [
    "Answer",
    "BackupResult",
    "CheckAnswer",
    "CheckResult",
    "Checked",
    "CheckedAnswer",
    "DossierResult",
    "ExportResult",
    "ImportResult",
    "Result",
    "answer_of",
]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    recorded: Annotated[int, Field(description="files that are in the record now, and were not")]
    instructions: int
    known: Annotated[int, Field(description="files that the work had already")]
    skipped: Annotated[int, Field(description="files that are no pictures")]
    damaged: int
    failed: Annotated[int, Field(description="files that could not be read; the record has them")]
    worth: Annotated[list[str], Field(description="codes of what this evidence is worth")]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """A bundle that was written."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    digest: Digest
    size: int
    entries: int
    assets: int
    page: Annotated[bool, Field(description="whether the judge's page is in it")]
    sealed: Annotated[bool, Field(description="whether an authority stamped what had waited")]
    recipient_recorded: Annotated[
        bool | None, Field(description="null where no recipient was named")
    ] = None


@dataclass(frozen=True, slots=True)
class DossierResult:
    """A dossier that was written."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    digest: Digest
    size: int
    languages: list[Language]
    place: Annotated[Place | None, Field(description="whose law; null for every factor")]
    has_bundle: Annotated[bool, Field(description="whether the digest of a bundle stands in it")]


@dataclass(frozen=True, slots=True)
class Checked:
    """One check, as it is kept."""

    name: str
    state: Literal["ok", "warning", "failed"]
    detail: Said


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found, as it is kept: who reads it may speak another language."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    ok: bool
    checks: list[Checked]


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """One check."""

    name: str
    state: Literal["ok", "warning", "failed"]
    detail: Annotated[str, Field(description="in the language that was asked for")]


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a check found."""

    ok: bool
    checks: list[CheckedAnswer]


@dataclass(frozen=True, slots=True)
class BackupResult:
    """What a backup holds."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    snapshot: str
    entries: int
    files: int
    size: int
    copied: Annotated[int, Field(description="files that the folder did not have yet")]
    keys: bool
    exposed: Annotated[bool, Field(description="whether others can read the keys there")]
    damaged: Annotated[int, Field(description="files that are missing or altered in the studio")]
    erased: Annotated[int, Field(description="files that the folder still has from before")]
    ok: Annotated[bool, Field(description="whether the copied log holds together")]
    waiting: Annotated[
        int, Field(description="reports of tools that are not recorded yet, and not in the backup")
    ] = 0


Result: TypeAlias = ImportResult | ExportResult | DossierResult | CheckResult | BackupResult
Answer: TypeAlias = ImportResult | ExportResult | DossierResult | CheckAnswer | BackupResult


def answer_of(result: Result) -> Answer:
    """Tell what came of a job, in the spoken language and without paths of this machine."""
    if not isinstance(result, CheckResult):
        return result
    checks = [
        CheckedAnswer(check.name, check.state, check.detail.say(shown)) for check in result.checks
    ]
    return CheckAnswer(result.ok, checks)
