"""Covering: what is captured of a tool, and what was found about a connection, as it is told."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from bozzetto.capture.coverage import Extent, Tool, Words
from bozzetto.capture.handover.examining import Finding, Weight
from bozzetto.language import Language, spoken
from bozzetto.upkeep.connections import to_do, words
from bozzetto.web.answers import shown

__all__ = ["CapturedAnswer", "FindingAnswer", "ToolAnswer", "finding_answer", "tool_answer"]

_Said = Annotated[str, Field(description="in the language that was asked for")]


@dataclass(frozen=True, slots=True)
class CapturedAnswer:
    """How far one aspect of a tool is captured."""

    aspect: str
    title: _Said
    extent: Extent
    words: _Said


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """A tool, or one way to connect it, and what is captured of it."""

    id: str
    title: _Said
    page: Annotated[str, Field(description="of the documentation, in docs/tools/")]
    command: Annotated[str | None, Field(description="connects it, in a terminal")]
    tried: _Said
    captured: list[CapturedAnswer]


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """One thing about a connection that was looked at."""

    code: str
    weight: Weight
    words: _Said
    to_do: Annotated[str | None, Field(description="in the language that was asked for")]


def tool_answer(tool: Tool) -> ToolAnswer:
    """Tell what is captured of a tool, in the spoken language."""
    return ToolAnswer(
        tool.id,
        _said(tool.title),
        tool.page,
        tool.command,
        _said(tool.tried),
        [
            CapturedAnswer(each.aspect.id, _said(each.aspect.title), each.extent, _said(each.words))
            for each in tool.captured
        ],
    )


def finding_answer(finding: Finding) -> FindingAnswer:
    """Tell what was found, and what to do about it, in the spoken language."""
    then = to_do(finding)
    return FindingAnswer(
        finding.code,
        finding.weight,
        words(finding).say(shown),
        None if then is None else then.say(shown),
    )


def _said(words: Words) -> str:
    return words.zh if spoken() is Language.ZH else words.en
