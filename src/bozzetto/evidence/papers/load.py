"""Load files: a work's pictures for review platforms, as Concordance DAT and Opticon OPT.

    VOL001/VOL001.dat      one line a picture: names, digests, times, and the original's place
    VOL001/VOL001.opt      one line a page image
    VOL001/NATIVES/*.*     the original bytes
    VOL001/IMAGES/*.jpg    page images, made for looking at

Neither format has a standard; this is what platforms describe. DAT: each field between U+00FE,
fields parted by U+0014, lines by CR LF, a line end within a field as U+00AE, names of fields in
the first line, UTF-8 with a byte order mark. There is no escape, so these three characters, and
what no line of text holds, are spelled by their numbers: ``[U+00FE]``. OPT: page, volume, path,
``Y`` where a document begins, two unused, and its pages; it points at single-page TIFF, JPEG or
PDF. An original that is a PNG is none of these: so it is a native, and a JPEG is made
of it, which is no evidence.

Sources: https://docs.zylab.com/01/zylab/one/2022.html (both formats),
https://help.relativity.com/RelativityOne/Content/Relativity/Import_Export/Import_Workflows/Image_load_file_import.htm
(single-page TIFF, JPEG or PDF),
https://answercenter.ediscovery.co/litigation/ac/cn_desktop/reviewing_load_files.htm (YYYYMMDD).
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bozzetto.errors import RecordingError, StudioError
from bozzetto.evidence.bag import CHUNK
from bozzetto.evidence.bundle import EXTENSIONS
from bozzetto.evidence.dossier.blocks import Picture
from bozzetto.evidence.dossier.pictures import small_pictures
from bozzetto.evidence.dossier.source import Source, time_words
from bozzetto.evidence.dossier.words import ACTS, MARKS
from bozzetto.evidence.papers.spelling import visible
from bozzetto.record import Asset, Digest, assets_in
from bozzetto.story import Step
from bozzetto.studio import Studio

__all__ = ["FIELDS", "VOLUME", "Loaded", "write_load"]

VOLUME: Final = "VOL001"
FIELDS: Final = (
    "BEGDOC",
    "ENDDOC",
    "PAGECOUNT",
    "CUSTODIAN",
    "FILENAME",
    "FILETYPE",
    "FILESIZE",
    "SHA256",
    "DATE",  # of the first entry that names it, by the recorder's clock: YYYYMMDD
    "TIME",  # the same, UTC
    "EXISTEDBEFORE",  # by outside authorities
    "ACTS",
    "SELECTION",
    "KNOWN",  # live, imported, stated
    "ENTRIES",  # numbers, apart by how they are known
    "FIRSTENTRY",  # digest of the first entry that names it
    "WORK",
    "WORKTITLE",
    "REMARK",
    "NATIVELINK",
)
SIDE = 4096  # pixels of a page image's longer side, at most: 35 cm of print at 300 dots an inch

_SEPARATOR, _QUALIFIER, _LINE = "\x14", "\u00fe", "\u00ae"
_NUMBERED = {ord(each): f"[U+{ord(each):04X}]" for each in (_SEPARATOR, _QUALIFIER, _LINE)}
_NATIVES, _IMAGES = "NATIVES", "IMAGES"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A volume that was written."""

    folder: Path
    documents: int  # lines of the DAT file, without its first
    natives: int  # originals that were copied; what was erased has none
    images: int  # page images; what cannot be decoded has none


@dataclass(frozen=True, slots=True)
class _Document:
    """A picture of the work."""

    name: str  # its number, by which the platform calls it
    asset: Asset
    steps: tuple[Step, ...]  # that name it

    @property
    def native(self) -> str:
        """The name of the copy: of its number and its media type, never of the file's own name."""
        return f"{self.name}.{EXTENSIONS.get(self.asset.type, 'bin')}"


def write_load(studio: Studio, source: Source, folder: Path) -> Loaded:
    """Copy a work's pictures into a new folder ``VOL001``, with load files that list them.

    Args:
        studio: Where the bytes are.
        source: The work, its story, and what its record holds.
        folder: Where the new folder goes.

    Raises:
        StudioError: the folder is there already, or bytes are missing that were not erased.
        RecordingError: something cannot be written, or kept bytes are not what they were.
    """
    documents = _documents(source)
    kept = [each for each in documents if each.asset.digest not in source.erased]
    for each in kept:
        studio.assets.open(each.asset.digest).close()  # all of them are there, or nothing is made
    place = folder / VOLUME
    beside = folder / f".{VOLUME}.{os.getpid()}.part"
    try:
        _must_be_free(place)
        beside.mkdir(parents=True)
        try:
            images = _fill(beside, documents, kept, studio, source)
            beside.rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)  # renamed: the good case
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space there, or choose another folder",
            path=place,
            why=error.strerror or error,
        ) from error
    return Loaded(place, len(documents), len(kept), images)


def _must_be_free(place: Path) -> None:
    if os.path.lexists(place):
        raise StudioError(
            "something stands at {place} already",
            hint="choose a folder without it",
            place=place,
        )


