"""Inspection: everything that a file says, by whom, and what stands behind it."""

from bozzetto.labels.inspection.library import MOST, Held, Library, Match
from bozzetto.labels.inspection.looking import Inspection, inspect_file
from bozzetto.labels.inspection.shields import shields_of
from bozzetto.labels.inspection.statement import (
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Stamp,
    Statement,
    Translate,
    Trust,
    Voice,
)
from bozzetto.labels.inspection.wording import NAMES, SENTENCES, WORTHS

__all__ = [
    "MOST",
    "NAMES",
    "SENTENCES",
    "WORTHS",
    "Held",
    "Inspection",
    "Integrity",
    "Kind",
    "Library",
    "Match",
    "Protection",
    "Sentence",
    "Speaker",
    "Stamp",
    "Statement",
    "Translate",
    "Trust",
    "Voice",
    "inspect_file",
    "shields_of",
]
