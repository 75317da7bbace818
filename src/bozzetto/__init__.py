"""Bozzetto records how a person makes a picture with AI, while it happens.

The names below are loaded when they are asked for: the command line starts without them.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from bozzetto.api import (
        Input,
        Instruction,
        ModelFile,
        Program,
        Prompt,
        Seen,
        Studio,
        Withheld,
        Work,
        async_transport,
        recording,
        transport,
        verify_bundle,
    )

__all__ = [
    "Input",
    "Instruction",
    "ModelFile",
    "Program",
    "Prompt",
    "Seen",
    "Studio",
    "Withheld",
    "Work",
    "__version__",
    "async_transport",
    "recording",
    "transport",
    "verify_bundle",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from bozzetto import api  # noqa: PLC0415  # only when one of its names is used

        return getattr(api, name)
    raise AttributeError(name)
