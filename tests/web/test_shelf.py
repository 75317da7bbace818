"""The shelf that jobs lie on."""

import pytest

from bozzetto.language import Language
from bozzetto.record import Moment
from bozzetto.web.job import CheckTask, JobState, Kept, Sort
from bozzetto.web.shelf import Shelf, file_name
from tests.web.conftest import entered, serving
from tests.web.jobbing import exported


def kept(digit, second=0):
    """A job that waits."""
    at = Moment(f"2026-11-22T12:00:{second:02}.000000Z")
    return Kept(digit * 16, CheckTask(deep=False), Language.EN, None, JobState.WAITING, at)


def test_read(tmp_path):
    """What was written is read, the oldest first; where nothing was written there is nothing."""
    shelf = Shelf(tmp_path / "jobs")
    assert shelf.read() == []
    first, second = kept("b", 1), kept("a", 2)
    for job in (second, first):
        shelf.write(job)
    assert shelf.read() == [first, second]


def test_forget(tmp_path):
    """A job goes with its file, and what is not there can be forgotten, too."""
    shelf = Shelf(tmp_path)
    shelf.write(kept("a"))
    for ending in (".zip", ".pdf"):
        (tmp_path / ("a" * 16 + ending)).write_bytes(b"bytes")
    assert len(list(tmp_path.iterdir())) == 3
    shelf.drop_file("a" * 16)
    assert [path.name for path in tmp_path.iterdir()] == ["a" * 16 + ".json"]
    for _ in range(2):
        shelf.forget("a" * 16)
    assert list(tmp_path.iterdir()) == []


def test_file(tmp_path):
    """A dossier is a PDF until its volumes lie there in a ZIP file; both go with the job."""
    shelf = Shelf(tmp_path)
    assert shelf.file("a" * 16, Sort.DOSSIER).suffix == ".pdf"
    (tmp_path / ("a" * 16 + ".zip")).write_bytes(b"bytes")
    assert shelf.file("a" * 16, Sort.DOSSIER).suffix == ".zip"
    shelf.drop_file("a" * 16)
    assert list(tmp_path.iterdir()) == []


def test_half_written(tmp_path):
    """What a server left half written is removed; a file that is whole stays."""
    shelf = Shelf(tmp_path)
    for name in (".a.zip.12.part", ".a.json.12.tmp", ".b.pdf.12.tmp", "a.zip", "b.pdf"):
        (tmp_path / name).write_bytes(b"x")
    shelf.read()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.pdf"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Cat pendant", "Cat pendant"),
        ("猫形吊坠 (2)", "猫形吊坠 (2)"),
        ("../../etc/passwd\0", "etc passwd"),
        ('a"; filename=x\r\nSet-Cookie: y', "a filename x Set-Cookie y"),
        ("\u202egpj.exe", "gpj exe"),
        ("=1+1", "1 1"),
        ("x" * 5000, "x" * 80),
        ("🐱", "bozzetto"),
        ("", "bozzetto"),
        (None, "bozzetto"),
    ],
    ids=["plain", "Chinese", "path", "header", "bidi", "formula", "long", "emoji", "empty", "none"],
)
def test_file_name(title, name):
    """A title that somebody wrote names a file, and does nothing else."""
    assert file_name(title, ".pdf") == f"{name}.pdf"


def test_job_that_is_damaged(served):
    """A file that is no job, or not the one that it is called, is left alone."""
    job = exported(served)
    folder = served.studio_folder / "jobs"
    text = (folder / f"{job['id']}.json").read_text()
    (folder / ("0" * 16 + ".json")).write_text(text)
    (folder / ("1" * 16 + ".json")).write_text("{}")
    (folder / f".{job['id']}.zip.1.part").write_bytes(b"half")
    with serving(served.studio_folder) as server, entered(server) as client:
        assert [each["id"] for each in client.get("/api/jobs").json()] == [job["id"]]
    assert len(list(folder.glob("*.json"))) == 3
    assert not list(folder.glob(".*"))
