"""The judge's page: one HTML file that verifies a bundle and shows it, with the network off.

It is built from `viewer/` (`make page`) into this package, and is the second, independent
implementation of the formats. Whoever doubts a bundle takes the page from a release, or writes
it with ``bozzetto verify --page``, and not out of the bundle that they doubt.
"""

from importlib.resources import files
from pathlib import Path

from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import Digest, digest_of

__all__ = ["PAGE_PATH", "find_page", "read_page", "write_page"]

PAGE_PATH = "data/verify.html"  # in a bundle; bundle.md section 4

_BUILT = files("bozzetto.evidence") / "judge.html"


def find_page() -> bytes | None:
    """Return the page, or None in a checkout in which it was not built."""
    return _BUILT.read_bytes() if _BUILT.is_file() else None


def read_page() -> bytes:
    """Return the page.

    Raises:
        StudioError: it was not built.
    """
    page = find_page()
    if page is None:
        raise StudioError(
            "the judge's page was not built in this checkout",
            hint="run make page, or install a release of Bozzetto",
        )
    return page


def write_page(target: Path) -> Digest:
    """Write the page, and return its digest; what stood there is replaced.

    Raises:
        StudioError: it was not built.
        RecordingError: it could not be written.
    """
    page = read_page()
    try:
        target.write_bytes(page)
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space there, or choose another folder",
            path=target,
            why=error.strerror or error,
        ) from error
    return digest_of(page)
