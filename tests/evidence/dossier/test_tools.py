"""The chapter on tools."""

from bozzetto.evidence.dossier.blocks import Table
from bozzetto.evidence.dossier.tools import tools


def _of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_tools_are_named_with_their_entries(source):
    """Programs that were told, that gave, and in which was edited."""
    table = _of(tools(source), Table)[0]
    assert {row[0].en for row in table.rows} >= {"Stable Diffusion web UI", "Krita"}
    assert all(row[3].groups for row in table.rows)
