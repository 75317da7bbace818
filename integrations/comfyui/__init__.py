"""Bozzetto in ComfyUI: records each job, its pictures and its inputs while they are made.

This pack has no nodes. It was put here, with its connection, by `bozzetto connect comfyui`; to
take it away, delete this folder or call `bozzetto disconnect`. Whatever fails in it is told once
in this log, and never hinders ComfyUI.
"""

from __future__ import annotations

import logging
from pathlib import Path

NODE_CLASS_MAPPINGS: dict[str, type] = {}  # ComfyUI asks every pack for it

RECORDING = None  # set where it began

__all__ = ["NODE_CLASS_MAPPINGS", "RECORDING"]

try:
    from .start import start

    RECORDING = start(Path(__file__).resolve().parent)
except Exception as error:  # noqa: BLE001  # whatever happens here, ComfyUI goes on
    logging.getLogger("bozzetto").warning(
        "Bozzetto: nothing is recorded: %s: %s", type(error).__name__, error
    )
