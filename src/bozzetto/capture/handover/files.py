"""Files that came along with a report: kept as they are, save for secrets in a tool's own request.

A file that a tool wrote is evidence to the last byte. What a tool was asked (``raw``) is kept
without what would be secret in it, and an instruction says so.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from bozzetto.capture.credentials import MAX_FILES, credential_claims, read_credentials
from bozzetto.capture.handover.acts import File, Report
from bozzetto.capture.handover.redaction import redact
from bozzetto.capture.handover.report import MAX_REPORT
from bozzetto.capture.handover.spool import Spool
from bozzetto.capture.naming import path_key, safe_name
from bozzetto.capture.picture import Picture
from bozzetto.capture.taking import UntakenError, open_file, take_file
from bozzetto.record import Asset
from bozzetto.studio import FileRow, Work

__all__ = ["Files", "Raw"]


@dataclass(frozen=True, slots=True)
class Raw:
    """A tool's own request or answer."""

    asset: Asset | None = None  # None where it did not come
    text: str | None = None  # as it is kept; None where it is no text, or a very long one
    removed: bool = False  # whether secrets were taken out


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that is kept."""

    asset: Asset
    picture: Picture


class Files:
    """The files of one report, each kept when it is asked for.

    Attributes:
        lost: What did not come, and why, as it is said in the record.
        rows: Where they were written by the tool, for who watches that folder.
    """

    def __init__(self, work: Work, spool: Spool, report: Report) -> None:
        self._work = work
        self._spool = spool
        self._report = report
        self._kept: dict[int, _Taken] = {}
        self.lost: dict[int, str] = {}
        self.rows: list[FileRow] = []

    def take(self, index: int | None) -> Asset | None:
        """Keep a file; None where it did not come, or where no index is given.

        Raises:
            RecordingError: its bytes could not be made durable.
        """
        if index is None or index in self.lost:
            return None
        if index not in self._kept:
            taken = self._taken(index, self._report.files[index])
            if taken is None:
                return None
            self._kept[index] = taken
        return self._kept[index].asset

    @property
    def assets(self) -> list[Asset]:
        """The files that were taken."""
        return [kept.asset for kept in self._kept.values()]

    @property
    def problems(self) -> list[str]:
        """Codes of what was wrong with the files that were taken."""
        return [code for kept in self._kept.values() for code in kept.picture.problems]

    def claims(self, indexes: Iterable[int]) -> dict[str, str]:
        """Return what content credentials say of those of these files that were taken."""
        kept = [self._kept[index] for index in indexes if index in self._kept][:MAX_FILES]
        path = self._work.studio.assets.path
        return credential_claims(
            [read_credentials(path(each.asset.digest), each.picture) for each in kept]
        )

    def name(self, index: int) -> str:
        """Return what the tool calls a file."""
        return safe_name(self._report.files[index].name)

    def _taken(self, index: int, file: File) -> _Taken | None:
        name = safe_name(file.name)
        if file.stored is None:
            self.lost[index] = f"{name}: {safe_name(file.lost or '-')}"
            return None
        try:
            taken = take_file(self._work, self._path(file.stored))
        except UntakenError as error:
            self.lost[index] = f"{name}: {error.values.get('why')}"
            return None
        asset = replace(taken.asset, name=name)
        self._remember(file, asset)
        return _Taken(asset, taken.picture)

    def _path(self, stored: str) -> Path:
        return self._spool.file(self._report.run, stored)

    def _remember(self, file: File, asset: Asset) -> None:
        """Note where the tool wrote the version that is recorded with this."""
        if file.path is None or file.changed is None:
            return
        try:
            path = file.path.resolve()
        except (OSError, RuntimeError):  # a loop of links: then nobody watches it either
            return
        self.rows.append(FileRow(path_key(path), asset.size, file.changed, asset.digest))

    def take_raw(self, index: int | None) -> Raw:
        """Keep a tool's own request, without what would be secret.

        Raises:
            RecordingError: its bytes could not be made durable.
        """
        file = None if index is None else self._report.files[index]
        data = None if file is None or file.stored is None else self._read(file.stored)
        if file is None or data is None:
            return Raw(self.take(index))
        clean, type_, removed = _clean(data)
        asset = self._work.studio.assets.take_bytes(clean, type_, safe_name(file.name))
        return Raw(asset, clean.decode("utf-8"), removed)

    def _read(self, stored: str) -> bytes | None:
        """Read a text; None where it is none, or is gone."""
        try:
            with open_file(self._path(stored)) as opened:
                data = opened.read(MAX_REPORT + 1)
            data.decode("utf-8")
        except (UntakenError, OSError, ValueError):
            return None
        return data if len(data) <= MAX_REPORT else None


def _clean(data: bytes) -> tuple[bytes, str, bool]:
    """Return a text without its secrets, its media type, and whether there were any."""
    text = data.decode("utf-8")
    try:
        value, type_ = json.loads(text), "application/json"
    except (ValueError, RecursionError):
        value, type_ = text, "text/plain"
    clean, removed = redact(value)
    if not removed:
        return data, type_, False
    spelled = clean if type_ == "text/plain" else json.dumps(clean, ensure_ascii=False)
    return spelled.encode("utf-8", "replace"), type_, True
