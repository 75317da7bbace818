"""Wording: what every factor and every state of it is called, in both languages."""

import string
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import NoReturn

from bozzetto.errors import FormatError

__all__ = ["FACTORS", "FactorWords", "Words", "parse_factors", "words_of_value"]

_FORMATTER = string.Formatter()


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        """Return it in a language: ``zh``, or else English."""
        return self.zh if language == "zh" else self.en

    def filled(self, values: dict[str, int]) -> "Words":
        """Return it with what it counts."""
        return Words(self.en.format(**values), self.zh.format(**values))


@dataclass(frozen=True, slots=True)
class FactorWords:
    """All that is said of a factor."""

    name: Words
    documented: Words
    thin: Words
    missing: Words
    can: Words  # what an author can still do
    counter: Words  # what the other side will say

    def of_state(self, state: str) -> Words:
        """Return the words of a state."""
        return {"documented": self.documented, "thin": self.thin, "missing": self.missing}[state]


def words_of_value(value: object, where: str) -> Words:
    """Read a text in both languages.

    Raises:
        FormatError: one of them is missing or empty, or there are others.
    """
    if not isinstance(value, dict) or value.keys() != {"en", "zh"}:
        _refuse(where, "words in en and zh", value)
    en, zh = value["en"], value["zh"]
    if not isinstance(en, str) or not isinstance(zh, str) or not en.strip() or not zh.strip():
        _refuse(where, "words in en and zh", value)
    return Words(en, zh)


def parse_factors(text: str) -> dict[str, FactorWords]:
    """Read the words of all factors, in their order.

    Raises:
        FormatError: the file is not of the form, or the languages do not count the same.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormatError("not a list of factors: {why}", why=str(error)) from error
    return {name: _factor(name, value) for name, value in table.items()}


def _factor(name: str, value: object) -> FactorWords:
    fields = FactorWords.__dataclass_fields__
    if not isinstance(value, dict) or value.keys() != fields.keys():
        _refuse(name, "the fields " + ", ".join(fields), value)
    words = {field: words_of_value(value[field], f"{name}: {field}") for field in fields}
    for field, one in words.items():
        if _counted(one.en) != _counted(one.zh):
            _refuse(f"{name}: {field}", "the same counts in both languages", one.zh)
    return FactorWords(**words)


def _counted(text: str) -> set[str | None]:
    return {field for _, field, _, _ in _FORMATTER.parse(text) if field is not None}


def _refuse(where: str, wanted: str, value: object) -> NoReturn:
    raise FormatError(
        "{where}: want {wanted}, got {value}", where=where, wanted=wanted, value=repr(value)[:80]
    )


FACTORS = parse_factors(
    resources.files(__package__).joinpath("factors.toml").read_text(encoding="utf-8")
)
