"""Downloads in a ZIP, laid out in a folder of their own."""

import os
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bozzetto.capture.archives import unpacking
from bozzetto.capture.archives.unpacking import is_download, unpack
from bozzetto.capture.importing import import_files
from bozzetto.errors import FormatError
from tests.capture.archives.logs import VERSIONS, name, pairs
from tests.capture.archives.test_midjourney import JOB, OTHER, WORDS, four, save, sight
from tests.capture.projects.drawings import Sheet, kra
from tests.capture.watched import picture


def pack(path, members):
    """Write a ZIP; returns its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            info = zipfile.ZipInfo(member, (2024, 3, 1, 10, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


@pytest.fixture
def folder(tmp_path):
    """An empty folder of our own."""
    made = tmp_path / "unpacked"
    made.mkdir()
    return made


def laid_out(folder):
    """What lies in a folder, by its path there."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_unpack(tmp_path, folder):
    """Pictures and papers are laid out with their folders and times; the rest is counted."""
    members = [
        ("day/log.html", b"<html>"),
        ("day/1.png", picture(1)),
        ("day\\2.png", picture(2)),
        ("program.exe", b"MZ"),
        (".hidden/3.png", picture(3)),
        ("day/", b""),
    ]
    assert unpack(pack(tmp_path / "a.zip", members), folder) == (3, 2)
    assert laid_out(folder) == ["day/1.png", "day/2.png", "day/log.html"]
    assert (folder / "day/1.png").read_bytes() == picture(1)
    changed = time.localtime((folder / "day/1.png").stat().st_mtime)
    assert changed[:5] == (2024, 3, 1, 10, 0)


@pytest.mark.parametrize(
    "member",
    [
        *("../1.png", "a/../../1.png", "/1.png", "C:/1.png", "c:\\1.png", "..\\1.png", "\\1.png"),
        "/".join("a" * 20) + "/1.png",
    ],
)
def test_unpack_outside(tmp_path, folder, member):
    """A name that leads outside makes the whole file unbelieved; nothing is written anywhere."""
    packed = pack(tmp_path / "a.zip", [("0.png", picture(0)), (member, picture(1))])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FormatError, match="not taken"):
        unpack(packed, folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_unpack_names(tmp_path, folder):
    """Names that no file system takes are changed; their ends stay."""
    strange = [("a?b/\u202egnp*.png", b"1"), (f"{'猫' * 200}.png", b"2"), ("n\x01.png", b"3")]
    unpack(pack(tmp_path / "a.zip", strange), folder)
    found = laid_out(folder)
    assert found[0].startswith("a_b/")
    assert all(each.endswith(".png") and each.isprintable() for each in found)
    assert all(len(part.encode()) <= 255 for each in found for part in each.split("/"))


def test_unpack_twice(tmp_path, folder):
    """Two members that come to lie in one place are refused."""
    packed = pack(tmp_path / "a.zip", [("a/1.png", b"1"), ("a\\1.png", b"2")])
    with pytest.raises(FormatError, match="twice"):
        unpack(packed, folder)


def test_unpack_bomb(tmp_path, folder):
    """A member that unpacks to far more than it has is refused."""
    packed = pack(tmp_path / "a.zip", [("1.png", b"\0" * (3 << 20))])
    with pytest.raises(FormatError, match="more than"):
        unpack(packed, folder)


def test_unpack_limits(tmp_path, folder, monkeypatch):
    """More than there is room for, and a member above the limit, are refused."""
    packed = pack(tmp_path / "a.zip", [("1.png", os.urandom(2000))])
    monkeypatch.setattr(unpacking, "FREE", 1 << 50)
    with pytest.raises(FormatError, match="no room"):
        unpack(packed, folder)
    monkeypatch.setattr(unpacking, "FREE", 1)
    monkeypatch.setattr(unpacking, "MAX_MEMBER", 1000)
    with pytest.raises(FormatError, match="more than 1000 bytes"):
        unpack(packed, folder)


def test_unpack_lying(tmp_path, folder):
    """A list that names a smaller size than a member has is found out."""
    packed = pack(tmp_path / "a.zip", [("1.png", os.urandom(5000))])
    data = packed.read_bytes().replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    packed.write_bytes(data)
    with pytest.raises(FormatError, match="damaged"):
        unpack(packed, folder)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 399), value=st.integers(0, 255))
