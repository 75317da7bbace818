"""The judge's page: it goes into bundles as it was built, and is handed out alone."""

import hashlib
import zipfile
from dataclasses import replace

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.evidence import PAGE_PATH, find_page, page, read_page, write_bundle, write_page
from bozzetto.verify import Verdict, verify_bundle

PAGE = b"<!doctype html><title>page</title>"


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A page that was built."""
    place = tmp_path / "built.html"
    place.write_bytes(PAGE)
    monkeypatch.setattr(page, "_BUILT", place)
    return place


@pytest.mark.usefixtures("built")
def test_write_page(tmp_path):
    """What is written is what was built, and the digest is its own."""
    digest = write_page(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == PAGE == read_page() == find_page()
    assert digest == f"sha256:{hashlib.sha256(PAGE).hexdigest()}"


def test_page_that_was_not_built(built, tmp_path):
    """A checkout without the page has none to give, and says what to do."""
    built.unlink()
    assert find_page() is None
    with pytest.raises(StudioError, match="not built") as caught:
        write_page(tmp_path / "page.html")
    assert "make page" in str(caught.value.hint)


@pytest.mark.usefixtures("built")
def test_page_that_cannot_be_written(tmp_path):
    """A place that takes no file is named."""
    with pytest.raises(RecordingError, match="nowhere"):
        write_page(tmp_path / "nowhere" / "page.html")


def test_bundle_with_page(told, authority, tmp_path):
    """A bundle carries the page last; its verdict does not hang on it, and it is unproven."""
    write_bundle(replace(told.contents(), page=PAGE), tmp_path / "work.zip")
    with zipfile.ZipFile(tmp_path / "work.zip") as archive:
        assert archive.namelist()[-1] == PAGE_PATH
        assert archive.read(PAGE_PATH) == PAGE
    report = verify_bundle(tmp_path / "work.zip", roots=[authority.root])
    assert report.verdict is Verdict.INTACT_UNKNOWN_SIGNER
    assert PAGE_PATH in {
        finding.where for finding in report.findings if finding.code == "file.unproven"
    }
