"""Places: a folder or a file of this machine, named without the rest of its path.

A whole path tells the name of an account, of a client, of a disk. Where it goes out of this
machine, or is recorded, the last two parts say enough: ``ComfyUI/output``.
"""

from pathlib import PurePath

__all__ = ["place_label"]

_PARTS = 2  # the folder itself, and what it lies in: many are called "output"


def place_label(path: PurePath | str) -> str:
    """Name a place by the last two parts of its path; empty for a root."""
    whole = PurePath(path) if isinstance(path, str) else path
    return "/".join([part for part in whole.parts if part != whole.anchor][-_PARTS:])