def test_unpack_mutated(tmp_path, place, value):
    """Whatever a byte is changed into, something is laid out or refused, and nothing outside."""
    packed = pack(tmp_path / "a.zip", [("a/1.png", b"one"), ("2.txt", b"two")])
    data = bytearray(packed.read_bytes())
    data[place % len(data)] = value
    packed.write_bytes(data)
    folder = tmp_path / f"{place}-{value}"
    folder.mkdir(exist_ok=True)
    with suppress(FormatError):
        unpack(packed, folder)
    assert set(tmp_path.rglob("[12].*")) <= set(tmp_path.glob("*-*/**/*"))


def test_is_download(tmp_path):
    """A ZIP is a download where it is called so: a drawing program's own file is none."""
    assert is_download(pack(tmp_path / "a.ZIP", [("1.png", b"")]))
    assert not is_download(pack(tmp_path / "a.procreate", [("1.png", b"")]))
    (tmp_path / "a.kra").write_bytes(kra(Sheet("Ink", b"ink", uuid="1")))
    assert not is_download(tmp_path / "a.kra")
    (tmp_path / "b.zip").write_bytes(b"no ZIP")
    assert not is_download(tmp_path / "b.zip")
    assert not is_download(tmp_path / "gone.zip")
    assert not is_download(tmp_path)


def test_import_midjourney_zip(work, output, entries, verified):
    """A download of Midjourney's website goes its way to a verified bundle."""
    digests = four(output)
    upscale = output / f"{WORDS}_{OTHER}.png"
    save(upscale, sight(1, 128))
    members = [(f"midjourney/{path.name}", path.read_bytes()) for path in output.iterdir()]
    packed = pack(output / "midjourney_session.zip", members)
    told = entries(packed)
    assert [entry.event.kind for entry in told][-1] == "choice.made"
    assert told[-1].event.body["chosen"] == [digests[1]]
    assert told[0].event.body["job"] in {JOB, OTHER}
    assert import_files(work, [packed]).recorded == 0
    verified()


def test_import_fooocus_zip(work, output):
    """Whatever archive is in a ZIP is found as in a folder."""
    items = [(name(1, 1111), pairs(5)), (name(2, 2222), pairs(6))]
    members = [("outputs/2024-03-01/log.html", VERSIONS["2.5"](items))]
    members += [(f"outputs/2024-03-01/{file}", picture(n)) for n, (file, _) in enumerate(items)]
    report = import_files(work, [pack(output / "day.zip", members)])
    assert [(found.tool, found.pictures) for found in report.found] == [("Fooocus", 2)]
    assert (report.recorded, report.instructions, report.failed) == (2, 1, ())


def test_import_zip_of_other_things(work, output):
    """A ZIP in which nothing is looked for is recorded as it is, for somebody named it."""
    packed = pack(output / "a.zip", [("letter.odt", b"dear")])
    report = import_files(work, [packed])
    assert (report.recorded, report.skipped, report.failed) == (1, 0, ())


def test_import_hostile_zip(work, output):
    """A ZIP that cannot be taken is named in the record, and what else is there is imported."""
    (output / "1.png").write_bytes(picture(1))
    packed = pack(output / "a.zip", [("../1.png", picture(2))])
    report = import_files(work, [packed, output])
    assert (report.failed, report.recorded) == ((packed,), 1)
    found = [
        entry
        for _, entry in work.studio.entries(work.studio.digest)
        if entry.event.kind == "recorder.found"
    ]
    assert "not taken" in found[0].texts[0].text
