"""The database: what is committed, what is rolled back, and what is no database."""

import sqlite3

import pytest

from bozzetto.errors import RecordingError, StudioError
from bozzetto.log import Tile, leaf_hash
from bozzetto.record import ChainSort, digest_of
from bozzetto.studio import Database, FileRow
from bozzetto.studio.database import FORMAT_VERSION, EntryRow

CHAIN = digest_of(b"chain")
FILE = FileRow("/pictures/猫.png", 12, 1_700_000_000_123_456_789, digest_of(b"cat"))


@pytest.fixture
def path(tmp_path):
    """Where the database stands."""
    return tmp_path / "studio.sqlite"


@pytest.fixture
def database(path):
    """A new database."""
    made = Database(path, create=True)
    yield made
    made.close()


def row(place, chain=1, number=None):
    """Return an entry with a line of its own."""
    line = b'{"place":%d}\n' % place
    return EntryRow(place, digest(place), line, chain, place if number is None else number)


def digest(place):
    """Return the 32 bytes that stand for an entry's digest."""
    return place.to_bytes(32)


@pytest.fixture
def filled(database):
    """A database with a chain of 600 entries."""
    with database.writing():
        assert database.add_chain(CHAIN, ChainSort.STUDIO) == 1
        database.add([row(place) for place in range(600)])
    return database


def test_create_durable(database, path):
    """A new database writes ahead, and syncs every commit."""
    assert database.size() == 0
    assert database.chains() == []
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA user_version").fetchone() == (FORMAT_VERSION,)
    raw.close()
    assert database._sql.execute("PRAGMA synchronous").fetchone() == (2,)  # noqa: SLF001  # FULL


def test_absent(path):
    """Where there is no studio, the error says how to make one, and none is made."""
    with pytest.raises(StudioError, match="no studio at") as caught:
        Database(path)
    assert "bozzetto init" in caught.value.hint
    assert not path.exists()


def test_newer_version(database, path):
    """Tables of another version are left alone."""
    database._sql.execute("PRAGMA user_version=7")  # noqa: SLF001  # as a later program would
    with pytest.raises(StudioError, match="have version 7, this program knows 1"):
        Database(path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a text file\n" * 100, id="text"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 8000, id="damaged header"),
        pytest.param(b"", id="empty"),
    ],
)
def test_not_a_database(path, content):
    """A file that is no studio's database is refused in one way."""
    path.write_bytes(content)
    with pytest.raises(StudioError):
        Database(path)


def test_damaged_pages(filled, path):
    """Damaged pages are a matter of the studio, wherever they are met."""
    filled.close()
    data = bytearray(path.read_bytes())
    data[8192:-4096] = b"\xaa" * (len(data) - 12288)
    path.write_bytes(data)
    database = Database(path)
    with pytest.raises(StudioError, match="cannot be read") as caught:
        for _ in database.all_lines():
            pass
    database.close()
    assert "from a copy" in caught.value.hint


def test_closed(database):
    """A closed database is read no more."""
    database.close()
    with pytest.raises(StudioError, match="cannot be read"):
        database.size()
    with pytest.raises(RecordingError), database.writing():
        pass


@pytest.mark.usefixtures("filled")
def test_writing_commits(path):
    """What was committed is there for whoever opens the file."""
    other = Database(path)
    assert other.size() == 600
    assert [place for place, _, _ in other.all_lines()] == list(range(600))
    assert [place for place, _, _ in other.all_lines(598)] == [598, 599]
    assert list(other.all_lines(600)) == []
    assert other.line(599) == b'{"place":599}\n'
    assert other.places(other.chain_id(CHAIN)) == list(range(600))
    other.close()


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_writing_rolls_back(filled, error):
    """What is interrupted leaves nothing, and the next one works."""

    def write_half():
        with filled.writing():
            filled.add([row(600)])
            assert filled.add_chain(digest_of(b"other"), ChainSort.WORK)
            assert filled.chain_id(digest_of(b"other"))
            raise error

    with pytest.raises(error):
        write_half()
    assert filled.size() == 600
    with pytest.raises(StudioError, match="no chain"):
        filled.chain_id(digest_of(b"other"))
    with filled.writing():
        filled.add([row(600)])
    assert filled.size() == 601


def test_writing_twice_refused(filled):
    """A place is written once."""
    with pytest.raises(RecordingError, match="did not take the entry"), filled.writing():
        filled.add([row(599)])
    assert filled.size() == 600


