"""Disclosures: what California's SB 942 wants to stand unseen in a picture.

Section 22757.3(b)(1) of the Business and Professions Code names five: the provider; the name of
its AI system and the version; when the picture was made or altered; and something that identifies
it. The system and its version are IPTC's (`Iptc`), the rest is put where IPTC has a place for it:

    provider      photoshop:Source           who stands at the beginning of the chain of supply
    identifier    Iptc4xmpExt:DigImageGUID
    made          photoshop:DateCreated
    altered       xmp:ModifyDate

The duty is the provider's, for a system with more than a million users a month; who publishes a
picture has none of his own, and must not take out what is there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bozzetto.errors import FormatError
from bozzetto.labels.iptc import check_words
from bozzetto.labels.packet import Name, Value

__all__ = ["Disclosure"]

_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_PROVIDER = Name(_PHOTOSHOP, "photoshop", "Source")
_MADE = Name(_PHOTOSHOP, "photoshop", "DateCreated")
_IDENTIFIER = Name("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "Iptc4xmpExt", "DigImageGUID")
_ALTERED = Name("http://ns.adobe.com/xap/1.0/", "xmp", "ModifyDate")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is to be written; what is None is left as the file has it.

    Attributes:
        provider: Who provides the AI system.
        identifier: What names this picture and no other.
        made: When the picture was made, where that was seen; UTC.
        altered: When the copy was made; UTC.
    """

    provider: str
    identifier: str
    made: datetime | None = None
    altered: datetime | None = None

    def __post_init__(self) -> None:
        for words in (self.provider, self.identifier):
            check_words(words)
        if self.made is None and self.altered is None:
            raise FormatError("a disclosure says when a picture was made, or altered")

    def values(self) -> tuple[tuple[Name, Value], ...]:
        """Return the properties that are to be written."""
        pairs = (
            (_PROVIDER, self.provider),
            (_IDENTIFIER, self.identifier),
            (_MADE, _date(self.made)),
            (_ALTERED, _date(self.altered)),
        )
        return tuple((name, value) for name, value in pairs if value is not None)


def _date(moment: datetime | None) -> str | None:
    """Return a time as XMP has it, to the second (ISO 16684-1, section 8.2.1.2)."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
