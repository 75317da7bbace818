"""Replay: giving an instruction of the record to its tool again, and comparing what comes."""

from bozzetto.evidence.replay.line import BrokenError
from bozzetto.evidence.replay.mark import MARK
from bozzetto.evidence.replay.reading import read_recipe
from bozzetto.evidence.replay.recipe import Family, Recipe
from bozzetto.evidence.replay.report import Outcome, Report
from bozzetto.evidence.replay.running import Looked, look, recorders, replay, tool_at

__all__ = [
    "MARK",
    "BrokenError",
    "Family",
    "Looked",
    "Outcome",
    "Recipe",
    "Report",
    "look",
    "read_recipe",
    "recorders",
    "replay",
    "tool_at",
]
