"""Turns what a picture carries into what it says about how it was made, tool by tool."""

from bozzetto.capture.dialects.detect import read_dialect
from bozzetto.capture.dialects.reading import (
    NOTES,
    TOOLS,
    InputFile,
    ModelFile,
    PromptText,
    Reading,
)

__all__ = [
    "NOTES",
    "TOOLS",
    "InputFile",
    "ModelFile",
    "PromptText",
    "Reading",
    "read_dialect",
]
