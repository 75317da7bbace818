"""Snapshots: how a folder of backups is laid out, and the lists of what belongs to each.

README.txt                              says to people what this folder is
assets/ab/cdef...                       original bytes by SHA-256, shared by all snapshots
studio-20261122T120000.000000Z-1a2b3c4d/
    studio.sqlite                       the record at that moment
    keys/...                            private keys and certificates, unless they were left out
    authorities.toml, connections.json, settings.json, watches.json
studio-20261122T120000.000000Z-1a2b3c4d.sha256

The list comes last: a snapshot is there when its list is. It is what ``sha256sum --check``
reads, from inside the folder of backups. The last part of a name is that of the studio's digest.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from bozzetto.errors import FormatError, StudioError
from bozzetto.record import Digest, Moment, parse_moment

__all__ = ["DATABASE", "SETTINGS", "Manifest", "Snapshot", "asset_path", "find_snapshot", "is_key"]

DATABASE = "studio.sqlite"
SETTINGS = ("authorities.toml", "connections.json", "settings.json", "watches.json")
MAX_LIST = 1 << 30  # bytes of a list: nine million files

_NAME = re.compile(
    r"studio-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{6})Z-([0-9a-f]{8})", re.ASCII
)
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_ASSET = re.compile(r"assets/([0-9a-f]{2})/([0-9a-f]{62})")
_KEY = re.compile(r"keys/(?:[0-9a-f]{16}\.key|credentials/(?:root\.p12|root\.pem|signer\.p12))")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One backup of one studio, by its name."""

    name: str

    def __post_init__(self) -> None:
        match = _NAME.fullmatch(self.name)
        if match is None:
            raise FormatError("not the name of a backup: {name!r}", name=self.name)
        parse_moment(_moment(match))

    @classmethod
    def of(cls, studio: Digest, now: datetime) -> Self:
        """Name the backup of a studio that begins now, in UTC."""
        return cls(f"studio-{now:%Y%m%dT%H%M%S.%f}Z-{studio[7:15]}")

    @property
    def moment(self) -> Moment:
        """When it was begun."""
        match = _NAME.fullmatch(self.name)
        return parse_moment(_moment(match) if match else "")

    @property
    def short(self) -> str:
        """The first digits of the studio's digest."""
        return self.name[-8:]

    @property
    def list_name(self) -> str:
        """The name of its list."""
        return f"{self.name}.sha256"


def _moment(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second, fraction, _short = match.groups()
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}.{fraction}Z"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of a snapshot: the SHA-256 of every file that belongs to it, by its path."""

    snapshot: Snapshot
    files: dict[str, str]  # path in the folder of backups -> 64 hex digits

    def __str__(self) -> str:
        return "".join(f"{digits}  {path}\n" for path, digits in sorted(self.files.items()))

    @classmethod
    def parse(cls, snapshot: Snapshot, data: bytes) -> Self:
        """Parse a list. Only paths that a backup can have are in it: none leads elsewhere.

        Raises:
            FormatError: it is no list of this snapshot.
        """
        files: dict[str, str] = {}
        try:
            text = data.decode("ascii")
        except UnicodeDecodeError as error:
            raise FormatError("{name}: not a list of files", name=snapshot.list_name) from error
        for line in text.splitlines():
            match = _LINE.fullmatch(line)
            if match is None or not _belongs(snapshot, match[2], match[1]):
                raise FormatError(
                    "{name}: not a line of a backup's list: {line!r}",
                    name=snapshot.list_name,
                    line=line,
                )
            files[match[2]] = match[1]
        found = cls(snapshot, files)
        if str(found) != text or f"{snapshot.name}/{DATABASE}" not in files:
            raise FormatError(
                "{name}: not the whole list of a backup, sorted", name=snapshot.list_name
            )
        return found


def _belongs(snapshot: Snapshot, path: str, digits: str) -> bool:
    asset = _ASSET.fullmatch(path)
    if asset is not None:
        return asset[1] + asset[2] == digits
    folder, _slash, name = path.partition("/")
    return folder == snapshot.name and (name in {DATABASE, *SETTINGS} or is_key(name))


def is_key(path: str) -> bool:
    """Whether a file of a studio, by its path there, is one of its keys or goes with them."""
    return _KEY.fullmatch(path) is not None


def asset_path(digest: Digest) -> str:
    """Name an asset's file in a folder of backups."""
    return f"assets/{digest[7:9]}/{digest[9:]}"


def find_snapshot(folder: Path, name: str | None) -> Snapshot:
    """Find the snapshot of a name, or the newest.

    Raises:
        StudioError: there is none, or it is not said of which studio.
    """
    try:
        names = sorted(path.name.removesuffix(".sha256") for path in folder.glob("studio-*.sha256"))
    except OSError:
        names = []
    known = [Snapshot(each) for each in names if _NAME.fullmatch(each)]
    if name is not None:
        wanted = name.removesuffix(".sha256").rstrip("/")
        known = [snapshot for snapshot in known if snapshot.name == wanted]
    if not known:
        raise StudioError(
            "there is no such backup in {place}",
            hint="name the folder that was given to: bozzetto backup DIR",
            place=folder,
        )
    if len({snapshot.short for snapshot in known}) > 1:
        raise StudioError(
            "{place} has backups of {count} studios",
            hint="name one with --snapshot: {names}",
            place=folder,
            count=len({snapshot.short for snapshot in known}),
            names=", ".join(_newest(known)),
        )
    return known[-1]


def _newest(known: list[Snapshot]) -> list[str]:
    """Name the newest snapshot of each studio."""
    return sorted({snapshot.short: snapshot.name for snapshot in known}.values())
