"""Writing: one run of the library, from a file into a file, by a signer.

A key's own exception is kept and comes out as it was raised; the library would drop it and say
that a signature is wrong.
"""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from bozzetto.labels.credentials.earlier import Earlier
from bozzetto.labels.credentials.ingredient import Ingredient
from bozzetto.labels.credentials.library import context_of, held, library, writing
from bozzetto.labels.credentials.signer import Signer
from bozzetto.record import JSON

__all__ = ["Job", "write"]


@dataclass(frozen=True, slots=True)
class Job:
    """What the library is to write.

    Attributes:
        manifest: Its JSON.
        settings: What it is told.
        signer: Who signs.
        media_type: Of the picture.
        data: What is embedded.
        files: Ingredients that are files, as they were looked at.
        is_update: Whether it stands upon the picture's own manifest, and changes nothing.
    """

    manifest: str
    settings: dict[str, JSON]
    signer: Signer
    media_type: str
    data: tuple[Ingredient, ...] = ()
    files: tuple[tuple[Ingredient, Path, Earlier], ...] = ()
    is_update: bool = False


@dataclass(slots=True)
class _Hand:
    """Asks the signer, and keeps what it raises."""

    signer: Signer
    error: BaseException | None = field(default=None, repr=False)

    def __call__(self, data: bytes) -> bytes:
        try:
            return bytes(self.signer.sign(data))
        except BaseException as error:  # noqa: BLE001  # native code stands between here and there
            self.error = error
            return b""


def write(job: Job, source: BinaryIO, out: BinaryIO, stamps: str | None = None) -> None:
    """Write the picture with its credentials.

    Args:
        job: What is to be written.
        source: The picture.
        out: Where to; it is read too.
        stamps: The address that the library asks for timestamps; None asks nobody.

    Raises:
        StudioError: The library refuses, and says why.
        BaseException: what the signer raised.
    """
    c2pa = library()
    hand = _Hand(job.signer)
    algorithm = c2pa.C2paSigningAlg[job.signer.algorithm.upper()]
    try:
        with (
            writing(),
            c2pa.Signer.from_callback(hand, algorithm, job.signer.pem(), stamps) as signer,
            c2pa.Builder(job.manifest, context=context_of(json.dumps(job.settings))) as builder,
        ):
            if job.is_update:
                builder.set_intent(c2pa.C2paBuilderIntent.UPDATE)
            _add(builder, job.data, job.files)
            _sign(builder, signer, job.media_type, source, out)
    finally:
        if hand.error is not None:
            raise hand.error


def _sign(
    builder: Any,  # noqa: ANN401  # the library has no types
    signer: Any,  # noqa: ANN401
    media_type: str,
    source: BinaryIO,
    out: BinaryIO,
) -> None:
    """Sign in memory what has room there: the library goes to and fro in what it writes."""
    known = held(source)
    if known is source:
        builder.sign(signer, media_type, source, out)
        return
    made = io.BytesIO()
    builder.sign(signer, media_type, known, made)
    out.write(made.getbuffer())


def _add(
    builder: Any,  # noqa: ANN401  # the library has no types
    data: Iterable[Ingredient],
    files: Iterable[tuple[Ingredient, Path, Earlier]],
) -> None:
    for each in data:
        if each.data is not None:
            builder.add_resource(each.resource, io.BytesIO(each.data))
    for each, path, earlier in files:
        with path.open("rb") as file:
            builder.add_ingredient(json.dumps(each.json()), earlier.media_type, file)
