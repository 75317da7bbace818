"""Provider codes: who gives a service, in the 27 characters that China's labels use.

    00 1 1 91110102MACQD9K640 1 0000
    |  | | |                  | the provider's own choice, digits and capitals
    |  | | |                  1 generates, 2 propagates; 0 where nothing is chosen, and 0000 then
    |  | | unified social credit code, GB 32100-2015
    |  | bound by that code
    |  an organisation
    format

Source: TC260-PG-20252A (2025). A provider makes its code up by itself; nobody is asked. Codes of
individuals are not read: how their numbers are filled up to 18 characters is not known here.
"""

import re
from dataclasses import dataclass
from typing import Self

from bozzetto.errors import FormatError

__all__ = ["ProviderCode", "looks_like_code"]

_SIZE = 27  # characters
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # of a credit code: no I, O, S, V, Z
_CREDIT = re.compile(f"[{_LETTERS}]{{18}}")
_EXTENSION = re.compile("[0-9A-Z]{4}")
_LIKE = re.compile("00[0-9A-Z]{18,}")


def looks_like_code(text: str) -> bool:
    """Whether a text must be meant for a code, right or wrong; all else is a name."""
    return _LIKE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class ProviderCode:
    """The code of an organisation.

    Attributes:
        credit_code: Its unified social credit code, 18 characters with a check character.
        service: ``1`` generates, ``2`` propagates, ``0`` for neither.
        extension: Four digits or capitals of its own choice: a model, an application.
    """

    credit_code: str
    service: str = "0"
    extension: str = "0000"

    def __post_init__(self) -> None:
        if _CREDIT.fullmatch(self.credit_code) is None:
            raise FormatError(
                "characters 5 to 22 of a provider code are a social credit code, not {part!r}",
                part=self.credit_code,
            )
        if _check_letter(self.credit_code) != self.credit_code[-1]:
            raise FormatError(
                "the social credit code {part} is mistyped: its last character would be {want}",
                part=self.credit_code,
                want=_check_letter(self.credit_code),
            )
        if self.service not in ("0", "1", "2"):
            raise FormatError(
                "character 23 of a provider code is 0, 1 or 2, not {part!r}",
                part=self.service,
            )
        if _EXTENSION.fullmatch(self.extension) is None:
            raise FormatError(
                "characters 24 to 27 of a provider code are digits or capitals, not {part!r}",
                part=self.extension,
            )
        if self.service == "0" and self.extension != "0000":
            raise FormatError(
                "a provider code without a service ends with 00000, not with 0{part}",
                part=self.extension,
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a code.

        Raises:
            FormatError: it is none, or an individual's; the message names the part.
        """
        if len(text) != _SIZE:
            raise FormatError(
                "a provider code has 27 characters, not {count}: {text!r}",
                count=len(text),
                text=text[:80],
            )
        if text[:2] != "00":
            raise FormatError("a provider code begins with 00, not with {part!r}", part=text[:2])
        if text[2] != "1":
            raise FormatError(
                "character 3 of a provider code is 1 (an organisation), not {part!r}", part=text[2]
            )
        if text[3] != "1":
            raise FormatError(
                "character 4 of a provider code is 1 (a social credit code), not {part!r}",
                part=text[3],
            )
        return cls(text[4:22], text[22], text[23:])

    def __str__(self) -> str:
        return f"0011{self.credit_code}{self.service}{self.extension}"


def _check_letter(code: str) -> str:
    """Return the last character of a credit code as the others demand it (GB 32100-2015, 5.5)."""
    total = sum(_LETTERS.index(letter) * pow(3, at, 31) for at, letter in enumerate(code[:17]))
    return _LETTERS[-total % 31]
