"""Assessment: every factor of one place of law, with who asks for it and what the record says.

    for each in assess(facts, Place.CN):
        each.finding.state, each.asked_by

It says what is there and what is not. What follows from it is for courts to say.
"""

from dataclasses import dataclass
from datetime import datetime

from bozzetto.law.authority import Asked, Authority, Place, authorities
from bozzetto.law.creation import CREATION, derived_words
from bozzetto.law.factor import Finding, State
from bozzetto.law.proof import PROOF, acts_of
from bozzetto.law.wording import FACTORS, FactorWords, Words
from bozzetto.record import JSONObject
from bozzetto.story import Facts, Rest, rest_on

__all__ = ["Assessment", "Since", "assess", "findings", "since", "weak_points"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One factor."""

    finding: Finding
    words: FactorWords
    asked_by: tuple[tuple[Authority, Asked], ...]  # of the place, in the order of its file

    @property
    def said(self) -> Words:
        """What the record says to it, in words."""
        words = self.words.of_state(self.finding.state.value)
        return words.filled(self.finding.values)

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "factor": self.finding.factor,
            "state": self.finding.state.value,
            "said": {"en": self.said.en, "zh": self.said.zh},
            "counts": {**self.finding.values},
            "asked by": [
                {
                    "authority": authority.id,
                    "found": None if asked.found is None else asked.found.value,
                }
                for authority, asked in self.asked_by
            ],
            **self.finding.rest.to_value(),
        }


@dataclass(frozen=True, slots=True)
class Since:
    """What was recorded before a dispute, what after it, and what may be a simulation."""

    before: Rest  # acts of creation that an authority's time shows to be older
    after: Rest  # those that it does not, whatever the recorder's clock says
    derived: Rest  # instructions whose words were made out of a picture

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "before": self.before.to_value(),
            "after": self.after.to_value(),
            "derived words": self.derived.to_value(),
        }


def findings(facts: Facts, dispute: datetime | None = None) -> tuple[Finding, ...]:
    """Hold a work against every factor, in the order of ``factors.toml``."""
    every = [rule(facts) for rule in CREATION] + [rule(facts, dispute) for rule in PROOF]
    by_name = {each.factor: each for each in every}
    return tuple(by_name[name] for name in FACTORS)


def assess(
    facts: Facts, place: Place | None = None, dispute: datetime | None = None
) -> tuple[Assessment, ...]:
    """Hold a work against what the authorities of a place ask for.

    Args:
        facts: The work's story.
        place: Which law; None for every factor, with nobody who asks.
        dispute: When the dispute began, UTC; None where there is none.
    """
    known = () if place is None else authorities(place)
    asking = {name: _asking(name, known) for name in FACTORS}
    return tuple(
        Assessment(each, FACTORS[each.factor], asking[each.factor])
        for each in findings(facts, dispute)
        if place is None or asking[each.factor]
    )


def _asking(factor: str, known: tuple[Authority, ...]) -> tuple[tuple[Authority, Asked], ...]:
    return tuple(
        (authority, asked)
        for authority in known
        for asked in authority.asks
        if asked.factor == factor
    )


def since(facts: Facts, dispute: datetime) -> Since:
    """Part the acts of creation at the beginning of a dispute, by outside times alone."""
    acts = acts_of(facts)
    older = [
        step for step in acts if step.interval.before is not None and step.interval.before < dispute
    ]
    known = {step.digest for step in older}
    return Since(
        rest_on(older),
        rest_on(step for step in acts if step.digest not in known),
        rest_on(step for step in acts if step.kind == "instruction.given" and derived_words(step)),
    )


def weak_points(assessments: tuple[Assessment, ...]) -> tuple[Assessment, ...]:
    """Return what is missing, then what is thin."""
    missing = [each for each in assessments if each.finding.state is State.MISSING]
    thin = [each for each in assessments if each.finding.state is State.THIN]
    return (*missing, *thin)