def _fill(
    place: Path,
    documents: Sequence[_Document],
    kept: Sequence[_Document],
    studio: Studio,
    source: Source,
) -> int:
    """Write all of it, and return how many page images there are."""
    for name in (_NATIVES, _IMAGES):
        (place / name).mkdir()
    for each in kept:
        _copy(studio, each, place / _NATIVES / each.native)
    imaged = _write_images(studio, kept, place / _IMAGES)
    marks = {each.asset: each.mark for each in source.facts.selection.candidates}
    custodian = _plain(source.person(studio.owner).en)
    rows = [
        _fields(
            each,
            source,
            custodian=custodian,
            selected=marks.get(each.asset.digest, ""),
            is_imaged=each.name in imaged,
        )
        for each in documents
    ]
    _write(place / f"{VOLUME}.dat", _dat(rows).encode("utf-8-sig"))
    _write(place / f"{VOLUME}.opt", _opt(imaged).encode("ascii"))
    return len(imaged)


def _documents(source: Source) -> list[_Document]:
    """Number the pictures in the order in which the record names them first."""
    naming: dict[Digest, list[Step]] = {}
    assets: dict[Digest, Asset] = {}
    for step in source.work:
        for asset in assets_in(step.body):
            if asset.type.startswith("image/"):
                assets.setdefault(asset.digest, asset)
                naming.setdefault(asset.digest, []).append(step)
    prefix = source.work[0].digest.removeprefix("sha256:")[:8].upper()
    return [
        _Document(f"BZ{prefix}-{number:06}", asset, tuple(naming[digest]))
        for number, (digest, asset) in enumerate(assets.items(), 1)
    ]


def _copy(studio: Studio, document: _Document, place: Path) -> None:
    """Copy the original's bytes, and hold them to the digest that the record has."""
    hashing = hashlib.sha256()
    with studio.assets.open(document.asset.digest) as kept, place.open("xb") as copy:
        while chunk := kept.read(CHUNK):
            hashing.update(chunk)
            copy.write(chunk)
    got = f"sha256:{hashing.hexdigest()}"
    if got != document.asset.digest:
        raise RecordingError(
            "{path}: want {want}, got {got}",
            hint="the kept bytes are damaged: restore them from a copy",
            path=place.name,
            want=document.asset.digest,
            got=got,
        )


def _write_images(studio: Studio, documents: Iterable[_Document], folder: Path) -> dict[str, Path]:
    """Write page images of what can be decoded, and return them by the names of documents."""
    by_picture = {Picture(each.asset.digest, SIDE): each.name for each in documents}
    imaged: dict[str, Path] = {}
    for picture, data in small_pictures(studio, by_picture):
        name = by_picture[picture]
        imaged[name] = folder / f"{name}.jpg"
        _write(imaged[name], data)
    return imaged


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _fields(
    document: _Document, source: Source, *, custodian: str, selected: str, is_imaged: bool
) -> Mapping[str, str]:
    asset, steps = document.asset, document.steps
    first = steps[0]
    is_erased = asset.digest in source.erased
    before = [step.interval.before for step in steps if step.interval.before is not None]
    mark = source.mark(steps)
    kinds = dict.fromkeys(step.kind for step in steps)
    return {
        "BEGDOC": document.name,
        "ENDDOC": document.name,
        "PAGECOUNT": "1" if is_imaged else "0",
        "CUSTODIAN": custodian,
        "FILENAME": _plain(asset.name or ""),
        "FILETYPE": asset.type,
        "FILESIZE": str(asset.size),
        "SHA256": asset.digest.removeprefix("sha256:"),
        "DATE": first.at[:10].replace("-", ""),
        "TIME": first.at[11:19],
        "EXISTEDBEFORE": time_words(min(before)) if before else "",
        "ACTS": "; ".join(ACTS[kind].en if kind in ACTS else kind for kind in kinds),
        "SELECTION": MARKS[selected].en if selected in MARKS else "",
        "KNOWN": "; ".join(seen for seen, _numbers in mark.groups),
        "ENTRIES": "; ".join(f"{seen} {numbers}" for seen, numbers in mark.groups),
        "FIRSTENTRY": first.digest,
        "WORK": source.work[0].digest,
        "WORKTITLE": _plain(source.title.en),
        "REMARK": "the bytes were erased; the record says so" if is_erased else "",
        "NATIVELINK": "" if is_erased else f"{_NATIVES}\\{document.native}",
    }


def _plain(text: str) -> str:
    """Spell what a field cannot hold, and keep its lines."""
    return visible(text).translate(_NUMBERED).replace("\n", _LINE)


def _dat(rows: Iterable[Mapping[str, str]]) -> str:
    lines = [FIELDS, *(tuple(row[name] for name in FIELDS) for row in rows)]
    return "".join(
        _SEPARATOR.join(f"{_QUALIFIER}{value}{_QUALIFIER}" for value in line) + "\r\n"
        for line in lines
    )


def _opt(imaged: Iterable[str]) -> str:
    return "".join(f"{name},{VOLUME},{_IMAGES}\\{name}.jpg,Y,,,1\r\n" for name in imaged)
