"""The bundle: what a stranger needs to check one work, and nothing of the others.

``Contents`` says what goes in; it is plain values and callables, so a studio, a test or another
program can fill it. ``write_bundle`` lays it out as docs/formats/bundle.md says: the record, the
tiles that prove its place in the log and no others, the time tokens, the original bytes, what
is withheld, a text on how to check it all, and the page that does.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bozzetto.anchor.token import parse_token
from bozzetto.errors import StudioError
from bozzetto.evidence.bag import Member, Progress, write_bag
from bozzetto.evidence.material import Material, read_material
from bozzetto.evidence.page import PAGE_PATH
from bozzetto.evidence.readme import README
from bozzetto.log import (
    TILE_WIDTH,
    Checkpoint,
    Note,
    Tile,
    tiles_for_consistency,
    tiles_for_inclusion,
)
from bozzetto.record import Asset, Digest, canonical

__all__ = ["Contents", "Withheld", "needed_tiles", "write_bundle"]

# Extensions by media type, so that a double click opens a picture. What is not here is .bin:
# bytes that a desktop might run never get a name under which it would.
EXTENSIONS = {
    "application/json": "json",
    "application/pdf": "pdf",
    "application/vnd.adobe.photoshop": "psd",
    "application/x-krita": "kra",
    "application/zip": "zip",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/jxl": "jxl",
    "image/openraster": "ora",
    "image/png": "png",
    "image/tiff": "tiff",
    "image/vnd.adobe.photoshop": "psd",
    "image/webp": "webp",
    "image/x-xcf": "xcf",
    "text/plain": "txt",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
# What is kept beside a token, for whoever judges it in twenty years.
_KEPT = {"application/pkix-crl": "crl", "application/pkix-cert": "cer"}

_PEM_COLUMNS = 64  # RFC 7468 section 2


@dataclass(frozen=True, slots=True)
class Withheld:
    """What this copy leaves out on purpose, and why."""

    texts: frozenset[Digest] = frozenset()  # commitments
    assets: frozenset[Digest] = frozenset()
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.texts or self.assets) and not self.reason.strip():
            raise StudioError(
                "something is withheld without a reason", hint="say why: the reader is told"
            )


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a bundle."""

    lines: Sequence[tuple[int, bytes]]  # leaf index and line of the record, by index
    checkpoint: str  # the newest, a signed note
    read_tile: Callable[[Tile], bytes]  # of the tree of that checkpoint
    assets: Sequence[Asset]  # to carry: those that the lines name, less withheld and erased
    open_asset: Callable[[Digest], BinaryIO]
    software: str  # name and version of who writes the bundle
    withheld: Withheld = Withheld()
    page: bytes | None = None  # the judge's page; no signature covers it


def write_bundle(contents: Contents, path: Path, progress: Progress | None = None) -> Digest:
    """Write a bundle, and return the digest of the file.

    Raises:
        FormatError: a line, a token or the checkpoint is malformed, or lines are out of order.
        StudioError: what is to be carried or withheld is not what the record names.
        RecordingError: the file could not be written, or an asset's bytes are damaged.
    """
    material = read_material(contents.lines, contents.withheld.texts)
    _check_assets(contents, material)
    payload = [
        Member.of("data/record.jsonl", material.record),
        Member.of("data/log/checkpoint", contents.checkpoint.encode()),
        Member.of("data/log/index", "".join(f"{at}\n" for at in material.indexes).encode()),
        *_tile_members(contents, material),
        *_time_members(contents, material),
        *_asset_members(contents, material),
        Member.of("data/withheld.json", _declaration(contents.withheld)),
        Member.of("data/README.txt", README.encode()),
        *([] if contents.page is None else [Member.of(PAGE_PATH, contents.page)]),
    ]
    info = [
        ("Bag-Software-Agent", contents.software),
        ("Bagging-Date", material.newest[:10]),  # the record's own, so no clock is read here
        ("External-Identifier", material.work),
    ]
    return write_bag(payload, info, path, progress)


