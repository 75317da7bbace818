"""What is said later: a template and its values, put into words when somebody reads it.

What a check found is kept, and is read by people who speak another language than whoever asked
for it. So it is kept as the errors are (``errors``): an English template, and values beside it.
A value may be such a template itself, or a list of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from bozzetto.errors import BozzettoError
from bozzetto.language import join, join_parts, translate_filled

__all__ = ["Listed", "Said", "Value", "listed", "plain", "said", "say_error", "sentences"]

# What JSON takes, so that it can be kept
Value: TypeAlias = Union[str, int, float, "Said", "Listed"]
Shown = Callable[[object], object]


def _as_it_is(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Said:
    """A template and its values; `str` says it in the language that is spoken then."""

    template: str  # English, and marked with `language.term` where it stands
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.say()

    def say(self, shown: Shown = _as_it_is) -> str:
        """Say it in the spoken language.

        Args:
            shown: Makes of each plain value what is shown for it.
        """
        values = {name: _words(value, shown) for name, value in self.values.items()}
        return translate_filled(self.template, values)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things, joined as the spoken language joins them."""

    parts: tuple[Value, ...]
    whole: bool  # whether they are parts of a sentence, which may be lists themselves

    def say(self, shown: Shown = _as_it_is) -> str:
        """Say them in the spoken language."""
        words = [str(_words(part, shown)) for part in self.parts]
        return join_parts(words) if self.whole else join(words)


def _words(value: Value, shown: Shown) -> object:
    return value.say(shown) if isinstance(value, Said | Listed) else shown(value)


def said(template: str, **values: Value) -> Said:
    """Say a template with values."""
    return Said(template, values)


def plain(value: Value) -> Said:
    """Say a value and nothing else: a version, a name, a list."""
    return Said("{value}", {"value": value})


def listed(parts: Iterable[Value]) -> Listed:
    """List things by their names."""
    return Listed(tuple(parts), whole=False)


def sentences(parts: Iterable[Value]) -> Listed:
    """List what are sentences, or nearly."""
    return Listed(tuple(parts), whole=True)


def say_error(error: BozzettoError) -> Said:
    """Say what an error says."""
    return Said(error.template, {name: _kept(value) for name, value in error.values.items()})


def _kept(value: object) -> Value:
    """Make of an error's value what can be kept."""
    if isinstance(value, BozzettoError):
        return say_error(value)
    return value if type(value) in {int, float} else str(value)  # type: ignore[return-value]
