"""The catalogue: whatever was recorded in whatever portions, it says what the record says."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import StudioError
from bozzetto.record import Moment
from bozzetto.studio import Database, Studio, catalogue, catalogue_file
from bozzetto.studio.catalogue import RECENT, Catalogue
from bozzetto.studio.catalogue_file import VERSION, remove
from bozzetto.studio.catalogue_notes import quarter
from bozzetto.studio.shelf import Shelf, Span, Term
from tests.studio.logs import Log, Naive, asset, digest

ALWAYS = Span(Moment("0001-01-01T00:00:00.000000Z"), Moment("9999-12-31T23:45:00.000000Z"))
WORDS = ("cat", "Silver cat, 银猫", "港口，黄昏", "a b", "100%_done", 'say "so"', "É", "x" * 9)
QUERIES = (
    "cat",
    "c",
    "AT",
    "银猫",
    "银",
    "港口",
    "黄昏",
    "%",
    "_d",
    '"so"',
    "é",
    "xx",
    "ann",
    "none",
)
KEYS = tuple(f"ed25519:{name}" for name in ("ann", "ben", "new"))
MANY = 30  # entries of one drawn log, at most

WHAT = (
    *("output", "edit", "material", "choice", "comment", "milestone", "dispute", "release"),
    *("output", "choice", "correct", "erase"),  # whose order matters most
    *("person", "replace", "unknown", "anchor", "broken"),
)
STEP = st.tuples(
    st.sampled_from(WHAT),
    st.integers(0, 1),  # which work
    st.integers(0, 2),  # which picture, word or key; few, so that the same ones meet again
)


@pytest.fixture
def log(tmp_path):
    """A log that a test writes."""
    with closing(Database(tmp_path / "studio.sqlite", create=True)) as database:
        yield Log(database)


@pytest.fixture
def path(tmp_path):
    """Where the catalogue stands."""
    return tmp_path / "cache" / "catalogue.sqlite"


def tell(log, step, marks):
    """Write one drawn step."""
    what, number, which = step
    work, opened, person = f"work {number}", {}, KEYS[which % 2]
    text = lambda: log.text(opened, WORDS[(len(log.entries) + which) % len(WORDS)])  # noqa: E731  # drawn late
    pictures = [digest(f"picture {at}") for at in range(which + 1)]
    if what == "correct" and not marks:
        what = "comment"
    bodies = {
        "output": lambda: ("output.received", {"assets": [asset(f"picture {which}"), asset("x")]}),
        "edit": lambda: ("edit.made", {"after": asset(f"picture {which}"), "note": text()}),
        "material": lambda: (
            "material.added",
            {"asset": asset(f"picture {which}"), "project": asset("p", "application/x-krita")},
        ),
        "choice": lambda: ("choice.made", {"among": pictures, "chosen": pictures[-1:]}),
        "comment": lambda: ("comment.made", {"text": text()}),
        "milestone": lambda: ("comment.made", {"text": log.text(opened, f"milestone: {which}")}),
        "dispute": lambda: ("comment.made", {"text": log.text(opened, "dispute: mine")}),
        "release": lambda: ("work.released", {"asset": digest(f"picture {which}")}),
        "correct": lambda: ("entry.corrected", {"corrects": marks[which % len(marks)][1]}),
        "erase": lambda: ("bytes.erased", {"assets": pictures}),
        "unknown": lambda: ("sketch.dreamt", {"chosen": "yes", "people": [], "prompts": 7}),
    }
    if what == "broken":
        log.skip("studio", (b"", b'{"event":{},"open":{}}', b"\xff\n")[which])
        return
    if what == "person":
        body = {"name": log.text(opened, f"Ann {which}"), "key": KEYS[which % 3]}
        log.add("studio", "person.joined", body, opened)
        return
    if what == "replace":
        log.add("studio", "key.replaced", {"old": KEYS[which % 3], "new": KEYS[2]})
        return
    if what == "anchor":
        log.add("anchors", "time.anchored")
        return
    kind, body = bodies[what]()
    if what == "correct":
        work = marks[which % len(marks)][0]
    made = log.add(work, kind, body, opened, person=person)
    marks.append((work, made))


def begin(log):
    """Open the chains that every log here has."""
    log.add("studio", "studio.opened", {"owner": {}, "device": {}} and _opening(log))
    log.add("anchors", "anchors.opened")
    for number in range(4):
        opened = {}
        body = {"title": log.text(opened, f"Work {number} 作品"), "people": [KEYS[number % 2]]}
        log.add(f"work {number}", "work.opened", body, opened)


def _opening(log):
    name = log.text({}, "nobody says")
    return {"owner": {"name": name, "key": "o"}, "device": {"name": name, "key": "d"}}


def dump(path):
    """Return all that a catalogue holds."""
    with closing(sqlite3.connect(path)) as raw:
        tables = [
            row[0]
            for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith(("found_", "sqlite_")) and row[0] != "found"
        ]
        return {name: sorted(map(repr, raw.execute(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608


def follow(path, log):
    """Follow the log to its end."""
    with closing(Catalogue.writing(path)) as made:
        return made.follow(log.database)


def find(path, *words, **options):
    """Find works by words."""
    with Catalogue.reading(path) as made:
        return Shelf(made).find([Term(word) for word in words], **options)


def check_naive(path, log):
    """Hold every answer to what all entries say."""
    naive = Naive.read(log.entries)
    with Catalogue.reading(path) as made:
        shelf = Shelf(made)
        cards = shelf.find(limit=100).works
        want = [
            (
                work.digest,
                work.title,
                work.state(),
                work.entries[0]["at"],
                work.entries[-1]["at"],
                len(work.entries),
                len({picture[3] for picture in work.pictures()}),
                work.cover(naive.gone),
            )
            for work in naive.newest_first()
        ]
        got = [
            (
                card.digest,
                card.title,
                card.state,
                card.opened,
                card.newest,
                card.entries,
                card.pictures,
                card.cover and card.cover.digest,
            )
            for card in cards
        ]
        assert got == want
        for query in QUERIES:
            word = query.casefold()
            found = {card.digest: card.match.where for card in shelf.find([Term(query)]).works}
            assert found == naive.find(word), query
        kinds = [entry["kind"] for entry in filter(None, log.entries)]
        assert shelf.counts(ALWAYS) == {kind: kinds.count(kind) for kind in sorted(set(kinds))}
        for work in naive.works.values():
            own = [entry["kind"] for entry in work.entries]
            assert shelf.counts(work=work.digest) == {kind: own.count(kind) for kind in own}
        names = {key: name for key, name in shelf.names().items() if key in KEYS}
        assert names == {key: name for key, name in naive.names.items() if key in KEYS}
        recent = [happening.place for happening in shelf.recent(ALWAYS, 7)]
        listed = [
            entry["place"]
            for entry in filter(None, log.entries)
            if not entry["kind"].startswith(("anchors.", "time."))
        ]
        assert recent == listed[::-1][:7]


@settings(max_examples=60)
@given(
    st.lists(STEP, min_size=MANY // 2, max_size=MANY),
    st.lists(st.integers(1, 7), min_size=1, max_size=8),
    st.integers(1, 9),
)
def test_portions(steps, portions, chunk):
    """Followed in any portions it is what it is when followed at once, and as a plain reading."""
    whole = catalogue.CHUNK
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with closing(Database(root / "studio.sqlite", create=True)) as database:
            log, marks = Log(database), []
            begin(log)
            rest = list(steps)
            try:
                catalogue.CHUNK = chunk
                for portion in portions:
                    follow(root / "parts.sqlite", log)
                    for step in rest[:portion]:
                        tell(log, step, marks)
                    del rest[:portion]
                follow(root / "parts.sqlite", log)
            finally:
                catalogue.CHUNK = whole
            follow(root / "once.sqlite", log)
            assert dump(root / "parts.sqlite") == dump(root / "once.sqlite")
            check_naive(root / "once.sqlite", log)
            check_naive(root / "parts.sqlite", log)


def test_progress_and_interruption(log, path, monkeypatch):
    """It tells how far it is, stops where it is told to, and goes on from there."""
    monkeypatch.setattr(catalogue, "CHUNK", 2)
    begin(log)
    told, asked = [], iter([True, True, False])
    with closing(Catalogue.writing(path)) as made:
        done = made.follow(
            log.database,
            advance=lambda done, total: told.append((done, total)),
            goes_on=lambda: next(asked),
        )
        assert done.count == 4
        assert told == [(2, 6), (4, 6)]
        assert made.follow(log.database).count == 6
    check_naive(path, log)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not JSON\n", id="not JSON"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"event":null,"open":{}}', id="no event"),
        pytest.param(b'{"event":{"kind":7,"body":{}},"open":{}}', id="a kind that is a number"),
        pytest.param(b'{"event":{"kind":"a.b","at":"now","body":{}},"open":{}}', id="no moment"),
        pytest.param(b'{"event":{},"open":{"d":["salt","\\ud800"]}}', id="half a character"),
    ],
)
def test_unreadable_is_skipped_and_counted(log, path, line):
    """A line that is none is passed over, and counted; the rest is there."""
    begin(log)
    log.skip("studio", line)
    log.add("work 0", "comment.made", {"text": {"text": digest("withheld")}})
    done = follow(path, log)
    assert (done.count, done.skipped) == (8, 1)
    check_naive(path, log)


def test_another_log_is_read_anew(log, path, tmp_path):
    """A log that has another entry at the remembered place, or none, is read from its beginning."""
    begin(log)
    opened = {}
    log.add("work 0", "comment.made", {"text": log.text(opened, "zebra")}, opened)
    follow(path, log)
    assert find(path, "zebra").total == 1
    with closing(Database(tmp_path / "older.sqlite", create=True)) as database:
        older = Log(database)
        begin(older)
        assert follow(path, older).count == 6
        assert find(path, "zebra").total == 0
        older.add("work 1", "comment.made", {"text": older.text({}, "withheld")})
        follow(path, older)
        assert follow(path, log).count == 7
    assert find(path, "zebra").total == 1
    check_naive(path, log)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.unlink(), id="gone"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"text " * 1000), id="text"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:9000]), id="cut"),
        pytest.param(lambda path: _sql(path, "DROP TABLE held"), id="a table is gone"),
        pytest.param(lambda path: _sql(path, "DROP TABLE followed"), id="unknown how far"),
        pytest.param(lambda path: _sql(path, f"PRAGMA user_version={VERSION + 1}"), id="newer"),
    ],
)
def test_damaged_is_made_anew(log, path, damage):
    """A catalogue that is damaged, or another version's, is made anew, without a word."""
    begin(log)
    follow(path, log)
    damage(path)
    opened = {}
    log.add("work 0", "comment.made", {"text": log.text(opened, "more")}, opened)
    assert follow(path, log).count == 7
    check_naive(path, log)