def needed_tiles(size: int, indexes: Iterable[int], anchored: Iterable[int]) -> list[Tile]:
    """List the tiles that prove every line's inclusion and every anchor's consistency.

    Args:
        size: Entries in the newest tree.
        indexes: The lines' places in the log.
        anchored: The sizes of the anchored trees.

    Raises:
        FormatError: an index or a size is beyond the newest tree.
    """
    # Leaves of one tile need the same tiles: what lies beside their paths within the tile is
    # in the tile, and above it their paths are one.
    needed: set[Tile] = set()
    for first in {index - index % TILE_WIDTH for index in indexes}:
        needed |= tiles_for_inclusion(first, size)
    for old in set(anchored):
        needed |= tiles_for_consistency(old, size)
    return sorted(needed)


def _check_assets(contents: Contents, material: Material) -> None:
    carried = {asset.digest for asset in contents.assets}
    if len(carried) != len(contents.assets):
        raise StudioError("an asset is to be carried twice")
    for digest in sorted(carried - material.assets.keys()):
        raise StudioError("the record names no asset {digest}", digest=digest)
    for digest in sorted(carried & contents.withheld.assets):
        raise StudioError("an asset is both carried and withheld: {digest}", digest=digest)
    for digest in sorted(contents.withheld.assets - material.assets.keys()):
        raise StudioError(
            "an asset is withheld that the record does not name: {digest}", digest=digest
        )
    for digest in sorted(contents.withheld.texts - material.texts):
        raise StudioError(
            "a text is withheld that the record does not commit to: {digest}", digest=digest
        )
    left = material.assets.keys() - carried - contents.withheld.assets - material.erased
    for digest in sorted(left):
        raise StudioError(
            "an asset is neither carried, nor withheld, nor erased: {digest}",
            hint="withhold it, and say why",
            digest=digest,
        )


def _tile_members(contents: Contents, material: Material) -> Iterable[Member]:
    size = Checkpoint.parse(Note.parse(contents.checkpoint).text).tree_size
    for tile in needed_tiles(size, material.indexes, material.anchored):
        yield Member.of(f"data/log/{tile.path()}", contents.read_tile(tile))


def _time_members(contents: Contents, material: Material) -> Iterable[Member]:
    """Pack the tokens, what was kept beside them, and their certificates for openssl."""
    members = []
    for asset in _carried(contents, material.tokens):
        members.append(_member(contents, asset, f"data/time/{_hex(asset)}.tsr"))
        with contents.open_asset(asset.digest) as source:
            pem = _pem(parse_token(source.read()).certificates)
        if pem:
            members.append(Member.of(f"data/time/{_hex(asset)}.pem", pem))
    for asset in _carried(contents, material.kept):
        extension = _KEPT.get(asset.type, "bin")
        members.append(_member(contents, asset, f"data/time/{_hex(asset)}.{extension}"))
    return sorted(members, key=lambda member: member.path)


def _asset_members(contents: Contents, material: Material) -> Iterable[Member]:
    beside_time = material.tokens | material.kept
    for asset in sorted(contents.assets, key=lambda asset: asset.digest):
        if asset.digest not in beside_time:
            extension = EXTENSIONS.get(asset.type, "bin")
            yield _member(contents, asset, f"data/assets/{_hex(asset)}.{extension}")


def _carried(contents: Contents, digests: frozenset[Digest]) -> list[Asset]:
    return [asset for asset in contents.assets if asset.digest in digests]


def _member(contents: Contents, asset: Asset, path: str) -> Member:
    return Member(path, asset.size, asset.digest, lambda: contents.open_asset(asset.digest))


def _hex(asset: Asset) -> str:
    return asset.digest.removeprefix("sha256:")


def _pem(certificates: Iterable[bytes]) -> bytes:
    """Spell DER certificates as PEM, in the order of their bytes: one file a set."""
    lines = []
    for der in sorted(certificates):
        text = base64.b64encode(der).decode()
        lines.append("-----BEGIN CERTIFICATE-----")
        lines += [text[at : at + _PEM_COLUMNS] for at in range(0, len(text), _PEM_COLUMNS)]
        lines.append("-----END CERTIFICATE-----")
    return "".join(f"{line}\n" for line in lines).encode()


def _declaration(withheld: Withheld) -> bytes:
    return canonical(
        {
            "assets": [*sorted(withheld.assets)],
            "reason": withheld.reason,
            "texts": [*sorted(withheld.texts)],
        }
    )
