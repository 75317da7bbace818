"""Which tool made a picture, told from what its texts hold and in a fixed order.

The order goes from marks that only one tool writes to forms that many share: SwarmUI,
Stability Matrix, TensorArt and Civitai run ComfyUI or write AUTOMATIC1111's text, and leave both
in the file. docs/tools.md gives the rule for each tool.
"""

from dataclasses import replace
from typing import BinaryIO

from bozzetto.capture.carriers import Picture
from bozzetto.capture.dialects.comfyui import read_comfyui
from bozzetto.capture.dialects.drawthings import read_drawthings
from bozzetto.capture.dialects.fooocus import read_fooocus, read_ruined_fooocus
from bozzetto.capture.dialects.infotext import read_infotext
from bozzetto.capture.dialects.invokeai import read_invokeai
from bozzetto.capture.dialects.novelai import read_novelai
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.services import (
    read_civitai,
    read_diffusers,
    read_midjourney,
    read_stability_matrix,
    read_tensorart,
)
from bozzetto.capture.dialects.source import Source, sources
from bozzetto.capture.dialects.swarmui import read_swarmui

__all__ = ["read_dialect"]

_BEFORE_NOVELAI = (
    read_swarmui,
    read_invokeai,
    read_tensorart,
    read_stability_matrix,
    read_civitai,
)
_AFTER_NOVELAI = (
    read_midjourney,
    read_drawthings,
    read_fooocus,
    read_ruined_fooocus,
    read_diffusers,
    read_comfyui,
    read_infotext,
)


def read_dialect(picture: Picture, file: BinaryIO | None = None) -> Reading | None:
    """Read what `picture` says about how it was made.

    Args:
        picture: As `bozzetto.capture.carriers.read_picture` gives it. Never raises for any.
        file: The picture's bytes, seekable; NovelAI's signature is over its pixels. Without it
            that signature is reported as unchecked.

    Returns:
        None where no tool is recognised. That says nothing about how the picture was made: most
        ways of saving a picture remove what a tool wrote into it.
    """
    reading = _read(sources(picture), picture, file)
    if reading and any(carrier.place == "c2pa" for carrier in picture.carriers):
        notes = tuple(sorted({*reading.notes, "c2pa.present"}))
        reading = replace(reading, notes=notes)
    return reading


def _read(found: tuple[Source, ...], picture: Picture, file: BinaryIO | None) -> Reading | None:
    for read in _BEFORE_NOVELAI:
        reading = read(found)
        if reading:
            return reading
    reading = read_novelai(found, picture, file)
    if reading:
        return reading
    for read in _AFTER_NOVELAI:
        reading = read(found)
        if reading:
            return reading
    return None
