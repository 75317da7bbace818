"""Pictures that stand in a graph as text: programs that drive ComfyUI send their inputs so.

Krita AI Diffusion and others put a picture into the graph in base64 instead of uploading it
(``ETN_LoadImageBase64``). Such a text is taken out and replaced by the name of a file that goes
along, so that the picture is an input by its bytes, and nobody has to read megabytes of text.
"""

from __future__ import annotations

import base64
import binascii

from .digests import digest_of_bytes

__all__ = ["take_out"]

SHORTEST = 64  # characters; no picture is shorter
_ENDINGS = {"iVBORw0KGgo": ".png", "/9j/": ".jpg", "UklGR": ".webp"}  # what each begins with


def take_out(prompt: object) -> dict[str, bytes]:
    """Replace every picture in a graph's inputs by a name, and give the bytes by these names."""
    found: dict[str, bytes] = {}
    for node in prompt.values() if isinstance(prompt, dict) else ():
        inputs = node.get("inputs") if isinstance(node, dict) else None
        if not isinstance(inputs, dict):
            continue
        for name, value in inputs.items():
            picture = _picture(value) if isinstance(value, str) else None
            if picture:
                inputs[name] = picture[0]  # no member comes or goes, so the iteration holds
                found[picture[0]] = picture[1]
    return found


def _picture(text: str) -> tuple[str, bytes] | None:
    if len(text) < SHORTEST:
        return None
    if text.startswith("data:image/"):
        text = text.partition(",")[2]
    ending = next((end for start, end in _ENDINGS.items() if text.startswith(start)), None)
    if ending is None:
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return digest_of_bytes(data) + ending, data