def test_writing_waits(filled, path, monkeypatch):
    """A writer that waits too long for another one says so."""
    monkeypatch.setattr("bozzetto.studio.database.BUSY_SECONDS", 0.05)
    other = Database(path)
    with (
        filled.writing(),
        pytest.raises(RecordingError, match="database is locked"),
        other.writing(),
    ):
        pass
    other.close()


def test_version_follows_others(filled, path):
    """The version changes when another connection commits, and only then."""
    before = filled.version()
    with filled.writing():
        filled.put_note("name", "value")
    assert filled.version() == before
    other = Database(path)
    with other.writing():
        other.put_note("name", "other")
    other.close()
    assert filled.version() != before


def test_chains(filled):
    """Chains are listed with their ends, oldest first, and found by digest."""
    other = digest_of(b"work")
    with filled.writing():
        second = filled.add_chain(other, ChainSort.WORK)
        filled.add([row(600, second, 0), row(601, second, 1)])
    first, last = filled.chains()
    assert (first.digest, first.sort, first.length) == (CHAIN, "studio", 600)
    assert (last.digest, last.sort, last.length) == (other, "work", 2)
    assert last.last == f"sha256:{digest(601).hex()}"
    assert filled.chains(ChainSort.WORK) == [last]
    assert filled.chain(other) == last
    assert filled.chain(digest_of(b"none")) is None
    assert filled.chain_id(other) == filled.chain_id(other) == second
    assert [place for place, _ in filled.lines(second)] == [600, 601]
    assert [place for place, _ in filled.lines(second, 1)] == [601]


def test_line_absent(filled):
    """The log ends where it ends."""
    with pytest.raises(StudioError, match="has no entry 600"):
        filled.line(600)


def test_leaves_and_tiles(filled):
    """A tile of leaves is a row once it is full, and is read from the entries before."""
    leaves = [leaf_hash(digest(place)) for place in range(600)]
    assert filled.leaves(10, 13) == leaves[10:13]
    assert filled.tile(Tile(0, 1)) == b"".join(leaves[256:512])
    assert filled.tile(Tile(0, 2, 88)) == b"".join(leaves[512:])
    with filled.writing():
        filled.put_tile(0, 1, b"\1" * 8192)
        filled.put_tile(1, 0, b"\2" * 64)
    assert filled.tile(Tile(0, 1)) == b"\1" * 8192
    assert filled.tile(Tile(0, 1, 3)) == b"\1" * 96
    assert filled.tile(Tile(1, 0, 1)) == b"\2" * 32
    assert filled.tile(Tile(2, 0, 1)) == b""
    with filled.writing():
        filled.put_tile(1, 0, b"\3" * 96)
    assert filled.tile(Tile(1, 0, 3)) == b"\3" * 96


def test_notes(database):
    """Notes are kept by name, found by their beginning, and removed."""
    with database.writing():
        database.put_note("run a", "1")
        database.put_note("run b", "2")
        database.put_note("other", "3")
        database.put_note("run b", "4")
    assert database.notes("run ") == {"run a": "1", "run b": "4"}
    with database.writing():
        database.put_note("run a", None)
        database.put_note("never", None)
    assert database.note("run a") is None
    assert database.note("other") == "3"


def test_files(database):
    """What was recorded of a watched file is remembered, to the nanosecond."""
    assert database.file(FILE.path) is None
    with database.writing():
        database.put_files([FILE])
    assert database.file(FILE.path) == FILE
    newer = FileRow(FILE.path, 13, FILE.changed + 1, digest_of(b"new"))
    with database.writing():
        database.put_files([newer])
    assert database.file(FILE.path) == newer


def test_copy_has_what_is_committed(database, path, tmp_path):
    """A copy is one file with all that was committed, made while another connection writes."""
    other, copy = Database(path), tmp_path / "copy.sqlite"
    with database.writing():
        database.add([row(0)])
    with other.writing():
        other.add([row(1)])
        database.copy_to(copy)
    other.close()
    found = Database(copy)
    assert [line for _, _, line in found.all_lines()] == [row(0).line]
    found.close()
    assert list(tmp_path.glob("copy*")) == [copy]
    assert database.size() == 2


def test_copy_that_cannot_be_written(database, tmp_path):
    """A copy to where there is no folder is an error of ours."""
    with pytest.raises(RecordingError, match="cannot copy"):
        database.copy_to(tmp_path / "none" / "copy.sqlite")
