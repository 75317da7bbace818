"""The time-lapse: a work's recorded pictures as a film and a contact sheet, made afterwards."""

from bozzetto.evidence.timelapse.film import Film, Showing, film_of
from bozzetto.evidence.timelapse.frame import MAX_SIDE, MIN_SIDE
from bozzetto.evidence.timelapse.sheet import sheet_of

__all__ = ["MAX_SIDE", "MIN_SIDE", "Film", "Showing", "film_of", "sheet_of"]
