"""Names: how a command line points at files, entries and texts."""

import shutil

import pytest

from bozzetto.api import Studio
from bozzetto.cli.naming import find_asset, find_assets, find_entry, find_text, find_thing
from bozzetto.errors import StudioError
from bozzetto.record import commitments_in, digest_of


@pytest.fixture
def known(told):
    """The work with three pictures, as the library sees it."""
    with Studio.open() as studio:
        yield studio.find_work(told["title"])


def test_file_is_known_by_its_bytes(known, pictures, tmp_path):
    """A path names the file by its bytes, wherever the file lies and whatever it is called."""
    copy = shutil.copy(pictures[1], tmp_path / "copy.bin")
    digest = digest_of(pictures[1].read_bytes())
    assert find_asset(known, str(pictures[1])) == find_asset(known, str(copy)) == digest


def test_file_is_known_by_its_digits(known, pictures):
    """The first digits of a digest name the file too, with the algorithm or without."""
    digest = digest_of(pictures[0].read_bytes())
    for name in (digest, digest[7:], digest[7:13], digest[:13]):
        assert find_asset(known, name) == digest


def test_files_are_listed_once(known, pictures):
    """A file that is named twice is meant once; the order stays."""
    digests = [digest_of(path.read_bytes()) for path in pictures]
    names = [str(pictures[2]), str(pictures[0]), digests[2]]
    assert find_assets(known, names) == [digests[2], digests[0]]


@pytest.mark.parametrize("name", ["abcde", "ABCDEF", "0" * 64, "md5:abcdef", "", "no.png", "1"])
def test_unknown_files_are_refused(known, name):
    """Too few digits, another spelling, another file: none is guessed at."""
    with pytest.raises(StudioError, match="has no file"):
        find_asset(known, name)


def test_changed_file_is_another_file(known, pictures):
    """A file that was changed since it was recorded is not taken for the recorded one."""
    pictures[0].write_bytes(pictures[0].read_bytes() + b"x")
    with pytest.raises(StudioError, match="does not name the file"):
        find_asset(known, str(pictures[0]))


def test_ambiguous_digits_are_refused(known, monkeypatch):
    """Digits that fit two files are not enough."""
    monkeypatch.setattr(type(known), "assets", lambda _: ["sha256:abcdef1", "sha256:abcdef2"])
    with pytest.raises(StudioError, match="2 digests") as error:
        find_asset(known, "abcdef")
    assert error.value.hint == "give more digits"


def test_entry_is_known_by_number_or_digits(known):
    """An entry is named by its number in the work, or by its digest's first digits."""
    (_, first), (_, second), *_ = known.entries()
    assert find_entry(known, "1") == find_entry(known, "#1") == second.digest
    assert find_entry(known, first.digest[7:15]) == first.digest
    for name in ("99", "-1", "٣", "ffffff"):
        with pytest.raises(StudioError, match="has no entry"):
            find_entry(known, name)


def test_thing_is_a_file_or_an_entry(known, pictures):
    """A remark is about a file or an entry, named as each of them is."""
    digest = digest_of(pictures[0].read_bytes())
    entry = known.entries()[2][1].digest
    assert find_thing(known, str(pictures[0])) == find_thing(known, digest[:15]) == digest
    assert find_thing(known, "2") == find_thing(known, entry[7:17]) == entry
    with pytest.raises(StudioError, match="no file or entry"):
        find_thing(known, "no.png")


def test_text_is_known_by_its_commitment(known):
    """A text to withhold is named by its commitment: of the work, or of the studio chain."""
    title = commitments_in(known.entries()[0][1].event.body)[0]
    owner = commitments_in(known.studio.opening.event.body)[0]
    assert find_text(known, title[7:15]) == title
    assert find_text(known, owner) == owner
    with pytest.raises(StudioError, match="has no text"):
        find_text(known, "ffffff")
