"""Settings: what a user chose about how the studio is run: ``settings.json``, and no evidence."""

import dataclasses
from dataclasses import dataclass
from typing import Self

from bozzetto.language import Language
from bozzetto.record import JSONObject
from bozzetto.studio import Layout
from bozzetto.upkeep.notes import read_note, unreadable_note, write_note

__all__ = [
    "CHECK_HOURS",
    "MAX_BUDGET",
    "MAX_CHECK_HOURS",
    "MAX_PORT",
    "Settings",
    "read_settings",
    "write_settings",
]

CHECK_HOURS = 24  # between two self-checks where nothing else was said: found within a day
MAX_CHECK_HOURS = 24 * 31  # a check a month is the least that deserves the name
MAX_BUDGET = 1 << 50  # bytes; a petabyte, and still exact in a page's numbers
MAX_PORT = 65_535

_NUMBERS = {"disk_budget": MAX_BUDGET, "check_hours": MAX_CHECK_HOURS, "port": MAX_PORT}
_NAMES = {"language", *_NUMBERS}


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen; None leaves it to the program."""

    language: Language | None = None
    disk_budget: int | None = None  # bytes that the studio is meant to take at most
    check_hours: int | None = CHECK_HOURS  # between two self-checks; None for none
    port: int | None = None  # that the server listens at

    @classmethod
    def from_value(cls, value: JSONObject) -> Self | None:
        """Read them; None where a name is unknown, or a value is not one of its kind."""
        language = value.get("language")
        if value.keys() - _NAMES or language not in (None, *Language):
            return None
        numbers: dict[str, int | None] = {}
        for name, most in _NUMBERS.items():
            number = value.get(name)
            if number is not None and (type(number) is not int or not 1 <= number <= most):
                return None
            numbers[name] = number
        numbers["check_hours"] = numbers["check_hours"] if "check_hours" in value else CHECK_HOURS
        return cls(None if language is None else Language(str(language)), **numbers)

    def to_value(self) -> JSONObject:
        """Return them as they stand in the file."""
        return dataclasses.asdict(self)


def read_settings(layout: Layout) -> Settings:
    """Read a studio's settings; where there is no file, what the program does by itself.

    Raises:
        FormatError: the file is not of its form.
        StudioError: it cannot be read.
    """
    path = layout.settings
    value = read_note(path)
    if value is None:
        return Settings()
    found = Settings.from_value(value)
    if found is None:
        raise unreadable_note(path)
    return found


def write_settings(layout: Layout, settings: Settings) -> None:
    """Write a studio's settings.

    Raises:
        RecordingError: they could not be made durable.
    """
    write_note(layout.settings, settings.to_value())
