"""Languages: what the program says, in English or Chinese.

English templates stand in the code, and ``zh.json`` beside this module gives the Chinese of
each; a test holds the two together. Errors from the floors below are templates too, so they
are said in the reader's language as well:

    _("no work is called {name!r}", name=title)

A value that is put into a template may come out of somebody else's file: what it could do to
a terminal is shown escaped (``escape``). Templates that stand in tables are marked with
``term``, and translated where they are used.
"""

import json
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from bozzetto.errors import BozzettoError
from bozzetto.escape import escape

__all__ = [
    "Language",
    "_",
    "error_words",
    "hint_words",
    "join",
    "join_parts",
    "preferred",
    "speak",
    "speaking",
    "spoken",
    "term",
    "translate",
    "translate_filled",
]

# The order in which POSIX has them decide about messages (XBD section 8.2)
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Language(StrEnum):
    """A language that the program speaks."""

    EN = "en"
    ZH = "zh"


@dataclass(slots=True)
class _Mouth:
    """What the process speaks where nothing else is asked for."""

    language: Language = Language.EN


_MOUTH = _Mouth()
# What one task or one thread was asked to speak: a server answers many readers at once
_ASKED: ContextVar[Language | None] = ContextVar("language", default=None)


def preferred(environment: Mapping[str, str]) -> Language:
    """Return the language that the locale asks for; English where it asks for neither."""
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    return Language.ZH if locale.lower().startswith("zh") else Language.EN


def speak(language: Language) -> None:
    """Speak `language` from now on."""
    _MOUTH.language = language


def spoken() -> Language:
    """Return the language that is spoken here."""
    return _ASKED.get() or _MOUTH.language


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak `language` inside, in this task or thread only."""
    before = _ASKED.set(language)
    try:
        yield
    finally:
        _ASKED.reset(before)


@cache
def _chinese() -> Mapping[str, str]:
    text = resources.files(__package__).joinpath("zh.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def translate(template: str) -> str:
    """Return a template in the spoken language; one that is not known stays as it is."""
    return _chinese().get(template, template) if spoken() is Language.ZH else template


def term(template: str) -> str:
    """Mark a template that stands in a table; it is translated where it is used."""
    return template


class _Filler(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        return escape(str(super().format_field(value, format_spec)))


_FILLER = _Filler()


def _(template: str, **values: object) -> str:
    """Say a template in the spoken language, with escaped values in it."""
    return _filled(translate(template), values)


def translate_filled(template: str, values: Mapping[str, object]) -> str:
    """Say a template whose values come in a table."""
    return _filled(translate(template), values)


def _filled(template: str, values: Mapping[str, object]) -> str:
    if not values:
        return template
    try:
        return _FILLER.vformat(template, (), values)
    except (AttributeError, IndexError, LookupError, ValueError):
        return escape(template)  # out of a report that another version wrote


def error_words(error: BozzettoError) -> str:
    """Say what an error says."""
    return _filled(translate(error.template), error.values)


def hint_words(error: BozzettoError) -> str:
    """Say what to do next; empty where the error does not know."""
    return _filled(translate(error.hint), error.values) if error.hint else ""


def join(items: Iterable[str]) -> str:
    """Join the items of a list as the spoken language does."""
    return ("、" if spoken() is Language.ZH else ", ").join(items)


def join_parts(parts: Iterable[str]) -> str:
    """Join the parts of a sentence, which may be lists themselves."""
    return ("；" if spoken() is Language.ZH else "; ").join(parts)  # Chinese
