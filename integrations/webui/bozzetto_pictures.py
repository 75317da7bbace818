"""Pictures that a web UI holds in memory, as files that can be kept.

A picture in memory has no bytes of its own: it is written as PNG, which loses nothing, and the
report says that the recorder wrote it (`picture.encoded`).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["controls", "mask_of", "png", "starts"]

_LEVEL = 1  # of zlib: a picture that waits for its copy waits a third of the time
_UNIT = ("image", "enabled")  # what every version of a ControlNet unit has


def png(picture: Any) -> bytes:  # noqa: ANN401  # a PIL image, a numpy array, or what holds one
    """Write a picture as PNG.

    Raises:
        ValueError: it is nothing that Pillow takes for a picture.
    """
    from PIL import Image  # noqa: PLC0415  # the web UI has it; what only looks needs it not

    if not isinstance(picture, Image.Image):
        try:
            picture = Image.fromarray(picture)
        except Exception as error:
            raise ValueError("not a picture: " + type(picture).__name__) from error
    if picture.mode not in {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}:
        picture = picture.convert("RGB")
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=_LEVEL)
    return file.getvalue()


def starts(job: Any) -> list[Any]:  # noqa: ANN401  # the web UI's own processing object
    """Return the pictures that a job starts from, in order; none for text alone."""
    found = getattr(job, "init_images", None)
    return [each for each in found if each is not None] if isinstance(found, list) else []


def mask_of(job: Any) -> Any:  # noqa: ANN401
    """Return the mask of a job as the person drew it, or None.

    `init` replaces `image_mask` by its blurred form and may keep the first in `mask`; before
    that, `image_mask` or `mask` is what was given.
    """
    for name in ("image_mask", "mask"):
        found = getattr(job, name, None)
        if found is not None:
            return found
    return None


def controls(job: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield the pictures that lead a job through ControlNet: what each unit is called, and it."""
    for unit in getattr(job, "script_args", None) or ():
        if not all(hasattr(unit, name) for name in _UNIT) or not unit.enabled:
            continue
        held = unit.image
        picture = held.get("image") if isinstance(held, dict) else held
        if picture is not None:
            yield str(getattr(unit, "module", None) or "control"), picture