def _sql(path, statement):
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(statement)


def test_removed_while_it_is_open(log, path):
    """A file that is removed under an open connection is made anew by the next following."""
    begin(log)
    with closing(Catalogue.writing(path)) as made:
        made.follow(log.database)
        path.unlink()
        made.follow(log.database)
    check_naive(path, log)


def test_reading_where_there_is_none(path):
    """Whoever asks a catalogue that is not there is told so, and makes none."""
    with pytest.raises(StudioError, match="catalogue"), Catalogue.reading(path):
        pass
    assert not path.exists()


def test_reading_one_that_is_removed_meanwhile(log, path, monkeypatch):
    """A file that goes while it is opened is read as it was, or is one that is not there."""
    begin(log)
    follow(path, log)
    before = find(path)

    def connect(place):
        made = catalogue_file.connect(place)
        remove(place)
        return made

    monkeypatch.setattr(catalogue, "connect", connect)
    assert find(path) == before
    with pytest.raises(StudioError, match="catalogue"):
        find(path)


def test_reading_damaged(log, path):
    """Whoever asks a damaged one is told in one way."""
    begin(log)
    follow(path, log)
    path.write_bytes(b"text " * 1000)
    with pytest.raises(StudioError, match="catalogue") as caught:
        find(path)
    assert "made anew" in caught.value.hint


