"""Papers about a work that people correct, complete and sign: drafts, as DOCX and XLSX."""

from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Note,
    Paper,
    Paragraph,
    Quoted,
    SheetSize,
    Signature,
)

__all__ = [
    "Blank",
    "Block",
    "Cell",
    "Grid",
    "Heading",
    "Note",
    "Paper",
    "Paragraph",
    "Quoted",
    "SheetSize",
    "Signature",
]
