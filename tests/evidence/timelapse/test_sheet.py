"""Sheet: every state on one picture, or on pages."""

import io
import shutil
import subprocess

import pytest
from PIL import Image

from bozzetto.errors import StudioError
from bozzetto.evidence.timelapse import sheet as module
from bozzetto.evidence.timelapse import sheet_of
from bozzetto.evidence.timelapse.gallery import ABSENT
from tests.evidence.timelapse.conftest import COLOURS
from tests.evidence.timelapse.reading import Shot

GREY = tuple(bytes.fromhex(ABSENT[1:]))


@pytest.fixture(scope="module")
def drawn(shown):
    """Draw the sheet of the work."""
    return lambda **how: sheet_of(shown.source, shown.studio, ("zh", "en"), **how)


def test_all_states_are_on_it(drawn):
    """Pictures in their colours, absent ones in grey; nothing of the machine in the file."""
    with Image.open(io.BytesIO(drawn(as_pages=False))) as image:
        shot = Shot(0, 0, image.convert("RGB"))
        assert image.format == "PNG"
        assert not image.info
    for name in ("sketch", "two", "edited"):
        assert shot.has(COLOURS[name], 4) > 5000
    assert shot.has(GREY, 0) > 40_000  # two states, and one of each batch


@pytest.mark.parametrize("as_pages", [True, False], ids=["pages", "picture"])
def test_the_same_record_gives_the_same_bytes(drawn, as_pages):
    """Dated as its newest entry."""
    assert drawn(as_pages=as_pages) == drawn(as_pages=as_pages)


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler-utils is not installed")
def test_pages_are_of_a4(drawn, shown, monkeypatch, tmp_path):
    """As many as it takes; dated as the newest entry is."""
    monkeypatch.setattr(module, "PAGE", 4)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(drawn(as_pages=True))
    told = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "(A4)" in told
    assert "Pages:           2" in told
    newest = max(step.time for step in shown.source.work)
    assert newest.strftime("D:%Y%m%d%H%M%SZ").encode() in path.read_bytes()


def test_too_many_for_one_picture_are_refused(drawn, monkeypatch):
    """With what to do instead."""
    monkeypatch.setattr(module, "MAX_CELLS", 6)
    with pytest.raises(StudioError, match="6 states") as caught:
        drawn(as_pages=False)
    assert ".pdf" in caught.value.hint


def test_an_empty_work_has_an_empty_sheet(empty):
    """Which says of what."""
    data = sheet_of(empty.source, empty.studio, ("en",), as_pages=False)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size[0] == 1240
