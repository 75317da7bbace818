"""Folders: papers as files, all of them made before the first one is written."""

import importlib.util
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from bozzetto.errors import StudioError
from bozzetto.evidence.papers.paper import Paper

__all__ = ["files_of", "must_be_free", "write_files"]

_NEEDED: Final = {"docx": "python-docx", "xlsxwriter": "XlsxWriter"}  # module, and its package


def files_of(papers: Iterable[Paper], newest: datetime) -> dict[str, bytes]:
    """Make the files of papers, by their names.

    Args:
        papers: No two of one name and kind.
        newest: When the newest entry was written: the time of every file.

    Raises:
        StudioError: what writes them is not installed, or a paper is too long for its kind.
    """
    for module, package in _NEEDED.items():
        if importlib.util.find_spec(module) is None:
            raise StudioError(
                "{name} is needed for papers, and is not installed",
                hint="install it with: pip install 'bozzetto[papers]'",
                name=package,
            )
    from bozzetto.evidence.papers.document import document  # noqa: PLC0415  # an extra
    from bozzetto.evidence.papers.sheet import sheet  # noqa: PLC0415  # an extra

    files: dict[str, bytes] = {}
    for paper in papers:
        name = f"{paper.name}.{'xlsx' if paper.is_sheet else 'docx'}"
        if name in files:
            raise ValueError(name)
        files[name] = (sheet if paper.is_sheet else document)(paper, newest)
    return files


def must_be_free(folder: Path) -> None:
    """Refuse a folder in which anything is: papers that people filled in are not written over.

    Raises:
        StudioError: something is there, or it cannot be looked at.
    """
    try:
        is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except OSError as error:
        raise StudioError(
            "cannot read {path}: {why}", path=folder, why=error.strerror or error
        ) from error
    if not is_free:
        raise StudioError(
            "there is something at {place}: papers are never written over anything",
            hint="name a folder that is empty, or not there yet",
            place=folder,
        )


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder, which is made where it is not there.

    Raises:
        StudioError: there is something, or it cannot be written.
    """
    must_be_free(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            with (folder / name).open("xb") as file:
                file.write(data)
    except OSError as error:
        raise StudioError(
            "cannot write {path}: {why}",
            hint="free space there, or choose another folder",
            path=folder,
            why=error.strerror or error,
        ) from error
