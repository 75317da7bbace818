"""The dossier: a work's record as pages that a judge reads, each sentence naming its entries."""

from bozzetto.evidence.dossier.outline import Outline, outline_of
from bozzetto.evidence.dossier.render import Filed, render, render_exchange, render_volumes
from bozzetto.evidence.dossier.source import Anchoring, Bundle, Source

__all__ = [
    "Anchoring",
    "Bundle",
    "Filed",
    "Outline",
    "Source",
    "outline_of",
    "render",
    "render_exchange",
    "render_volumes",
]
