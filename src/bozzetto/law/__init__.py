"""What a record may show to whom: factors of courts and offices, and who asks for them."""

from bozzetto.law.assessment import Assessment, Since, assess, findings, since, weak_points
from bozzetto.law.authority import Asked, Authority, Found, Outcome, Place, Read, Sort, authorities
from bozzetto.law.factor import Finding, State
from bozzetto.law.wording import FACTORS, FactorWords, Words

__all__ = [
    "FACTORS",
    "Asked",
    "Assessment",
    "Authority",
    "FactorWords",
    "Finding",
    "Found",
    "Outcome",
    "Place",
    "Read",
    "Since",
    "Sort",
    "State",
    "Words",
    "assess",
    "authorities",
    "findings",
    "since",
    "weak_points",
]
