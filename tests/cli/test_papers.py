"""``bozzetto papers``: drafts in a folder."""

import hashlib

import pytest

from bozzetto.api import Studio
from tests.cli.scenes import generated
from tests.evidence.papers.reading import paragraphs, parts
from tests.law.cases import told


@pytest.fixture
def work(studio):
    """Record one instruction, and nothing else."""
    assert studio
    with Studio.open() as opened:
        work = opened.open_work("Cat pendant")
        told(work, "=a cat", seed="1")
    return work


def test_papers_are_written_with_their_digests(ask, run, work, tmp_path):
    """The bundle's digest stands in them."""
    assert work
    bundle, folder = tmp_path / "cat.zip", tmp_path / "papers"
    run("export", "Cat pendant", bundle)
    value = ask("papers", "Cat pendant", folder, "--for", "cn", "--bundle", bundle)
    assert value["folder"] == str(folder)
    assert value["load"] is None
    assert {each["name"] for each in value["files"]} == {
        "exhibits.docx",
        "exhibits.xlsx",
        "prompts.docx",
        "prompts.xlsx",
        "statement.docx",
    }
    for each in value["files"]:
        data = (folder / each["name"]).read_bytes()
        assert parts(data)
        assert each["digest"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert each["size"] == len(data)
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    said = paragraphs((folder / "exhibits.docx").read_bytes())
    assert any(digest in each for each in said)


def test_the_same_record_gives_the_same_bytes(ask, work, tmp_path):
    """In whichever folder, at whatever time."""
    assert work
    words = ("--for", "eu", "--since", "2026-12-01")
    one, two = (ask("papers", "Cat pendant", tmp_path / name, *words) for name in "ab")
    assert one["files"] == two["files"]


def test_languages_are_those_of_the_program_where_no_place_is_named(run, work, tmp_path):
    """Or both at once."""
    assert work
    for number, (words, wanted) in enumerate(
        (
            (["--lang", "en"], "Statement on the making of the work"),
            (["--both", "--lang", "zh"], "创作说明\nStatement on the making of the work"),
        )
    ):
        folder = tmp_path / str(number)
        run("papers", "Cat pendant", folder, *words)
        assert paragraphs((folder / "statement.docx").read_bytes())[0] == wanted


def test_load_files_stand_beside_the_papers(ask, work, tmp_path):
    """In a folder of their own."""
    with Studio.open() as opened:
        picture = generated(tmp_path / "x.png", seed=1)
        assert opened.find_work("Cat pendant").add_material(
            picture, role="photo", origin="own photo"
        )
    value = ask("papers", "Cat pendant", tmp_path / "us", "--for", "us", "--load")
    assert work
    assert value["load"]["documents"] == 1
    assert (tmp_path / "us" / "VOL001").is_dir()


def test_a_folder_with_anything_in_it_is_refused(run, work, tmp_path):
    """Papers that people filled in are not written over."""
    assert work
    (tmp_path / "mine.docx").write_bytes(b"signed")
    result = run("papers", "Cat pendant", tmp_path, code=5)
    assert "never written over anything" in result.stderr
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".docx"] == ["mine.docx"]


def test_a_place_that_is_none_is_refused(run, work, tmp_path):
    """Before anything is written."""
    assert work
    run("papers", "Cat pendant", tmp_path / "papers", "--for", "mars", code=2)
    assert not (tmp_path / "papers").exists()


def test_people_read_that_these_are_drafts(run, work, tmp_path):
    """And that a lawyer decides."""
    assert work
    result = run("papers", "Cat pendant", tmp_path / "papers")
    assert "statement.docx" in result.stdout
    assert "a lawyer decides" in result.stderr
