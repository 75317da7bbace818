"""Export: from a studio to the contents of a bundle.

A bundle carries the whole studio chain and the whole chain of one work. Of the anchor chain,
which grows by the hour, it carries only what brackets them: the anchors that their entries
name in ``after``, and the first one that covers each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bozzetto import __version__
from bozzetto.errors import AnchorError, StudioError
from bozzetto.evidence.bag import Progress
from bozzetto.evidence.bundle import Contents, Withheld, write_bundle
from bozzetto.evidence.page import find_page
from bozzetto.log import Checkpoint, Note
from bozzetto.record import Asset, Digest, Entry, assets_in
from bozzetto.studio import Sealed, Studio, Work

__all__ = ["KEYED", "Exported", "export_work", "keyed_files"]

Line = tuple[int, Entry]  # place in the log, and entry

KEYED = "secret.embedded"  # the problem of an output whose own bytes say a key or a password
_MOST_NAMED = 3  # files that an error names; the others are counted


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written."""

    path: Path
    digest: Digest  # of the file
    size: int  # bytes
    entries: int  # lines of the record
    assets: int  # files with original bytes
    sealed: Sealed | None  # what came of sealing before; None where no authority is asked
    page: bool  # whether the judge's page is in it; a checkout may not have built it


def export_work(
    work: Work,
    path: Path,
    *,
    withheld: Withheld | None = None,
    with_keys: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Seal what waits, and write a work's bundle.

    Where no authority answers, the bundle is written all the same, and its newest entries are
    unanchored: `Exported.sealed` says so.

    Args:
        work: Of an open studio.
        path: Where the file goes.
        withheld: What this copy leaves out.
        with_keys: Whether files go along that a tool wrote a key or a password into.
        progress: Told after every chunk.

    Raises:
        StudioError: bytes are missing that are neither withheld nor erased, or such files are
            neither withheld nor taken along on purpose.
        RecordingError: the file could not be written.
    """
    studio, left_out = work.studio, withheld or Withheld()
    if not with_keys:
        _refuse_keys(work, left_out)
    sealed = _seal(studio)
    size, note = studio.sealer.sign(studio.clock.now())
    lines = _lines(studio, work, size)
    assets = _assets(studio, (entry for _, entry in lines), left_out)
    contents = Contents(
        [(place, entry.line) for place, entry in lines],
        note,
        studio.database.tile,
        assets,
        studio.assets.open,
        f"bozzetto {__version__}",
        left_out,
        find_page(),
    )
    digest = write_bundle(contents, path, progress)
    size = path.stat().st_size
    return Exported(path, digest, size, len(lines), len(assets), sealed, contents.page is not None)


def keyed_files(work: Work) -> list[Asset]:
    """List the files of a work that a tool wrote a key or a password into, as far as was seen."""
    found: dict[Digest, Asset] = {}
    erased: set[object] = set()
    for _place, entry in work.entries():
        problems = entry.event.body.get("problems")
        if isinstance(problems, list) and KEYED in problems:
            made = assets_in(entry.event.body.get("assets"))  # what came with them has no key in it
            found |= {asset.digest: asset for asset in made}
        if entry.event.kind == "bytes.erased":
            erased |= _digests(entry.event.body)
    return [asset for digest, asset in found.items() if digest not in erased]


def _refuse_keys(work: Work, left_out: Withheld) -> None:
    """A picture is never altered, so what a tool wrote into it goes wherever it goes."""
    keyed = [asset for asset in keyed_files(work) if asset.digest not in left_out.assets]
    if keyed:
        more = len(keyed) - _MOST_NAMED
        names = [asset.name or asset.digest for asset in keyed[:_MOST_NAMED]]
        raise StudioError(
            "a tool wrote a key or a password into {count} files of the work: {names}",
            hint="withhold them with --withhold-file, or take them along with --with-keys",
            count=len(keyed),
            names=", ".join(names) + (f" +{more}" if more > 0 else ""),
        )


def _seal(studio: Studio) -> Sealed | None:
    if not studio.sealer.waiting().count:
        return None
    try:
        return studio.seal()
    except AnchorError:
        return None  # no authority is asked: the report on the bundle says what is unanchored


def _lines(studio: Studio, work: Work, size: int) -> list[Line]:
    """Collect the lines of a bundle, in the log's order, as far as the checkpoint covers."""
    own = [*studio.entries(studio.digest), *work.entries()]
    own = [(place, entry) for place, entry in own if place < size]
    anchors = [(place, entry) for place, entry in studio.anchors() if place < size]
    return sorted([*own, *_bracketing(own, anchors)], key=lambda line: line[0])


def _bracketing(own: Iterable[Line], anchors: Sequence[Line]) -> list[Line]:
    """Choose the anchors that bracket these lines, and the chain's opening."""
    covered = [(_covers(entry), place) for place, entry in anchors[1:]]
    by_digest = {entry.digest: place for place, entry in anchors}
    chosen = {place for place, _ in anchors[:1]}
    next_anchor = 0
    for place, entry in sorted(own, key=lambda line: line[0]):
        while next_anchor < len(covered) and covered[next_anchor][0] <= place:
            next_anchor += 1
        if next_anchor < len(covered):
            chosen.add(covered[next_anchor][1])
        if entry.event.after is not None:
            chosen.add(by_digest[entry.event.after])
    return [(place, entry) for place, entry in anchors if place in chosen]


def _covers(anchor: Entry) -> int:
    """Return how many entries an anchor's checkpoint covers; later ones cover no fewer."""
    return Checkpoint.parse(Note.parse(str(anchor.event.body["checkpoint"])).text).tree_size


def _assets(studio: Studio, entries: Iterable[Entry], left_out: Withheld) -> list[Asset]:
    named: dict[Digest, Asset] = {}
    erased: set[object] = set()
    for entry in entries:
        for asset in assets_in(entry.event.body):
            named.setdefault(asset.digest, asset)
        if entry.event.kind == "bytes.erased":
            erased |= _digests(entry.event.body)
    carried = [
        asset
        for digest, asset in named.items()
        if digest not in left_out.assets and digest not in erased
    ]
    for asset in carried:
        if not studio.assets.has(asset.digest):
            raise StudioError(
                "the bytes of {name} ({digest}) are not in the studio any more",
                hint="bring the studio's assets back from a copy, or withhold the file, or record"
                " that it was erased",
                name=asset.name or asset.type,
                digest=asset.digest,
            )
    return carried


def _digests(body: Mapping[str, object]) -> set[object]:
    assets = body["assets"]
    return set(assets) if isinstance(assets, list) else set()
