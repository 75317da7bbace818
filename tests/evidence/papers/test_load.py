"""Load files, read back by a parser that was written from the format's description."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.errors import RecordingError, StudioError
from bozzetto.evidence.papers.load import FIELDS, VOLUME, write_load
from tests.evidence.papers.works import DIFFUSION, rich


def read_dat(data):
    """Read a DAT file: fields between U+00FE, U+0014 between fields, CR LF after lines."""
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert text.endswith("\r\n")
    lines = []
    for line in text[:-2].split("\r\n"):
        fields = line.split("\x14")
        assert all(field.startswith("þ") and field.endswith("þ") for field in fields)
        values = [field[1:-1] for field in fields]
        assert all(not set(value) & set("þ\r\n\x14") for value in values)
        lines.append([value.replace("®", "\n") for value in values])
    names, *rows = lines
    assert all(len(row) == len(names) for row in rows)
    return [dict(zip(names, row, strict=True)) for row in rows]


def read_opt(data):
    """Read an OPT file: page, volume, path, break of document, folder and box, pages."""
    lines = data.decode("ascii").split("\r\n")
    assert lines.pop() == ""
    return [line.split(",") for line in lines]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A work with a hostile file name, and bytes that were erased."""
    with rich(tmp_path_factory.mktemp("rich")) as found:
        yield found


@pytest.fixture(scope="module")
def loaded(told, tmp_path_factory):
    """Its volume."""
    return write_load(told.studio, told.source, tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def rows(loaded):
    """The lines of its DAT file."""
    return read_dat((loaded.folder / "VOL001.dat").read_bytes())


def _at(folder, link):
    """Follow a path as it stands in a load file."""
    return folder / Path(*link.split("\\"))


def test_every_picture_is_a_document(loaded, rows, told):
    """In the order of the record, each once, with the fields that the first line names."""
    pictures = [each for each in told.source.assets.values() if each.type.startswith("image/")]
    assert [f"sha256:{row['SHA256']}" for row in rows] == [each.digest for each in pictures]
    assert tuple(rows[0]) == FIELDS
    assert len({row["BEGDOC"] for row in rows}) == len(rows) == loaded.documents
    assert all(row["BEGDOC"] == row["ENDDOC"] for row in rows)


def test_originals_are_copied_to_the_byte(loaded, rows):
    """And linked, each under its number."""
    linked = [row for row in rows if row["NATIVELINK"]]
    assert len(linked) == loaded.natives
    for row in linked:
        data = _at(loaded.folder, row["NATIVELINK"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["SHA256"]
        assert len(data) == int(row["FILESIZE"])


def test_page_images_are_jpegs(loaded, rows):
    """What a platform takes: no PNG."""
    pages = read_opt((loaded.folder / "VOL001.opt").read_bytes())
    assert len(pages) == loaded.images
    documents = {row["BEGDOC"] for row in rows if row["PAGECOUNT"] == "1"}
    assert {page[0] for page in pages} == documents
    for name, volume, path, *rest in pages:
        assert (volume, rest) == (VOLUME, ["Y", "", "", "1"])
        assert path == f"IMAGES\\{name}.jpg"
        with Image.open(_at(loaded.folder, path)) as image:
            assert (image.format, image.size) == ("JPEG", (24, 16))


def test_what_was_erased_is_listed_without_a_file(rows):
    """It says so."""
    (erased,) = (row for row in rows if row["REMARK"])
    assert erased["REMARK"] == "the bytes were erased; the record says so"
    assert (erased["NATIVELINK"], erased["PAGECOUNT"]) == ("", "0")
    assert "bytes erased" not in erased["ACTS"]


def test_a_hostile_name_stays_a_value(loaded, rows):
    """Characters of the format are spelled by numbers; no path follows a file's own name."""
    (row,) = (row for row in rows if row["FILENAME"].startswith("=cmd"))
    assert row["FILENAME"] == '=cmd|x [U+202E]gnp.[U+00FE][U+00AE][U+0014]"..%2f..".png'
    inside = {path.name for path in loaded.folder.rglob("*") if path.is_file()}
    assert all(name.startswith(("BZ", "VOL001.")) for name in inside)
    assert {path.name for path in loaded.folder.parent.iterdir()} == {VOLUME}


def test_a_row_says_what_the_record_knows(rows, told):
    """Acts, choice, how it is known, by which entries, whose custody."""
    chosen = next(row for row in rows if row["SELECTION"] == "chosen")
    assert chosen["ACTS"] == "output received"
    assert chosen["KNOWN"] == "live"
    assert chosen["ENTRIES"] == "live 6"
    assert chosen["CUSTODIAN"] == "Ann"
    assert chosen["WORKTITLE"] == "Cat, [U+00FE] and [U+00AE]\nin two lines"
    assert chosen["WORK"] == told.work.digest
    assert len(chosen["DATE"]) == 8
    assert chosen["EXISTEDBEFORE"] == ""


def test_the_same_record_gives_the_same_bytes(loaded, told, tmp_path):
    """Every file of it."""
    again = write_load(told.studio, told.source, tmp_path)
    files = sorted(path for path in loaded.folder.rglob("*") if path.is_file())
    assert len(files) == 2 + loaded.natives + loaded.images
    for path in files:
        other = again.folder / path.relative_to(loaded.folder)
        assert other.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("link", [False, True], ids=["folder", "dangling link"])
def test_what_is_there_is_not_written_into(told, tmp_path, link):
    """Not through a link either."""
    place = tmp_path / VOLUME
    if link:
        place.symlink_to(tmp_path / "nowhere")
    else:
        place.mkdir()
    with pytest.raises(StudioError, match="something stands at"):
        write_load(told.studio, told.source, tmp_path)
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_original_leaves_nothing(tmp_path):
    """Bytes that are not what they were are not handed on as such."""
    with rich(tmp_path) as found:
        digest = found.source.facts.edits[0].before[0]
        place = found.studio.assets.path(digest)
        place.chmod(0o600)
        place.write_bytes(b"other")
        (tmp_path / "out").mkdir()
        with pytest.raises(RecordingError, match="got sha256:"):
            write_load(found.studio, found.source, tmp_path / "out")
        assert list((tmp_path / "out").iterdir()) == []
        place.unlink()
        with pytest.raises(StudioError, match="are not in the studio"):
            write_load(found.studio, found.source, tmp_path / "out")


def test_a_place_that_cannot_be_written_is_named(told, tmp_path):
    """A file where a folder should be."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RecordingError, match="cannot write"):
        write_load(told.studio, told.source, tmp_path / "file")


def test_what_cannot_be_decoded_has_no_page_image(told, tmp_path):
    """It is a native all the same."""
    work = told.studio.open_work("damaged")
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    asset = told.studio.assets.take_bytes((tmp_path / "x.png").read_bytes(), "image/png", "x.png")
    work.receive_output(None, [asset], program=DIFFUSION)
    loaded = write_load(told.studio, type(told)(told.studio, work).source, tmp_path / "out")
    assert (loaded.documents, loaded.natives, loaded.images) == (1, 1, 0)
    (row,) = read_dat((loaded.folder / "VOL001.dat").read_bytes())
    assert row["PAGECOUNT"] == "0"
    assert (loaded.folder / "VOL001.opt").read_bytes() == b""
