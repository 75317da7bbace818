"""Holdings: what a work has, which is its entries and the files that they name."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import Asset, Digest, Entry
from bozzetto.studio.assets import Describe
from bozzetto.studio.program import Source

if TYPE_CHECKING:
    from bozzetto.studio.studio import Studio

__all__ = ["Holdings"]


class Holdings:
    """One work of a studio, as far as it has entries and files."""

    def __init__(self, studio: "Studio", digest: Digest, title: str) -> None:
        self.studio = studio
        self.digest = digest  # of its first entry: its chain
        self.title = title

    def entries(self) -> list[tuple[int, Entry]]:
        """Read the work's entries in order, with their places in the log."""
        return list(self.studio.entries(self.digest))

    def assets(self) -> dict[Digest, Asset]:
        """Return the files that the work's entries name."""
        return self.studio.contents(self.digest).assets(self.studio.database)

    def take(
        self, source: Source, name: str | None = None, describe: Describe | None = None
    ) -> Asset:
        """Keep a file's bytes; an asset that was taken before is returned as it is.

        Raises:
            RecordingError: the file cannot be read, or its bytes cannot be made durable.
        """
        if isinstance(source, Asset):
            return source
        if not isinstance(source, Path):
            return self.studio.assets.take(source, name, describe)
        try:
            with source.open("rb") as file:
                return self.studio.assets.take(file, name or source.name, describe)
        except OSError as error:
            raise RecordingError(
                "cannot read {name}: {why}", name=source, why=error.strerror or error
            ) from error

    def need_assets(self, digests: Iterable[Digest]) -> None:
        """Refuse what no entry of the work names.

        Raises:
            StudioError: there is such a file.
        """
        contents = self.studio.contents(self.digest)
        for digest in contents.missing(self.studio.database, list(digests)):
            raise StudioError(
                "no entry of the work {title!r} names the file {digest}",
                hint="record it first: bozzetto import, bozzetto material or bozzetto edit",
                title=self.title,
                digest=digest,
            )

    def need_things(self, digests: Iterable[Digest]) -> None:
        """Refuse what is neither a file nor an entry of the work.

        Raises:
            StudioError: there is such a thing.
        """
        contents = self.studio.contents(self.digest)
        self.need_entries(contents.missing(self.studio.database, list(digests)))

    def need_entries(self, digests: Iterable[Digest]) -> None:
        """Refuse what is no entry of the work.

        Raises:
            StudioError: there is such a digest.
        """
        chain = self.studio.database.chain_id(self.digest)
        for digest in digests:
            if not self.studio.database.has_entry(chain, digest):
                raise StudioError(
                    "the work {title!r} has no entry {digest}",
                    hint="see its entries with: bozzetto work show {title!r}",
                    title=self.title,
                    digest=digest,
                )
