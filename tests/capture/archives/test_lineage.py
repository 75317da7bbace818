"""Draw Things' database, opened so that nothing is written to it."""

import sqlite3
from contextlib import closing

import pytest

from bozzetto.capture.archives import lineage
from bozzetto.capture.archives.lineage import count_states, open_lineage
from bozzetto.capture.archives.wording import words_at
from bozzetto.errors import FormatError
from tests.capture.archives.tables import Pair, project, state, table


def change(start, length, text, kind=0):
    """The fields of one edit."""
    return {0: ("b", kind), 1: Pair((start, length)), 2: text}


@pytest.fixture
def made(tmp_path):
    """Makes a project."""

    def make(*args, **kwargs):
        return project(tmp_path / "cats.sqlite3", *args, **kwargs)

    return make


def test_read(made):
    """States come in their order, previews by their numbers; the file stays as it was."""
    path = made([state(0, 1, 5, 77), state(0, 2, 6)], {77: b"\xff\xd8jpeg"})
    before = (path.read_bytes(), sorted(path.parent.iterdir()))
    with open_lineage(path) as opened:
        assert [(node.lineage, node.time) for node in opened.nodes()] == [(0, 1), (0, 2)]
        assert opened.preview(77) == b"\xff\xd8jpeg"
        assert opened.preview(78) is None
        assert opened.count() == 2
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_journal(made):
    """What only stands in the journal is read, out of a copy."""
    path = made([state(0, 1)], {})
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        row = (0, 2, table(state(0, 2)))
        database.execute("INSERT INTO tensorhistorynode (__pk0, __pk1, p) VALUES (?, ?, ?)", row)
        database.commit()
        journal = path.with_name(path.name + "-wal")
        before = (path.read_bytes(), journal.read_bytes())
        with open_lineage(path) as opened:
            assert opened.count() == 2
        assert (path.read_bytes(), journal.read_bytes()) == before


def test_words(made):
    """Words are those after so many edits, in units of UTF-16, where a line went on, too."""
    edits = [
        change(0, 0, "a 🐈 hat"),
        change(5, 3, "cap"),
        change(0, 0, "fog", 1),
        change(99, 1, "outside"),
    ]
    rows = [
        (3, 0, {0: ("q", 3), 2: ("q", 0), 5: edits[:2]}),
        (3, 1, {0: ("q", 3), 2: ("q", 2), 3: "a 🐈 cap", 4: "", 5: edits[2:]}),
    ]
    path = made([state()], {}, rows, [(1, 3)])
    with open_lineage(path) as opened:
        assert words_at(opened, 3, 1) == ("a 🐈 hat", "")
        assert words_at(opened, 3, 2) == ("a 🐈 cap", "")
        assert words_at(opened, 1, 3) == ("a 🐈 cap", "fog")
        assert words_at(opened, 3, 4) == ("a 🐈 cap", "fog")
        assert words_at(opened, 3, 9) == words_at(opened, 8, 1) == words_at(opened, -1, 1)
        assert words_at(opened, 8, 1) == ("", "")


def altered(path, *statements):
    """Change a database by hand."""
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


HOSTILE = {
    "a text for a blob": ["UPDATE tensorhistorynode SET p = 'x'"],
    "a text for a number": ["UPDATE tensorhistorynode SET __pk0 = 'x'"],
    "a blob that is none": ["UPDATE tensorhistorynode SET p = x'00'"],
    "a computed column": [
        "ALTER TABLE tensorhistorynode ADD COLUMN q AS (zeroblob(1000000000)) VIRTUAL"
    ],
}


@pytest.mark.parametrize("statements", HOSTILE.values(), ids=HOSTILE)
def test_hostile(made, statements):
    """A database that is not as the program writes it is refused."""
    path = made([state()], {})
    altered(path, *statements)
    with pytest.raises(FormatError), open_lineage(path) as opened:
        opened.nodes()


def test_view_is_no_table(made):
    """What only looks like a table is none."""
    path = made([state()], {})
    altered(
        path,
        "ALTER TABLE tensorhistorynode RENAME TO other",
        "CREATE VIEW tensorhistorynode AS SELECT * FROM other",
    )
    assert count_states(path) == 0


@pytest.mark.parametrize("limit", ["MAX_NODES", "MAX_BLOBS"])
def test_too_much(made, monkeypatch, limit):
    """More states, or larger ones, than are read are refused."""
    path = made([state(0, 1), state(0, 2)], {})
    monkeypatch.setattr(lineage, limit, 1)
    with pytest.raises(FormatError, match="more in the database"), open_lineage(path) as opened:
        opened.nodes()


def test_too_long(made, monkeypatch):
    """A question that takes the database too long is given up."""
    path = made([state(0, number) for number in range(2000)], {})
    monkeypatch.setattr(lineage, "MAX_STEPS", 0)
    monkeypatch.setattr(lineage, "_STEP", 100)
    with pytest.raises(FormatError), open_lineage(path) as opened:
        opened.nodes()


def test_other_files(tmp_path):
    """A file that is no database, or another program's, is no project."""
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"")
    assert count_states(path) == 0
    path.write_bytes(lineage.MAGIC + b"\0" * 200)
    assert count_states(path) == 0
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE notes (a)")
        database.commit()
    assert count_states(path) == 0
    assert count_states(tmp_path / "gone.sqlite3") == 0