def test_reading_does_not_write(log, path):
    """A reader's connection takes no change."""
    begin(log)
    follow(path, log)
    with pytest.raises(StudioError), Catalogue.reading(path) as made:
        made.rows("DELETE FROM work")
    check_naive(path, log)


def test_not_writable(log, tmp_path):
    """Where no file can be made, the error names the disk and not the machine's path."""
    begin(log)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StudioError) as caught:
        Catalogue.writing(tmp_path / "file" / "catalogue.sqlite")
    assert "made anew" in caught.value.hint


def test_readers_see_one_moment(log, path):
    """Who reads while it is followed sees it as it was."""
    begin(log)
    follow(path, log)
    with Catalogue.reading(path) as made:
        shelf = Shelf(made)
        assert shelf.count() == 4
        opened = {}
        body = {"title": log.text(opened, "new"), "people": []}
        log.add("work 9", "work.opened", body, opened)
        follow(path, log)
        assert shelf.count() == 4
    assert find(path).total == 5


def test_two_follow_one_catalogue(log, path):
    """Two processes that follow one log note every entry once."""
    begin(log)
    with closing(Catalogue.writing(path)) as one, closing(Catalogue.writing(path)) as two:
        for made in (one, two, one):
            opened = {}
            log.add("work 0", "comment.made", {"text": log.text(opened, "cat")}, opened)
            made.follow(log.database)
            made.follow(log.database)
    check_naive(path, log)


