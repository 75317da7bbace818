"""Installing: an integration's files are put into a tool's folder, and taken out again.

Beside them go modules of this package, under names of their own, and ``bozzetto.json``, which
says where the spool is; a browser's extension hands over to the server, and needs neither.
Nothing that was there before is overwritten; what was changed since is left there.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from bozzetto.capture.handover.connection import Connection, Installed, spool_of
from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import Digest, digest_of
from bozzetto.studio.layout import Layout

__all__ = [
    "CONNECTION",
    "brought",
    "install",
    "integration",
    "is_as_installed",
    "plan",
    "uninstall",
]

CONNECTION = "bozzetto.json"
_BESIDE = ("reporter", "redaction", "desk")  # modules of ours, `bozzetto_reporter` there
# Where a tool looks for what is added to it: below the folder that a person names, and the name
# that the integration gets there
_HOMES = {"comfyui": ("custom_nodes", "bozzetto"), "webui": ("extensions", "bozzetto")}
_SHARED = {"krita": "pykrita"}  # a folder in which the files lie among those of others
_WITHOUT_FOLDER = {"browser": "bozzetto-browser"}  # hand over otherwise; the folder they come in
_LEFT_OUT = ("__pycache__", "tests")
_MAX_FILE = 4 << 20  # bytes of a file in a tool's folder that is compared


@dataclass(frozen=True, slots=True)
class _File:
    place: Path
    data: bytes

    @property
    def installed(self) -> Installed:
        return Installed(self.place, digest_of(self.data))


def integration(sort: str) -> Traversable | None:
    """Return the files of a tool's integration; None where it needs none.

    They are a part of the package; in a checkout they lie beside it.
    """
    package = resources.files("bozzetto")
    packed = package.joinpath("integrations", sort)
    if packed.is_dir():
        return packed
    checkout = Path(str(package)).parents[1] / "integrations" / sort
    return checkout if checkout.is_dir() else None


def plan(layout: Layout, connection: Connection, place: Path) -> list[_File]:
    """Return what is to be put where.

    Raises:
        StudioError: the tool needs no files, there is no such folder, or something of another
            hand stands where a file is to go.
    """
    source = integration(connection.sort)
    if source is None:
        raise StudioError(
            "there is nothing to install for {sort}",
            hint="leave the folder away",
            sort=connection.sort,
        )
    if not place.is_dir():
        raise StudioError("not a folder: {place}", place=place)
    home = _home(connection.sort, place.absolute())
    files = [_File(home / path, data) for path, data in _walk(source)]
    beside = _beside(home, files)
    if connection.sort not in _WITHOUT_FOLDER:
        files += [_File(beside / f"bozzetto_{name}.py", data) for name, data in _ours()]
        told = {"spool": str(spool_of(layout, connection).absolute())}
        files.append(_File(beside / CONNECTION, json.dumps(told, indent=1).encode() + b"\n"))
    for file in files:
        if file.place.is_symlink() or file.place.exists():
            raise StudioError(
                "something stands at {place} already",
                hint="if it is of an earlier connection, take that away first: bozzetto disconnect",
                place=file.place,
            )
    return files


def brought(sort: str) -> frozenset[Digest]:
    """Return the digests of what this program would install; empty where it is nothing.

    ``bozzetto.json`` is not among them: it is another one for each connection.
    """
    source = integration(sort)
    if source is None:
        return frozenset()
    ours = () if sort in _WITHOUT_FOLDER else _ours()
    return frozenset(digest_of(data) for _name, data in (*_walk(source), *ours))


def _ours() -> list[tuple[str, bytes]]:
    """Read the modules of ours that go beside an integration."""
    folder = resources.files("bozzetto.capture.handover")
    return [(name, folder.joinpath(f"{name}.py").read_bytes()) for name in _BESIDE]


def _home(sort: str, place: Path) -> Path:
    """Return where the files of an integration go: a person may name the tool, or its folder."""
    if sort in _WITHOUT_FOLDER:
        return place / _WITHOUT_FOLDER[sort]
    if sort in _SHARED:
        below = place / _SHARED[sort]
        return below if below.is_dir() else place
    if sort not in _HOMES:
        return place
    folder, name = _HOMES[sort]
    if (place / folder).is_dir():
        return place / folder / name
    return place / name if place.name == folder else place


def _walk(folder: Traversable, path: Path = Path()) -> Iterator[tuple[Path, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.name.startswith(".") or each.name in _LEFT_OUT:
            continue
        if each.is_dir():
            yield from _walk(each, path / each.name)
        elif each.is_file():
            yield path / each.name, each.read_bytes()


def _beside(home: Path, files: list[_File]) -> Path:
    """Return the folder of the integration's own modules: its first, or the package in it."""
    modules = [file.place for file in files if file.place.suffix == ".py"]
    if any(module.parent == home for module in modules):
        return home
    packages = [module.parent for module in modules if module.name == "__init__.py"]
    return min(packages, key=lambda each: len(each.parts), default=home)


def install(files: list[_File]) -> tuple[Installed, ...]:
    """Put files where they belong, and return what is there now that was not before.

    Raises:
        RecordingError: one cannot be written; none is left there.
    """
    made: list[Installed] = []
    try:
        for file in files:
            made += [Installed(folder, None) for folder in _make_folders(file.place.parent)]
            made.append(file.installed)
            with file.place.open("xb") as opened:
                opened.write(file.data)
    except OSError as error:
        uninstall(made)
        raise RecordingError(
            "cannot write {path}: {why}", path=file.place, why=error.strerror or error
        ) from error
    return tuple(made)


def _make_folders(folder: Path) -> list[Path]:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
    return missing[::-1]


def uninstall(installed: tuple[Installed, ...] | list[Installed]) -> list[Path]:
    """Take out what was installed, and return what was changed since and is left there."""
    left = []
    for each in reversed(installed):
        if each.digest is None:
            with suppress(OSError):  # something of another hand is in it
                each.path.rmdir()
        elif is_as_installed(each):
            each.path.unlink()
            _remove_compiled(each.path)
        elif each.path.exists():
            left.append(each.path)
    return left


def is_as_installed(file: Installed) -> bool:
    """Whether a file stands where it was put, as it was."""
    try:
        if file.path.is_symlink() or file.path.stat().st_size > _MAX_FILE:
            return False
        return hashlib.sha256(file.path.read_bytes()).hexdigest() == str(file.digest)[7:]
    except OSError:
        return False


def _remove_compiled(module: Path) -> None:
    """Remove what Python made of a module of ours."""
    folder = module.parent / "__pycache__"
    with suppress(OSError):
        for each in folder.glob(f"{module.stem}.*.pyc"):
            each.unlink()
        folder.rmdir()
