"""Parents: what a file may have been made from. A proposal, and never a decision."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, BinaryIO, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from bozzetto.api import Studio, Work
from bozzetto.capture.kinship import Fingerprint, Fingerprints, propose_parents
from bozzetto.errors import StudioError
from bozzetto.record import Asset, Digest
from bozzetto.web.acts import open_work
from bozzetto.web.bodies import DIGEST, PathDigest
from bozzetto.web.state import Desk

__all__ = ["MAX_PARENTS", "SECONDS", "Parent", "router"]

router = APIRouter(tags=["parents"])

MAX_PARENTS = 5  # proposals: more are a list to search in, and the work's pictures are one
SECONDS = 2.0  # that pictures are looked at for one answer, the newest first; others wait for the
# next one. Those whose thumbnail was made take 5 ms each, others ten times that.
_SIDES = (128, 256, 512)  # pixels of thumbnails that stand for their picture: they look the same


@dataclass(frozen=True, slots=True)
class Parent:
    """A picture that a file may have been made from."""

    asset: Digest
    method: Literal["same bytes", "same pixels", "fingerprint", "name"]
    distance: Annotated[int | None, Field(description="bits of 64 that differ, of a fingerprint")]


@router.get("/works/{work}/parents")
def parents(
    desk: Desk, work: PathDigest, asset: Annotated[Digest, Query(pattern=DIGEST)]
) -> list[Parent]:
    """Propose which pictures of the work a file was made from, the best proposal first.

    A file that the work names has its parents among the pictures before it.
    """
    with desk.studios.borrow() as studio:
        found = open_work(studio, work)
        child = desk.kept.find(found, asset)
        pictures = _pictures_before(found, child)
        prints = _prints(studio, desk.prints, [child, *pictures])
    proposed = propose_parents(child, pictures, prints, MAX_PARENTS)
    return [Parent(kin.asset, kin.method.value, kin.distance) for kin in proposed]


def _pictures_before(work: Work, child: Asset) -> list[Asset]:
    """List the pictures that stood in the work before a file did, and the file; newest first."""
    pictures: list[Asset] = []
    for asset in work.assets().values():
        if asset.type.startswith("image/"):
            pictures.append(asset)
        if asset.digest == child.digest:
            break
    return pictures[::-1]


def _prints(
    studio: Studio, known: Fingerprints, assets: Iterable[Asset]
) -> dict[Digest, Fingerprint]:
    """Take fingerprints while there is time; those that were taken before cost none."""
    found: dict[Digest, Fingerprint] = {}
    end = time.monotonic() + SECONDS
    for asset in assets:
        if not known.has(asset.digest) and time.monotonic() > end:
            continue
        try:
            made = known.of(asset.digest, partial(_open, studio, asset.digest))
        except (OSError, StudioError):
            continue  # erased: what is not there looks like nothing
        if made is not None:
            found[asset.digest] = made
    return found


def _open(studio: Studio, digest: Digest) -> BinaryIO:
    """Open a picture, or a thumbnail of it: it looks the same, and is decoded at once."""
    if studio.assets.has(digest):
        for side in _SIDES:
            path = studio.layout.thumbnail(digest, side)
            if path.is_file():
                return path.open("rb")
    return studio.assets.open(digest)