def test_recent_is_pruned(log, path):
    """Only the newest entries are listed one by one; the counts have all."""
    begin(log)
    for number in range(RECENT + 20):
        opened = {}
        log.add("work 0", "comment.made", {"text": log.text(opened, f"n{number}")}, opened)
    follow(path, log)
    with Catalogue.reading(path) as made:
        recent = Shelf(made).recent(ALWAYS, 1000)
        assert len(recent) == RECENT
        assert recent[0].words == f"n{RECENT + 19}"
        assert Shelf(made).counts()["comment.made"] == RECENT + 20


def test_a_real_studio(studio, work):
    """The lines that the recorder writes are read: titles, texts, names and dates."""
    work.state_intent("平静的海面，起重机")
    work.name_milestone("v1")
    with closing(Catalogue.writing(studio.layout.catalogue)) as made:
        done = made.follow(studio.database)
    assert (done.count, done.skipped) == (studio.database.size(), 0)
    (card,) = find(studio.layout.catalogue, "海面").works
    assert (card.title, card.state, card.entries) == ("Cat", "milestone", 3)
    with Catalogue.reading(studio.layout.catalogue) as made:
        names = Shelf(made).names()
    assert (names[studio.owner], names[studio.device]) == ("Ann", "desk")


def test_following_is_no_recording(folder, studio, work):
    """The record is the same, to the last byte, whether it is followed or not."""
    work.comment("before")
    before = [line for *_rest, line in studio.database.all_lines()]
    with closing(Catalogue.writing(studio.layout.catalogue)) as made:
        made.follow(studio.database)
    assert [line for *_rest, line in studio.database.all_lines()] == before
    with Studio.open(folder) as other:
        assert other.database.size() == len(before)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-11-22T12:00:00.000000Z", "2026-11-22T12:00"),
        ("2026-11-22T12:14:59.999999Z", "2026-11-22T12:00"),
        ("2026-11-22T12:46:00.000000Z", "2026-11-22T12:45"),
    ],
)
def test_quarter(at, wanted):
    """A moment lies in a quarter of an hour."""
    assert quarter(Moment(at)) == wanted
