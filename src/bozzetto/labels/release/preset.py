"""Presets: which labels a published copy carries for whom.

    cn     visible label, implicit label and IPTC; credentials where there is a signer
    eu     IPTC, and credentials with a time that an authority vouches for
    us     IPTC, what SB 942 wants to stand unseen, and credentials
    plain  IPTC and whatever else is asked for; no visible label

Whose duty it is, is another question, and mostly not the artist's:

    cn     of whoever provides the service that generates, and of platforms; who publishes declares
           it, and nobody may take labels out (Measures of 2025, articles 4, 5, 6 and 10)
    eu     of the provider of the AI system (AI Act, article 50(2)); deployers disclose deep fakes,
           in works that are evidently art so that it does not hamper them (50(4))
    us     of providers with more than a million users a month in California (SB 942)

The formats: GB 45438-2025; the Code of Practice of 2026-06-10, measure 1.1.1; section 22757.3(b)(1)
of California's Business and Professions Code; IPTC Photo Metadata Standard 2025.1.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CONTENTS", "Contents", "Preset"]


class Preset(StrEnum):
    """For whom a copy is labelled."""

    CN = "cn"
    EU = "eu"
    US = "us"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy of a preset has; IPTC is in each.

    Attributes:
        visible: A visible label, unless it is declined.
        aigc: The implicit label of GB 45438-2025.
        disclosure: Provider, time and identifier, as SB 942 wants them.
        credentials: Content credentials are needed; else they are made where there is a signer.
        timed: The credentials need an authority's timestamp.
    """

    visible: bool = False
    aigc: bool = False
    disclosure: bool = False
    credentials: bool = False
    timed: bool = False


CONTENTS = {
    Preset.CN: Contents(visible=True, aigc=True),
    Preset.EU: Contents(credentials=True, timed=True),
    Preset.US: Contents(disclosure=True, credentials=True),
    Preset.PLAIN: Contents(),
}
