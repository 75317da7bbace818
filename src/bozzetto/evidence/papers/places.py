"""Places: which papers are for whom, and in which languages."""

from dataclasses import replace

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.papers.agreement import agreement
from bozzetto.evidence.papers.certification import certifications
from bozzetto.evidence.papers.exhibits import exhibits
from bozzetto.evidence.papers.paper import Paper
from bozzetto.evidence.papers.prompts import prompts
from bozzetto.evidence.papers.registration import registration
from bozzetto.evidence.papers.statement import statement
from bozzetto.law import Place

__all__ = ["languages_of", "papers_of"]

_LANGUAGES = {  # of the papers that are no form of one country
    Place.CN: ("zh",),
    Place.US: ("en",),
    Place.EU: ("en", "zh"),
    Place.JP: ("en", "zh"),
    Place.KR: ("en", "zh"),
}


def languages_of(place: Place | None, spoken: str, *, both: bool = False) -> tuple[str, ...]:
    """Return the languages of papers for a place, in the order in which they are shown.

    Args:
        place: Whose law; None for no place.
        spoken: What the program speaks: the language where no place asks for another.
        both: Whether the other language stands under the first.
    """
    first = (spoken,) if place is None else _LANGUAGES[place]
    return tuple(dict.fromkeys((*first, "zh", "en"))) if both else first


def papers_of(source: Source, languages: tuple[str, ...] = ("zh", "en")) -> tuple[Paper, ...]:
    """Draft every paper that a work's place asks for.

    Args:
        source: The work; `source.place` says for whom.
        languages: Those of all papers that are no form of one country.
    """
    joint = (replace(paper, languages=languages) for paper in agreement(source))
    common = (*statement(source, languages), *prompts(source, languages), *joint)
    if source.place is Place.CN:
        return (*exhibits(source, languages), *common)
    if source.place is Place.US:
        return (*certifications(source), *registration(source), *common)
    return common
