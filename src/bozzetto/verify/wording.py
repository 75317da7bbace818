"""The sentences of a report, in English and Chinese.

They stand in ``wording.json``, so that the page in a judge's browser can say the same words as
this program. A template has the places ``{where}``, ``{want}`` and ``{got}``.
"""

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files

from bozzetto.errors import FormatError
from bozzetto.verify.report import Finding, Verdict

__all__ = ["Language", "finding_sentence", "step_sentence", "template", "verdict_sentence"]

FILE = "wording.json"


class Language(StrEnum):
    """The languages that a report is written in."""

    ENGLISH = "en"
    CHINESE = "zh"


def verdict_sentence(verdict: Verdict, language: Language) -> str:
    """Say a verdict."""
    return template("verdicts", verdict.value, language)


def step_sentence(name: str, language: Language) -> str:
    """Say what a step checks.

    Raises:
        FormatError: there is no such step.
    """
    return template("steps", name, language)


def finding_sentence(finding: Finding, language: Language) -> str:
    """Say a finding; its reason, where it has one, is said apart from it."""
    words = template("findings", finding.code, language)
    return words.format(where=finding.where, want=finding.want, got=finding.got).rstrip()


def template(group: str, name: str, language: Language) -> str:
    """Give the words for one thing.

    Args:
        group: ``verdicts``, ``steps`` or ``findings``.
        name: The verdict, the step's name or the finding's code.
        language: The language.

    Raises:
        FormatError: there are no words for it.
    """
    try:
        return _words()[group][name][language.value]
    except KeyError as error:
        raise FormatError("no words for {name}", name=name) from error


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    text = files("bozzetto.verify").joinpath(FILE).read_text(encoding="utf-8")
    words: dict[str, dict[str, dict[str, str]]] = json.loads(text)
    return words
