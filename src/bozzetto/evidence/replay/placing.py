"""Placing: the bytes of a picture as base64 where the record's request has its digest."""

import base64

from bozzetto.evidence.dossier.words import pair
from bozzetto.evidence.replay.graphs import PLACED
from bozzetto.evidence.replay.line import BrokenError
from bozzetto.evidence.replay.material import Material
from bozzetto.evidence.replay.recipe import Value
from bozzetto.record import Digest

__all__ = ["placed"]


def placed(value: Value, material: Material) -> Value:
    """Copy a request with every picture in its place.

    Raises:
        BrokenError: the bytes of one cannot be had.
    """
    if isinstance(value, str):
        match = PLACED.fullmatch(value)
        return value if match is None else _coded(Digest(match[1]), material)
    if isinstance(value, dict):
        return {name: placed(each, material) for name, each in value.items()}
    if isinstance(value, list):
        return [placed(each, material) for each in value]
    return value


def _coded(digest: Digest, material: Material) -> str:
    data = material.read(digest)
    if isinstance(data, bytes):
        return base64.b64encode(data).decode("ascii")
    raise BrokenError(pair("the picture {name} {why}", "图片 {name}{why}", name=digest, why=data))
